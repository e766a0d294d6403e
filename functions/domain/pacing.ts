// A day's messages against what the providers take: spread over the window beforehand, tried again when throttled.
import type { Channel } from '../contracts/events.ts';
import type { Policy } from '../contracts/policy.ts';
import { type Day, type Instant, normalInstant } from '../contracts/time.ts';
import { addDays, dayIn, epochMs, instantAt, laterOf } from './calendar.ts';
import { type ContactRules, firstPermitted, isQuiet } from './contact-window.ts';
import type { Account, NoticeKind } from './ledger.ts';
import type { View } from './view.ts';

/** What the account may send: emails and text messages a second, and emails in the 24 hours that are left. */
export interface Rates {
  emailPerSecond: number;
  emailsLeft: number;
  smsPerSecond: number;
}

/** Messages of the day go out evenly from then on, for so many seconds. */
export interface Pace {
  from: Instant;
  seconds: number;
}

/** How the messages that fall due on a day go out. */
export interface DayPlan extends Pace {
  product: string;
  day: Day;
  plannedAt: Instant;
  /** Accounts that are to be looked at: each may get a message on every one of these channels. */
  accounts: number;
  channels: readonly Channel[];
  closes: Instant;
  /** What the load takes at the rates, other plans for the same hours counted; null where a rate is 0. */
  sendingSeconds: number | null;
  exceeds: readonly ('window' | 'emails-in-24-hours')[];
}

/** The rest is for what answers an event at once, and for what is tried again. */
const SHARE_OF_RATE = 0.8;
/** As much as the sweep itself sends in its course: no plan, and no execution for anybody who waits. */
const AT_ONCE_SECONDS = 120;
/** The last of the window is for what was throttled on the way. */
const SHARE_OF_WINDOW = 0.95;
/** Quiet days in a row, at most, until a day is taken as it is. */
const SEARCHED_DAYS = 30;

/** The plan of one day: what falls due, against the rates and the window. `others` are plans of the days about it. */
export function planOf(
  due: { policy: Policy; day: Day; accounts: number },
  { now, rates, others }: { now: Instant; rates: Rates; others: readonly DayPlan[] },
): DayPlan {
  const { policy, day, accounts } = due;
  const { from, closes } = windowOf(policy, laterOf(now, instantAt(day, policy.sweepAt, policy.timeZone)));
  const beside = others.filter(
    (one) => (one.product !== policy.product || one.day !== day) && one.from < closes && one.closes > from,
  );
  const channels = firstChannels(policy);
  const loadOf = (channel: Channel): number =>
    beside.reduce((sum, one) => sum + (one.channels.includes(channel) ? one.accounts : 0), accounts);
  const seconds = Math.max(0, ...channels.map((one) => secondsOf(loadOf(one), perSecond(rates, one))));
  const window = (epochMs(closes) - epochMs(from)) / 1000;
  const exceeds: DayPlan['exceeds'][number][] = [];
  if (accounts > 0 && seconds > window) exceeds.push('window');
  if (accounts > 0 && channels.includes('email') && loadOf('email') > rates.emailsLeft)
    exceeds.push('emails-in-24-hours');
  // Over the quota of 24 hours it does not matter how fast: the day goes out over the whole window, and no faster.
  const needed = exceeds.length > 0 ? window : seconds;
  return {
    product: policy.product,
    day,
    plannedAt: now,
    accounts,
    channels,
    from,
    closes,
    seconds: accounts === 0 || needed <= AT_ONCE_SECONDS ? 0 : Math.round(Math.min(needed, window * SHARE_OF_WINDOW)),
    sendingSeconds: Number.isFinite(seconds) ? Math.round(seconds) : null,
    exceeds,
  };
}

const perSecond = ({ emailPerSecond, smsPerSecond }: Rates, channel: Channel): number =>
  channel === 'email' ? emailPerSecond : smsPerSecond;

function secondsOf(load: number, rate: number): number {
  return load === 0 ? 0 : load / (rate * SHARE_OF_RATE);
}

/**
 * The contact window by the product's clock: most borrowers live by it, and those who do not are moved by their own
 * window, and by the provider when it is out of breath.
 */
function windowOf(policy: Policy, at: Instant): { from: Instant; closes: Instant } {
  const { contact, timeZone } = policy;
  let day = dayIn(timeZone, at);
  for (let ahead = 0; ahead < SEARCHED_DAYS; ahead += 1, day = addDays(day, 1)) {
    if (at < instantAt(day, contact.to, timeZone) && !isQuiet(policy, day)) break;
  }
  return { from: laterOf(at, instantAt(day, contact.from, timeZone)), closes: instantAt(day, contact.to, timeZone) };
}

