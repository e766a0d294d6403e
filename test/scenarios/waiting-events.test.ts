// Events that come before what they name. Whatever the order, the ledger comes out the same.
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({ reminders: [] });
const start = (now = '2026-01-10') => World.start({ now, policy });
const O1 = { obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 };

const at = (minute: number) => `2026-01-10T00:${String(minute).padStart(2, '0')}:00Z`;
const event = (minute: number, type: string, detail: object) => ({
  id: `e${minute}`,
  type,
  time: at(minute),
  detail,
});
type Envelope = ReturnType<typeof event>;

const customer = event(1, 'CustomerUpserted', {
  customerId: 'C1',
  name: 'Li Wei',
  locale: 'en',
  timeZone: 'Asia/Shanghai',
  phone: '+8613800138000',
  consent: { sms: true, email: true },
});
const account = event(2, 'AccountUpserted', {
  accountId: 'A1',
  customerId: 'C1',
  product: 'pay-later',
  currency: 'CNY',
  creditLimit: 1_000_000,
  openedOn: '2025-01-01',
});
const bill = event(3, 'ObligationScheduled', { ...O1, accountId: 'A1' });
const secondBill = event(4, 'ObligationScheduled', { ...O1, obligationId: 'O2', accountId: 'A1' });
const payment = event(5, 'PaymentPosted', { paymentId: 'P1', accountId: 'A1', amount: 7_000, paidOn: '2026-01-09' });
const reversal = event(6, 'PaymentReversed', { paymentId: 'P1', accountId: 'A1', reason: 'returned' });
const cancelled = event(7, 'ObligationCancelled', { obligationId: 'O2', accountId: 'A1' });
const dispute = event(8, 'HoldPlaced', {
  holdId: 'H1',
  accountId: 'A1',
  obligationId: 'O1',
  kind: 'dispute',
  from: '2026-01-10',
});
const released = event(9, 'HoldReleased', { holdId: 'H1', on: '2026-01-20' });
const consent = event(10, 'ConsentChanged', { customerId: 'C1', channel: 'sms', allowed: false });
const autopay = event(11, 'AutopayFailed', { accountId: 'A1', obligationId: 'O1', reason: 'no funds' });
const plan = event(12, 'PlanAgreed', {
  planId: 'PL1',
  accountId: 'A1',
  instalments: [{ obligationId: 'I1', dueOn: '2026-03-01', amountDue: 10_000 }],
});
const dropped = event(13, 'ObligationCancelled', { obligationId: 'I1', accountId: 'A1' });
const signal = event(14, 'RiskSignalRaised', { customerId: 'C1', kind: 'watch', severity: 'low' });
const properOrder = [
  ...[customer, account, bill, secondBill, payment, reversal, cancelled, dispute],
  ...[released, consent, autopay, plan, dropped, signal],
];

