import { expect, test } from 'vitest';
import { simulate } from '../../bin/commands/simulate.ts';
import { aPolicy, day } from '../domain/builders.ts';

const ids = Array.from({ length: 40 }, (_, at) => `A-${at}`);
const challenger = aPolicy({
  version: '2026-02-01',
  trial: true,
  tiers: [{ id: 'only', day: 2, channels: ['email'] }],
});
const champion = aPolicy({ challenger: { version: '2026-02-01', share: 0.5 } });

test('a run tells the outcomes of both side by side', async () => {
  const at = '2026-01-01T00:00:00Z' as never;
  const events = ids.flatMap((accountId, index) => {
    const customerId = `C-${index}`;
    const events = [
      {
        type: 'CustomerUpserted' as const,
        detail: {
          customerId,
          name: 'A',
          locale: 'en',
          timeZone: 'Asia/Shanghai',
          email: 'a@example.com',
          consent: { sms: true, email: true },
        },
      },
      {
        type: 'AccountUpserted' as const,
        detail: {
          accountId,
          customerId,
          product: 'pay-later',
          currency: 'CNY',
          creditLimit: 100_000,
          openedOn: day('2025-01-01'),
        },
      },
      {
        type: 'ObligationScheduled' as const,
        detail: { obligationId: 'O', accountId, dueOn: day('2026-02-01'), amountDue: 10_000 },
      },
    ];
    return events.map((event, step) => ({
      event: { id: `${accountId}-${step}`, time: at, ...event },
      source: 'x',
      line: 1,
    }));
  });
  const { summary, messages } = await simulate({
    policies: [champion, challenger],
    policyPath: new URL('../../policies/', import.meta.url).pathname,
    events,
    rejected: [],
    from: day('2026-01-01'),
    until: day('2026-02-20'),
    seed: 1,
  });
  const [trial] = summary.trials as {
    outcomes: { role: string; accounts: number; cases: number; messages: number }[];
  }[];
  const [old, tried] = trial?.outcomes ?? [];
  expect((old?.accounts ?? 0) + (tried?.accounts ?? 0)).toBe(40);
  expect(tried?.accounts).toBeGreaterThan(10);
  expect(old?.cases).toBe(old?.accounts);
  expect((old?.messages ?? 0) + (tried?.messages ?? 0)).toBe(messages.length);
  const told = (messages as { tier?: string; accountId: string }[]).filter((one) => one.tier === 'only');
  expect(new Set(told.map((one) => one.accountId)).size).toBe(tried?.accounts);
});
