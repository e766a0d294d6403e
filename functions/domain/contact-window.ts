// When a message may go out: inside the window of every zone the borrower may be in, under the caps, on no quiet day.
import type { Channel } from '../contracts/events.ts';
import type { Policy } from '../contracts/policy.ts';
import { type Day, type Instant, normalInstant } from '../contracts/time.ts';
import { addDays, dayIn, epochMs, spanIn, weekday } from './calendar.ts';
import type { Customer } from './ledger.ts';

/** Seven days of a full cap and the longest run of public holidays, with the weekends around it, end within these days. */
const SEARCHED_DAYS = 31;

export type ContactRules = Pick<Policy, 'contact' | 'quiet'>;

/**
 * The first instant, from `now` on, at which a message may go to this customer on a channel. Caps count every message
 * of every account by the calendar days of the stated zone, and so are quiet days. `undefined`: none within a month,
 * for the windows of the borrower's zones have no hour in common.
 */
export function firstPermitted(
  customer: Customer,
  rules: ContactRules,
  { now, channel }: { now: Instant; channel: Channel },
): Instant | undefined {
  const zone = customer.timeZone;
  const contacts = customer.contacts.map((one) => ({ day: dayIn(zone, one.at), channel: one.channel }));
  const first = dayIn(zone, now);
  const from = epochMs(now);
  for (let ahead = 0; ahead < SEARCHED_DAYS; ahead += 1) {
    const day = addDays(first, ahead);
    if (isQuiet(rules, day) || isFull(rules.contact, contacts, { day, channel })) continue;
    const at = firstInAll(rules.contact, customer, { day, from });
    if (at !== undefined) return at === from ? now : normalInstant(at);
  }
  return undefined;
}

/** The first millisecond of a day of the stated zone, from `from` on, that lies in the windows of all zones. */
function firstInAll(
  contact: Policy['contact'],
  { timeZone, otherZones = [] }: Customer,
  { day, from }: { day: Day; from: number },
): number | undefined {
  const { opens, closes } = spanIn(timeZone, day, contact);
  let at = Math.max(opens, from);
  // Each zone moves the instant on to its own window, until none does.
  for (let moved = true; moved && at < closes; ) {
    moved = false;
    for (const zone of otherZones) {
      const inWindow = notBefore(contact, zone, at);
      if (inWindow > at) moved = true;
      at = inWindow;
    }
  }
  return at < closes ? at : undefined;
}

/** The instant itself where it lies in the zone's window, else the start of the next one. */
function notBefore(contact: Policy['contact'], zone: string, at: number): number {
  const today = dayIn(zone, normalInstant(at));
  for (let ahead = 0; ; ahead += 1) {
    const { opens, closes } = spanIn(zone, addDays(today, ahead), contact);
    if (at < closes && opens < closes) return Math.max(at, opens);
  }
}

function isFull(
  contact: Policy['contact'],
  contacts: readonly { day: Day; channel: Channel }[],
  { day, channel }: { day: Day; channel: Channel },
): boolean {
  const reaches = (
    caps: { perDay?: number | undefined; perSevenDays?: number | undefined },
    counted: typeof contacts,
  ) => {
    const weekBefore = addDays(day, -6);
    return (
      counted.filter((one) => one.day === day).length >= (caps.perDay ?? Number.POSITIVE_INFINITY) ||
      counted.filter((one) => one.day >= weekBefore && one.day <= day).length >=
        (caps.perSevenDays ?? Number.POSITIVE_INFINITY)
    );
  };
  const own = contact.channels?.[channel];
  return (
    reaches(contact, contacts) ||
    (own !== undefined &&
      reaches(
        own,
        contacts.filter((one) => one.channel === channel),
      ))
  );
}

const quietDays = new WeakMap<object, ReadonlySet<Day>>();

/**
 * Whether nothing goes out on a day of the borrower's. Outside the years whose calendar the policy carries, weekends
 * are quiet where it asks for them; holidays are not known there, and `calendarEnds` has warned of it.
 */
export function isQuiet({ contact, quiet }: ContactRules, day: Day): boolean {
  if (contact.quietDays === undefined) return false;
  if (quiet === undefined || day < quiet.from || day > quiet.until)
    return contact.quietDays.weekends && (weekday(day) === 6 || weekday(day) === 7);
  let days = quietDays.get(quiet);
  if (days === undefined) {
    days = new Set(quiet.days);
    quietDays.set(quiet, days);
  }
  return days.has(day);
}

/** So long before its calendar ends operations are told: a policy is published with the next year's days in time. */
const WARNED_DAYS = 30;

/** Whether the calendar of quiet days that a policy carries has ended by a day, or is about to; when it ends. */
export function calendarEnds({ contact, quiet }: ContactRules, day: Day): { on: Day; ended: boolean } | undefined {
  if (contact.quietDays?.holidays === undefined || quiet === undefined) return undefined;
  return addDays(day, WARNED_DAYS) > quiet.until ? { on: quiet.until, ended: day > quiet.until } : undefined;
}
