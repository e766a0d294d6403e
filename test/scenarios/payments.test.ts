import { unmarshall } from '@aws-sdk/util-dynamodb';
import { describe, expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({ reminders: [] });
const overdue = { bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 }] };
const start = () => World.start({ now: '2026-01-01', policy });

describe('a payment that is reversed', () => {
  test('inside the repair window takes the restored limit back and goes on at the tier that was reached', async () => {
    const world = await start();
    world.given(overdue).pays({ amount: 20_000, paymentId: 'PX', at: '2026-03-10T02:00:00Z' });
    world.reverses({ paymentId: 'PX', at: '2026-03-12T06:00:00Z' });
    await world.runUntil('2026-04-01');
    expect(world.told()).toEqual([
      '2026-02-03 tier.courtesy sms',
      '2026-02-08 tier.first sms',
      '2026-02-16 tier.formal email',
      '2026-02-16 tier.formal sms',
      '2026-02-21 limit.reduce sms',
      '2026-03-03 limit.freeze sms',
      '2026-03-10 cure sms',
      '2026-03-12 reversal.1 sms',
      '2026-03-18 tier.final email',
      '2026-03-18 tier.final sms',
    ]);
    expect(world.lineTold().slice(2)).toEqual([
      '2026-03-10 restore reduced 300000 CURED',
      '2026-03-12 freeze frozen 500000 REVERSED_PAYMENT',
    ]);
    expect(world.outcomes()).toEqual(['2026-02-02 collecting']);
    expect(world.messages().find((one) => one.kind === 'reversal')?.time).toBe('2026-03-12T06:00:00Z');
  });

  test('after the case had closed reopens the same case, and pending limit actions are announced anew', async () => {
    const world = await start();
    world.given(overdue).pays({ amount: 20_000, paymentId: 'PX', at: '2026-02-20T02:00:00Z' });
    world.reverses({ paymentId: 'PX', at: '2026-03-01T02:00:00Z' });
    await world.runUntil('2026-03-30');
    expect(world.told().slice(4)).toEqual([
      '2026-02-20 cure sms',
      '2026-03-01 reversal.1 sms',
      '2026-03-06 limit.reduce.1 sms',
      '2026-03-11 limit.freeze.1 sms',
      '2026-03-18 tier.final email',
      '2026-03-18 tier.final sms',
    ]);
    expect(world.outcomes()).toEqual(['2026-02-02 collecting']);
    expect(world.executions('collections-case').map(({ name, status }) => `${name} ${status}`)).toEqual([
      'A1-2026-02-02 SUCCEEDED',
      'A1-2026-02-02-r2 RUNNING',
    ]);
    // The errand reopened the case and handed it over.
    expect(world.executions('account-errand').map((one) => one.status)).toEqual(['SUCCEEDED']);
  });

  test('before the cure only removes it: nothing is told', async () => {
    const world = await start();
    world.given(overdue).pays({ amount: 5_000, paymentId: 'PX', at: '2026-02-10T02:00:00Z' });
    world.reverses({ paymentId: 'PX', at: '2026-02-11T02:00:00Z' });
    await world.runUntil('2026-02-17');
    expect(world.told().slice(2)).toEqual(['2026-02-16 tier.formal email', '2026-02-16 tier.formal sms']);
    expect(world.messages().at(-1)?.text).toContain('200.00');
  });
});

describe('a payment that arrives late', () => {
  test('and shows that there was no delinquency withdraws the case and gives the line back', async () => {
    const world = await start();
    world.given(overdue).pays({ amount: 20_000, paidOn: '2026-02-01', at: '2026-02-25T02:00:00Z' });
    await world.runUntil('2026-06-01');
    expect(world.outcomes()).toEqual(['2026-02-02 withdrawn']);
    expect(world.lineTold()).toEqual([
      '2026-02-21 reduce reduced 500000 ARREARS',
      '2026-02-25 restore active 1000000 WITHDRAWN',
    ]);
    expect(world.told().at(-1)).toBe('2026-02-25 withdrawal.A1-2026-02-02 sms');
  });

  test('and clears the arrears before a limit action undoes that action', async () => {
    const world = await start();
    world.given(overdue).pays({ amount: 20_000, paidOn: '2026-02-18', at: '2026-02-25T02:00:00Z' });
    await world.runUntil('2026-06-01');
    expect(world.lineTold()).toEqual([
      '2026-02-21 reduce reduced 500000 ARREARS',
      '2026-02-25 restore active 1000000 LATE_PAYMENT_POSTED',
    ]);
    expect(world.told().slice(5)).toEqual(['2026-02-25 cure sms', '2026-02-25 withdrawal.2026-02-18 sms']);
    expect(world.outcomes()).toEqual(['2026-02-02 cured']);
  });

  test('after the referral takes the referral back', async () => {
    const world = await start();
    world.given(overdue).pays({ amount: 20_000, paidOn: '2026-04-01', at: '2026-06-10T02:00:00Z' });
    await world.runUntil('2026-06-12');
    expect(world.events().flatMap(({ type }) => (type.startsWith('Referral') ? [type] : []))).toEqual([
      'ReferralRequested',
      'ReferralWithdrawn',
    ]);
    // The closing came after the value date as well; the freeze before it stands, and the window opens.
    expect(world.lineTold().slice(2)).toEqual([
      '2026-05-02 close closed 500000 ARREARS',
      '2026-06-10 restore frozen 500000 LATE_PAYMENT_POSTED',
      '2026-06-10 restore reduced 300000 CURED',
      '2026-06-10 restore reduced 600000 REPAIR_STEP',
    ]);
  });
});

