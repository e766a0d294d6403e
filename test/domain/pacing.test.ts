import { describe, expect, test } from 'vitest';
import type { Policy } from '../../functions/contracts/policy.ts';
import { afterThrottle, type DayPlan, notBefore, planOf, slotOf } from '../../functions/domain/pacing.ts';
import { type Rules, type View, viewAt } from '../../functions/domain/view.ts';
import { aCustomer, anAccount, aPolicy, day, instant, rulesOf, someFacts } from './builders.ts';

const DAY = day('2026-03-02');
const NINE = instant('2026-03-02T01:00:00Z');
type Channel = 'sms' | 'email';
const over = (...channels: Channel[]): Policy =>
  aPolicy({
    reminders: channels.map((channel) => ({ daysBefore: 7, channels: [channel] })),
    tiers: [{ id: 'first', day: 1, channels: channels.slice(0, 1) }],
    limitActions: [],
    terminal: undefined,
    riskTiers: {},
  });
const [byEmail, bySms, both] = [over('email'), over('sms'), over('email', 'sms')];
const plenty = { emailPerSecond: 100, smsPerSecond: 10, emailsLeft: Number.POSITIVE_INFINITY };

const plan = (
  accounts: number,
  some: { policy?: Policy; now?: string; rates?: Partial<typeof plenty>; others?: DayPlan[] } = {},
): DayPlan =>
  planOf(
    { policy: some.policy ?? byEmail, day: DAY, accounts },
    { now: instant(some.now ?? NINE), rates: { ...plenty, ...some.rates }, others: some.others ?? [] },
  );

describe('the plan of a day', () => {
  // The window from 09:00 to 20:00 is 39,600 seconds; of a rate four fifths are planned with, of the window 95 %.
  test.each([
    ['nobody is due', 0, {}, { seconds: 0, sendingSeconds: 0, exceeds: [] }],
    ['the sweep itself can send them', 9600, {}, { seconds: 0, sendingSeconds: 120, exceeds: [] }],
    ['they take longer', 80_000, {}, { seconds: 1000, sendingSeconds: 1000, exceeds: [] }],
    ['text messages are slower', 80_000, { policy: bySms }, { seconds: 10_000, sendingSeconds: 10_000, exceeds: [] }],
    ['both channels are used', 80_000, { policy: both }, { seconds: 10_000, sendingSeconds: 10_000, exceeds: [] }],
    ['they fill the window', 3_168_000, {}, { seconds: 37_620, sendingSeconds: 39_600, exceeds: [] }],
    ['they exceed it', 4_000_000, {}, { seconds: 37_620, sendingSeconds: 50_000, exceeds: ['window'] }],
    [
      'the quota of 24 hours is smaller',
      5000,
      { rates: { emailsLeft: 4999 } },
      { seconds: 37_620, sendingSeconds: 63, exceeds: ['emails-in-24-hours'] },
    ],
    [
      'that quota is of no matter to text messages',
      800,
      { policy: bySms, rates: { emailsLeft: 0 } },
      { seconds: 0, exceeds: [] },
    ],
    [
      'the provider takes nothing at all',
      5,
      { rates: { emailPerSecond: 0 } },
      { seconds: 37_620, sendingSeconds: null, exceeds: ['window'] },
    ],
    [
      'the sweep runs again at 19:00',
      320_000,
      { now: '2026-03-02T11:00:00Z' },
      { from: '2026-03-02T11:00:00Z', seconds: 3420, exceeds: ['window'] },
    ],
    [
      'it runs again when the window has closed',
      80_000,
      { now: '2026-03-02T13:00:00Z' },
      { from: '2026-03-03T00:00:00Z', closes: '2026-03-03T12:00:00Z', seconds: 1000 },
    ],
    [
      'it sweeps before the window opens',
      80_000,
      { policy: aPolicy({ ...byEmail, sweepAt: '06:00' }), now: '2026-03-01T22:00:00Z' },
      { from: '2026-03-02T00:00:00Z', seconds: 1000 },
    ],
  ] as const)('when %s', (_, accounts, some, expected) => {
    expect(plan(accounts, some as never)).toMatchObject(expected);
  });

  test('counts a tier that goes out on all its channels on each of them', () => {
    const tiers = [{ id: 'formal', day: 1, channels: ['email', 'sms'], all: true, mandatory: true }];
    const loud = aPolicy({ ...byEmail, tiers });
    expect(plan(1, { policy: loud }).channels).toEqual(['email', 'sms']);
    expect(plan(1, { policy: aPolicy({ ...loud, tiers: [{ ...tiers[0], all: false }] }) }).channels).toEqual(['email']);
  });

  test('shares the rates with what other products send in the same hours, and with no more', () => {
    const other: DayPlan = { ...plan(80_000), product: 'cash-loan' };
    expect(plan(80_000, { others: [other] }).seconds).toBe(2000);
    expect(plan(80_000, { others: [{ ...other, channels: ['sms'] }] }).seconds).toBe(1000);
    const yesterday = { ...other, from: instant('2026-03-01T01:00:00Z'), closes: instant('2026-03-01T12:00:00Z') };
    expect(plan(80_000, { others: [yesterday] }).seconds).toBe(1000);
    // Its own plan of the day is the one that is made anew.
    expect(plan(80_000, { others: [plan(80_000)] }).seconds).toBe(1000);
  });

  test('of quiet days puts all of them into the first day after, counted together', () => {
    const quiet = { from: day('2026-01-01'), until: day('2026-12-31'), days: [DAY, day('2026-03-03')] };
    const policy = {
      ...byEmail,
      contact: { ...byEmail.contact, quietDays: { weekends: false, holidays: 'CN' } },
      quiet,
    };
    const first = plan(80_000, { policy });
    expect(first).toMatchObject({ from: '2026-03-04T00:00:00Z', closes: '2026-03-04T12:00:00Z', seconds: 1000 });
    const second = planOf(
      { policy, day: day('2026-03-03'), accounts: 80_000 },
      { now: instant('2026-03-03T01:00:00Z'), rates: plenty, others: [first] },
    );
    expect(second).toMatchObject({ from: '2026-03-04T00:00:00Z', seconds: 2000 });
  });
});

