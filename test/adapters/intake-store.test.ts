import { describe, expect, test } from 'vitest';
import { type IntakeStore, stampOf } from '../../functions/adapters/intake-store.ts';
import { keys } from '../../functions/adapters/keys.ts';
import { NotKnownYet, Refused } from '../../functions/adapters/refusals.ts';
import { LedgerMoved, TryAgain } from '../../functions/contracts/errors.ts';
import { ServiceFault } from '../../lib/local/sdk.ts';
import { aCustomerRecord, aLedger, anEvent, aTable, lanes, NOW, stores, upsertAccount } from './table.ts';

const EARLIER = '2026-02-01T00:00:00Z';
const LATER = '2026-03-02T00:00:00Z';

const payment = (id: string, paymentId: string, amount = 100) =>
  anEvent('PaymentPosted', { paymentId, accountId: 'A1', amount, paidOn: '2026-03-01' as never }, { id });

function post(store: IntakeStore, event: ReturnType<typeof payment>) {
  const { accountId, ...fact } = event.detail;
  const write = store.once(keys.payment(accountId, fact.paymentId), { ...fact, postedAt: event.time });
  return store.addFact(event, NOW, { accountId, writes: [write] });
}

function schedule(store: IntakeStore, amountDue: number, time: string, id?: string) {
  const detail = { obligationId: 'O1', accountId: 'A1', dueOn: '2026-03-05' as never, amountDue };
  const event = anEvent('ObligationScheduled', detail, { time, ...(id === undefined ? {} : { id }) });
  const fact = { obligationId: 'O1', dueOn: '2026-03-05', amountDue, planId: undefined, scheduledAt: event.time };
  return store.addFact(event, NOW, {
    accountId: 'A1',
    writes: [store.latest(keys.obligation('A1', 'O1'), fact, stampOf(event))],
  });
}

function cancel(store: IntakeStore, time: string) {
  const event = anEvent('ObligationCancelled', { obligationId: 'O1', accountId: 'A1' }, { time });
  const named = { kind: 'obligation', id: 'O1', accountId: 'A1' } as const;
  const by = { at: event.time, first: false, named };
  return store.addFact(event, NOW, {
    accountId: 'A1',
    writes: [store.mark(keys.obligation('A1', 'O1'), 'cancelledAt', by)],
  });
}

const hold = (time: string, more: object = {}) =>
  anEvent(
    'HoldPlaced',
    { holdId: 'H1', accountId: 'A1', kind: 'hardship', from: '2026-03-01' as never, ...more },
    { time },
  );
const release = (time: string, more: object = {}) => anEvent('HoldReleased', { holdId: 'H1', ...more }, { time });

