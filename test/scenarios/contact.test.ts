import { describe, expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy();
const silent = aPolicy({ reminders: [] });
const O1 = { obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 };
const newYork = { timeZone: 'America/New_York', phone: '+12125550123' };

describe('the window of the borrower', () => {
  test('in another zone defers a reminder to its first minute there', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ ...newYork, bills: [O1] });
    await world.runUntil('2026-01-27');
    // 09:00 in Shanghai is 20:00 in New York, the evening before, when the window has just closed.
    expect(world.messages()).toMatchObject([{ time: '2026-01-25T13:00:00Z', offset: 7, channel: 'email' }]);
    expect(world.executions('account-errand').map((one) => one.status)).toEqual(['SUCCEEDED']);
  });

  test('drops what waits for it when its reason has gone meanwhile', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ ...newYork, bills: [O1] }).pays({ amount: 20_000, at: '2026-01-25T08:00:00Z' });
    await world.runUntil('2026-02-10');
    expect(world.messages()).toEqual([]);
    expect(world.executions('account-errand').map((one) => one.status)).toEqual(['SUCCEEDED']);
  });

  test('defers a tier as well, and a payment meanwhile drops it', async () => {
    const world = await World.start({ now: '2026-01-01', policy: silent });
    world.given({ ...newYork, bills: [O1] }).pays({ amount: 20_000, at: '2026-02-08T05:00:00Z' });
    await world.runUntil('2026-02-12');
    expect(world.messages().map(({ time, kind, tier }) => [time, tier ?? kind])).toEqual([
      ['2026-02-03T13:00:00Z', 'courtesy'],
      ['2026-02-08T13:00:00Z', 'cure'],
    ]);
  });

  test('moves with summer time', async () => {
    const world = await World.start({ now: '2026-03-01', policy: silent });
    world.given({ ...newYork, bills: [{ ...O1, dueOn: '2026-03-05' }] });
    await world.runUntil('2026-03-14');
    // Summer time in New York began on 8 March; Shanghai has none.
    expect(world.messages().map(({ time, tier }) => [time, tier])).toEqual([
      ['2026-03-07T13:00:00Z', 'courtesy'],
      ['2026-03-12T12:00:00Z', 'first'],
    ]);
  });
});

describe('the caps', () => {
  test('count the messages of both accounts of a customer', async () => {
    const world = await World.start({
      now: '2026-01-01',
      policy: aPolicy({ contact: { perDay: 1, perSevenDays: 2 } }),
    });
    world.given({ bills: [O1] }).given({ accountId: 'A2', bills: [{ ...O1, obligationId: 'O9' }] });
    await world.runUntil('2026-03-10');
    const days = world.messages().map((one) => Date.parse(one.time) / 86_400_000);
    expect(days.length).toBeGreaterThan(8);
    const local = days.map((day) => Math.floor(day + 8 / 24));
    expect(new Set(local).size).toBe(local.length);
    for (const day of local) expect(local.filter((one) => one > day - 7 && one <= day).length).toBeLessThanOrEqual(2);
    expect(new Set(world.messages().map((one) => one.accountId))).toEqual(new Set(['A1', 'A2']));
  });

  test.each([
    ['A1', 'A2'],
    ['A2', 'A1'],
  ])(
    'leave room for one: the more severe message goes first, whichever account it is of (%s, %s)',
    async (mild, grave) => {
      const world = await World.start({
        now: '2026-01-01',
        policy: aPolicy({ contact: { perDay: 1, perSevenDays: 7 } }),
      });
      world.given({ accountId: grave, bills: [O1] });
      // A reminder of one account and the formal notice of the other fall on the same day.
      world.given({ accountId: mild, bills: [{ obligationId: 'O9', dueOn: '2026-02-17', amountDue: 5_000 }] });
      await world.runUntil('2026-02-20');
      const on = (accountId: string) => world.told(accountId).filter((one) => one >= '2026-02-16');
      expect(on(grave)).toEqual(['2026-02-16 tier.formal email', '2026-02-17 tier.formal sms']);
      expect(on(mild)).toEqual(['2026-02-19 tier.courtesy sms']);
    },
  );

  test('leave another customer alone', async () => {
    const world = await World.start({
      now: '2026-01-01',
      policy: aPolicy({ contact: { perDay: 1, perSevenDays: 1 } }),
    });
    world.given({ bills: [O1] });
    world.given({ accountId: 'A2', customerId: 'C2', bills: [{ ...O1, obligationId: 'O9' }] });
    await world.runUntil('2026-01-26');
    expect(
      world
        .messages()
        .map(({ accountId, offset }) => `${accountId} ${offset}`)
        .sort(),
    ).toEqual(['A1 7', 'A2 7']);
  });
});