describe('a place in the day', () => {
  const pace = { from: NINE, seconds: 36_000 };
  const places = Array.from({ length: 10_000 }, (_, at) => slotOf(`C${at}`, DAY, pace));

  test('is the same whenever it is asked for, and another one the next day', () => {
    expect(places).toEqual(places.map((_, at) => slotOf(`C${at}`, DAY, pace)));
    const moved = places.filter((place, at) => place !== slotOf(`C${at}`, day('2026-03-03'), pace));
    expect(moved.length).toBeGreaterThan(9900);
  });

  test('is anywhere in the spread, evenly', () => {
    const parts = places.map((place) => (Date.parse(place) - Date.parse(NINE)) / 1000 / pace.seconds);
    expect(Math.min(...parts)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...parts)).toBeLessThan(1);
    const tenths = Map.groupBy(parts, (part) => Math.floor(part * 10));
    // A thousand in each; four standard deviations are 120.
    for (let tenth = 0; tenth < 10; tenth += 1) {
      expect(tenths.get(tenth)?.length).toBeGreaterThan(880);
      expect(tenths.get(tenth)?.length).toBeLessThan(1120);
    }
  });
});

describe('a message', () => {
  const planned = (seconds: number): Rules => ({ ...rulesOf(byEmail), pace: () => ({ from: NINE, seconds }) });
  const view = (now: string, some: { rules?: Rules; sendAfter?: string; throttledSince?: string } = {}): View => {
    const { rules = rulesOf(byEmail), ...throttled } = some;
    const account = { ...anAccount(), ...throttled } as ReturnType<typeof anAccount>;
    const customer = aCustomer({ timeZone: 'Asia/Shanghai' });
    return viewAt(
      { account, customer, facts: someFacts(), cases: [], notices: [], otherAccounts: [], causes: [] },
      rules,
      { now: instant(now), asker: 'errand' },
    );
  };
  const late = '2026-03-02T11:59:59Z';

  test('of the day goes at once without a plan, at its place with one, and at once when that has passed', () => {
    expect(notBefore(view(NINE), { spread: true })).toBe(NINE);
    const place = slotOf(anAccount().customerId, DAY, { from: NINE, seconds: 36_000 });
    expect(place > NINE).toBe(true);
    expect(notBefore(view(NINE, { rules: planned(36_000) }), { spread: true })).toBe(place);
    expect(notBefore(view(late, { rules: planned(36_000) }), { spread: true })).toBe(late);
    expect(notBefore(view(NINE, { rules: planned(0) }), { spread: true })).toBe(NINE);
  });

  test('that answers an event has no place to wait for', () => {
    expect(notBefore(view(NINE, { rules: planned(36_000) }), { spread: false })).toBe(NINE);
  });

  test('of either kind waits for what a throttle left', () => {
    const sendAfter = '2026-03-02T01:07:00Z';
    expect(notBefore(view(NINE, { sendAfter }), { spread: false })).toBe(sendAfter);
    expect(notBefore(view(late, { sendAfter }), { spread: false })).toBe(late);
  });

  const again = (now: string, chance: number, before: { sendAfter?: string; throttledSince?: string } = {}) =>
    afterThrottle(view(now, before), { contact: byEmail, channel: 'email' }, chance);
  const HOURS_LATER = '2026-03-02T05:00:00Z';

  test.each([
    ['half a minute later at the earliest', NINE, 0, {}, '2026-03-02T01:00:30Z'],
    ['a quarter of an hour later at the latest', NINE, 0.9999, {}, '2026-03-02T01:14:59Z'],
    [
      'half as long as it has lasted',
      HOURS_LATER,
      0.9999,
      { sendAfter: HOURS_LATER, throttledSince: NINE },
      '2026-03-02T06:59:59Z',
    ],
    [
      'as the first time when it had ended',
      HOURS_LATER,
      0.9999,
      { sendAfter: NINE, throttledSince: NINE },
      '2026-03-02T05:14:59Z',
    ],
    ['before the window closes', '2026-03-02T11:50:00Z', 0.9999, {}, '2026-03-02T11:57:29Z'],
  ])('after a throttle comes again %s', (_, now, chance, before, sendAfter) => {
    expect(again(now, chance, before).sendAfter).toBe(sendAfter);
  });
});
