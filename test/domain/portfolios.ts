// Random portfolios for the properties: policies, customers, accounts and what happens to them in half a year.
import fc from 'fast-check';
import type { EventType } from '../../functions/contracts/events.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import { addDays } from '../../functions/domain/calendar.ts';
import { type Delivery, type Inbound, Simulation, type SimulationOptions } from '../../lib/preview/simulation.ts';
import { aPolicy, day, instant } from './builders.ts';

export const START = day('2026-01-15');
export const DAYS = 170;

export interface Portfolio {
  policy: Policy;
  events: Inbound[];
  /** Of a thousand messages so many fail, a fifth of that stay unknown, and eight tenths come back up to 20 days later. */
  failing: number;
}

const zones = ['Asia/Shanghai', 'Europe/London', 'America/New_York', 'Australia/Lord_Howe', 'UTC', 'Asia/Kolkata'];

const policies: fc.Arbitrary<Policy> = fc
  .record({
    timeZone: fc.constantFrom(...zones),
    sweepAt: fc.constantFrom('00:00', '06:30', '09:00', '23:30'),
    graceDays: fc.constantFrom(0, 0, 3),
    tolerance: fc.constantFrom(0, 100),
    postingDays: fc.constantFrom(0, 1, 2),
    perDay: fc.constantFrom(1, 2, 3),
    perSevenDays: fc.constantFrom(2, 4, 7),
    window: fc.constantFrom(['08:00', '20:00'], ['00:00', '24:00'], ['17:00', '18:00']),
    takeover: fc.constantFrom('continue', 'restart'),
    lockoutDays: fc.constantFrom(0, 20, 365),
    relapseDay: fc.constantFrom(1, 3),
    noticeDays: fc.constantFrom(0, 5, 8),
  })
  .map((some) =>
    aPolicy({
      timeZone: some.timeZone,
      sweepAt: some.sweepAt,
      takeover: some.takeover,
      arrears: { graceDays: some.graceDays, tolerance: some.tolerance, postingDays: some.postingDays },
      contact: {
        from: some.window[0],
        to: some.window[1],
        perDay: some.perDay,
        perSevenDays: Math.max(some.perDay, some.perSevenDays),
      },
      tiers: [
        { id: 'courtesy', day: 1, channels: ['sms'] },
        { id: 'first', day: 4, channels: ['sms', 'email'] },
        { id: 'formal', day: 9, channels: ['email', 'sms'], all: true, mandatory: true },
        { id: 'second', day: 14, channels: ['sms'], minDaysAfterPrevious: 4 },
        { id: 'final', day: 20, channels: ['email', 'sms'], all: true, mandatory: true, minDaysAfterPrevious: 6 },
      ],
      limitActions: [
        { id: 'reduce', day: 12, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: some.noticeDays },
        { id: 'freeze', day: 16, kind: 'freeze', announcedBy: 'formal', noticeDays: some.noticeDays + 2 },
        { id: 'close', day: 60, kind: 'close', announcedBy: 'final', noticeDays: 20 },
      ],
      terminal: { day: 70, kind: 'refer' },
      repair: {
        steps: [
          { afterDays: 0, onTimePayments: 0, toShare: 0.3 },
          { afterDays: 15, onTimePayments: 1, toShare: 0.6 },
          { afterDays: 40, onTimePayments: 2, toShare: 1 },
        ],
        relapse: { day: some.relapseDay, minArrears: 100, lockoutDays: some.lockoutDays },
      },
    }),
  );

const DAY_MS = 86_400_000;
const START_MS = Date.parse(`${START}T00:00:00Z`);

/** A time in the run, on a quarter of an hour so that it meets sweeps and windows now and then. */
const aTime = fc
  .integer({ min: 0, max: (DAYS - 10) * 96 })
  .map((quarters) => new Date(START_MS + (quarters * DAY_MS) / 96).toISOString().replace('.000Z', 'Z'));
const dayOf = (time: string) => day(time.slice(0, 10));

const event = <T extends EventType>(time: string, type: T, detail: Inbound<T>['detail']): Inbound =>
  ({ time: instant(time), type, detail }) as Inbound;

