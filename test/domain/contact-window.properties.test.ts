// Borrowers live through weeks around the changes of summer time, messages fall due at any hour, and a checker that
// knows nothing but Intl and the policy looks at each one that went out and at the time it was kept waiting.
import { expect, test } from 'vitest';
import type { Channel } from '../../functions/contracts/events.ts';
import { type Policy, policySchema } from '../../functions/contracts/policy.ts';
import type { Day } from '../../functions/contracts/time.ts';
import { normalInstant } from '../../functions/contracts/time.ts';
import { firstPermitted } from '../../functions/domain/contact-window.ts';
import type { Contact, Customer } from '../../functions/domain/ledger.ts';
import { aCustomer } from './builders.ts';
import { changesIn, dayText, reading } from './clocks.ts';

const ZONES = [
  'America/New_York',
  'America/Los_Angeles',
  'America/St_Johns',
  'America/Havana', // clocks change at midnight
  'America/Santiago',
  'Europe/London',
  'Europe/Berlin',
  'Africa/Cairo',
  'Asia/Shanghai',
  'Asia/Kolkata',
  'Asia/Kathmandu',
  'Australia/Sydney',
  'Australia/Lord_Howe', // by half an hour
  'Pacific/Auckland',
  'Pacific/Honolulu',
];
const DAY = 86_400_000;
const HOUR = 3_600_000;
const MINUTE = 60_000;
const BORROWER_DAYS = 21;
const BORROWERS = 5_000;
/** As far ahead as the rules look. */
const SEARCHED = 31;

type Rules = Pick<Policy, 'contact' | 'quiet'>;
interface Waiting {
  at: number;
  channel: Channel;
}
interface Borrower {
  rules: Rules;
  customer: Customer;
  zones: readonly string[];
  start: number;
  due: readonly Waiting[];
  quiet: ReadonlySet<number>;
  /** The window in minutes of the day. */
  opens: number;
  closes: number;
  /** Whether a start or end of the window may be an hour that a change of the clocks leaves out or repeats. */
  ambiguous: boolean;
}

const dice = (seed: number) => {
  let state = (seed * 2_654_435_769 + 97) | 0;
  const random = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  const upTo = (count: number) => Math.floor(random() * count);
  const oneOf = <T>(all: readonly T[]): T => all[upTo(all.length)] as T;
  return { random, upTo, oneOf };
};
const clock = (minute: number) =>
  `${String(Math.floor(minute / 60)).padStart(2, '0')}:${String(minute % 60).padStart(2, '0')}`;

/** Some begin in hours that a change of the clocks leaves out or repeats; some are minutes long. */
const windows = Array.from({ length: 24 }, (_, index) => {
  const { upTo } = dice(1_000_000 + index);
  const early = index % 3 === 0;
  const opens = early ? upTo(180) : 300 + 15 * upTo(40);
  const closes = opens + (index % 6 === 0 ? 1 + upTo(150) : 60 + 15 * upTo(56));
  return { early, opens, closes: Math.min(1440, closes) };
});

function aBorrowerOf(seed: number): Borrower {
  const { random, upTo, oneOf } = dice(seed);
  const { early, opens, closes } = oneOf(windows);
  const zones = [...new Set(Array.from({ length: 1 + upTo(3) }, () => oneOf(ZONES)))];
  // Around a change of one of the borrower's clocks, where they have one.
  const changes = zones.flatMap(changesIn);
  const around = changes.length > 0 ? oneOf(changes) : Date.UTC(2026, 2, 20);
  const start = Math.floor((around - upTo(BORROWER_DAYS) * DAY) / DAY) * DAY;
  const cap = (most: number) => (random() < 0.5 ? 1 + upTo(most) : undefined);
  const perDay = 1 + upTo(3);
  const channelCaps = () => ({ perDay: cap(2), perSevenDays: cap(4) });
  const weekends = random() < 0.3;
  const holidays = random() < 0.3;
  const contact = policySchema.shape.contact.parse({
    from: clock(opens),
    to: clock(closes),
    perDay,
    perSevenDays: perDay + upTo(5),
    ...(random() < 0.4 ? { channels: { sms: channelCaps(), email: channelCaps() } } : {}),
    ...(weekends || holidays ? { quietDays: { weekends, ...(holidays ? { holidays: 'CN' } : {}) } } : {}),
  });
  const days = Array.from({ length: 470 }, (_, index) => Math.floor(Date.UTC(2025, 11, 5) / DAY) + index).filter(
    (day) => (weekends && [0, 6].includes(new Date(day * DAY).getUTCDay())) || (holidays && random() < 0.1),
  );
  const quiet = { days: days.map((day) => dayText(day) as Day), from: '2025-12-05' as Day, until: '2027-03-19' as Day };
  const [timeZone = 'UTC', ...otherZones] = zones;
  const dense = random() < 0.1 ? 3 : 1;
  // Where clocks change, hours that are shown twice or never are tried too.
  const nearby = early
    ? Array.from({ length: 6 }, () => ({ at: around + (upTo(360) - 180) * MINUTE, channel: 'sms' as const }))
    : [];
  const ordinary = Array.from({ length: dense * (3 + upTo(8)) }, () => ({
    at: start + upTo(BORROWER_DAYS * 1440) * MINUTE + upTo(MINUTE),
    channel: oneOf(['sms', 'email'] as const),
  }));
  const due = [...nearby, ...ordinary];
  return {
    rules: { contact, ...(weekends || holidays ? { quiet } : {}) },
    customer: aCustomer({ timeZone, otherZones, contacts: [] }),
    zones,
    start,
    due,
    quiet: new Set(days),
    opens,
    closes,
    // Clocks go back to 23:00 in Cairo.
    ambiguous: early || (closes > 1380 && closes < 1440),
  };
}

