import fc from 'fast-check';
import { expect, test } from 'vitest';
import { allocate, position } from '../../functions/domain/arrears.ts';
import { addDays } from '../../functions/domain/calendar.ts';
import type { Facts, Hold, Obligation, Payment } from '../../functions/domain/ledger.ts';
import { day, instant, someFacts } from './builders.ts';
import { oraclePosition } from './oracle.ts';

const START = day('2026-01-01');
const aDay = fc.integer({ min: 0, max: 60 }).map((days) => addDays(START, days));
const ids = ['O1', 'O2', 'O3', 'O4'];

const obligations: fc.Arbitrary<Obligation[]> = fc.uniqueArray(
  fc.record({
    obligationId: fc.constantFrom(...ids),
    dueOn: aDay,
    amountDue: fc.integer({ min: 0, max: 60 }),
    scheduledAt: fc.constant(instant('2026-01-01T00:00:00Z')),
    cancelled: fc.boolean(),
  }),
  { selector: (one) => one.obligationId, maxLength: 4 },
);
const payments: fc.Arbitrary<Payment[]> = fc
  .array(
    fc.record(
      {
        amount: fc.integer({ min: 1, max: 80 }),
        paidOn: aDay,
        obligationId: fc.constantFrom(...ids, 'unknown'),
        reversedAt: fc.constant(instant('2026-02-01T00:00:00Z')),
      },
      { requiredKeys: ['amount', 'paidOn'] },
    ),
    { maxLength: 5 },
  )
  .map((list) =>
    list.map((one, at) => ({ ...one, paymentId: `P${at}`, postedAt: instant(`${one.paidOn}T10:00:00Z`) })),
  );
const holds: fc.Arbitrary<Hold[]> = fc
  .array(
    fc.record(
      {
        kind: fc.constantFrom('dispute', 'hardship', 'breathing-space', 'fraud'),
        obligationId: fc.constantFrom(...ids),
        from: aDay,
        length: fc.integer({ min: 0, max: 25 }),
      },
      { requiredKeys: ['kind', 'from'] },
    ),
    { maxLength: 4 },
  )
  .map((list) =>
    list.map(({ length, ...one }, at) => ({
      ...one,
      holdId: `H${at}`,
      ...(length === undefined ? {} : { until: addDays(one.from, length) }),
    })),
  );
const facts: fc.Arbitrary<Facts> = fc.record({ obligations, payments, holds }).map((one) => someFacts(one));
const terms = fc.record({ graceDays: fc.integer({ min: 0, max: 6 }), tolerance: fc.integer({ min: 0, max: 40 }) });
const on = fc.integer({ min: -1, max: 75 }).map((days) => addDays(START, days));

test('a position is what counting day by day and coin by coin gives', () => {
  fc.assert(
    fc.property(facts, terms, on, (some, on1, today) => {
      const { pastDue, on: _on, ...sums } = position(some, on1, today);
      const { obligations: expected, ...oracle } = oraclePosition(some, on1, today);
      expect(sums).toEqual(oracle);
      expect(
        pastDue.map(({ obligationId, outstanding, daysPastDue, delinquentDays }) => ({
          obligationId,
          outstanding,
          daysPastDue,
          delinquentDays,
        })),
      ).toEqual(expected);
    }),
    { numRuns: 4000 },
  );
});

test('the same facts in another order give the same position', () => {
  const shuffled = facts.chain((some) =>
    fc
      .record({
        obligations: fc.shuffledSubarray([...some.obligations], { minLength: some.obligations.length }),
        payments: fc.shuffledSubarray([...some.payments], { minLength: some.payments.length }),
        holds: fc.shuffledSubarray([...some.holds], { minLength: some.holds.length }),
      })
      .map((other) => ({ some, other: { ...some, ...other } })),
  );
  fc.assert(
    fc.property(shuffled, terms, on, ({ some, other }, on1, today) => {
      expect(position(other, on1, today)).toEqual(position(some, on1, today));
    }),
    { numRuns: 800 },
  );
});

test('a payment more never makes arrears, any outstanding amount or delinquent days worse', () => {
  const more = fc.record({
    amount: fc.integer({ min: 1, max: 80 }),
    paidOn: aDay,
    obligationId: fc.constantFrom(...ids, 'unknown'),
    paymentId: fc.constantFrom('A', 'P2x', 'Z'),
  });
  fc.assert(
    fc.property(facts, terms, on, more, (some, on1, today, extra) => {
      const paid = { ...extra, postedAt: instant('2026-03-01T00:00:00Z') };
      const before = position(some, on1, today);
      const after = position({ ...some, payments: [...some.payments, paid] }, on1, today);
      expect(after.arrears).toBeLessThanOrEqual(before.arrears);
      expect(after.delinquentDays).toBeLessThanOrEqual(before.delinquentDays);
      expect(after.daysPastDue).toBeLessThanOrEqual(before.daysPastDue);
    }),
    { numRuns: 2000 },
  );
});

test('no money is lost or made: what is paid is allocated or credit', () => {
  fc.assert(
    fc.property(facts, on, (some, today) => {
      const { obligations: open, outstanding, credit } = allocate(some, today);
      const due = open.reduce((sum, one) => sum + one.amountDue, 0);
      const left = open.reduce((sum, one) => sum + (outstanding.get(one.obligationId) ?? 0), 0);
      const paid = some.payments
        .filter((one) => one.reversedAt === undefined && one.paidOn <= today)
        .reduce((sum, one) => sum + one.amount, 0);
      expect(due - left + credit).toBe(paid);
      expect(left).toBeGreaterThanOrEqual(0);
    }),
    { numRuns: 800 },
  );
});

test('a hold more never makes delinquent days worse, and a dispute never raises arrears', () => {
  fc.assert(
    fc.property(facts, terms, on, aDay, (some, on1, today, from) => {
      const before = position(some, on1, today);
      const held = position({ ...some, holds: [...some.holds, { holdId: 'X', kind: 'hardship', from }] }, on1, today);
      expect(held.delinquentDays).toBeLessThanOrEqual(before.delinquentDays);
      expect(held.daysPastDue).toBe(before.daysPastDue);
      const disputed = { holdId: 'X', kind: 'dispute' as const, from, obligationId: 'O1' };
      const after = position({ ...some, holds: [...some.holds, disputed] }, on1, today);
      expect(after.arrears).toBeLessThanOrEqual(before.arrears);
      expect(after.delinquentDays).toBeLessThanOrEqual(before.delinquentDays);
    }),
    { numRuns: 800 },
  );
});
