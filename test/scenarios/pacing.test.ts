import { describe, expect, test } from 'vitest';
import type { PlanDayOutput } from '../../functions/contracts/workflow.ts';
import { ServiceFault } from '../../lib/local/sdk.ts';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

/** One reminder a week before the bill, from 09:00; borrowers in the same zone. */
const byEmail = aPolicy({ reminders: [{ daysBefore: 7, channels: ['email'] }] });
const bySms = aPolicy({ reminders: [{ daysBefore: 7, channels: ['sms'] }] });
const DUE = '2026-02-01';
const [NINE, EIGHT_PM] = ['2026-01-25T01:00:00Z', '2026-01-25T12:00:00Z'];

/** A world in which so many borrowers are to be reminded on 25 January. */
async function aBillDay(accounts: number, some: Partial<Parameters<typeof World.start>[0]> = {}): Promise<World> {
  const world = await World.start({ now: '2026-01-24', policy: byEmail, keepHistory: true, ...some });
  for (let at = 1; at <= accounts; at += 1)
    world.given({
      accountId: `A${at}`,
      customerId: `C${at}`,
      email: `c${at}@example.com`,
      bills: [{ dueOn: DUE, amountDue: 20_000 }],
    });
  return world;
}

const minutesAfterNine = (world: World): number[] =>
  world.messages().map(({ time }) => Math.floor((Date.parse(time) - Date.parse(NINE)) / 60_000));

function sweepOutput(world: World, day: string): { plan?: PlanDayOutput; unplanned?: object } {
  const sweeps = world.executions('daily-sweep').filter((one) => one.startDate === `${day}T01:00:00Z`);
  const { executionArn = '' } = sweeps.find((one) => !one.name.includes('/')) ?? {};
  const { output = '{}' } = world.local.machines.describeExecution({ executionArn });
  return JSON.parse(output);
}

const planned = (world: World, day: string): PlanDayOutput['days'][number] | undefined =>
  sweepOutput(world, day).plan?.days[0];

/** Every borrower was reminded once, that day, inside the window; nobody was parked, nothing failed. */
function expectAllReminded(world: World, accounts: number): void {
  const messages = world.messages();
  expect(new Set(messages.map((one) => one.accountId)).size).toBe(accounts);
  expect(messages).toHaveLength(accounts);
  expect(messages.every(({ time, status }) => status === 'delivered' && time >= NINE && time < EIGHT_PM)).toBe(true);
  expect(world.executions().filter((one) => one.status !== 'SUCCEEDED')).toEqual([]);
}

describe('a day with more messages than the provider takes at once', () => {
  test('is told in full, though nobody planned for it: each throttled message comes again at another moment', async () => {
    const world = await aBillDay(120);
    let tried = 0;
    world
      .takes('email', () => 2)
      .provider('email', 'none', () => {
        tried += 1;
        return false;
      });
    await world.runUntil('2026-01-26');
    expectAllReminded(world, 120);
    expect(tried).toBeGreaterThan(200);
    // Two at nine; a retry comes after half a minute at the earliest.
    const seconds = world.messages().map(({ time }) => Date.parse(time) / 1000);
    for (const second of new Set(seconds))
      expect(seconds.filter((one) => one === second).length).toBeLessThanOrEqual(2);
  });

  test('is spread over as long as the rate of SES needs, evenly', async () => {
    const world = (await aBillDay(200)).mayEmail({ perSecond: 1 / 30 }).takes('email', () => 3);
    await world.runUntil('2026-01-26');
    expectAllReminded(world, 200);
    // 200 emails at four fifths of one in 30 seconds.
    expect(planned(world, '2026-01-25')).toMatchObject({ accounts: 200, sendingSeconds: 7500, spreadSeconds: 7500 });
    const quarters = Map.groupBy(minutesAfterNine(world), (minute) => Math.min(3, Math.floor(minute / (125 / 4))));
    for (const quarter of [0, 1, 2, 3]) expect(quarters.get(quarter)?.length).toBeGreaterThan(30);
    expect(Math.max(...minutesAfterNine(world))).toBeLessThan(125 + 15);
  });

  test('is spread by the configured rate of text messages too', async () => {
    const world = await aBillDay(100, { policy: bySms, smsPerSecond: 0.01 });
    await world.runUntil('2026-01-26');
    expectAllReminded(world, 100);
    expect(planned(world, '2026-01-25')).toMatchObject({ sendingSeconds: 12_500, spreadSeconds: 12_500, exceeds: [] });
  });

  test('says so when it is too much for the window, and takes the whole window', async () => {
    const world = (await aBillDay(90)).mayEmail({ perSecond: 0.0015 });
    await world.runUntil('2026-01-26');
    expectAllReminded(world, 90);
    // From 09:00 to 20:00 are 39,600 seconds, of which the last ones are left to what was throttled.
    expect(planned(world, '2026-01-25')).toMatchObject({
      sendingSeconds: 75_000,
      spreadSeconds: 37_620,
      exceeds: ['window'],
    });
  });

  test('says so when SES has fewer emails left for 24 hours', async () => {
    const world = (await aBillDay(20)).mayEmail({ perSecond: 14, perDay: 12 });
    await world.runUntil('2026-01-26');
    expect(planned(world, '2026-01-25')).toMatchObject({ exceeds: ['emails-in-24-hours'], spreadSeconds: 37_620 });
  });

  test('goes on the next day with what a window could not take, and nothing is told twice', async () => {
    // Throttled until half an hour before the window closes, and then slow.
    const world = await aBillDay(12);
    let tried = 0;
    world.takes('email', () => {
      tried += 1;
      return world.now() < '2026-01-25T11:30:00Z' ? 0 : world.now() < '2026-01-26' ? 1 : 5;
    });
    await world.runUntil('2026-01-25T11:29:00Z');
    expect(world.messages()).toEqual([]);
    // Asked less and less often: some 21 times each in eleven hours.
    expect(tried / 12).toBeLessThan(25);
    await world.runUntil('2026-01-27');
    expect(new Set(world.messages().map((one) => one.accountId)).size).toBe(12);
    expect(world.messages()).toHaveLength(12);
    expect(world.executions().filter((one) => one.status !== 'SUCCEEDED')).toEqual([]);
  });

  test('is the same in two runs', async () => {
    const run = async (): Promise<string> => {
      const world = (await aBillDay(40)).mayEmail({ perSecond: 0.05 }).takes('email', () => 1);
      await world.runUntil('2026-01-26');
      const lines = JSON.stringify([world.messages(), world.executions()]);
      world.local.stop();
      return lines;
    };
    const first = await run();
    expect(first === (await run())).toBe(true);
  });
});