/** The channels that steps of a day go out on: of each the first, or all where it takes all. */
function firstChannels(policy: Policy): Channel[] {
  const tiers = [...policy.tiers, ...Object.values(policy.riskTiers).flatMap((one) => Object.values(one.tiers ?? {}))];
  const steps = [
    ...policy.reminders.map((one) => one.channels.slice(0, 1)),
    ...tiers.map((one) => (one.channels ?? []).slice(0, one.all ? undefined : 1)),
    ...(policy.limitActions.length > 0 ? [policy.notices.limit.slice(0, 1)] : []),
  ];
  return [...new Set(steps.flat())].sort();
}

/** Steps of a day are spread; a cure, a reversal, a withdrawal, a repair answer what happened, and go at once. */
export const isOfTheDay = ({ kind }: { kind: NoticeKind }): boolean =>
  kind === 'reminder' || kind === 'notice' || kind === 'limit';

/** Before then no message of this account goes out, whatever the window and the caps say. */
export function notBefore(view: View, { spread }: { spread: boolean }): Instant {
  const { now, account } = view;
  return laterOf(spread ? laterOf(now, placeInDay(view)) : now, account.sendAfter ?? now);
}

/**
 * When the messages of the steps of the day have their turn: at the hour of the steps, or at the customer's place in a
 * day that is spread. All accounts of a customer have the same place, so that the more severe message can go first.
 */
export function placeInDay({ account, rules, policy, stepDay }: View): Instant {
  const pace = rules.pace(account.product, stepDay);
  if (pace === undefined || pace.seconds === 0) return instantAt(stepDay, policy.sweepAt, policy.timeZone);
  return slotOf(account.customerId, stepDay, pace);
}

/** A customer's own place in a day: the same whenever it is asked for, and another one every day. */
export function slotOf(customerId: string, day: Day, { from, seconds }: Pace): Instant {
  return normalInstant(epochMs(from) + Math.floor(share(`${day}#${customerId}`) * seconds) * 1000);
}

/** From 0 up to, not including, 1: FNV-1a, and the last mixing of MurmurHash3, for ids that differ in a digit alone. */
function share(text: string): number {
  let hash = 2166136261;
  for (let i = 0; i < text.length; i += 1) hash = Math.imul(hash ^ text.charCodeAt(i), 16777619);
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return ((hash ^ (hash >>> 16)) >>> 0) / 2 ** 32;
}

/** What a throttle leaves on an account. */
export type Throttled = Required<Pick<Account, 'sendAfter' | 'throttledSince'>>;

const SOONEST_SECONDS = 30;
const FIRST_SECONDS = 15 * 60;
const LONGEST_SECONDS = 3 * 3600;

/**
 * When to try again after a throttle: at random between half a minute and a quarter of an hour; when it lasts, half as
 * long as it has lasted, up to three hours, so that a provider that is out for a day is not asked a hundred times by each
 * account; and less where the window closes before. `chance` is from 0 up to, not including, 1.
 */
export function afterThrottle(
  { now, account, snapshot }: View,
  { contact, channel }: { contact: ContactRules; channel: Channel },
  chance: number,
): Throttled {
  const after = (seconds: number): Instant => normalInstant(epochMs(now) + seconds * 1000);
  const throttledSince = stillThrottled(account, now) ?? now;
  const lasted = (epochMs(now) - epochMs(throttledSince)) / 1000;
  let latest = Math.min(LONGEST_SECONDS, Math.max(FIRST_SECONDS, lasted / 2));
  const isPermitted = (at: Instant): boolean => firstPermitted(snapshot.customer, contact, { now: at, channel }) === at;
  while (latest > SOONEST_SECONDS && !isPermitted(after(Math.floor(latest)))) latest /= 2;
  const spread = Math.max(0, latest - SOONEST_SECONDS);
  return { sendAfter: after(SOONEST_SECONDS + Math.floor(chance * spread)), throttledSince };
}

/** The throttle before was of the same stretch when this is the try that it put off. */
function stillThrottled({ sendAfter, throttledSince }: Account, now: Instant): Instant | undefined {
  if (sendAfter === undefined || throttledSince === undefined) return undefined;
  return epochMs(now) - epochMs(sendAfter) <= FIRST_SECONDS * 1000 ? throttledSince : undefined;
}
