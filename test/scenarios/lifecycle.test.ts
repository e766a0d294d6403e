import { expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy();
const overdue = { bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 }] };

test('who never pays is reminded, walks up the ladder, loses the line step by step and is referred once', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given(overdue);
  await world.runUntil('2026-08-15');
  expect(world.told()).toEqual([
    '2026-01-25 reminder.O1.7 email',
    '2026-01-31 reminder.O1.1 sms',
    '2026-02-03 tier.courtesy sms',
    '2026-02-08 tier.first sms',
    '2026-02-16 tier.formal email',
    '2026-02-16 tier.formal sms',
    '2026-02-21 limit.reduce sms',
    '2026-03-03 limit.freeze sms',
    '2026-03-18 tier.final email',
    '2026-03-18 tier.final sms',
    '2026-05-02 limit.close sms',
  ]);
  expect(world.lineTold()).toEqual([
    '2026-02-21 reduce reduced 500000 ARREARS',
    '2026-03-03 freeze frozen 500000 ARREARS',
    '2026-05-02 close closed 500000 ARREARS',
  ]);
  expect(world.outcomes()).toEqual(['2026-02-02 collecting']);
  expect(world.events('ReferralRequested').map((one) => one.time)).toEqual(['2026-06-01T01:00:00Z']);
  expect(world.messages().every((one) => one.status === 'delivered')).toBe(true);
  // One execution a case; past half a year it goes on as a new one, named after the first.
  expect(world.executions('collections-case').map(({ name, status }) => `${name} ${status}`)).toEqual([
    'A1-2026-02-02 SUCCEEDED',
    'A1-2026-02-02--2 RUNNING',
  ]);
  expect(world.executions('account-errand')).toEqual([]);
});

test('who pays and then pays on time gets the line back in three steps, and the case tells its life', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given(overdue).pays({ amount: 20_000, at: '2026-03-10T02:00:00Z' });
  for (const dueOn of ['2026-04-01', '2026-05-01', '2026-06-01', '2026-07-01', '2026-08-01', '2026-09-01']) {
    world.bills({ dueOn, amountDue: 5_000 }).pays({ amount: 5_000, at: `${dueOn}T02:00:00Z` });
  }
  await world.runUntil('2026-10-01');
  expect(world.lineTold()).toEqual([
    '2026-02-21 reduce reduced 500000 ARREARS',
    '2026-03-03 freeze frozen 500000 ARREARS',
    '2026-03-10 restore reduced 300000 CURED',
    '2026-05-09 restore reduced 600000 REPAIR_STEP',
    '2026-09-06 restore active 1000000 REPAIR_STEP',
  ]);
  expect(world.told().filter((one) => /cure|repair/.test(one))).toEqual([
    '2026-03-10 cure sms',
    '2026-05-09 repair.1 sms',
    '2026-09-06 repair.2 sms',
  ]);
  expect(world.outcomes()).toEqual(['2026-02-02 repaired']);
  const told = ['ReminderSent', 'NoticeSent'];
  expect(world.events().flatMap((one) => (told.includes(one.type) ? [] : [one.type]))).toEqual([
    'CaseOpened',
    'LimitActionApplied',
    'LimitActionApplied',
    'RepairWindowOpened',
    'LimitRestored',
    'LimitRestored',
    'LimitRestored',
    'CaseClosed',
  ]);
  expect(world.events().filter((one) => told.includes(one.type))).toHaveLength(world.messages().length);
});

test('who pays on the morning of the final notice never gets it', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given(overdue);
  await world.runUntil('2026-03-18T00:30:00Z');
  world.pays({ amount: 20_000 });
  await world.runUntil('2026-05-01');
  expect(world.told().slice(6)).toEqual([
    '2026-02-21 limit.reduce sms',
    '2026-03-03 limit.freeze sms',
    '2026-03-18 cure sms',
  ]);
});

test('a payment wakes the case at once, not at the next hour of the sweep', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given(overdue);
  await world.runUntil('2026-02-10T06:30:00Z');
  world.pays({ amount: 20_000 });
  await world.runUntil('2026-02-10T06:31:00Z');
  expect(world.messages().at(-1)).toMatchObject({ time: '2026-02-10T06:30:00Z', kind: 'cure' });
  expect(world.executions('collections-case')).toMatchObject([
    { name: 'A1-2026-02-02', status: 'SUCCEEDED', stopDate: '2026-02-10T06:30:00Z' },
  ]);
});