describe('planning that fails', () => {
  test('does not stop the sweep, and is seen in its output', async () => {
    const faults = (service: string, operation: string) =>
      service === 'SESv2' && operation === 'GetAccount' ? ('fail' as const) : undefined;
    const world = await aBillDay(3, { faults });
    await world.runUntil('2026-01-26');
    expectAllReminded(world, 3);
    expect(sweepOutput(world, '2026-01-25')).toMatchObject({ unplanned: { Error: 'InternalServerError' } });
    expect(planned(world, '2026-01-25')).toBeUndefined();
  });
});

describe('a burst of errands', () => {
  test('that Step Functions throttles is started all the same: the client slows down', async () => {
    const world = (await aBillDay(20, { fullSdk: true })).mayEmail({ perSecond: 0.01 });
    const start = world.local.machines.startExecution.bind(world.local.machines);
    let [second, started, throttled] = [0, 0, 0];
    world.local.machines.startExecution = (input) => {
      const now = Math.floor(world.local.clock.now() / 1000);
      if (now !== second) [second, started] = [now, 0];
      started += 1;
      if (started <= 2 || !input.stateMachineArn.endsWith('account-errand')) return start(input);
      throttled += 1;
      throw new ServiceFault('ThrottlingException', 'Rate exceeded');
    };
    await world.runUntil('2026-01-26');
    expectAllReminded(world, 20);
    expect(throttled).toBeGreaterThan(5);
    expect(world.executions('account-errand')).toHaveLength(20);
  });
});

describe('on a day that is spread', () => {
  const overdue = aPolicy({ reminders: [] });
  /** Overdue since 1 February, so that the courtesy tier is due on the 3rd. */
  async function cases(count: number): Promise<World> {
    const world = await World.start({ now: '2026-02-01', policy: overdue, smsPerSecond: 0.005, keepHistory: true });
    for (let at = 1; at <= count; at += 1)
      world.given({ accountId: `A${at}`, customerId: `C${at}`, bills: [{ dueOn: '2026-02-01', amountDue: 20_000 }] });
    return world;
  }

  test('a tier waits for its place in the day, in the execution of its case', async () => {
    const world = await cases(60);
    await world.runUntil('2026-02-04');
    const times = world.messages().map(({ time, tier }) => `${time} ${tier}`);
    expect(times).toHaveLength(60);
    expect(new Set(times).size).toBeGreaterThan(55);
    expect(times.every((one) => one >= '2026-02-03T01:00:00Z' && one < '2026-02-03T12')).toBe(true);
    expect(world.executions('collections-case')).toHaveLength(60);
    expect(world.executions('account-errand')).toEqual([]);
  });

  test('who pays before it is never written to', async () => {
    const world = await cases(60);
    for (let at = 1; at <= 60; at += 1)
      world.pays({ accountId: `A${at}`, amount: 20_000, paymentId: `P${at}`, at: '2026-02-03T01:30:00Z' });
    await world.runUntil('2026-02-05');
    const tiers = world.messages().filter((one) => one.kind === 'notice');
    expect(tiers.length).toBeGreaterThan(0);
    expect(tiers.length).toBeLessThan(15);
    expect(tiers.every(({ time }) => time <= '2026-02-03T01:30:00Z')).toBe(true);
    // Who had been written to is told of the cure at once, whatever the place in the day.
    const cures = world.messages().filter((one) => one.kind === 'cure');
    expect(cures.map((one) => one.accountId).sort()).toEqual(tiers.map((one) => one.accountId).sort());
    expect(new Set(cures.map(({ time }) => time))).toEqual(new Set(['2026-02-03T01:30:00Z']));
  });
});

test('an ordinary day costs one state of the sweep more, and no errand', async () => {
  const world = await aBillDay(20);
  await world.runUntil('2026-01-26');
  expectAllReminded(world, 20);
  expect(world.executions('account-errand')).toEqual([]);
  const sweep = world.executions('daily-sweep').find((one) => one.startDate === NINE && !one.name.includes('/'));
  expect(sweep?.states.slice(0, 3)).toEqual(['Plan the day', 'List the shards', 'Sweep the shards']);
  expect(sweep?.states.filter((state) => state === 'Plan the day')).toHaveLength(1);
});
