import { describe, expect, test } from 'vitest';
import { dayPlans } from '../../functions/adapters/day-plan.ts';
import { dueShard } from '../../functions/adapters/keys.ts';
import { policyPublisher } from '../../functions/adapters/policy-publisher.ts';
import { policyStore } from '../../functions/adapters/policy-store.ts';
import { normalInstant } from '../../functions/contracts/time.ts';
import { dayIn } from '../../functions/domain/calendar.ts';
import type { DayPlan } from '../../functions/domain/pacing.ts';
import { aPolicy } from '../domain/builders.ts';
import { aLedger, aTable, lanes, upsertAccount } from './table.ts';

const day = (text: string) => text as never;
const aPlan = (on: string, more: Partial<DayPlan> = {}): DayPlan => ({
  product: 'pay-later',
  day: day(on),
  plannedAt: `${on}T01:00:00Z` as never,
  accounts: 10,
  channels: ['email'],
  from: `${on}T01:00:00Z` as never,
  closes: `${on}T12:00:00Z` as never,
  seconds: 600,
  sendingSeconds: 600,
  exceeds: [],
  ...more,
});

describe.each(lanes)('through the %s lane plans of days', (_lane, install) => {
  test('are read from a day on, over all products, the newest of each', async () => {
    const plans = dayPlans(await aTable(install));
    await plans.put(aPlan('2026-03-01'));
    await plans.put(aPlan('2026-03-02', { seconds: 1 }));
    await plans.put(aPlan('2026-03-02', { seconds: 2 }));
    await plans.put(aPlan('2026-03-03', { product: 'cash-loan' }));
    const read = await plans.since(day('2026-03-02'));
    expect(read.map((one) => [one.day, one.product, one.seconds])).toEqual([
      ['2026-03-02', 'pay-later', 2],
      ['2026-03-03', 'cash-loan', 600],
    ]);
  });

  test('are forgotten thirty days after the window has closed', async () => {
    const table = await aTable(install);
    await dayPlans(table).put(aPlan('2026-03-01'));
    const [plan] = (await dayPlans(table).since(day('2026-01-01'))) as (DayPlan & { expiresAt: number })[];
    expect(new Date((plan?.expiresAt ?? 0) * 1000).toISOString()).toBe('2026-03-31T12:00:00.000Z');
  });

  test('count who is due over all shards, by a day or on it', async () => {
    const { attendance, store, table } = await aLedger(install);
    const days = ['2026-03-01', '2026-03-02', '2026-03-02', '2026-03-03'];
    for (const [at, on] of days.entries()) {
      await upsertAccount(store, { accountId: `D${at}` });
      await attendance.lookBy(`D${at}`, { day: day(on), shard: dueShard('pay-later', at) });
    }
    const count = (on: string, earlierToo: boolean, product = 'pay-later') =>
      dayPlans(table).countDue(product, { day: day(on), shards: 4, earlierToo });
    expect(await count('2026-03-02', true)).toBe(3);
    expect(await count('2026-03-02', false)).toBe(2);
    expect(await count('2026-03-09', true)).toBe(4);
    expect(await count('2026-03-09', true, 'cash-loan')).toBe(0);
  });

  test('are what the rules spread by, as soon as they are there', async () => {
    const table = await aTable(install);
    await policyPublisher(table)(aPolicy());
    const today = dayIn('UTC', normalInstant(Date.now()));
    const { rules } = policyStore(table);
    expect((await rules()).pace('pay-later', today)).toBeUndefined();
    await dayPlans(table).put(aPlan(today));
    expect((await rules()).pace('pay-later', today)).toMatchObject({ seconds: 600, from: `${today}T01:00:00Z` });
    expect((await rules()).pace('cash-loan', today)).toBeUndefined();
  });
});