function aHappening(accountIds: readonly string[], payments: number): fc.Arbitrary<Inbound[]> {
  const account = fc.constantFrom(...accountIds);
  const customerOf = (accountId: string): string => (accountId === 'A3' ? 'C2' : 'C1');
  const pays = fc
    .record({
      time: aTime,
      accountId: account,
      amount: fc.integer({ min: 1, max: 12 }),
      back: fc.constantFrom(0, 0, 0, 1, 5, 30),
    })
    .chain((one) => fc.tuple(fc.constant(one), fc.integer({ min: 0, max: 9999 }), fc.option(fc.constantFrom(1, 3, 20))))
    .map(([{ time, accountId, amount, back }, id, reversedAfter]) => {
      const paymentId = `P${id}-${payments}`;
      const paidOn = addDays(dayOf(time), -back);
      const posted = event(time, 'PaymentPosted', { paymentId, accountId, amount: amount * 250, paidOn });
      if (reversedAfter === null) return [posted];
      const later = new Date(Date.parse(time) + reversedAfter * DAY_MS + 3_600_000).toISOString().replace('.000Z', 'Z');
      return [posted, event(later, 'PaymentReversed', { paymentId, accountId, reason: 'bounced' })];
    });
  const holds = fc
    .record({
      time: aTime,
      accountId: account,
      kind: fc.constantFrom('dispute' as const, 'hardship' as const, 'fraud' as const, 'bankruptcy' as const),
      shift: fc.integer({ min: -10, max: 5 }),
      length: fc.integer({ min: 0, max: 25 }),
      on: fc.constantFrom('account' as const, 'customer' as const, 'obligation' as const),
      id: fc.integer({ min: 0, max: 9999 }),
      obligation: fc.integer({ min: 0, max: 5 }),
    })
    .map(({ time, accountId, kind, shift, length, on, id, obligation }) => {
      const from = addDays(dayOf(time), shift);
      const whom =
        on === 'customer'
          ? { customerId: customerOf(accountId) }
          : on === 'account'
            ? { accountId }
            : { accountId, obligationId: `${accountId}-O${obligation}` };
      return [event(time, 'HoldPlaced', { holdId: `H${id}`, kind, from, until: addDays(from, length), ...whom })];
    });
  const promises = fc
    .record({
      time: aTime,
      accountId: account,
      days: fc.integer({ min: 0, max: 10 }),
      id: fc.integer({ min: 0, max: 9999 }),
    })
    .map(({ time, accountId, days, id }) => [
      event(time, 'PromiseMade', { promiseId: `M${id}`, accountId, amount: 1000, payBy: addDays(dayOf(time), days) }),
    ]);
  const consents = fc
    .record({ time: aTime, channel: fc.constantFrom('sms' as const, 'email' as const), allowed: fc.boolean() })
    .map(({ time, channel, allowed }) => [event(time, 'ConsentChanged', { customerId: 'C1', channel, allowed })]);
  const cancels = fc
    .record({ time: aTime, accountId: account, obligation: fc.integer({ min: 0, max: 5 }) })
    .map(({ time, accountId, obligation }) => [
      event(time, 'ObligationCancelled', { accountId, obligationId: `${accountId}-O${obligation}` }),
    ]);
  const limits = fc
    .record({ time: aTime, accountId: account, creditLimit: fc.constantFrom(5000, 10_000, 15_000) })
    .map(({ time, accountId, creditLimit }) => [
      event(time, 'AccountUpserted', { ...accountDetail(accountId, customerOf(accountId)), creditLimit }),
    ]);
  return fc.oneof(
    { weight: 8, arbitrary: pays },
    { weight: 2, arbitrary: holds },
    { weight: 1, arbitrary: promises },
    { weight: 1, arbitrary: consents },
    { weight: 1, arbitrary: cancels },
    { weight: 1, arbitrary: limits },
  );
}

const accountDetail = (accountId: string, customerId: string) => ({
  accountId,
  customerId,
  product: 'pay-later',
  currency: 'CNY',
  creditLimit: 10_000,
  openedOn: day('2025-01-01'),
});

const customerDetail = (customerId: string, timeZone: string) => ({
  customerId,
  name: 'Li Wei',
  locale: 'zh-CN',
  timeZone,
  phone: '+8613800138000',
  email: 'li.wei@example.com',
  consent: { sms: true, email: true },
});

