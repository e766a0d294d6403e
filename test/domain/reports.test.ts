// Reporting to a credit bureau: a limit action that leaves the line, never without evidence that its notice arrived.
import { describe, expect, test } from 'vitest';
import type { Delivery, SimulationOptions } from '../../lib/preview/simulation.ts';
import { aBorrower } from './borrower.ts';
import { aPolicy, examplePolicy } from './builders.ts';

const reporting = aPolicy({
  limitActions: [
    ...examplePolicy.limitActions,
    { id: 'bureau', day: 60, kind: 'report', announcedBy: 'final', noticeDays: 14 },
  ],
});
const delivered: Delivery = () => 'delivered';
const overdue = (more: Partial<SimulationOptions> = {}) =>
  aBorrower({ policy: reporting, deliver: delivered, ...more }).bill('O1', '2026-02-01');

const out = (sim: ReturnType<typeof overdue>, type: string) =>
  sim.events.filter((one) => one.type === type).map((one) => `${sim.today(one.time)} ${one.detail.caseId}`);

describe('a report', () => {
  test('is asked for once, on its day, after its notice was delivered, and told', () => {
    const sim = overdue().runUntil('2026-06-01');
    expect(out(sim, 'ReportRequested')).toEqual(['2026-04-02 A1-2026-02-02']);
    expect(sim.dunned()).toContain('2026-04-02 limit:bureau sms');
    expect(sim.events.filter((one) => one.type === 'LimitActionApplied')).toHaveLength(3);
  });

  test.each(['sent', 'failed', 'unknown'] as const)('is not asked for while its notice is %s', (outcome) => {
    const deliver: Delivery = ({ tier }) => (tier === 'final' ? outcome : 'delivered');
    const sim = overdue({ deliver }).runUntil('2026-04-20');
    expect(out(sim, 'ReportRequested')).toEqual([]);
  });

  test('waits for evidence that comes late, and counts its days from the notice', () => {
    const sim = overdue({ deliver: ({ tier }) => (tier === 'final' ? 'sent' : 'delivered') });
    sim.settles('2026-04-10T05:00:00Z', 'delivered', (one) => one.tier === 'final' && one.channel === 'sms');
    expect(out(sim.runUntil('2026-05-01'), 'ReportRequested')).toEqual(['2026-04-11 A1-2026-02-02']);
  });

  test('waits its notice days, days of a promise not counted', () => {
    const sim = overdue().promises('2026-03-20T02:00:00Z', 2000, '2026-04-10');
    expect(out(sim.runUntil('2026-05-10'), 'ReportRequested')).toEqual(['2026-04-23 A1-2026-02-02']);
  });

  test.each(['hardship', 'breathing-space', 'bankruptcy', 'deceased'] as const)('is not asked for under %s', (kind) => {
    const sim = overdue().holds('2026-03-25T02:00:00Z', '2026-03-25', undefined, { kind, customerId: 'C1' });
    expect(out(sim.runUntil('2026-06-01'), 'ReportRequested')).toEqual([]);
  });

  test('is not asked for when the borrower pays before its day', () => {
    const sim = overdue().pays('2026-04-01T05:00:00Z', 2000);
    expect(out(sim.runUntil('2026-05-01'), 'ReportRequested')).toEqual([]);
  });

  test('stands after a cure, and is not asked for again when a reversed payment reopens the case', () => {
    const sim = overdue()
      .pays('2026-04-05T05:00:00Z', 2000, { paymentId: 'P1' })
      .reverses('2026-04-12T05:00:00Z', 'P1');
    sim.runUntil('2026-06-20');
    expect(out(sim, 'ReportRequested')).toEqual(['2026-04-02 A1-2026-02-02']);
    expect(out(sim, 'ReportWithdrawn')).toEqual([]);
  });

  test('is withdrawn when a payment posted late shows that the arrears had been cleared before it', () => {
    const sim = overdue().pays('2026-04-20T05:00:00Z', 2000, { paidOn: '2026-03-30' }).runUntil('2026-05-01');
    expect(out(sim, 'ReportWithdrawn')).toEqual(['2026-04-20 A1-2026-02-02']);
    expect(sim.dunned().filter((one) => one.includes('withdrawal'))).toHaveLength(1);
  });

  test('stands when the payment shows a day after it', () => {
    const sim = overdue().pays('2026-04-20T05:00:00Z', 2000, { paidOn: '2026-04-03' }).runUntil('2026-05-01');
    expect(out(sim, 'ReportWithdrawn')).toEqual([]);
  });

  test('is withdrawn when the account turns out never to have been delinquent', () => {
    const sim = overdue().pays('2026-04-20T05:00:00Z', 2000, { paidOn: '2026-02-01' }).runUntil('2026-05-01');
    expect(out(sim, 'ReportWithdrawn')).toEqual(['2026-04-20 A1-2026-02-02']);
  });

  test('is withdrawn after the cure as well, once', () => {
    const sim = overdue()
      .pays('2026-04-05T05:00:00Z', 2000)
      .pays('2026-04-20T05:00:00Z', 2000, { paidOn: '2026-03-30' });
    expect(out(sim.runUntil('2026-06-01'), 'ReportWithdrawn')).toEqual(['2026-04-20 A1-2026-02-02']);
  });
});

