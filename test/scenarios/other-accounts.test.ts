import { expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({
  reminders: [],
  otherAccounts: { kind: 'freeze', noticeDays: 7 },
  repair: {
    steps: [{ afterDays: 0, onTimePayments: 0, toShare: 1 }],
    relapse: { day: 3, minArrears: 0, lockoutDays: 365 },
  },
});
const sixADay = { from: '08:00', to: '20:00', perDay: 6, perSevenDays: 40 };
const overdue = { bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 }] };
const about = (accountId: string, world: World) =>
  world.told(accountId).filter((one) => one.includes('other.') && one.endsWith('sms'));

test('an account without arrears is frozen after its own notice, and given back when the case of the other one closes', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given(overdue).given({ accountId: 'A2' });
  world.pays({ amount: 20_000, at: '2026-03-10T02:00:00Z' });
  await world.runUntil('2026-03-20');
  expect(world.outcomes()).toEqual(['2026-02-02 repaired']);
  expect(world.lineTold('A2')).toEqual([
    '2026-02-28 freeze frozen 1000000 OTHER_ACCOUNT',
    '2026-03-11 restore active 1000000 OTHER_ACCOUNT_ENDED',
  ]);
  expect(about('A2', world)).toEqual([
    '2026-02-21 other.A1-2026-02-02.announced sms',
    '2026-02-28 other.A1-2026-02-02.applied sms',
    '2026-03-11 other.A1-2026-02-02.lifted sms',
  ]);
  const [notice, applied] = world.messages().filter((one) => one.accountId === 'A2');
  expect(notice?.text).toContain('If not paid in full by February 27, 2026, then from February 28, 2026');
  expect(applied?.text).toContain('an amount on another account of yours is overdue');
  expect(world.outcomes('A2')).toEqual([]);
  expect(world.executions().filter((one) => one.status === 'FAILED')).toEqual([]);
});

test('a case that sleeps meanwhile is woken by the next sweep', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given(overdue).given({ accountId: 'A2', bills: [{ dueOn: '2026-02-18', amountDue: 20_000 }] });
  await world.runUntil('2026-03-02');
  expect(world.outcomes('A2')).toEqual(['2026-02-19 collecting']);
  expect(about('A2', world)).toEqual([
    '2026-02-21 other.A1-2026-02-02.announced sms',
    '2026-02-28 other.A1-2026-02-02.applied sms',
  ]);
  expect(world.lineTold('A2')).toEqual(['2026-02-28 freeze frozen 1000000 OTHER_ACCOUNT']);
});

test('what was announced is dropped with a payment in time', async () => {
  const world = await World.start({ now: '2026-01-01', policy });
  world.given(overdue).given({ accountId: 'A2' });
  world.pays({ amount: 20_000, at: '2026-02-27T02:00:00Z' });
  await world.runUntil('2026-03-20');
  expect(world.lineTold('A2')).toEqual([]);
  expect(about('A2', world)).toHaveLength(1);
});

test('a freeze whose announcement came back late is lifted, and announced again by the next channel', async () => {
  const soon = aPolicy({ reminders: [], otherAccounts: { kind: 'freeze', noticeDays: 2 }, contact: sixADay });
  const world = await World.start({ now: '2026-01-01', policy: soon });
  world.given({ ...overdue, phone: '+33755512502' }).given({ accountId: 'A2', phone: '+33755512502' });
  world.fates(({ channel }) => (channel === 'sms' ? { afterMs: 72 * 3_600_000 } : {}));
  await world.runUntil('2026-03-10');
  expect(world.lineTold('A2')).toEqual([
    '2026-02-23 freeze frozen 1000000 OTHER_ACCOUNT',
    '2026-02-24 restore active 1000000 NOTICE_FAILED',
    '2026-02-26 freeze frozen 1000000 OTHER_ACCOUNT',
  ]);
  expect(world.became('A2').filter((one) => one.includes('announced'))).toEqual([
    '2026-02-21 other.A1-2026-02-02.announced sms failed',
    '2026-02-24 other.A1-2026-02-02.announced email delivered',
  ]);
});
