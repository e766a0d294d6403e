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
const MINUTE = 60_000;
const BORROWER_DAYS = 21;
const BORROWERS = 5_000;
/** As far ahead as the rules look. */
const SEARCHED = 31;

type Rules = Pick<Policy, 'contact' | 'quiet'>;
interface Borrower {
  rules: Rules;
  customer: Customer;
  zones: readonly string[];
  start: number;
  due: readonly { at: number; channel: Channel }[];
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

function aBorrowerOf(seed: number): Borrower {
  const { random, upTo, oneOf } = dice(seed);
  const early = random() < 0.2;
  const from = early ? upTo(240) : 300 + 15 * upTo(40);
  const to = early && random() < 0.5 ? Math.min(1440, from + 1 + upTo(200)) : Math.min(1440, from + 60 + 15 * upTo(56));
  const zones = [...new Set([oneOf(ZONES), ...(random() < 0.5 ? [oneOf(ZONES), oneOf(ZONES)].slice(upTo(2)) : [])])];
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
    from: clock(from),
    to: clock(to),
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
  const dense = random() < 0.2 ? 3 : 1;
  const due = Array.from({ length: dense * (4 + upTo(12)) }, () => ({
    at: start + upTo(BORROWER_DAYS * 1440) * MINUTE + upTo(MINUTE),
    channel: oneOf(['sms', 'email'] as const),
  })).sort((a, b) => a.at - b.at);
  return {
    rules: { contact, ...(weekends || holidays ? { quiet } : {}) },
    customer: aCustomer({ timeZone, otherZones, contacts: [] }),
    zones,
    start,
    due,
    // Clocks go back to 23:00 in Cairo.
    ambiguous: early || (to > 1380 && to < 1440),
  };
}

/** Why a message may not go out, by the words of the policy; the checker's own. */
function forbidden(
  { rules, zones }: Borrower,
  sent: readonly Contact[],
  { at, channel }: { at: number; channel: Channel },
) {
  const { contact, quiet } = rules;
  for (const zone of zones) {
    const now = clock(reading(zone, at).minute);
    if (now < contact.from || now >= contact.to) return `it is ${now} in ${zone}`;
  }
  const stated = zones[0] ?? '';
  const { day } = reading(stated, at);
  if (quiet?.days.includes(dayText(day) as Day)) return `${dayText(day)} is quiet`;
  const counted = sent.map((one) => ({ day: reading(stated, Date.parse(one.at)).day, channel: one.channel }));
  for (const [caps, own] of [
    [contact, counted],
    [contact.channels?.[channel], counted.filter((one) => one.channel === channel)],
  ] as const) {
    if (own.filter((one) => one.day === day).length >= (caps?.perDay ?? 99)) return 'the day is full';
    if (own.filter((one) => one.day > day - 7 && one.day <= day).length >= (caps?.perSevenDays ?? 99))
      return 'the week is full';
  }
  return undefined;
}

/** Lives through the borrower's days: what went out, and what was wrong with it. */
function live(borrower: Borrower) {
  const { rules, customer, start, due, ambiguous } = borrower;
  const sent: Contact[] = [];
  const wrong: string[] = [];
  const waiting = due.map(({ at, channel }) => ({ at, channel }));
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
      sent.push({ at: now, channel });
      continue;
    }
    // What is waited for must be forbidden; where clocks show an hour twice or never, the strict reading may wait on.
    const tried = ambiguous ? [] : [at, until - MINUTE];
    if (!ambiguous)
      for (let half = Math.ceil(at / (30 * MINUTE)); half * 30 * MINUTE < until; half += 1)
        tried.push(half * 30 * MINUTE);
    for (const instant of tried.filter((one) => one >= at && one < until))
      if (forbidden(borrower, sent, { at: instant, channel }) === undefined)
        wrong.push(`${now} on ${channel} waits for ${permitted}, past ${normalInstant(instant)}`);
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
});
