import { describe, expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({ reminders: [] });
const O1 = { obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 };
const start = () => World.start({ now: '2026-01-01', policy });

describe('a dispute on an obligation', () => {
  test('leaves that obligation out, and the ladder goes on with the rest', async () => {
    const world = await start();
    world.given({ bills: [O1, { obligationId: 'O2', dueOn: '2026-02-05', amountDue: 5_000 }] });
    world.holds({ kind: 'dispute', obligationId: 'O1', from: '2026-02-10', at: '2026-02-10T00:00:00Z' });
    await world.runUntil('2026-02-21');
    expect(world.told()).toEqual([
      '2026-02-03 tier.courtesy sms',
      '2026-02-08 tier.first sms',
      '2026-02-20 tier.formal email',
      '2026-02-20 tier.formal sms',
    ]);
    const formal = world.messages().at(-1)?.text;
    expect(formal).toContain('50.00');
    expect(formal).not.toContain('250.00');
  });

  test('stops the ladder where it is all there is, and cures nothing', async () => {
    const world = await start();
    world.given({ bills: [O1] });
    world.holds({ kind: 'dispute', obligationId: 'O1', from: '2026-02-10', at: '2026-02-10T00:00:00Z' });
    world.releases({ at: '2026-03-12T00:00:00Z' });
    await world.runUntil('2026-03-11');
    expect(world.told().slice(2)).toEqual([]);
    expect(world.outcomes()).toEqual(['2026-02-02 collecting']);
    // Thirty days stood still: 9 delinquent days before, 15 on 18 March.
    await world.runUntil('2026-03-19');
    expect(world.told().slice(2)).toEqual(['2026-03-18 tier.formal email', '2026-03-18 tier.formal sms']);
  });
});

describe('hardship', () => {
  test('stops messages and limit actions, and the ladder goes on where it stood', async () => {
    const world = await start();
    world.given({ bills: [O1] });
    world.holds({ kind: 'hardship', from: '2026-02-05', until: '2026-02-25', at: '2026-02-05T02:00:00Z' });
    await world.runUntil('2026-03-25');
    expect(world.told()).toEqual([
      '2026-02-03 tier.courtesy sms',
      '2026-02-28 tier.first sms',
      '2026-03-08 tier.formal email',
      '2026-03-08 tier.formal sms',
      '2026-03-13 limit.reduce sms',
      '2026-03-23 limit.freeze sms',
    ]);
  });

  test('between the notice and the limit action stops the days of the notice too', async () => {
    const world = await start();
    world.given({ bills: [O1] });
    world.holds({ kind: 'hardship', from: '2026-02-18', until: '2026-02-28', at: '2026-02-18T00:00:00Z' });
    await world.runUntil('2026-03-05');
    expect(world.told().slice(4)).toEqual(['2026-03-03 limit.reduce sms']);
  });

  test('of the customer holds every account', async () => {
    const world = await start();
    world.given({ bills: [O1] }).given({ accountId: 'A2', bills: [{ ...O1, obligationId: 'O9' }] });
    world.holds({ kind: 'hardship', customerId: 'C1', from: '2026-02-01', until: '2026-03-01' });
    await world.runUntil('2026-03-01');
    expect(world.messages()).toEqual([]);
    await world.runUntil('2026-03-04');
    expect(new Set(world.messages().map((one) => one.accountId))).toEqual(new Set(['A1', 'A2']));
  });
});

test('a promise keeps tiers and limit actions away until the day after it', async () => {
  const world = await start();
  world.given({ bills: [O1] });
  world.promises({ amount: 20_000, payBy: '2026-02-18', at: '2026-02-14T02:00:00Z' });
  await world.runUntil('2026-02-25');
  expect(world.told().slice(2)).toEqual([
    '2026-02-19 tier.formal email',
    '2026-02-19 tier.formal sms',
    '2026-02-24 limit.reduce sms',
  ]);
});

test('a promise that is too small, too late or one too many is refused with the reason', async () => {
  const world = await start();
  world.given({ bills: [O1] });
  world.promises({ promiseId: 'small', amount: 100, payBy: '2026-02-12', at: '2026-02-10T02:00:00Z' });
  world.promises({ promiseId: 'late', amount: 20_000, payBy: '2026-04-12', at: '2026-02-10T02:00:00Z' });
  world.promises({ promiseId: 'M1', amount: 20_000, payBy: '2026-02-11', at: '2026-02-10T02:00:00Z' });
  world.promises({ promiseId: 'M2', amount: 20_000, payBy: '2026-02-13', at: '2026-02-12T02:00:00Z' });
  world.promises({ promiseId: 'M3', amount: 20_000, payBy: '2026-02-16', at: '2026-02-15T02:00:00Z' });
  await world.runUntil('2026-02-16');
  expect(world.rejected().map((one) => one.reason)).toEqual([
    "promises less than the policy's least share of what is past due (0.3)",
    'promises payment by 2026-04-12, 61 days ahead; the policy allows 30',
    'is a further promise after 2 broken ones in this case',
  ]);
});

test('nobody writes to someone who has died, on any account, until operations say so', async () => {
  const world = await start();
  world.given({ bills: [O1] }).given({ accountId: 'A2', bills: [{ ...O1, obligationId: 'O9' }] });
  world.holds({ kind: 'deceased', customerId: 'C1', from: '2026-02-10', at: '2026-02-10T04:00:00Z' });
  world.pays({ amount: 20_000, at: '2026-03-10T02:00:00Z' });
  await world.runUntil('2026-06-01');
  const after = world.messages().filter((one) => one.time > '2026-02-10T04:00:00Z');
  expect(after).toEqual([]);
  expect(world.messages().length).toBeGreaterThan(0);
  expect(world.limits()).toEqual([]);
  expect(world.outcomes('A1')).toEqual(['2026-02-02 cured']);
});

describe('a fraud hold', () => {
  test('freezes the line at once, says nothing, and its release puts the line back', async () => {
    const world = await start();
    world.given({});
    world.holds({ kind: 'fraud', customerId: 'C1', from: '2026-02-05', at: '2026-02-05T14:00:00Z' });
    world.releases({ at: '2026-02-25T05:00:00Z' });
    await world.runUntil('2026-03-12');
    expect(world.limits().map(({ time, to, reason }) => [time, to.status, reason])).toEqual([
      ['2026-02-05T14:00:00Z', 'frozen', 'FRAUD_HOLD'],
      ['2026-02-25T05:00:00Z', 'active', 'HOLD_RELEASED'],
    ]);
    expect(world.messages()).toEqual([]);
  });

  test('over an open case lies over what collections left, and that comes back', async () => {
    const world = await start();
    world.given({ bills: [O1] });
    world.holds({ kind: 'fraud', from: '2026-02-24', at: '2026-02-24T14:00:00Z' });
    world.releases({ on: '2026-03-06', at: '2026-03-06T02:00:00Z' });
    await world.runUntil('2026-03-10');
    expect(world.lineTold()).toEqual([
      '2026-02-21 reduce reduced 500000 ARREARS',
      '2026-02-24 freeze frozen 500000 FRAUD_HOLD',
      '2026-03-06 restore reduced 500000 HOLD_RELEASED',
    ]);
  });

  test('that ends by its own day is lifted on that day', async () => {
    const world = await start();
    world.given({});
    world.holds({ kind: 'fraud', from: '2026-02-05', until: '2026-02-20', at: '2026-02-05T14:00:00Z' });
    await world.runUntil('2026-02-21');
    expect(world.lineTold()).toEqual([
      '2026-02-05 freeze frozen 1000000 FRAUD_HOLD',
      '2026-02-20 restore active 1000000 HOLD_RELEASED',
    ]);
  });

  test('that begins on a later day freezes on that day', async () => {
    const world = await start();
    world.given({});
    world.holds({ kind: 'fraud', from: '2026-02-05', at: '2026-02-01T14:00:00Z' });
    await world.runUntil('2026-02-07');
    expect(world.lineTold()).toEqual(['2026-02-05 freeze frozen 1000000 FRAUD_HOLD']);
  });
});
