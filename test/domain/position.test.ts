import { describe, expect, test } from 'vitest';
import type { Channel } from '../../functions/contracts/events.ts';
import { allocate, position } from '../../functions/domain/arrears.ts';
import { arrearsTerms } from '../../functions/domain/view.ts';
import { aHold, anAccount, anObligation, aPayment, aPlainPolicy, day, instant, someFacts } from './builders.ts';

const terms = { graceDays: 0, tolerance: 0 };
const O1 = anObligation({ obligationId: 'O1', dueOn: day('2026-02-01'), amountDue: 100 });
const O2 = anObligation({ obligationId: 'O2', dueOn: day('2026-03-01'), amountDue: 200 });
const O3 = anObligation({ obligationId: 'O3', dueOn: day('2026-04-01'), amountDue: 300 });
const all = [O3, O1, O2];
const pay = (paymentId: string, amount: number, paidOn: string, obligationId?: string) =>
  aPayment({ paymentId, amount, paidOn: day(paidOn), ...(obligationId === undefined ? {} : { obligationId }) });

describe('a payment is allocated', () => {
  test.each([
    ['to the oldest due first', [pay('P1', 150, '2026-02-05')], [0, 150, 300, 0]],
    ['to the obligation it names first', [pay('P1', 150, '2026-02-05', 'O2')], [100, 50, 300, 0]],
    ['with the rest to the oldest', [pay('P1', 250, '2026-02-05', 'O2')], [50, 0, 300, 0]],
    ['to the oldest when it names one that nobody knows', [pay('P1', 50, '2026-02-05', 'X')], [50, 200, 300, 0]],
    ['to credit when nothing is left to pay', [pay('P1', 700, '2026-01-05')], [0, 0, 0, 100]],
    [
      'by value date, not by arrival',
      [pay('P1', 100, '2026-02-05', 'O1'), pay('P2', 100, '2026-02-01')],
      [0, 100, 300, 0],
    ],
    ['by id on one value date', [pay('P2', 100, '2026-02-05', 'O1'), pay('P1', 100, '2026-02-05')], [0, 100, 300, 0]],
    ['by value date alone: one of tomorrow does not count', [pay('P1', 100, '2026-05-02')], [100, 200, 300, 0]],
  ])('%s', (_how, payments, [first, second, third, credit]) => {
    const allocation = allocate(someFacts({ obligations: all, payments }), day('2026-05-01'));
    expect([...allocation.outstanding.values()]).toEqual([first, second, third]);
    expect(allocation.credit).toBe(credit);
  });

  test('of the same due day to the smaller id first', () => {
    const twin = { ...O1, obligationId: 'O0' };
    const { outstanding } = allocate(
      someFacts({ obligations: [O1, twin], payments: [pay('P1', 100, '2026-02-05')] }),
      day('2026-03-01'),
    );
    expect(Object.fromEntries(outstanding)).toEqual({ O0: 0, O1: 100 });
  });

  test('as if it had never been once it is reversed', () => {
    const payments = [{ ...pay('P1', 100, '2026-02-05'), reversedAt: instant('2026-02-20T00:00:00Z') }];
    expect(position(someFacts({ obligations: all, payments }), terms, day('2026-02-10')).arrears).toBe(100);
  });

  test('past a cancelled obligation, which takes and owes nothing', () => {
    const facts = someFacts({
      obligations: [{ ...O1, cancelled: true }, O2],
      payments: [pay('P1', 150, '2026-02-05', 'O1')],
    });
    expect(Object.fromEntries(allocate(facts, day('2026-03-02')).outstanding)).toEqual({ O2: 50 });
  });

  test('to what was scheduled after it: credit pays later obligations', () => {
    const later = { ...O2, scheduledAt: instant('2026-02-20T00:00:00Z') };
    const facts = someFacts({ obligations: [O1, later], payments: [pay('P1', 300, '2026-02-01')] });
    expect(position(facts, terms, day('2026-03-05')).arrears).toBe(0);
  });
});

describe('days past due', () => {
  test.each([
    ['on the due day', '2026-02-01', 0, 0],
    ['on the day after', '2026-02-02', 1, 100],
    ['by the oldest obligation', '2026-03-03', 30, 300],
  ])('%s', (_when, on, days, arrears) => {
    const here = position(someFacts({ obligations: all }), terms, day(on));
    expect([here.daysPastDue, here.arrears]).toEqual([days, arrears]);
  });

  test.each([
    [99, 30],
    [100, 2],
    [299, 2],
    [300, 0],
  ])('with a tolerance of %i count from where the sum exceeds it: %i', (tolerance, days) => {
    expect(position(someFacts({ obligations: all }), { graceDays: 0, tolerance }, day('2026-03-03')).daysPastDue).toBe(
      days,
    );
  });

  test('start anew where a part payment moved the oldest debt', () => {
    const facts = someFacts({ obligations: all, payments: [pay('P1', 100, '2026-03-02')] });
    expect(position(facts, terms, day('2026-03-03')).daysPastDue).toBe(2);
  });
});