/** All facts, without what tells how often something was written and looked at. */
async function ledgerAfter(order: readonly Envelope[]): Promise<unknown[]> {
  const world = await start(at(30));
  for (const one of order) world.arrives(one);
  await world.runUntil(at(31));
  expect(world.rejected()).toEqual([]);
  const { Items } = world.local.table.call('Scan', { TableName: world.local.tableName }) as { Items: never[] };
  const items = Items.map((item) => unmarshall(item));
  world.local.stop();
  return items
    .filter(({ pk }) => /^[AC]#/.test(pk))
    .map(({ revision: _r, lookOn: _l, dueShard: _d, contactChangedAt: _c, ...facts }) => facts)
    .sort((a, b) => (`${a.pk} ${a.sk}` < `${b.pk} ${b.sk}` ? -1 : 1));
}

const reasons = (world: World) => world.rejected().map(({ id, reason }) => `${id} ${reason}`);

describe('an event that comes before what it names', () => {
  test('waits, and is taken when that has come', async () => {
    const world = await start('2026-01-01');
    const early = { paymentId: 'P1', accountId: 'A1', amount: 20_000, paidOn: '2026-01-01' as never };
    world.event('PaymentPosted', early, { id: 'early' });
    await world.runUntil('2026-01-03');
    expect(reasons(world)).toEqual(['early names account A1, which is not known; it still waits for it']);
    world.given({ bills: [O1] });
    await world.runUntil('2026-03-01');
    expect(world.outcomes()).toEqual([]);
    expect(world.rejected()).toEqual([]);
  });

  test('that comes twice waits once, and changes nothing the second time', async () => {
    const world = await start('2026-01-01');
    const early = { paymentId: 'P1', accountId: 'A1', amount: 5_000, paidOn: '2026-01-01' as never };
    world.event('PaymentPosted', early, { id: 'early' }).event('PaymentPosted', early, { id: 'early' });
    await world.runUntil('2026-01-02');
    expect(world.rejected()).toHaveLength(1);
    world.given({ bills: [O1] }).event('PaymentPosted', { ...early, amount: 9_000 }, { id: 'early' });
    await world.runUntil('2026-02-04');
    expect(world.rejected()).toEqual([]);
    expect(world.messages()[0]?.text).toContain('150.00');
  });

  test('is rejected with its reason after the days of the policy, and can be sent again then', async () => {
    const world = await start('2026-01-01');
    const early = { paymentId: 'P1', accountId: 'A1', amount: 20_000, paidOn: '2026-01-01' as never };
    world.event('PaymentPosted', early, { id: 'early' });
    await world.runUntil('2026-01-04T00:29:00Z');
    expect(reasons(world)).toEqual(['early names account A1, which is not known; it still waits for it']);
    await world.runUntil('2026-01-04T00:31:00Z');
    expect(reasons(world)).toEqual(['early names account A1, which is not known']);
    world.given({ bills: [O1] }).event('PaymentPosted', early, { id: 'early' });
    await world.runUntil('2026-03-01');
    expect(world.outcomes()).toEqual([]);
    expect(world.rejected()).toHaveLength(1);
  });

  test('waits as long as the policy says, for an account as for what is on it', async () => {
    const patient = aPolicy({ reminders: [], intake: { waitDays: 10 } });
    const world = await World.start({ now: '2026-01-01', policy: patient });
    world.reverses({ paymentId: 'P9' });
    world.reverses({ paymentId: 'P9', accountId: 'A2' });
    world.given({ accountId: 'A2', customerId: 'C2' });
    await world.runUntil('2026-01-10');
    expect(world.rejected().every(({ reason }) => reason.endsWith('; it still waits for it'))).toBe(true);
    await world.runUntil('2026-01-12');
    expect(
      world
        .rejected()
        .map((one) => one.reason)
        .sort(),
    ).toEqual(['names account A1, which is not known', 'names payment P9, which is not known']);
  });

  test('of which several names are missing waits for one after the other, and for no longer', async () => {
    const world = await start();
    world.arrives(reversal);
    await world.runUntil('2026-01-12');
    expect(reasons(world)).toEqual(['e6 names account A1, which is not known; it still waits for it']);
    world.arrives(account).arrives(customer);
    await world.runUntil('2026-01-12T01:00:00Z');
    expect(reasons(world)).toEqual(['e6 names payment P1, which is not known; it still waits for it']);
    await world.runUntil('2026-01-14');
    expect(reasons(world)).toEqual(['e6 names payment P1, which is not known']);
  });

  test('is refused for good where it is wrong in itself, once what it names has come', async () => {
    const world = await start();
    world.arrives({ ...account, detail: { ...account.detail, currency: 'USD' } }).arrives(customer);
    const promise = { promiseId: 'M1', accountId: 'A7', amount: 1, payBy: '2027-01-01' };
    world.arrives(event(20, 'PromiseMade', promise));
    world.given({ accountId: 'A7', customerId: 'C7', bills: [{ ...O1, dueOn: '2026-01-05' }] });
    await world.runUntil('2026-01-11');
    expect(reasons(world)).toEqual([
      'e2 is in USD, but the policy of product pay-later is in CNY',
      expect.stringMatching(/^e20 promises /),
    ]);
  });

  test('names a product without a policy, and waits for that too', async () => {
    const world = await start();
    world.arrives(customer).arrives({ ...account, detail: { ...account.detail, product: 'cash-loan' } });
    await world.runUntil('2026-01-11');
    expect(reasons(world)).toEqual(['e2 names product cash-loan, for which there is no policy; it still waits for it']);
    await world.runUntil('2026-01-14');
    expect(reasons(world)).toEqual(['e2 names product cash-loan, for which there is no policy']);
  });
});

describe('the same events', () => {
  test('in the opposite order come to the same ledger', async () => {
    expect(await ledgerAfter(properOrder.toReversed())).toEqual(await ledgerAfter(properOrder));
  });

  test.each([
    ['a reversal before its payment', reversal, payment],
    ['a release before its hold', released, dispute],
    ['a cancellation before its bill', cancelled, secondBill],
    ['a failed collection before its bill', autopay, bill],
    ['a hold on a bill before the account', dispute, account],
    ['a plan before the account', plan, account],
    ['a wish of the customer before the customer', consent, customer],
    ['an account before its customer', account, customer],
    ['a signal before its customer', signal, customer],
  ])('with %s come to the same ledger', async (_, early, late) => {
    const order = properOrder.filter((one) => one !== early);
    order.splice(order.indexOf(late), 0, early);
    expect(await ledgerAfter(order)).toEqual(await ledgerAfter(properOrder));
  });

  test('each twice, and shuffled, come to the same ledger', async () => {
    const proper = await ledgerAfter(properOrder);
    for (let seed = 1; seed <= 8; seed += 1) {
      const twice = [...properOrder, ...properOrder];
      const key = (place: number) => (Math.imul(place * 7919 + seed * 104_729, 2_654_435_761) >>> 0) % 1_000_003;
      const order = twice.map((one, place) => ({ one, key: key(place) })).sort((a, b) => a.key - b.key);
      expect(await ledgerAfter(order.map(({ one }) => one))).toEqual(proper);
    }
  });
});

describe('an event of the future', () => {
  test('is taken when its clock is ahead by less than a day: a payment counts at once', async () => {
    const world = await start('2026-02-10');
    world.given({ bills: [{ ...O1, dueOn: '2026-02-05' }] });
    const paid = { ...payment, time: '2026-02-10T08:00:00Z' };
    world.arrives({ ...paid, detail: { ...paid.detail, amount: 20_000, paidOn: '2026-02-10' } });
    await world.runUntil('2026-02-12');
    expect(world.told()).toEqual([]);
  });

  test('is rejected with a reason when it is further ahead, where it would outlast every true record', async () => {
    const world = await start();
    world.arrives({ ...customer, time: '2062-01-10T00:00:00Z' });
    await world.runUntil('2026-01-11');
    expect(reasons(world)).toEqual(['e1 is of 2062-01-10T00:00:00Z, more than a day ahead of the clock']);
  });
});

describe('a crash', () => {
  test('between taking a waiting event and removing it takes nothing twice', async () => {
    let crashes = 1;
    const world = await World.start({
      now: '2026-01-10',
      policy,
      faults: (service, operation) =>
        service === 'DynamoDB' && operation === 'DeleteItem' && crashes-- > 0 ? 'fail' : undefined,
    });
    world.arrives(payment).arrives(account).arrives(bill).arrives(customer);
    await world.runUntil('2026-01-11');
    expect(crashes).toBeLessThanOrEqual(0);
    expect(world.rejected()).toEqual([]);
    await world.runUntil('2026-02-04');
    expect(world.messages()[0]?.text).toContain('130.00');
  });

  test('between taking what was waited for and looking for who waits is mended when the event comes again', async () => {
    let crashes = 1;
    let armed = false;
    const world = await World.start({
      now: '2026-01-10',
      policy,
      faults: (service, operation) =>
        armed && service === 'DynamoDB' && operation === 'Query' && crashes-- > 0 ? 'fail' : undefined,
    });
    world.arrives(customer).arrives(reversal);
    await world.runUntil('2026-01-10T00:20:00Z');
    armed = true;
    world.arrives(account).arrives(payment);
    await world.runUntil('2026-01-11');
    expect(crashes).toBeLessThanOrEqual(0);
    expect(world.rejected()).toEqual([]);
  });

  test('of every look for who waits is mended by the daily look', async () => {
    let broken = true;
    const world = await start();
    world.arrives(payment);
    await world.runUntil('2026-01-10T00:10:00Z');
    const call = world.local.table.call.bind(world.local.table);
    world.local.table.call = ((operation: string, input: object) => {
      const { ExpressionAttributeValues: values } = input as { ExpressionAttributeValues?: { ':pk'?: { S: string } } };
      if (broken && operation === 'Query' && values?.[':pk']?.S.startsWith('W#')) return { Items: [] };
      return call(operation, input);
    }) as never;
    world.arrives(customer).arrives(account);
    await world.runUntil('2026-01-10T02:00:00Z');
    expect(world.rejected()).toHaveLength(1);
    broken = false;
    await world.runUntil('2026-01-11T01:00:00Z');
    expect(world.rejected()).toEqual([]);
    expect(world.executions('waiting-events').map((one) => one.status)).toEqual(['SUCCEEDED', 'SUCCEEDED']);
  });
});
