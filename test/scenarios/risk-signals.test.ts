import { expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({
  reminders: [],
  riskSignals: { 'account-anomaly': { action: 'freeze' }, 'risk-model': { action: 'review' } },
});

test('an anomaly freezes an account that owes nothing, at once, and says so; clearing it brings the line back', async () => {
  const world = await World.start({ now: '2026-02-01', policy });
  world.given();
  const signal = { accountId: 'A1', kind: 'account-anomaly' };
  world.event('RiskSignalRaised', { ...signal, severity: 'high' }, { at: '2026-02-03T04:00:00Z', id: 'risk-1' });
  world.event('RiskSignalRaised', { ...signal, severity: 'high' }, { at: '2026-02-04T04:00:00Z', id: 'risk-1' });
  world.event('RiskSignalRaised', { ...signal, severity: 'none' }, { at: '2026-02-10T04:00:00Z', id: 'risk-2' });
  await world.runUntil('2026-02-12');
  expect(world.lineTold()).toEqual([
    '2026-02-03 freeze frozen 1000000 RISK_SIGNAL',
    '2026-02-10 restore active 1000000 RISK_SIGNAL_CLEARED',
  ]);
  expect(world.told()).toEqual([
    '2026-02-03 signal.account-anomaly.risk-1 sms',
    '2026-02-10 signal.account-anomaly.risk-2.lifted sms',
  ]);
  expect(world.messages()[0]?.text).toMatch(/new use is paused|paused/i);
});

test('a signal about a customer is looked into on every account', async () => {
  const world = await World.start({ now: '2026-02-01', policy });
  world.given().given({ accountId: 'A2' });
  world.event(
    'RiskSignalRaised',
    { customerId: 'C1', kind: 'risk-model', severity: 80 },
    { at: '2026-02-03T04:00:00Z' },
  );
  await world.runUntil('2026-02-05');
  expect(world.events('ReviewRequested').map((one) => one.detail.accountId)).toEqual(['A1', 'A2']);
  expect(world.rejected()).toEqual([]);
});
