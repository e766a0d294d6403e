import { describe, expect, test } from 'vitest';
import { LedgerMoved, TryAgain } from '../../functions/contracts/errors.ts';
import { aLedger, lanes, upsertAccount } from './table.ts';

const SHARD = 'pay-later#0';
const waiting = { token: 't1', until: '2026-03-05T01:00:00Z' as never, caseId: 'A1-2026-03-01' };
const day = (text: string) => text as never;
const page = { until: day('2026-03-31'), limit: 10, cursor: null };

describe.each(lanes)('through the %s lane attendance', (_lane, install) => {
  test('lists who is due by a day, earliest first, page by page', async () => {
    const { attendance, store } = await aLedger(install);
    const days: [string, string][] = [
      ['A1', '2026-03-03'],
      ['A2', '2026-03-01'],
      ['A3', '2026-03-02'],
      ['A4', '2026-04-01'],
    ];
    for (const [accountId, lookOn] of days) {
      if (accountId !== 'A1') await upsertAccount(store, { accountId });
      await attendance.lookBy(accountId, { day: day(lookOn), shard: SHARD });
    }
    const first = await attendance.due(SHARD, { ...page, limit: 2 });
    expect(first.accountIds).toEqual(['A2', 'A3']);
    const second = await attendance.due(SHARD, { ...page, limit: 2, cursor: first.cursor });
    expect(second.accountIds).toEqual(['A1']);
    expect(second.cursor).toBeNull();
    expect(await attendance.due('pay-later#1', page)).toEqual({ accountIds: [], cursor: null });
  });

  test('brings a look forward, never back', async () => {
    const { attendance, ledger } = await aLedger(install);
    const lookOn = async () => (await ledger.head('A1'))?.lookOn;
    await attendance.lookBy('A1', { day: day('2026-03-05'), shard: SHARD });
    await attendance.lookBy('A1', { day: day('2026-03-09'), shard: SHARD });
    expect(await lookOn()).toBe('2026-03-05');
    await attendance.lookBy('A1', { day: day('2026-03-02'), shard: SHARD });
    expect(await lookOn()).toBe('2026-03-02');
  });

  test('does not make up an account', async () => {
    const { attendance, ledger } = await aLedger(install);
    await attendance.lookBy('A9', { day: day('2026-03-05'), shard: SHARD });
    await attendance.park('A9', { at: waiting.until, error: 'E', execution: 'x' });
    expect(await ledger.head('A9')).toBeUndefined();
  });

  test('an account with no next look leaves the index, unless something has come in since', async () => {
    const { attendance, ledger } = await aLedger(install);
    await attendance.lookBy('A1', { day: day('2026-03-05'), shard: SHARD });
    const loaded = await ledger.load('A1');
    await attendance.touch('A1');
    expect(await attendance.lookNext(loaded, { day: undefined, shard: SHARD })).toBe(false);
    expect((await attendance.due(SHARD, page)).accountIds).toEqual(['A1']);
    expect(await attendance.lookNext(await ledger.load('A1'), { day: undefined, shard: SHARD })).toBe(true);
    expect((await attendance.due(SHARD, page)).accountIds).toEqual([]);
  });

  test('lets an execution sleep only over what it has seen', async () => {
    const { attendance, ledger } = await aLedger(install);
    const { revision } = (await ledger.load('A1')).account;
    const asleep = { revision, waiting, lookOn: day('2026-03-06'), shard: SHARD };
    await attendance.touch('A1');
    await expect(attendance.sleep('A1', asleep)).rejects.toBeInstanceOf(LedgerMoved);
    expect(await ledger.head('A1')).not.toHaveProperty('waiting');
    await attendance.sleep('A1', { ...asleep, revision: revision + 1 });
    expect(await ledger.head('A1')).toMatchObject({ waiting, lookOn: '2026-03-06', revision: revision + 1 });
  });

  test('a parked account waits for nobody, until an execution sleeps for it again', async () => {
    const { attendance, ledger } = await aLedger(install);
    const { revision } = (await ledger.load('A1')).account;
    const asleep = { revision, waiting, lookOn: day('2026-03-06'), shard: SHARD };
    await attendance.sleep('A1', asleep);
    const parked = { at: waiting.until, error: 'TypeError', execution: 'arn' };
    await attendance.park('A1', parked);
    expect(await ledger.head('A1')).toMatchObject({ parked });
    expect(await ledger.head('A1')).not.toHaveProperty('waiting');
    await attendance.sleep('A1', asleep);
    expect(await ledger.head('A1')).not.toHaveProperty('parked');
  });

  test('a table that refuses for now is worth another try', async () => {
    let broken = false;
    const { attendance, ledger } = await aLedger(install, { faults: () => (broken ? 'fail' : undefined) });
    const loaded = await ledger.load('A1');
    broken = true;
    await expect(attendance.touch('A1')).rejects.toBeInstanceOf(TryAgain);
    await expect(attendance.due(SHARD, page)).rejects.toBeInstanceOf(TryAgain);
    await expect(attendance.lookNext(loaded, { day: undefined, shard: SHARD })).rejects.toBeInstanceOf(TryAgain);
  });
});