describe.each(lanes)('through the %s lane the intake', (_lane, install) => {
  test('takes an event once: the same id again changes nothing, not even the revision', async () => {
    const { store, ledger } = await aLedger(install);
    expect(await post(store, payment('p', 'P1'))).toBe('taken');
    const before = await ledger.load('A1');
    expect(await post(store, payment('p', 'P2'))).toBe('seen-before');
    expect(await ledger.load('A1')).toEqual(before);
    expect(before.facts.payments).toMatchObject([{ paymentId: 'P1', amount: 100 }]);
  });

  test('takes a payment once, whatever event brings it', async () => {
    const { store, ledger } = await aLedger(install);
    await post(store, payment('p', 'P1'));
    expect(await post(store, payment('q', 'P1', 999))).toBe('seen-before');
    expect((await ledger.load('A1')).facts.payments).toMatchObject([{ amount: 100 }]);
  });

  test('raises the revision with every fact, so that what was decided before is stale', async () => {
    const { store, ledger } = await aLedger(install);
    const { account } = await ledger.load('A1');
    await post(store, payment('p', 'P1'));
    expect((await ledger.load('A1')).account.revision).toBe(account.revision + 1);
  });

  test('refuses what names nobody, and keeps nothing of it', async () => {
    const { store, table } = await aLedger(install);
    const before = table.engine.call('Scan', { TableName: table.name, Select: 'COUNT' });
    const event = anEvent('PaymentPosted', { paymentId: 'P1', accountId: 'A9', amount: 1, paidOn: NOW as never });
    const write = store.once(keys.payment('A9', 'P1'), event.detail);
    const taken = store.addFact(event, NOW, { accountId: 'A9', writes: [write] });
    await expect(taken).rejects.toThrow(new NotKnownYet({ kind: 'account', id: 'A9' }));
    expect(table.engine.call('Scan', { TableName: table.name, Select: 'COUNT' })).toEqual(before);
  });

  test('keeps the later of two records, in whichever order they come', async () => {
    const { store, ledger } = await aLedger(install);
    expect(await schedule(store, 200, NOW)).toBe('taken');
    expect(await schedule(store, 100, EARLIER)).toBe('seen-before');
    expect((await ledger.load('A1')).facts.obligations).toMatchObject([{ amountDue: 200 }]);
    expect(await schedule(store, 300, LATER)).toBe('taken');
    expect((await ledger.load('A1')).facts.obligations).toMatchObject([{ amountDue: 300 }]);
  });

  test('keeps the greater event id of two records of one time, in whichever order they come', async () => {
    for (const order of [
      ['a', 'b'],
      ['b', 'a'],
    ]) {
      const { store, ledger } = await aLedger(install);
      for (const id of order) await schedule(store, id === 'a' ? 100 : 200, NOW, id);
      expect((await ledger.load('A1')).facts.obligations).toMatchObject([{ amountDue: 200 }]);
    }
  });

  test('lets a cancelled bill be scheduled again, but not by a record from before', async () => {
    const { store, ledger } = await aLedger(install);
    const cancelled = async () => (await ledger.load('A1')).facts.obligations[0]?.cancelled;
    await schedule(store, 100, EARLIER, 'a');
    await cancel(store, NOW);
    await schedule(store, 100, EARLIER, 'b');
    expect(await cancelled()).toBe(true);
    await schedule(store, 100, LATER);
    expect(await cancelled()).toBe(false);
    await cancel(store, '2026-03-03T00:00:00Z');
    expect(await cancelled()).toBe(true);
  });

  test('an older customer record loses, a newer one wins, and neither forgets how often the customer was written to', async () => {
    const { store, ledger, table } = await aLedger(install);
    table.engine.call('UpdateItem', {
      TableName: table.name,
      Key: { pk: { S: 'C#C1' }, sk: { S: 'CUSTOMER' } },
      UpdateExpression: 'SET contacts = :contacts',
      ExpressionAttributeValues: { ':contacts': { L: [{ M: { at: { S: NOW }, channel: { S: 'sms' } } }] } },
    });
    const upsert = (name: string, time: string) => {
      const event = anEvent('CustomerUpserted', aCustomerRecord({ name }), { time });
      return store.customer(event, LATER as never, event.detail);
    };
    await upsert('Older', EARLIER);
    expect((await ledger.load('A1')).customer).toMatchObject({
      name: 'Li Wei',
      contacts: [{ at: NOW, channel: 'sms' }],
    });
    await upsert('Newer', LATER);
    expect((await ledger.load('A1')).customer).toMatchObject({
      name: 'Newer',
      contacts: [{ at: NOW, channel: 'sms' }],
      contactChangedAt: NOW,
    });
  });

  test('knows that contact data changed by what changed, not by the order in which it was written', async () => {
    const { store, ledger } = await aLedger(install);
    const same = anEvent('CustomerUpserted', aCustomerRecord({ consent: { email: true, sms: true } }), { time: LATER });
    await store.customer(same, LATER as never, same.detail);
    expect((await ledger.load('A1')).customer.contactChangedAt).toBe(NOW);
    const other = anEvent('CustomerUpserted', aCustomerRecord({ email: 'w@example.com' }), { time: LATER, id: 'z' });
    await store.customer(other, LATER as never, other.detail);
    expect((await ledger.load('A1')).customer.contactChangedAt).toBe(LATER);
  });

  test('an account record changes what the lender says and leaves alone who attends to it', async () => {
    const { store, ledger, attendance } = await aLedger(install);
    const waiting = { token: 't', until: LATER as never, caseId: 'A1-2026-03-01' };
    await attendance.sleep('A1', { revision: 1, waiting, lookOn: '2026-03-03' as never, shard: 'pay-later#0' });
    await upsertAccount(store, { creditLimit: 500, autopay: true }, { time: LATER });
    const { account, head } = await ledger.load('A1');
    expect(account).toMatchObject({
      creditLimit: 500,
      autopay: true,
      line: { status: 'active', limit: 500 },
      revision: 2,
    });
    expect(head).toMatchObject({ waiting, lookOn: '2026-03-03' });
    expect(account.arrivedAt).toBe(NOW);
  });

  test('an account keeps its customer', async () => {
    const { store } = await aLedger(install);
    await expect(upsertAccount(store, { customerId: 'C2' }, { time: LATER })).rejects.toThrow(
      new Refused('names customer C2, but account A1 belongs to another one'),
    );
  });

  test('an account of nobody is refused', async () => {
    const { store } = stores(await aTable(install));
    await expect(upsertAccount(store)).rejects.toThrow(new NotKnownYet({ kind: 'customer', id: 'C1' }));
  });

  test('says that the ledger moved when an account changed between reading and writing', async () => {
    let between: (() => void) | undefined;
    const { store, table } = await aLedger(install, {
      before: (_service, operation) => operation === 'TransactWriteItems' && between?.(),
    });
    between = () => {
      table.engine.call('UpdateItem', {
        TableName: table.name,
        Key: { pk: { S: 'A#A1' }, sk: { S: 'ACCOUNT' } },
        UpdateExpression: 'ADD revision :one',
        ExpressionAttributeValues: { ':one': { N: '1' } },
      });
    };
    await expect(upsertAccount(store, { creditLimit: 5 }, { time: LATER })).rejects.toBeInstanceOf(LedgerMoved);
  });

  test('a conflict with another writer, or a table that fails, is worth another try', async () => {
    let answer: Error | undefined;
    const { store } = await aLedger(install, {
      before: () => {
        if (answer !== undefined) throw answer;
      },
    });
    const reasons = { CancellationReasons: [{ Code: 'None' }, { Code: 'TransactionConflict' }, { Code: 'None' }] };
    answer = new ServiceFault('TransactionCanceledException', 'Transaction cancelled', 400, reasons);
    await expect(post(store, payment('p', 'P1'))).rejects.toBeInstanceOf(TryAgain);
    answer = new ServiceFault('ProvisionedThroughputExceededException', 'slow down');
    await expect(post(store, payment('p', 'P1'))).rejects.toBeInstanceOf(TryAgain);
    await expect(upsertAccount(store)).rejects.toBeInstanceOf(TryAgain);
    answer = new ServiceFault('InternalServerError', 'sorry', 500);
    await expect(post(store, payment('p', 'P1'))).rejects.toBeInstanceOf(TryAgain);
    answer = new ServiceFault('AccessDeniedException', 'no');
    await expect(post(store, payment('p', 'P1'))).rejects.not.toBeInstanceOf(TryAgain);
    answer = undefined;
    expect(await post(store, payment('p', 'P1'))).toBe('taken');
  });

  test('a hold ends on the day of its release, and not later than it would have ended by itself', async () => {
    const { store, ledger } = await aLedger(install);
    const until = async () => (await ledger.load('A1')).facts.holds[0]?.until;
    await store.hold(hold(NOW), NOW);
    expect(await until()).toBeUndefined();
    // 17:00 UTC is the next day in Shanghai.
    await store.release(release('2026-03-10T17:00:00Z'), NOW, await store.holder('H1'));
    expect(await until()).toBe('2026-03-11');
    await store.release(release('2026-03-12T00:00:00Z', { on: '2026-03-08' }), NOW, await store.holder('H1'));
    expect(await until()).toBe('2026-03-08');
  });

  test('a release stands against a record of its hold from before, not against one that came after', async () => {
    const { store, ledger } = await aLedger(install);
    const until = async () => (await ledger.load('A1')).facts.holds[0]?.until;
    await store.hold(hold(NOW), NOW);
    await store.release(release(LATER), NOW, await store.holder('H1'));
    await store.hold({ ...hold(NOW), id: 'zzz' }, NOW);
    expect(await until()).toBe('2026-03-02');
    await store.hold(hold('2026-03-05T00:00:00Z', { until: '2026-05-01' }), NOW);
    expect(await until()).toBe('2026-05-01');
  });

  test('a hold of one account is not moved to another, and a release of an unknown one is refused', async () => {
    const { store } = await aLedger(install);
    await expect(store.holder('H1')).rejects.toThrow(new NotKnownYet({ kind: 'hold', id: 'H1' }));
    await store.hold(hold(NOW), NOW);
    const elsewhere = hold(LATER, { accountId: 'A2' });
    await expect(store.hold(elsewhere, NOW)).rejects.toThrow('names hold H1, which is on another account or customer');
  });

  test('an opt-out stands against any older customer record and any older opt-in', async () => {
    const { store, ledger } = await aLedger(install);
    const sms = async () => (await ledger.load('A1')).customer.consent.sms;
    const consent = (allowed: boolean, time: string) =>
      store.consent(anEvent('ConsentChanged', { customerId: 'C1', channel: 'sms', allowed }, { time }), NOW);
    await consent(false, LATER);
    expect(await sms()).toBe(false);
    expect(await consent(true, EARLIER)).toBe('seen-before');
    const record = anEvent('CustomerUpserted', aCustomerRecord(), { time: '2026-03-01T12:00:00Z' });
    await store.customer(record, NOW, record.detail);
    expect(await sms()).toBe(false);
    const newer = anEvent('CustomerUpserted', aCustomerRecord(), { time: '2026-03-03T00:00:00Z' });
    await store.customer(newer, NOW, newer.detail);
    expect(await sms()).toBe(true);
  });
});