test('evidence that comes while the case sleeps is noticed by the day of the action', () => {
  const soon = aPolicy({
    limitActions: [{ id: 'bureau', day: 16, kind: 'report', announcedBy: 'formal', noticeDays: 2 }],
  });
  const sim = aBorrower({ policy: soon, deliver: () => 'sent' }).bill('O1', '2026-02-01');
  sim.settles('2026-02-16T05:00:00Z', 'delivered', (one) => one.tier === 'formal');
  expect(out(sim.runUntil('2026-03-01'), 'ReportRequested')).toEqual(['2026-02-18 A1-2026-02-02']);
});

test('a report is withdrawn when the evidence that its notice arrived is gone', () => {
  const deliver: Delivery = ({ tier, channel }) => (tier === 'final' && channel === 'sms' ? 'sent' : 'delivered');
  const sim = overdue({ deliver });
  sim.settles('2026-04-04T05:00:00Z', 'bounced', (one) => one.tier === 'final' && one.channel === 'email');
  sim.runUntil('2026-05-01');
  expect(out(sim, 'ReportRequested')).toEqual(['2026-04-02 A1-2026-02-02']);
  expect(out(sim, 'ReportWithdrawn')).toEqual(['2026-04-04 A1-2026-02-02']);
});

describe('a closing that asks for delivery', () => {
  const careful = aPolicy({
    limitActions: examplePolicy.limitActions.map((one) =>
      one.id === 'close' ? { ...one, evidence: 'delivered' } : one,
    ),
  });
  test('waits for evidence that its notice arrived', () => {
    const sim = aBorrower({ policy: careful }).bill('O1', '2026-02-01');
    expect(sim.runUntil('2026-06-01').lineTold().at(-1)).toMatch('freeze');
    const arrived = aBorrower({ policy: careful, deliver: delivered }).bill('O1', '2026-02-01');
    expect(arrived.runUntil('2026-06-01').lineTold().at(-1)).toMatch('close');
  });
});

describe('a case whose notice reaches nobody', () => {
  const lost = () => aBorrower().bill('O1', '2026-02-01');
  const undeliverable = (sim: ReturnType<typeof lost>) => sim.cases().at(-1)?.undeliverable;

  test('says that it is undeliverable, and nothing follows', () => {
    const sim = lost().settles('2026-02-18T05:00:00Z', 'bounced', (one) => one.tier === 'formal');
    sim.runUntil('2026-03-10');
    expect(undeliverable(sim)).toEqual({ key: 'tier:formal', on: '2026-02-18' });
    expect(sim.lineTold()).toEqual([]);
    expect(sim.events.filter((one) => one.type === 'NoticeFailed').map((one) => one.detail.status)).toEqual([
      'undelivered',
    ]);
  });

  test('no longer is once a message goes out again', () => {
    const sim = lost().settles('2026-02-18T05:00:00Z', 'bounced', (one) => one.tier === 'formal');
    sim.given('2026-02-25T05:00:00Z', 'ConsentChanged', { customerId: 'C1', channel: 'email', allowed: true });
    sim.runUntil('2026-03-01');
    expect(undeliverable(sim)).toBeUndefined();
  });
});
