import { marshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import type { Loaded } from '../../functions/adapters/ledger-store.ts';
import { LedgerMoved, NotFound, TryAgain } from '../../functions/contracts/errors.ts';
import { applied } from '../../functions/domain/apply.ts';
import { type Changes, changes } from '../../functions/domain/changes.ts';
import type { Case, Notice } from '../../functions/domain/ledger.ts';
import { viewAt } from '../../functions/domain/view.ts';
import { aPolicy, rulesOf } from '../domain/builders.ts';
import { aLedger, anEvent, lanes, NOW, upsertAccount } from './table.ts';

const rules = rulesOf(aPolicy());
const sms = (at: string) => ({ at, channel: 'sms' as const });
const view = (loaded: Loaded) => viewAt(loaded, rules, { now: NOW, asker: 'case' });

const aCase = (): Case => ({
  caseId: 'A1-2026-03-02',
  accountId: 'A1',
  firstDelinquentOn: '2026-03-02' as never,
  openedOn: '2026-03-02' as never,
  openedAt: NOW,
  policyVersion: '2025-01-01' as never,
  state: 'collecting',
  lineBefore: { status: 'active', limit: 1_000_000 },
  tiers: {},
  announced: {},
  actions: [],
  executions: 1,
});

const aNotice = (more: Partial<Notice> = {}): Notice => ({
  noticeId: 'A1-2026-03-02.tier.formal.sms',
  accountId: 'A1',
  customerId: 'C1',
  locale: 'en',
  kind: 'notice',
  key: 'tier:formal',
  caseId: 'A1-2026-03-02',
  tier: 'formal',
  channel: 'sms',
  status: 'claimed',
  policyVersion: '2025-01-01' as never,
  on: '2026-03-01' as never,
  at: NOW,
  ...more,
});
const claim = (loaded: Loaded, more: Partial<Notice> = {}): Changes =>
  changes(view(loaded), { act: 'tier:formal:sms', notices: [aNotice(more)], contacted: 'sms' });
const audit = (loaded: Loaded) => ({ ...changes(view(loaded), { act: 'sent' }).audit, events: [] });

function items(table: { engine: { call: (operation: string, input: object) => object }; name: string }, pk: string) {
  const found = table.engine.call('Query', {
    TableName: table.name,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: pk } },
  }) as { Items: Record<string, { S?: string }>[] };
  return found.Items;
}