interface Sent extends Contact {
  /** The day on the clock of the stated zone. */
  day: number;
}

/** Why a message may not go out, by the words of the policy; the checker's own. */
function forbidden({ rules, zones, quiet, opens, closes }: Borrower, sent: readonly Sent[], { at, channel }: Waiting) {
  const { contact } = rules;
  for (const zone of zones) {
    const { minute } = reading(zone, at);
    if (minute < opens || minute >= closes) return `it is ${clock(minute)} in ${zone}`;
  }
  const { day } = reading(zones[0] ?? '', at);
  if (quiet.has(day)) return `${dayText(day)} is quiet`;
  const counted = (days: number, own: boolean) =>
    sent.filter((one) => one.day > day - days && one.day <= day && (!own || one.channel === channel)).length;
  const own = contact.channels?.[channel] ?? {};
  if (counted(1, false) >= contact.perDay || counted(1, true) >= (own.perDay ?? 99)) return 'the day is full';
  if (counted(7, false) >= contact.perSevenDays || counted(7, true) >= (own.perSevenDays ?? 99))
    return 'the week is full';
  return undefined;
}

function hoursBetween(from: number, until: number): number[] {
  const first = Math.ceil(from / HOUR);
  return Array.from({ length: Math.max(0, Math.ceil(until / HOUR) - first) }, (_, index) => (first + index) * HOUR);
}

/** Lives through the borrower's days: what went out, and what was wrong with it. */
function live(borrower: Borrower) {
  const { rules, customer, start, due, ambiguous } = borrower;
  const sent: Sent[] = [];
  const wrong: string[] = [];
  const waiting = [...due];
  let never = 0;
  while (waiting.length > 0) {
    waiting.sort((a, b) => a.at - b.at);
    const message = waiting.shift();
    if (message === undefined) break;
    const { at, channel } = message;
    const now = normalInstant(at);
    const permitted = firstPermitted({ ...customer, contacts: sent }, rules, { now, channel });
    const until = permitted === undefined ? at + (SEARCHED - 1) * DAY : Date.parse(permitted);
    if (permitted === now) {
      const reason = forbidden(borrower, sent, message);
      if (reason !== undefined) wrong.push(`${now} on ${channel}: ${reason}`);
      sent.push({ at: now, channel, day: reading(customer.timeZone, at).day });
      continue;
    }
    // What is waited through must be forbidden; where clocks show an hour twice or never, the strict reading may wait on.
    const tried =
      ambiguous || (permitted === undefined && never > 0) ? [] : [at, ...hoursBetween(at, until), until - MINUTE];
    for (const instant of tried.filter((one) => one >= at && one < until))
      if (forbidden(borrower, sent, { at: instant, channel }) === undefined)
        wrong.push(`${now} on ${channel} waits for ${permitted}, past ${normalInstant(instant)}`);
    const then = permitted === undefined ? undefined : forbidden(borrower, sent, { at: until, channel });
    if (then !== undefined) wrong.push(`${now} on ${channel} waits for ${permitted}, when ${then}`);
    if (permitted === undefined) never += 1;
    else if (until <= at) wrong.push(`${now} on ${channel} waits for the past, ${permitted}`);
    else if (until < start + BORROWER_DAYS * DAY) waiting.push({ at: until, channel });
  }
  return { sent: sent.length, never, wrong };
}

test('over 100,000 borrower-days nothing goes out at a forbidden time, over a cap or on a quiet day, or waits longer than it must', () => {
  const totals = { days: 0, sent: 0, never: 0, changes: new Set<number>(), zones: new Set<string>() };
  for (let seed = 1; seed <= BORROWERS; seed += 1) {
    const borrower = aBorrowerOf(seed);
    const { sent, never, wrong } = live(borrower);
    expect(wrong, `borrower ${seed}: ${borrower.zones.join(', ')} ${JSON.stringify(borrower.rules.contact)}`).toEqual(
      [],
    );
    totals.days += BORROWER_DAYS;
    totals.sent += sent;
    totals.never += never;
    for (const zone of borrower.zones) totals.zones.add(zone);
    for (const change of borrower.zones.flatMap(changesIn))
      if (change >= borrower.start && change < borrower.start + BORROWER_DAYS * DAY)
        totals.changes.add(new Date(change).getUTCMonth());
  }
  expect(totals.days).toBeGreaterThanOrEqual(100_000);
  expect(totals.sent).toBeGreaterThan(20_000);
  expect(totals.never).toBeGreaterThan(100);
  expect(totals.zones.size).toBeGreaterThanOrEqual(10);
  // Into summer time and out of it, north and south of the equator.
  expect([...totals.changes].sort((a, b) => a - b)).toEqual(expect.arrayContaining([2, 3, 9, 10]));
}, 120_000);
