import { expect, test } from 'vitest';
import { waitDays } from '../../functions/ingest/wait-days.ts';
import { ruleBook } from '../../functions/policies/rule-book.ts';
import { anEvent, NOW } from '../adapters/table.ts';
import { aPolicy } from '../domain/builders.ts';

const rules = ruleBook([
  aPolicy({ product: 'pay-later', version: '2026-01-01', intake: { waitDays: 5 } }),
  aPolicy({ product: 'pay-later', version: '2026-02-01', intake: { waitDays: 2 } }),
  aPolicy({ product: 'cash-loan', version: '2026-01-01', intake: { waitDays: 7 } }),
]);
const days = waitDays({
  ledger: { head: async (accountId) => (accountId === 'A1' ? ({ product: 'pay-later' } as never) : undefined) },
  rules: async () => rules,
  now: () => NOW,
});

test.each([
  ['as the policy of its account says now', anEvent('PaymentReversed', reversal('A1')), 2],
  ['the longest of all where the account is not known', anEvent('PaymentReversed', reversal('A9')), 7],
  ['the longest of all where it names no account', anEvent('HoldReleased', { holdId: 'H1' }), 7],
])('an event waits %s', async (_, event, expected) => {
  expect(await days(event)).toBe(expected);
});

test('before any policy is published an event waits for the first daily look', async () => {
  const none = waitDays({ ledger: { head: async () => undefined }, rules: async () => ruleBook([]), now: () => NOW });
  expect(await none(anEvent('HoldReleased', { holdId: 'H1' }))).toBe(0);
});

function reversal(accountId: string) {
  return { paymentId: 'P1', accountId, reason: '' };
}