describe.each(lanes)('through the %s lane the ledger', (_lane, install) => {
  test('shows what an account causes to the other ones at once, and looks at them', async () => {
    const { ledger, store } = await aLedger(install);
    await upsertAccount(store, { accountId: 'A2' });
    const stale = await ledger.load('A2');
    const loaded = await ledger.load('A1');
    const cause = { causeId: 'A1-2026-03-02', caseId: 'A1-2026-03-02', accountId: 'A1', kind: 'freeze' } as const;
    const caused = changes(view(loaded), { act: 'limit:reduce', causes: [{ ...cause, noticeDays: 7, since: NOW }] });
    await ledger.save(loaded, caused);
    await expect(ledger.save(stale, claim(stale))).rejects.toBeInstanceOf(LedgerMoved);
    const other = await ledger.load('A2');
    expect(other.causes).toEqual(caused.causes);
    expect(other.otherAccounts).toEqual([{ accountId: 'A1', product: 'pay-later' }]);
    expect(other.head.lookOn).toBe(NOW.slice(0, 10));
    const again = await ledger.load('A1');
    expect({ ...applied(loaded, caused), head: again.head }).toEqual(again);
  });

  test('does not know an account that nobody has named', async () => {
    const { ledger } = await aLedger(install);
    await expect(ledger.load('A9')).rejects.toBeInstanceOf(NotFound);
    expect(await ledger.head('A9')).toBeUndefined();
  });

  test('saves an act whole: line, case, notice, count of messages and audit, and the next revision', async () => {
    const { ledger, table } = await aLedger(install);
    const loaded = await ledger.load('A1');
    const done = changes(view(loaded), {
      act: 'limit:reduce',
      account: { ...loaded.account, line: { status: 'reduced', limit: 5 }, lockoutUntil: '2026-05-01' as never },
      cases: [aCase()],
      notices: [aNotice()],
      contacted: 'sms',
      events: [{ type: 'LimitActionApplied', detail: { accountId: 'A1' } }],
    });
    await ledger.save(loaded, done);
    const after = await ledger.load('A1');
    expect(after.account).toEqual(applied(loaded, done).account);
    expect(after.account).toMatchObject({
      line: { status: 'reduced', limit: 5 },
      revision: loaded.account.revision + 1,
    });
    expect(after.cases).toEqual([aCase()]);
    expect(after.notices).toEqual([aNotice()]);
    expect(after.customer).toMatchObject({
      contacts: [{ at: NOW, channel: 'sms' }],
      revision: loaded.customer.revision + 1,
    });
    expect(after.head.hasCases).toBe(true);
    expect(items(table, 'AUDIT#A1')).toMatchObject([{ act: { S: 'limit:reduce' }, at: { S: NOW } }]);
  });

  test('takes away what an act takes away', async () => {
    const { ledger } = await aLedger(install);
    const loaded = await ledger.load('A1');
    const locked = { ...loaded.account, lockoutUntil: '2026-05-01' as never };
    await ledger.save(loaded, changes(view(loaded), { act: 'lock', account: locked }));
    const then = await ledger.load('A1');
    const { lockoutUntil, ...free } = then.account;
    expect(lockoutUntil).toBe('2026-05-01');
    await ledger.save(then, changes(view(then), { act: 'unlock', account: free }));
    expect(await ledger.load('A1')).not.toHaveProperty('account.lockoutUntil');
  });

  test('saves nothing when the account changed since it was read', async () => {
    const { ledger, store, table } = await aLedger(install);
    const loaded = await ledger.load('A1');
    await upsertAccount(store, { creditLimit: 5 }, { time: '2026-03-02T00:00:00Z' });
    await expect(ledger.save(loaded, claim(loaded))).rejects.toBeInstanceOf(LedgerMoved);
    expect((await ledger.load('A1')).notices).toEqual([]);
    expect(items(table, 'AUDIT#A1')).toEqual([]);
  });

  test('saves nothing when the customer changed since they were read, message or not', async () => {
    const { ledger, store } = await aLedger(install);
    const loaded = await ledger.load('A1');
    await store.consent(anEvent('ConsentChanged', { customerId: 'C1', channel: 'sms', allowed: false }), NOW);
    await expect(ledger.save(loaded, claim(loaded))).rejects.toBeInstanceOf(LedgerMoved);
    await expect(ledger.save(loaded, changes(view(loaded), { act: 'x' }))).rejects.toBeInstanceOf(LedgerMoved);
  });

  test('of two who claim the same notice one wins', async () => {
    const { ledger } = await aLedger(install);
    const loaded = await ledger.load('A1');
    const both = await Promise.allSettled([ledger.save(loaded, claim(loaded)), ledger.save(loaded, claim(loaded))]);
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    const again = await ledger.load('A1');
    await expect(ledger.save(again, claim(again))).rejects.toBeInstanceOf(LedgerMoved);
  });

  test('records once what became of a claim', async () => {
    const { ledger, table } = await aLedger(install);
    const loaded = await ledger.load('A1');
    await ledger.save(loaded, claim(loaded));
    const outcome = { notice: aNotice({ status: 'sent', providerId: 'ses-1' }), audit: audit(loaded) };
    await ledger.record('A1', outcome);
    const after = await ledger.load('A1');
    expect(after.notices).toMatchObject([{ status: 'sent', providerId: 'ses-1' }]);
    expect(after.account.revision).toBe(loaded.account.revision + 2);
    await expect(ledger.record('A1', { ...outcome, notice: aNotice({ status: 'failed' }) })).rejects.toBeInstanceOf(
      LedgerMoved,
    );
    expect((await ledger.load('A1')).notices).toMatchObject([{ status: 'sent' }]);
    expect(items(table, 'AUDIT#A1')).toHaveLength(2);
  });

  test('takes a claim back: the notice can be made again and counts towards no cap', async () => {
    const { ledger } = await aLedger(install);
    const loaded = await ledger.load('A1');
    await ledger.save(loaded, claim(loaded));
    await ledger.release(loaded, { noticeId: aNotice().noticeId, claimedAt: NOW });
    const after = await ledger.load('A1');
    expect(after.notices).toEqual([]);
    expect(after.customer.contacts).toEqual([]);
    await ledger.save(after, claim(after));
    expect((await ledger.load('A1')).notices).toHaveLength(1);
  });

  test('takes a claim back and has the account wait, in one', async () => {
    const { ledger } = await aLedger(install);
    const loaded = await ledger.load('A1');
    await ledger.save(loaded, claim(loaded));
    const throttled = { sendAfter: '2026-03-01T01:07:00Z' as never, throttledSince: NOW };
    await ledger.release(loaded, { noticeId: aNotice().noticeId, claimedAt: NOW, throttled });
    const after = await ledger.load('A1');
    expect(after.notices).toEqual([]);
    expect(after.customer.contacts).toEqual([]);
    expect(after.account).toMatchObject({ ...throttled, revision: loaded.account.revision + 2 });
    // What others decided before it is stale.
    await expect(ledger.save(loaded, claim(loaded))).rejects.toBeInstanceOf(LedgerMoved);
  });

  test('takes a claim back even when the customer was written to on another account meanwhile', async () => {
    const { ledger, store } = await aLedger(install);
    await upsertAccount(store, { accountId: 'A2' });
    const loaded = await ledger.load('A1');
    await ledger.save(loaded, claim(loaded));
    const other = await ledger.load('A2');
    const at = '2026-03-01T01:00:05Z' as never;
    const letter = aNotice({ noticeId: 'A2.x', accountId: 'A2' });
    const others = changes({ ...view(other), now: at }, { act: 'x', notices: [letter], contacted: 'sms' });
    await ledger.save(other, others);
    await ledger.release(loaded, { noticeId: aNotice().noticeId, claimedAt: NOW });
    const after = await ledger.load('A1');
    expect(after.notices).toEqual([]);
    expect(after.customer.contacts).toEqual([{ at, channel: 'sms' }]);
  });

  test('does not take back what was recorded', async () => {
    const { ledger } = await aLedger(install);
    const loaded = await ledger.load('A1');
    await ledger.save(loaded, claim(loaded));
    await ledger.record('A1', { notice: aNotice({ status: 'sent' }), audit: audit(loaded) });
    await expect(ledger.release(loaded, { noticeId: aNotice().noticeId, claimedAt: NOW })).rejects.toBeInstanceOf(
      LedgerMoved,
    );
  });

  test('forgets messages that no cap looks back to', async () => {
    const { ledger, table } = await aLedger(install);
    const long = '2026-02-01T00:00:00Z';
    table.engine.call('UpdateItem', {
      TableName: table.name,
      Key: { pk: { S: 'C#C1' }, sk: { S: 'CUSTOMER' } },
      UpdateExpression: 'SET contacts = :contacts',
      ExpressionAttributeValues: marshall({ ':contacts': [sms(long), sms('2026-02-25T00:00:00Z')] }),
    });
    const loaded = await ledger.load('A1');
    await ledger.save(loaded, claim(loaded));
    expect((await ledger.load('A1')).customer.contacts).toEqual([sms('2026-02-25T00:00:00Z'), sms(NOW)]);
  });

  test('reads a partition of more than a megabyte whole', async () => {
    const { ledger, table } = await aLedger(install);
    const padding = 'x'.repeat(10_000);
    for (let n = 0; n < 150; n += 1) {
      table.engine.call('PutItem', {
        TableName: table.name,
        Item: {
          pk: { S: 'A#A1' },
          sk: { S: `PAYMENT#P${n}` },
          paymentId: { S: `P${n}` },
          amount: { N: '1' },
          paidOn: { S: '2026-03-01' },
          postedAt: { S: NOW },
          padding: { S: padding },
        },
      });
    }
    expect((await ledger.load('A1')).facts.payments).toHaveLength(150);
  });

  test('names the accounts of a customer', async () => {
    const { ledger, store } = await aLedger(install);
    await upsertAccount(store, { accountId: 'A2' });
    expect(await ledger.accountsOf('C1')).toEqual(['A1', 'A2']);
    expect(await ledger.accountsOf('C9')).toEqual([]);
  });

  test('a table that refuses for now is worth another try, whatever is asked of it', async () => {
    let broken = false;
    const { ledger } = await aLedger(install, { faults: () => (broken ? 'fail' : undefined) });
    const loaded = await ledger.load('A1');
    broken = true;
    await expect(ledger.load('A1')).rejects.toBeInstanceOf(TryAgain);
    await expect(ledger.head('A1')).rejects.toBeInstanceOf(TryAgain);
    await expect(ledger.save(loaded, claim(loaded))).rejects.toBeInstanceOf(TryAgain);
  });
});