describe('channels', () => {
  test('the next one carries it when the first has no address', async () => {
    const world = await World.start({ now: '2026-01-01', policy: silent });
    world.given({ phone: undefined, bills: [O1] });
    await world.runUntil('2026-02-17');
    expect(world.told()).toEqual(['2026-02-08 tier.first email', '2026-02-16 tier.formal email']);
  });

  test('the next one carries it when the provider refuses the first for good', async () => {
    const world = await World.start({ now: '2026-01-01', policy: silent });
    world.given({ bills: [O1] }).provider('sms', 'OptedOutException', () => true);
    await world.runUntil('2026-02-09');
    expect(world.told()).toEqual(['2026-02-08 tier.first email']);
    expect(world.events('NoticeFailed').map(({ detail }) => [detail.tier, detail.channel, detail.status])).toEqual([
      ['courtesy', 'sms', 'failed'],
      ['courtesy', 'none', 'undelivered'],
      ['first', 'sms', 'failed'],
    ]);
  });

  test('a tier that no channel carries is done but undelivered, and comes again with a new address', async () => {
    const world = await World.start({ now: '2026-01-01', policy: silent });
    world.given({ phone: undefined, bills: [O1] });
    await world.runUntil('2026-02-04');
    expect(world.messages()).toEqual([]);
    expect(world.cases()[0]?.tiers).toMatchObject({ courtesy: { status: 'undelivered' } });
    expect(world.events('NoticeFailed')).toMatchObject([{ detail: { tier: 'courtesy', status: 'undelivered' } }]);
    world.given({ phone: '+8613800138000' });
    await world.runUntil('2026-02-05');
    expect(world.told()).toEqual(['2026-02-04 tier.courtesy sms']);
    expect(world.cases()[0]?.tiers).toMatchObject({ courtesy: { status: 'sent' } });
  });

  test('an address that is none is told to operations, and the rest of the customer is taken', async () => {
    const world = await World.start({ now: '2026-01-01', policy: silent });
    world.given({ phone: '13800138000', email: 'li.wei', bills: [O1] });
    await world.runUntil('2026-02-04');
    expect(world.rejected().map((one) => one.reason)).toEqual([
      'phone is no number with a country code; the rest of the event was taken',
      'email is no address; the rest of the event was taken',
    ]);
    expect(world.outcomes()).toEqual(['2026-02-02 collecting']);
  });

  test('who was not reached by any mandatory notice is not referred, but looked at', async () => {
    const world = await World.start({ now: '2026-01-01', policy: silent });
    world.given({ phone: undefined, email: undefined, bills: [O1] });
    await world.runUntil('2026-06-10');
    expect(world.messages()).toEqual([]);
    expect(world.limits()).toEqual([]);
    expect(
      world
        .events()
        .map((one) => one.type)
        .filter((type) => /Referral|Review/.test(type)),
    ).toEqual(['ReviewRequested']);
  });
});

describe('consent', () => {
  test('an opt-out wins over a customer record that is older, whenever that comes', async () => {
    const world = await World.start({ now: '2026-01-01', policy: silent });
    world.given({ bills: [O1] });
    world.event('ConsentChanged', { customerId: 'C1', channel: 'sms', allowed: false }, { at: '2026-01-20' });
    const older = {
      id: 'older',
      type: 'CustomerUpserted',
      time: '2026-01-15T00:00:00Z',
      detail: {
        customerId: 'C1',
        name: 'Li Wei',
        locale: 'en',
        timeZone: 'Asia/Shanghai',
        phone: '+8613800138000',
        email: 'li.wei@example.com',
        consent: { sms: true, email: true },
      },
    };
    world.arrives(older, '2026-01-25');
    await world.runUntil('2026-02-09');
    expect(world.told()).toEqual(['2026-02-08 tier.first email']);
  });

  test('withdrawn in the middle of a ladder holds from the next message on', async () => {
    const world = await World.start({ now: '2026-01-01', policy: silent });
    world.given({ bills: [O1] });
    world.event('ConsentChanged', { customerId: 'C1', channel: 'sms', allowed: false }, { at: '2026-02-10T02:00:00Z' });
    await world.runUntil('2026-02-22');
    expect(world.told()).toEqual([
      '2026-02-03 tier.courtesy sms',
      '2026-02-08 tier.first sms',
      '2026-02-16 tier.formal email',
      '2026-02-21 limit.reduce email',
    ]);
  });
});

describe('autopay', () => {
  test('needs no reminder', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ autopay: true, bills: [O1] }).pays({ amount: 20_000, at: '2026-02-01T02:00:00Z' });
    await world.runUntil('2026-02-10');
    expect(world.messages()).toEqual([]);
  });

  test('that failed brings the newest reminder that is due at once', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ autopay: true, bills: [O1] });
    const failed = { accountId: 'A1', obligationId: 'O1', reason: 'no funds' };
    world.event('AutopayFailed', failed, { at: '2026-01-29T05:00:00Z' });
    await world.runUntil('2026-02-01');
    expect(world.messages().map(({ time, offset }) => [time, offset])).toEqual([
      ['2026-01-29T05:00:00Z', 7],
      ['2026-01-31T01:00:00Z', 1],
    ]);
  });
});

test('a bill that is heard of late gets the newest reminder, and the older ones are on record as skipped', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given({}).bills(O1, { at: '2026-01-31T00:00:00Z' });
  await world.runUntil('2026-02-02');
  expect(world.told()).toEqual(['2026-01-31 reminder.O1.1 sms']);
  expect(world.notices().map(({ offset, status }) => [offset, status])).toEqual([
    [1, 'delivered'],
    [7, 'skipped'],
  ]);
});
