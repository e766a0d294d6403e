import { expect, test } from 'vitest';
import { aBorrower } from './borrower.ts';
import { aPolicy } from './builders.ts';

test('a borrower who never pays is reminded, walks up the ladder and is referred', () => {
  const sim = aBorrower().bill('O1', '2026-02-01').runUntil('2026-07-01');
  expect(sim.told()).toEqual([
    '2026-01-25 reminder:7 email',
    '2026-01-31 reminder:1 sms',
    '2026-02-03 courtesy sms',
    '2026-02-08 first sms',
    '2026-02-16 formal email',
    '2026-02-16 formal sms',
    '2026-02-21 limit:reduce sms',
    '2026-03-03 limit:freeze sms',
    '2026-03-18 final email',
    '2026-03-18 final sms',
    '2026-05-02 limit:close sms',
  ]);
  expect(sim.lineTold()).toEqual([
    '2026-02-21 reduce reduced 5000 ARREARS',
    '2026-03-03 freeze frozen 5000 ARREARS',
    '2026-05-02 close closed 5000 ARREARS',
  ]);
  expect(sim.outcomes()).toEqual(['2026-02-02 collecting']);
  expect(sim.eventTypes().filter((type) => type === 'ReferralRequested')).toHaveLength(1);
});

test('who pays before the due day hears nothing but the reminders that were due', () => {
  const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-01-28T02:00:00Z', 2000).runUntil('2026-04-01');
  expect(sim.told()).toEqual(['2026-01-25 reminder:7 email']);
  expect(sim.outcomes()).toEqual([]);
});

test('who pays on the first delinquent day while payments are being posted was never dunned', () => {
  const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-03T00:30:00Z', 2000, { paidOn: '2026-02-02' });
  sim.runUntil('2026-04-01');
  expect(sim.told().slice(2)).toEqual([]);
  expect(sim.outcomes()).toEqual(['2026-02-02 cured']);
});

test('who pays on the morning of the formal notice never gets it', () => {
  const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-16T00:30:00Z', 2000).runUntil('2026-04-01');
  expect(sim.told().slice(2)).toEqual(['2026-02-03 courtesy sms', '2026-02-08 first sms', '2026-02-16 cure sms']);
  expect(sim.outcomes()).toEqual(['2026-02-02 cured']);
});

test('a frozen line comes back in three steps when the bills after the cure are paid on time', () => {
  const sim = aBorrower();
  sim.bill('O1', '2026-02-01');
  sim.pays('2026-03-10T02:00:00Z', 2000);
  sim.paysOnTime(['04', '05', '06', '07', '08', '09', '10', '11', '12'].map((month) => `2026-${month}`));
  sim.runUntil('2027-01-01');
  expect(sim.lineTold()).toEqual([
    '2026-02-21 reduce reduced 5000 ARREARS',
    '2026-03-03 freeze frozen 5000 ARREARS',
    '2026-03-10 restore reduced 3000 CURED',
    '2026-05-09 restore reduced 6000 REPAIR_STEP',
    '2026-09-06 restore active 10000 REPAIR_STEP',
  ]);
  expect(sim.outcomes()).toEqual(['2026-02-02 repaired']);
  expect(sim.told().filter((one) => /cure|repair/.test(one))).toEqual([
    '2026-03-10 cure sms',
    '2026-05-09 repair:1 sms',
    '2026-09-06 repair:2 sms',
  ]);
});

test('a relapse puts the line back, opens a new case and locks the repair window', () => {
  const sim = aBorrower();
  sim.bill('O1', '2026-02-01');
  sim.pays('2026-03-10T02:00:00Z', 2000);
  sim.bill('O2', '2026-04-01');
  sim.pays('2026-04-20T02:00:00Z', 2000);
  sim.runUntil('2027-06-01');
  expect(sim.outcomes()).toEqual(['2026-02-02 relapsed', '2026-04-05 repairing']);
  expect(sim.lineTold()).toEqual([
    '2026-02-21 reduce reduced 5000 ARREARS',
    '2026-03-03 freeze frozen 5000 ARREARS',
    '2026-03-10 restore reduced 3000 CURED',
    '2026-04-05 freeze frozen 5000 RELAPSE',
    '2027-04-05 restore reduced 3000 CURED',
  ]);
});

test('a reversal reopens the same case at the tier it had reached', () => {
  const sim = aBorrower();
  sim.bill('O1', '2026-02-01');
  sim.pays('2026-02-20T02:00:00Z', 2000, { paymentId: 'PX' });
  sim.reverses('2026-03-01T02:00:00Z', 'PX');
  sim.runUntil('2026-03-30');
  expect(sim.told().slice(2)).toEqual([
    '2026-02-03 courtesy sms',
    '2026-02-08 first sms',
    '2026-02-16 formal email',
    '2026-02-16 formal sms',
    '2026-02-20 cure sms',
    '2026-03-01 reversal:1 sms',
    '2026-03-06 limit:reduce:1 sms',
    '2026-03-11 limit:freeze:1 sms',
    '2026-03-18 final email',
    '2026-03-18 final sms',
  ]);
  expect(sim.outcomes()).toEqual(['2026-02-02 collecting']);
});