/** How one bill is paid. */
interface Habit {
  late: number | null;
  /** Days until the payment is posted. */
  posting: number;
  hour: number;
  reversedAfter: number | null;
  share: number;
}
const aHabit: fc.Arbitrary<Habit> = fc.record({
  late: fc.option(fc.constantFrom(-3, 0, 1, 2, 5, 10, 14, 25, 40, 65), { freq: 4 }),
  posting: fc.constantFrom(0, 0, 0, 1, 4, 12, 30),
  hour: fc.integer({ min: 0, max: 23 }),
  reversedAfter: fc.option(fc.constantFrom(1, 3, 5, 7, 4, 20), { freq: 2 }),
  share: fc.constantFrom(1, 1, 1, 0.5),
});

const at = (on: string, hour: number): string => `${on}T${String(hour).padStart(2, '0')}:30:00Z`;

function payments(
  { obligationId, accountId, dueOn, amountDue }: Inbound<'ObligationScheduled'>['detail'],
  habit: Habit | undefined,
): Inbound[] {
  if (habit === undefined || habit.late === null) return [];
  const paidOn = addDays(dueOn, habit.late);
  const paymentId = `P-${obligationId}`;
  const postedOn = addDays(paidOn, habit.posting);
  const amount = Math.ceil(amountDue * habit.share);
  const posted = event(at(postedOn, habit.hour), 'PaymentPosted', { paymentId, accountId, amount, paidOn });
  if (habit.reversedAfter === null || habit.reversedAfter % 2 === 1) return [posted];
  const time = at(addDays(postedOn, habit.reversedAfter), habit.hour);
  return [posted, event(time, 'PaymentReversed', { paymentId, accountId, reason: 'bounced' })];
}

export const portfolios: fc.Arbitrary<Portfolio> = fc
  .record({
    policy: policies,
    zones: fc.tuple(fc.constantFrom(...zones), fc.constantFrom(...zones)),
    accountIds: fc.constantFrom(['A1'], ['A1', 'A2'], ['A1', 'A2', 'A3']),
    failing: fc.constantFrom(0, 0, 250),
    firstDue: fc.integer({ min: -50, max: 20 }),
    every: fc.constantFrom(7, 15, 30),
    habits: fc.array(aHabit, { minLength: 18, maxLength: 18 }),
  })
  .chain((some) =>
    fc
      .array(aHappening(some.accountIds, some.firstDue), { minLength: 0, maxLength: 14 })
      .map((happenings) => ({ ...some, happenings })),
  )
  .map(({ policy, zones: [first, second], accountIds, failing, firstDue, every, habits, happenings }) => {
    const begin = `${START}T00:00:00Z`;
    const events: Inbound[] = [
      event(begin, 'CustomerUpserted', customerDetail('C1', first)),
      event(begin, 'CustomerUpserted', customerDetail('C2', second)),
    ];
    for (const [at, accountId] of accountIds.entries()) {
      events.push(event(begin, 'AccountUpserted', accountDetail(accountId, accountId === 'A3' ? 'C2' : 'C1')));
      for (let bill = 0; bill < 6; bill += 1) {
        const dueOn = addDays(START, firstDue + at * 3 + bill * every);
        const detail = { obligationId: `${accountId}-O${bill}`, accountId, dueOn, amountDue: 500 + 250 * bill };
        events.push(event(begin, 'ObligationScheduled', detail), ...payments(detail, habits[at * 6 + bill]));
      }
    }
    return { policy, failing, events: [...events, ...happenings.flat()] };
  });

/** The same message has the same luck every time. */
function luck(noticeId: string): number {
  let hash = 7;
  for (const letter of noticeId) hash = (hash * 31 + letter.charCodeAt(0)) % 1_000_003;
  return hash % 1000;
}

/** What becomes of a message. */
export function fateOf(noticeId: string, { failing }: Portfolio): ReturnType<Delivery> {
  const lot = luck(noticeId);
  if (lot < failing) return 'failed';
  if (lot < failing * 1.2) return 'unknown';
  return lot < failing * 2 ? { bouncesAfterHours: 1 + (lot % 480) } : 'sent';
}

export function play(portfolio: Portfolio, options: Partial<SimulationOptions> = {}): Simulation {
  const deliver: Delivery = ({ noticeId }) => fateOf(noticeId, portfolio);
  const sim = new Simulation({ policies: [portfolio.policy], from: START, deliver, ...options });
  for (const { time, type, detail } of portfolio.events) sim.given(time, type, detail);
  return sim.runUntil(addDays(START, DAYS));
}