test('who pays before anything was sent is left in peace', async () => {
  const world = await World.start({ now: '2026-01-01', policy: aPolicy({ reminders: [] }) });
  world.given(overdue).pays({ amount: 20_000, at: '2026-02-02T03:00:00Z' });
  await world.runUntil('2026-03-01');
  expect(world.messages()).toEqual([]);
  expect(world.outcomes()).toEqual(['2026-02-02 cured']);
});

test('a relapse puts the line back and locks it until the lockout is over, then a window opens by itself', async () => {
  const lockout = { ...policy.repair, relapse: { day: 3, minArrears: 1000, lockoutDays: 60 } };
  const world = await World.start({ now: '2026-01-01', policy: aPolicy({ repair: lockout }) });
  world.given({ bills: [...overdue.bills, { obligationId: 'O2', dueOn: '2026-04-01', amountDue: 20_000 }] });
  world.pays({ amount: 20_000, at: '2026-03-10T02:00:00Z' }).pays({ amount: 20_000, at: '2026-04-20T02:00:00Z' });
  await world.runUntil('2026-09-01');
  expect(world.outcomes()).toEqual(['2026-02-02 relapsed', '2026-04-05 repairing']);
  expect(world.lineTold().slice(2)).toEqual([
    '2026-03-10 restore reduced 300000 CURED',
    '2026-04-05 freeze frozen 500000 RELAPSE',
    '2026-06-04 restore reduced 300000 CURED',
    '2026-08-03 restore reduced 600000 REPAIR_STEP',
  ]);
  expect(world.events('RelapseDetected')).toHaveLength(1);
  expect(world.executions('collections-case').map((one) => one.name)).toEqual([
    'A1-2026-02-02',
    'A1-2026-04-05',
    'A1-2026-04-05-r2',
  ]);
});

test('a closed line stays closed when the arrears are cleared', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given(overdue).pays({ amount: 20_000, at: '2026-05-10T02:00:00Z' });
  await world.runUntil('2026-08-01');
  expect(world.outcomes()).toEqual(['2026-02-02 cured']);
  expect(world.lineTold().at(-1)).toBe('2026-05-02 close closed 500000 ARREARS');
  expect(world.told().at(-1)).toBe('2026-05-10 cure sms');
  expect(world.events('RepairWindowOpened')).toEqual([]);
});

test('an account that arrives already delinquent is taken over where it stands', async () => {
  const world = await World.start({ now: '2026-02-12', policy });
  world.given(overdue);
  await world.runUntil('2026-02-20');
  expect(world.cases()).toMatchObject([{ openedOn: '2026-02-12', firstDelinquentOn: '2026-02-02' }]);
  expect(world.told()).toEqual([
    '2026-02-12 tier.first sms',
    '2026-02-16 tier.formal email',
    '2026-02-16 tier.formal sms',
  ]);
});

test('a bill that falls due just after a case was closed gets its own case on its day', async () => {
  const world = await World.start({ now: '2026-01-01', policy: aPolicy({ reminders: [] }) });
  world.given({ bills: [...overdue.bills, { obligationId: 'O2', dueOn: '2026-02-12', amountDue: 20_000 }] });
  world.pays({ amount: 20_000, at: '2026-02-10T02:00:00Z' });
  await world.runUntil('2026-02-15');
  expect(world.outcomes()).toEqual(['2026-02-02 cured', '2026-02-13 collecting']);
  expect(world.told().slice(2)).toEqual(['2026-02-10 cure sms', '2026-02-14 tier.courtesy sms']);
});

test('a reminder that falls on the day on which a closed case is told of its cure is sent that day', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given({ bills: [...overdue.bills, { obligationId: 'O2', dueOn: '2026-02-12', amountDue: 20_000 }] });
  // At night: the notice waits for the window, which opens an hour before the sweep.
  world.pays({ amount: 20_000, at: '2026-02-10T16:00:00Z' });
  await world.runUntil('2026-02-12');
  expect(
    world
      .messages()
      .slice(5)
      .map(({ time, kind }) => [time, kind]),
  ).toEqual([
    ['2026-02-11T00:00:00Z', 'cure'],
    ['2026-02-11T01:00:00Z', 'reminder'],
  ]);
});