describe('a plan', () => {
  const dueDays = ['2026-03-10', '2026-04-10', '2026-05-10', '2026-06-10'];
  const agree = (world: World) =>
    world.event(
      'PlanAgreed',
      {
        planId: 'PL',
        accountId: 'A1',
        instalments: dueDays.map((dueOn, n) => ({
          obligationId: `I${n}`,
          dueOn: dueOn as never,
          amountDue: 5_000,
        })),
      },
      { at: '2026-02-25T02:00:00Z' },
    );

  test('that is kept suspends the ladder, and is a cure after three instalments', async () => {
    const world = await start();
    agree(world.given(overdue));
    for (const dueOn of dueDays) world.pays({ amount: 5_000, at: `${dueOn}T00:30:00Z` });
    await world.runUntil('2026-06-12');
    expect(world.told().slice(4)).toEqual(['2026-02-21 limit.reduce sms', '2026-05-10 cure sms']);
    expect(world.outcomes()).toEqual(['2026-02-02 repairing']);
  });

  test('of which an instalment is missed leaves an ordinary delinquency, and the past stands', async () => {
    const world = await start();
    agree(world.given(overdue)).pays({ amount: 5_000, at: '2026-03-10T00:30:00Z' });
    await world.runUntil('2026-05-26');
    expect(world.told().slice(4)).toEqual([
      '2026-02-21 limit.reduce sms',
      '2026-05-10 limit.freeze sms',
      '2026-05-25 tier.final email',
      '2026-05-25 tier.final sms',
    ]);
  });
});

test('a bill that is cancelled was never due: the case is withdrawn and the line given back', async () => {
  const world = await start();
  world.given(overdue);
  world.event('ObligationCancelled', { accountId: 'A1', obligationId: 'O1' }, { at: '2026-02-25T02:00:00Z' });
  await world.runUntil('2026-03-10');
  expect(world.outcomes()).toEqual(['2026-02-02 withdrawn']);
  expect(world.lineTold().at(-1)).toBe('2026-02-25 restore active 1000000 WITHDRAWN');
  expect(world.told().at(-1)).toBe('2026-02-25 withdrawal.A1-2026-02-02 sms');
});

describe('an event', () => {
  test('that comes twice changes nothing the second time', async () => {
    const world = await start();
    world.given(overdue);
    const detail = { paymentId: 'P1', accountId: 'A1', amount: 10_000, paidOn: '2026-02-05' as never };
    world.event('PaymentPosted', detail, { at: '2026-02-05T02:00:00Z', id: 'pay-1' });
    world.event('PaymentPosted', { ...detail, paymentId: 'P2' }, { at: '2026-02-06T02:00:00Z', id: 'pay-1' });
    world.event('PaymentPosted', detail, { at: '2026-02-07T02:00:00Z', id: 'pay-2' });
    await world.runUntil('2026-02-17');
    expect(world.outcomes()).toEqual(['2026-02-02 collecting']);
    expect(world.messages().at(-1)?.text).toContain('100.00');
    expect(world.rejected()).toEqual([]);
  });

  test('that nobody can read is set aside too, and those after it are taken', async () => {
    const world = await start();
    world.arrives('no event').arrives({ id: 'x', type: 'Surprise', time: '2026-01-01T00:00:00Z', detail: {} });
    world.given(overdue);
    await world.runUntil('2026-02-04');
    expect(world.rejected()).toMatchObject([
      { reason: 'is no event: it must be one object' },
      { id: 'x', reason: expect.stringContaining('type "Surprise" is none of') },
    ]);
    expect(world.told()).toEqual(['2026-02-03 tier.courtesy sms']);
  });

  test('that came before an older one of the same thing stands', async () => {
    const world = await start();
    world.given({});
    const bill = { obligationId: 'O1', accountId: 'A1', dueOn: '2026-02-01' as never };
    const at = (time: string, amountDue: number) => ({
      id: `bill-${time}`,
      type: 'ObligationScheduled',
      time: `2026-01-${time}T00:00:00Z`,
      detail: { ...bill, amountDue },
    });
    world.arrives(at('20', 12_345), '2026-01-20').arrives(at('10', 99_999), '2026-01-21');
    await world.runUntil('2026-02-04');
    expect(world.messages()[0]?.text).toContain('123.45');
  });
});

