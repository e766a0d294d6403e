import { describe, expect, test } from 'vitest';
import { rankOf, signalsInForce } from '../../functions/domain/risk-signals.ts';
import { aBorrower, type Story } from './borrower.ts';
import { aPolicy, instant } from './builders.ts';

const policy = aPolicy({
  riskSignals: {
    'account-anomaly': { action: 'freeze', from: 'medium' },
    'regulatory-order': { action: 'freeze' },
    'risk-model': { action: 'review', from: 60 },
  },
});
const current = () => aBorrower({ policy });
const raised = (sim: Story, time: string, kind: string, severity: string | number, whom = {}) =>
  sim.given(time, 'RiskSignalRaised', {
    ...(Object.keys(whom).length > 0 ? whom : { accountId: 'A1' }),
    kind,
    severity,
  });
const reviews = (sim: Story) => sim.events.filter((one) => one.type === 'ReviewRequested').map((one) => one.detail);

test.each([
  ['none', 0],
  ['Low', 25],
  ['critical', 100],
  [42, 42],
  ['whatever', 100],
])('severity %s ranks %i', (severity, rank) => {
  expect(rankOf(severity)).toBe(rank);
});

test('of a kind the latest signal counts, whatever the order in which they came', () => {
  const signal = (signalId: string, at: string, severity: string) => ({
    signalId,
    kind: 'account-anomaly',
    severity,
    at: instant(at),
  });
  const late = signal('S2', '2026-02-02T00:00:00Z', 'none');
  const early = signal('S1', '2026-02-01T00:00:00Z', 'high');
  expect(signalsInForce(policy, [late, early])).toEqual([]);
  expect(signalsInForce(policy, [early])).toHaveLength(1);
});

describe('a signal that freezes', () => {
  test('freezes an account that is not delinquent, tells why, and gives way when it is cleared', () => {
    const sim = raised(current(), '2026-02-01T04:00:00Z', 'account-anomaly', 'high');
    raised(sim, '2026-02-10T04:00:00Z', 'account-anomaly', 'none');
    sim.runUntil('2026-02-20');
    expect(sim.lineTold()).toEqual([
      '2026-02-01 freeze frozen 10000 RISK_SIGNAL',
      '2026-02-10 restore active 10000 RISK_SIGNAL_CLEARED',
    ]);
    expect(sim.told().map((one) => one.replace(/:S\d+/, ''))).toEqual([
      '2026-02-01 signal:account-anomaly sms',
      '2026-02-10 signal:account-anomaly:lifted sms',
    ]);
    expect(sim.cases()).toEqual([]);
  });

  test('is not taken for one whose name begins as its own does', () => {
    const named = aPolicy({ riskSignals: { order: { action: 'freeze' }, 'order:court': { action: 'freeze' } } });
    // After the contact window, all in one night.
    const sim = raised(aBorrower({ policy: named }), '2026-02-02T14:00:00Z', 'order:court', 'high');
    raised(sim, '2026-02-02T15:00:00Z', 'order', 'high');
    raised(sim, '2026-02-02T16:00:00Z', 'order', 'none');
    expect(
      sim
        .runUntil('2026-02-10')
        .told()
        .map((one) => one.replace(/:S\d+/, '')),
    ).toEqual(['2026-02-03 signal:order%3Acourt sms']);
  });

  test('that came and went again unseen does not keep away that the line is back', () => {
    const sim = raised(current(), '2026-02-01T04:00:00Z', 'account-anomaly', 'high');
    // After the contact window, all in one night.
    raised(sim, '2026-02-02T14:00:00Z', 'account-anomaly', 'none');
    raised(sim, '2026-02-02T15:00:00Z', 'account-anomaly', 'high');
    raised(sim, '2026-02-02T16:00:00Z', 'account-anomaly', 'none');
    expect(
      sim
        .runUntil('2026-02-10')
        .told()
        .map((one) => one.replace(/:S\d+/, '')),
    ).toEqual(['2026-02-01 signal:account-anomaly sms', '2026-02-03 signal:account-anomaly:lifted sms']);
  });

  test('does nothing below the severity of the policy, nor of a kind that it does not name', () => {
    const sim = raised(current(), '2026-02-01T04:00:00Z', 'account-anomaly', 'low');
    raised(sim, '2026-02-01T04:00:00Z', 'something-else', 'critical');
    expect(sim.runUntil('2026-02-20').lineTold()).toEqual([]);
  });

  test('of two kinds stays until both are cleared', () => {
    const sim = raised(current(), '2026-02-01T04:00:00Z', 'account-anomaly', 'high');
    raised(sim, '2026-02-02T04:00:00Z', 'regulatory-order', 'low');
    raised(sim, '2026-02-10T04:00:00Z', 'account-anomaly', 0);
    expect(sim.runUntil('2026-02-20').lineTold()).toEqual(['2026-02-01 freeze frozen 10000 RISK_SIGNAL']);
    raised(sim, '2026-02-21T04:00:00Z', 'regulatory-order', 'none');
    expect(sim.runUntil('2026-02-22').lineTold().at(-1)).toBe('2026-02-21 restore active 10000 RISK_SIGNAL_CLEARED');
  });

  test('lies over what collections do to the line, and leaves it as they made it', () => {
    const sim = current().bill('O1', '2026-02-01');
    raised(sim, '2026-02-18T04:00:00Z', 'account-anomaly', 'high');
    raised(sim, '2026-02-25T04:00:00Z', 'account-anomaly', 'none');
    expect(sim.runUntil('2026-02-27').lineTold()).toEqual([
      '2026-02-18 freeze frozen 10000 RISK_SIGNAL',
      '2026-02-21 reduce frozen 5000 ARREARS',
      '2026-02-25 restore reduced 5000 RISK_SIGNAL_CLEARED',
    ]);
  });

  test('of a customer freezes every account', () => {
    const sim = current().account('A2');
    raised(sim, '2026-02-01T04:00:00Z', 'regulatory-order', 'high', { customerId: 'C1' });
    sim.runUntil('2026-02-02');
    expect(sim.lineTold('A1')).toHaveLength(1);
    expect(sim.lineTold('A2')).toHaveLength(1);
  });

  test('that is cleared before it could be told is told not at all', () => {
    const sim = raised(current(), '2026-02-01T15:00:00Z', 'account-anomaly', 'high');
    raised(sim, '2026-02-01T16:00:00Z', 'account-anomaly', 'none');
    expect(sim.runUntil('2026-02-03').told()).toEqual([]);
  });
});

test('a signal for review asks operations once, and leaves the line', () => {
  const sim = raised(current(), '2026-02-01T04:00:00Z', 'risk-model', 70);
  raised(sim, '2026-02-05T04:00:00Z', 'risk-model', 50);
  raised(sim, '2026-02-09T04:00:00Z', 'risk-model', 61);
  sim.runUntil('2026-02-20');
  expect(reviews(sim)).toEqual([
    { accountId: 'A1', reason: 'risk-signal', signalKind: 'risk-model', severity: 70 },
    { accountId: 'A1', reason: 'risk-signal', signalKind: 'risk-model', severity: 61 },
  ]);
  expect(sim.lineTold()).toEqual([]);
});