describe('paused days', () => {
  const in2012 = someFacts({
    obligations: [anObligation({ dueOn: day('2012-02-01') })],
    holds: [aHold({ from: day('2012-02-06'), until: day('2012-02-10') })],
  });
  test.each([
    ['2012-02-06', 5, 5],
    ['2012-02-09', 5, 8],
    ['2012-02-10', 5, 9],
    ['2012-02-11', 6, 10],
    ['2012-03-12', 36, 40],
  ])('of the example in DESIGN: on %s delinquent days are %i of %i past due', (on, delinquent, pastDue) => {
    const here = position(in2012, terms, day(on));
    expect([here.delinquentDays, here.daysPastDue]).toEqual([delinquent, pastDue]);
  });

  const due = [anObligation({ obligationId: 'O1', dueOn: day('2026-03-01') })];
  test.each([
    [
      'that overlap count once',
      [
        ['2026-03-05', '2026-03-10'],
        ['2026-03-08', '2026-03-12'],
      ],
      7,
    ],
    [
      'inside another add nothing',
      [
        ['2026-03-02', '2026-03-20'],
        ['2026-03-05', '2026-03-10'],
      ],
      18,
    ],
    [
      'around an older one count once',
      [
        ['2026-03-05', '2026-03-10'],
        ['2026-03-02', '2026-03-20'],
      ],
      18,
    ],
    ['before the due day do not count', [['2026-02-10', '2026-03-01']], 0],
    ['from before the due day count from it', [['2026-02-10', '2026-03-05']], 4],
    ['without an end go on', [['2026-03-11', undefined]], 20],
    ['of no length are none', [['2026-03-11', '2026-03-11']], 0],
  ] as [string, [string, string | undefined][], number][])('of holds %s', (_which, spans, paused) => {
    const holds = spans.map(([from, until]) =>
      aHold({ from: day(from), ...(until === undefined ? {} : { until: day(until) }) }),
    );
    const here = position(someFacts({ obligations: due, holds }), terms, day('2026-03-31'));
    expect([here.pausedDays, here.delinquentDays]).toEqual([paused, 30 - paused]);
  });

  test('stop the obligation alone that the hold names', () => {
    const holds = [aHold({ obligationId: 'O1', from: day('2026-02-02') })];
    const here = position(someFacts({ obligations: [O1, O2], holds }), terms, day('2026-03-11'));
    expect(here.pastDue.map((one) => one.delinquentDays)).toEqual([1, 10]);
    expect([here.daysPastDue, here.delinquentDays]).toEqual([38, 10]);
  });

  test('of a disputed obligation are not counted, its amount neither', () => {
    const holds = [aHold({ kind: 'dispute', obligationId: 'O1', from: day('2026-02-10') })];
    const here = position(someFacts({ obligations: [O1, O2], holds }), terms, day('2026-03-11'));
    expect([here.arrears, here.daysPastDue, here.delinquentDays]).toEqual([200, 10, 10]);
    expect(here.pastDue.map((one) => one.disputed)).toEqual([true, false]);
  });

  test('under a dispute of the whole account leave its arrears as they are', () => {
    const holds = [aHold({ kind: 'dispute', from: day('2026-02-10') })];
    const here = position(someFacts({ obligations: [O1], holds }), terms, day('2026-03-11'));
    expect([here.arrears, here.delinquentDays]).toEqual([100, 9]);
  });
});

test.each([
  ['2026-02-04', 0],
  ['2026-02-05', 1],
  ['2026-02-14', 10],
])('with three days of grace delinquent days on %s are %i', (on, days) => {
  expect(position(someFacts({ obligations: [O1] }), { graceDays: 3, tolerance: 0 }, day(on)).delinquentDays).toBe(days);
});

test.each([
  [0, '2026-06-10', 1],
  [0, '2026-06-12', 3],
  [3, '2026-06-10', 1],
  [3, '2026-06-11', 2],
])('an account that arrives late and restarts, with %i days of grace, counts on %s %i days', (graceDays, on, days) => {
  const channels: Channel[] = ['sms'];
  const policy = aPlainPolicy({
    takeover: 'restart',
    arrears: { graceDays },
    tiers: [{ id: 'first', day: 1, channels }],
  });
  const restart = arrearsTerms(policy, anAccount({ arrivedAt: instant('2026-06-10T03:00:00Z') }));
  const here = position(someFacts({ obligations: [O1] }), restart, day(on));
  expect(here.delinquentDays).toBe(days);
});

test('what falls due after the arrival counts as ever under a restart', () => {
  const restart = arrearsTerms(
    aPlainPolicy({ takeover: 'restart' }),
    anAccount({ arrivedAt: instant('2026-02-20T03:00:00Z') }),
  );
  const facts = someFacts({ obligations: [O2] });
  expect(position(facts, restart, day('2026-03-11')).delinquentDays).toBe(10);
});