test('fifty events of every kind that come at once on one account are all there, whatever they have to wait for', async () => {
  const world = await start();
  world.given({ bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 50_000 }] });
  await world.runUntil('2026-02-20T02:00:00Z');
  let serial = 0;
  const record = (type: string, detail: object) => {
    serial += 1;
    const event = { id: `rush-${serial}`, type, time: '2026-02-20T02:00:00Z', detail };
    return { messageId: `m${serial}`, body: JSON.stringify(event) };
  };
  const five = [1, 2, 3, 4, 5];
  const accountId = 'A1';
  // What names comes before what is named, and all at once.
  const records = [
    ...five.map((n) => record('PaymentReversed', { paymentId: `R${n}`, accountId, reason: '' })),
    ...five.map((n) => record('ObligationCancelled', { obligationId: `B${n}`, accountId })),
    ...five.map((n) => record('HoldReleased', { holdId: `H${n}`, on: `2026-02-1${n}` })),
    ...five.map((n) => record('AutopayFailed', { obligationId: `C${n}`, accountId, reason: '' })),
    ...five.map((n) => record('PaymentPosted', { paymentId: `R${n}`, accountId, amount: 9_000, paidOn: '2026-02-20' })),
    ...five.map((n) =>
      record('PaymentPosted', { paymentId: `K${n}`, accountId, amount: 10_000, paidOn: '2026-02-20' }),
    ),
    ...five.map((n) =>
      record('ObligationScheduled', { obligationId: `B${n}`, accountId, dueOn: '2026-02-10', amountDue: 7_000 }),
    ),
    ...five.map((n) =>
      record('ObligationScheduled', { obligationId: `C${n}`, accountId, dueOn: '2026-09-10', amountDue: 100 }),
    ),
    ...five.map((n) => record('HoldPlaced', { holdId: `H${n}`, accountId, kind: 'hardship', from: '2026-02-10' })),
    ...five.map((n) =>
      record('ConsentChanged', { customerId: 'C1', channel: n % 2 === 0 ? 'sms' : 'email', allowed: true }),
    ),
  ];
  expect(records).toHaveLength(50);
  const answers = Promise.all(records.map((one) => world.invoke('ingest', { Records: [one] })));
  const [failures] = await Promise.all([world.local.clock.track(answers), world.runUntil('2026-02-20T03:00:00Z')]);
  expect(failures).toEqual(records.map(() => ({ batchItemFailures: [] })));
  expect(world.rejected()).toEqual([]);
  const { Items } = world.local.table.call('Scan', { TableName: world.local.tableName }) as { Items: never[] };
  const facts = Items.map((item) => unmarshall(item)).filter(({ pk }) => pk === 'A#A1');
  const of = (kind: string) => facts.filter(({ sk }) => sk.startsWith(`${kind}#`));
  expect(
    of('PAYMENT')
      .filter((one) => one.reversedAt !== undefined)
      .map((one) => one.paymentId),
  ).toEqual(['R1', 'R2', 'R3', 'R4', 'R5']);
  expect(of('PAYMENT')).toHaveLength(10);
  expect(of('OBLIGATION').filter((one) => one.cancelledAt !== undefined)).toHaveLength(5);
  expect(of('OBLIGATION')).toHaveLength(11);
  expect(of('HOLD').map((one) => one.releasedOn)).toEqual(five.map((n) => `2026-02-1${n}`));
  expect(of('AUTOPAY')).toHaveLength(5);
  expect(Items.map((item) => unmarshall(item)).filter(({ pk }) => pk.startsWith('W#'))).toEqual([]);
  expect(world.outcomes()).toEqual(['2026-02-02 cured']);
});

test('fifty payments that come at once on one account are all counted', async () => {
  const world = await start();
  world.given({ bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 50_000 }] });
  await world.runUntil('2026-02-20T02:00:00Z');
  const record = (n: number) => ({
    messageId: `m${n}`,
    body: JSON.stringify({
      id: `rush-${n}`,
      type: 'PaymentPosted',
      time: '2026-02-20T02:00:00Z',
      detail: { paymentId: `R${n}`, accountId: 'A1', amount: 1_000, paidOn: '2026-02-20' },
    }),
  });
  const batches = Array.from({ length: 10 }, (_, at) => Array.from({ length: 5 }, (_one, n) => record(at * 5 + n)));
  const answers = Promise.all(batches.map((Records) => world.invoke('ingest', { Records })));
  const [failures] = await Promise.all([world.local.clock.track(answers), world.runUntil('2026-02-20T03:00:00Z')]);
  expect(failures).toEqual(batches.map(() => ({ batchItemFailures: [] })));
  expect(world.outcomes()).toEqual(['2026-02-02 cured']);
  expect(world.told().filter((one) => one.includes('cure'))).toEqual(['2026-02-20 cure sms']);
  await world.runUntil('2026-04-01');
  expect(world.limits()).toEqual([]);
});
