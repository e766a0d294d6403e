import type { Channel } from '../contracts/events.ts';
import type { Policy, Tier } from '../contracts/policy.ts';
import type { Instant } from '../contracts/time.ts';
import { isSettledOrUnknown, nextChannel, noticeId } from './contact.ts';
import { firstPermitted } from './contact-window.ts';
import { hasHoldOf } from './holds.ts';
import { dueDay, nextTier } from './ladder.ts';
import type { Case, Cause, NoticeKind, Owed, OwedKind } from './ledger.ts';
import { announcements } from './other-accounts.ts';
import { isOfTheDay, notBefore } from './pacing.ts';
import { type ReminderDue, remindersDue } from './reminders.ts';
import { inWindow } from './repair.ts';
import type { View } from './view.ts';

/** A message that is due, before its channel is chosen. */
export interface Message {
  kind: NoticeKind;
  key: string;
  caseId?: string;
  channels: readonly Channel[];
  all: boolean;
  statutory: boolean;
  tier?: Tier;
  /** Rungs below the tier that it jumps over. */
  skippedTiers?: readonly Tier[];
  reminder?: ReminderDue;
  owed?: Owed;
  /** What another account of the customer brings upon this one. */
  cause?: Cause;
}

export interface Letter extends Message {
  channel: Channel;
  noticeId: string;
}

export type NextMessage =
  | { kind: 'none' }
  | { kind: 'send'; letter: Letter }
  /** Due, but outside the window or over a cap. */
  | { kind: 'wait'; until: Instant }
  /** No channel carries it, or the borrower's zones have no hour in common at which it may. */
  | { kind: 'undelivered'; message: Message; reason: UndeliverableReason };

export type UndeliverableReason = 'no-channel' | 'no-permitted-hour';

/** When several wait. DESIGN 2, Contact. */
export function rank(message: Message): number {
  if (message.kind === 'notice') return message.tier?.mandatory ? 0 : 5;
  return { limit: 1, reversal: 2, cure: 3, withdrawal: 4, repair: 6, reminder: 7 }[message.kind];
}

/** The message that is due now, the most important first. */
export function nextMessage(view: View): NextMessage {
  const { snapshot, now } = view;
  const waiting = dueMessages(view)
    .map((message) => ({ message, next: nextChannel(message, snapshot.notices, snapshot.customer) }))
    .filter(
      ({ message, next: { kind } }) => kind === 'send' || (kind === 'undelivered' && !alreadyGivenUp(view, message)),
    );
  // What answers an event does not wait behind steps of the day: they go out with it.
  const from = notBefore(view, { spread: waiting.every((one) => isOfTheDay(one.message)) });
  for (const { message, next } of waiting) {
    if (next.kind === 'done') continue;
    if (next.kind === 'undelivered') return { kind: 'undelivered', message, reason: 'no-channel' };
    const at = hourFor(view, message, next.channel, from);
    if (at === undefined) {
      // What a first channel has told already is not taken back for the second.
      if (hasReached(view, message) || alreadyGivenUp(view, message)) continue;
      return { kind: 'undelivered', message, reason: 'no-permitted-hour' };
    }
    if (at > now) return { kind: 'wait', until: at };
    const subject = message.caseId ?? view.account.accountId;
    const letter = {
      ...message,
      channel: next.channel,
      noticeId: noticeId(subject, message.key, next.channel, next.attempt),
    };
    return { kind: 'send', letter };
  }
  return { kind: 'none' };
}

/** A mandatory tier is on its way: a channel is left that may carry it at some hour. */
export function mandatoryTierComes(view: View): boolean {
  const { customer, notices } = view.snapshot;
  return tierMessages(view).some((message) => {
    const next = nextChannel(message, notices, customer);
    return message.tier?.mandatory && next.kind === 'send' && hourFor(view, message, next.channel) !== undefined;
  });
}

const hourFor = (view: View, message: Message, channel: Channel, now = view.now): Instant | undefined =>
  firstPermitted(view.snapshot.customer, policyOf(view, message), { now, channel });

/** It is on record that nothing carries it; it comes up again when addresses or consents change. */
function alreadyGivenUp(view: View, message: Pick<Message, 'key' | 'caseId'>): boolean {
  const { notices, customer } = view.snapshot;
  return notices.some(
    (notice) =>
      notice.key === message.key &&
      notice.caseId === message.caseId &&
      notice.status === 'undelivered' &&
      notice.at >= customer.contactChangedAt,
  );
}

function dueMessages(view: View): Message[] {
  // Under a hold nothing goes out; bankruptcy and death silence the customer for good.
  if (view.held) return [];
  const messages = [
    ...tierMessages(view),
    ...owedMessages(view),
    ...otherAccountMessages(view),
    ...reminderMessages(view),
  ];
  return messages.sort((a, b) => rank(a) - rank(b));
}

function tierMessages(view: View): Message[] {
  const { record, policy, inArrears, promised } = view;
  if (record === undefined || !inArrears || promised) return [];
  if (inWindow(record)) return windowTier(view);
  if (record.state !== 'collecting' || record.terminal?.kind === 'referred') return [];
  const next = nextTier(policy, retried(view, record), {
    delinquentDays: view.ladder.delinquentDays,
    day: view.stepDay,
  });
  const fresh = next.kind === 'notice' ? [tierMessage(record, next.tier, next.skipped)] : [];
  const begun = unfinishedTier(view, record);
  // A rung that reached nobody gives way to a higher one that is due by now; one that was sent is finished first.
  const messages = begun.some((one) => hasReached(view, one)) ? [...begun, ...fresh] : [...fresh, ...begun];
  return messages.filter((one) => !anotherTierToday(view, one));
}