test('a payment that arrives late and shows that there was no delinquency withdraws the case', () => {
  const sim = aBorrower();
  sim.bill('O1', '2026-02-01');
  sim.pays('2026-02-25T02:00:00Z', 2000, { paidOn: '2026-02-01' });
  sim.runUntil('2026-06-01');
  expect(sim.outcomes()).toEqual(['2026-02-02 withdrawn']);
  expect(sim.line()).toEqual({ status: 'active', limit: 10_000 });
  expect(sim.told().at(-1)).toBe('2026-02-25 withdrawal:A1-2026-02-02 sms');
});

test('the ladder stands still under a hold and goes on where it stood', () => {
  const sim = aBorrower();
  sim.bill('O1', '2026-02-01');
  sim.holds('2026-02-05T02:00:00Z', '2026-02-05', '2026-02-25');
  sim.runUntil('2026-03-12');
  expect(sim.told().slice(2)).toEqual([
    '2026-02-03 courtesy sms',
    '2026-02-28 first sms',
    '2026-03-08 formal email',
    '2026-03-08 formal sms',
  ]);
});

test('fraud freezes the line at once and its end puts it back', () => {
  const sim = aBorrower();
  sim.holds('2026-02-05T02:00:00Z', '2026-02-05', undefined, { holdId: 'H1', customerId: 'C1', kind: 'fraud' });
  sim.releases('2026-02-25T05:00:00Z', 'H1');
  sim.runUntil('2026-03-12');
  expect(sim.lineTold()).toEqual([
    '2026-02-05 freeze frozen 10000 FRAUD_HOLD',
    '2026-02-25 restore active 10000 HOLD_RELEASED',
  ]);
  expect(sim.messages).toEqual([]);
});

test('a promise keeps tiers and limit actions away until the day after it', () => {
  const sim = aBorrower();
  sim.bill('O1', '2026-02-01');
  sim.promises('2026-02-14T02:00:00Z', 2000, '2026-02-18');
  sim.runUntil('2026-02-25');
  expect(sim.told().slice(4)).toEqual([
    '2026-02-19 formal email',
    '2026-02-19 formal sms',
    '2026-02-24 limit:reduce sms',
  ]);
});

test('only the customer’s own caps count, over all accounts', () => {
  const sim = aBorrower({ policy: aPolicy({ contact: { perDay: 1, perSevenDays: 2 } }) });
  sim.bill('O1', '2026-02-01');
  sim.runUntil('2026-03-01');
  const perDay = Map.groupBy(sim.messages, (one) => sim.today(one.time));
  expect([...perDay.values()].every((list) => list.length === 1)).toBe(true);
  expect(sim.told().slice(4)).toEqual([
    '2026-02-16 formal email',
    '2026-02-17 formal sms',
    '2026-02-23 limit:reduce sms',
  ]);
});

test('executions that are thrown away are started again by the next sweep and lose nothing but the hours until then', () => {
  const story = () => aBorrower().bill('O1', '2026-02-01').pays('2026-05-10T02:00:00Z', 500).runUntil('2026-02-10');
  const kept = story().runUntil('2026-07-01');
  const lost = story();
  for (const on of ['2026-02-15', '2026-02-20', '2026-03-03', '2026-03-17', '2026-05-01'])
    lost.losesExecutions(`${on}T20:00:00Z`);
  lost.runUntil('2026-07-01');
  expect(lost.told()).toEqual(kept.told());
  expect(lost.lineTold()).toEqual(kept.lineTold());
  expect(lost.isRunning()).toBe(true);
});

test('a customer’s accounts have a case and a line each, and share the caps', () => {
  const sim = aBorrower().account('A2').bill('O1', '2026-02-01').bill('O2', '2026-02-01', 2000, '2026-01-01', 'A2');
  sim.pays('2026-02-25T02:00:00Z', 2000, { accountId: 'A2' }).runUntil('2026-03-10');
  expect(sim.outcomes('A1')).toEqual(['2026-02-02 collecting']);
  expect(sim.outcomes('A2')).toEqual(['2026-02-02 repairing']);
  expect(sim.line('A1').status).toBe('frozen');
  expect(sim.line('A2').status).toBe('reduced');
  const daily = Map.groupBy(sim.messages, (one) => sim.today(one.time));
  expect(Math.max(...[...daily.values()].map((list) => list.length))).toBe(2);
});

test('a reversal reopens at once, though the execution of the closed case only waits to send a reminder', () => {
  const oneADay = aPolicy({ contact: { from: '08:00', to: '20:00', perDay: 1, perSevenDays: 7 } });
  const sim = aBorrower({ policy: oneADay }).bill('O1', '2026-02-01').bill('O2', '2026-02-04');
  sim.pays('2026-02-03T05:00:00Z', 2000, { paymentId: 'P1' }).reverses('2026-02-03T09:00:00Z', 'P1');
  sim.runUntil('2026-02-10');
  expect(sim.acted('reopen')).toEqual(['2026-02-03 reopen']);
  expect(sim.outcomes()).toEqual(['2026-02-02 collecting']);
});