const hasReached = (view: View, { key, caseId }: Message): boolean =>
  view.snapshot.notices.some((one) => one.key === key && one.caseId === caseId && isSettledOrUnknown(one));

/** At most one tier a day, a second channel or a second attempt of an earlier one counted. */
const anotherTierToday = (view: View, { key, caseId }: Message): boolean =>
  view.snapshot.notices.some(
    (one) =>
      one.caseId === caseId &&
      one.kind === 'notice' &&
      one.channel !== 'none' &&
      one.key !== key &&
      one.on >= view.stepDay,
  );

/**
 * A mandatory tier that no channel carried counts as undone again once addresses or consents have changed, and once the
 * borrower's zones have an hour in common again: summer time ends in one of them.
 */
function retried(view: View, record: Case): Case {
  const { customer, notices } = view.snapshot;
  const lost = view.policy.tiers.filter((tier) => tier.mandatory && record.tiers[tier.id]?.status === 'undelivered');
  const open = lost.filter((tier) => {
    const message = tierMessage(record, tier, []);
    const next = nextChannel(message, notices, customer);
    return next.kind === 'send' && hourFor(view, message, next.channel) !== undefined;
  });
  if (open.length === 0) return record;
  const kept = Object.entries(record.tiers).filter(([id]) => !open.some((tier) => tier.id === id));
  return { ...record, tiers: Object.fromEntries(kept) };
}

function tierMessage(record: Case, tier: Tier, skippedTiers: readonly Tier[]): Message {
  const { channels, all } = tier;
  const key = `tier:${tier.id}`;
  return { kind: 'notice', key, caseId: record.caseId, channels, all, statutory: tier.mandatory, tier, skippedTiers };
}

/**
 * The last tier that was begun, while its day is still reached: other channels of it, or the next channel after a
 * failure. A mandatory one that no channel carried is no longer begun, but undone again.
 */
function unfinishedTier(view: View, record: Case): Message[] {
  const begun = view.policy.tiers
    .filter((tier) => ['sent', 'undelivered'].includes(record.tiers[tier.id]?.status ?? ''))
    .sort((a, b) => a.day - b.day)
    .at(-1);
  if (begun === undefined || dueDay(begun, view.policy) > view.ladder.delinquentDays) return [];
  if (begun.mandatory && record.tiers[begun.id]?.status === 'undelivered') return [];
  return [tierMessage(record, begun, [])];
}

/** Arrears in a window that are no relapse get the first tier, once for each spell of arrears. */
function windowTier(view: View): Message[] {
  const first = view.policy.tiers.toSorted((a, b) => a.day - b.day)[0];
  const oldest = view.ladder.pastDue.find((one) => one.delinquentDays > 0 && !one.disputed);
  if (first === undefined || oldest === undefined || view.record === undefined) return [];
  if (view.ladder.delinquentDays < first.day + view.policy.arrears.postingDays) return [];
  return [{ ...tierMessage(view.record, first, []), key: `tier:${first.id}:${oldest.obligationId}` }];
}

/**
 * What changes a right of the borrower is told whether or not they care for messages; a cure and a repair step bring
 * something back, and are told as a courtesy. RULES: statutory notices are not one-click-unsubscribable.
 */
const isStatutory = (kind: OwedKind): boolean => kind !== 'cure' && kind !== 'repair';

/** A promise keeps limit notices away; nobody is told that all is paid while something is past due again. */
function owedMessages(view: View): Message[] {
  return view.account.owed
    .filter((one) => !(view.promised && one.kind === 'limit') && !(view.inArrears && one.kind === 'cure'))
    .map((owed) => ({
      kind: owed.kind,
      key: owed.key,
      ...(owed.caseId === undefined ? {} : { caseId: owed.caseId }),
      channels: view.policy.notices[owed.kind],
      all: false,
      statutory: isStatutory(owed.kind),
      owed,
    }));
}

/** Reminders go by the current policy, what belongs to a case by the one it pinned. */
export const policyOf = ({ rules, account, today, snapshot, policy }: View, { kind }: Pick<Message, 'kind'>): Policy =>
  kind === 'reminder' ? rules.current(account.product, today, snapshot.customer.riskTier, account.accountId) : policy;

function otherAccountMessages(view: View): Message[] {
  const { limit: channels } = view.policy.notices;
  return announcements(view).map((one) => ({ kind: 'limit', channels, all: false, statutory: true, ...one }));
}

function reminderMessages(view: View): Message[] {
  const { account, snapshot, record, today, stepDay } = view;
  if (record?.state === 'collecting' && record.terminal?.kind === 'referred') return [];
  return remindersDue(policyOf(view, { kind: 'reminder' }), snapshot.facts, {
    autopay: account.autopay,
    notices: snapshot.notices,
    today,
    stepDay,
  }).map((reminder) => ({
    kind: 'reminder',
    key: reminder.key,
    channels: reminder.channels,
    all: false,
    statutory: false,
    reminder,
  }));
}

/** Nothing more goes to this customer, whatever happens, until operations say so. */
export const isSilenced = (view: View): boolean =>
  [view.today, view.stepDay].some((day) => hasHoldOf(view.snapshot.facts.holds, ['bankruptcy', 'deceased'], day));

/** Nothing of a case is left to be told: sent, unknown, or given up. */
export function nothingOwed(view: View, record: Case): boolean {
  if (isSilenced(view)) return true;
  return owedMessages(view)
    .filter((message) => message.caseId === record.caseId)
    .every((message) => {
      const next = nextChannel(message, view.snapshot.notices, view.snapshot.customer);
      return next.kind === 'done' || alreadyGivenUp(view, message);
    });
}
