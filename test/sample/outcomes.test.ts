import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readEventFiles } from '../../bin/commands/event-files.ts';
import { type Lines, linesOf } from '../../bin/commands/lines.ts';
import { loadPolicies } from '../../bin/commands/load-policies.ts';
import { simulate } from '../../bin/commands/simulate.ts';
import { summaryText } from '../../bin/commands/summary.ts';
import type { Reports } from '../../lib/local/reports.ts';
import { SAMPLE_SPAN, samplePortfolio } from '../../lib/sample/portfolio.ts';

// One account of each archetype is enough for every outcome, and quick.
const portfolio = samplePortfolio({ seed: 1, atMost: 1 });
const policies = loadPolicies(['policies']);
let folder: string;
let reports: Reports;
let lines: Lines;
let text: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'cureflow-sample-'));
  const file = join(folder, 'portfolio.jsonl');
  await writeFile(file, portfolio.text);
  const { events, rejected } = await readEventFiles([file]);
  reports = await simulate({ policies, policyPath: 'policies', events, rejected, ...SAMPLE_SPAN, seed: 1 });
  lines = linesOf(reports);
  const inbound = events.map(({ event }) => event);
  text = summaryText(reports, { ...SAMPLE_SPAN, out: 'out/sample', policies, events: inbound, stories: true });
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const accountOf = (archetype: string): string => {
  const found = [...portfolio.lives].find(([, name]) => name === archetype);
  if (found === undefined) throw new Error(`no account lives “${archetype}”`);
  return found[0];
};
const outcomesOf = (archetype: string) =>
  lines.cases.filter((one) => one.accountId === accountOf(archetype)).map((one) => one.outcome ?? one.state);
const actionsOf = (archetype: string) =>
  lines.limits.filter((one) => one.accountId === accountOf(archetype)).map((one) => `${one.action} ${one.reason}`);
const eventsOf = (archetype: string) =>
  lines.events.filter((one) => one.detail.accountId === accountOf(archetype)).map((one) => one.type);
const kindsOf = (archetype: string) =>
  lines.messages.filter((one) => one.accountId === accountOf(archetype)).map((one) => one.kind);

describe('the sample, run', () => {
  test('has every outcome of a case and every state one can be in', () => {
    const reached = new Set(lines.cases.map((one) => one.outcome ?? one.state));
    expect([...reached].sort()).toEqual(['collecting', 'cured', 'relapsed', 'repaired', 'repairing', 'withdrawn']);
  });

  test('has every kind of limit action and every reason for one', () => {
    expect(new Set(lines.limits.map((one) => one.action))).toEqual(new Set(['reduce', 'freeze', 'close', 'restore']));
    expect([...new Set(lines.limits.map((one) => one.reason))].sort()).toEqual(
      [
        'ARREARS',
        'CURED',
        'FRAUD_HOLD',
        'HOLD_RELEASED',
        'LATE_PAYMENT_POSTED',
        'RELAPSE',
        'REPAIR_STEP',
        'REVERSED_PAYMENT',
        'WITHDRAWN',
      ].sort(),
    );
  });

  test('has every kind of message on a channel, and every type of event', () => {
    const kinds = ['reminder', 'notice', 'limit', 'cure', 'repair', 'reversal', 'withdrawal'];
    expect([...new Set(lines.messages.map((one) => one.kind))].sort()).toEqual(kinds.sort());
    expect(new Set(lines.messages.map((one) => one.channel))).toEqual(new Set(['sms', 'email']));
    expect([...new Set(lines.events.map((one) => one.type))].sort()).toEqual([
      'CaseClosed',
      'CaseOpened',
      'LimitActionApplied',
      'LimitRestored',
      'NoticeFailed',
      'NoticeSent',
      'ReferralRequested',
      'ReferralWithdrawn',
      'RelapseDetected',
      'ReminderSent',
      'RepairWindowOpened',
      'ReviewRequested',
    ]);
  });

  test('gives the whole line back to who was frozen, paid and kept paying', () => {
    const archetype = 'reduced, frozen, cured and repaired';
    expect(outcomesOf(archetype)).toEqual(['repaired']);
    expect(actionsOf(archetype)).toContain('freeze ARREARS');
    expect(actionsOf(archetype).at(-1)).toBe('restore REPAIR_STEP');
  });

  test('closes the line of who never pays, and refers the case', () => {
    const archetype = 'never pays: closed and referred';
    expect(outcomesOf(archetype)).toEqual(['collecting']);
    expect(actionsOf(archetype).at(-1)).toBe('close ARREARS');
    expect(eventsOf(archetype)).toContain('ReferralRequested');
  });

  test('takes the line back on a relapse, and cures under the lockout without restoring', () => {
    const archetype = 'relapses in the window, then pays';
    expect(outcomesOf(archetype)).toEqual(['relapsed', 'cured']);
    expect(actionsOf(archetype).at(-1)).toMatch(/RELAPSE$/);
  });

  test('takes a relapse back, and its lockout, when the bill had been paid on time', () => {
    const archetype = 'the relapse was none: the bill had been paid on time';
    expect(outcomesOf(archetype)).toEqual([expect.stringMatching(/^repair(ing|ed)$/), 'withdrawn']);
    expect(kindsOf(archetype)).toContain('withdrawal');
  });

  test('reopens the case when the payment that cured is returned, and says so', () => {
    expect(kindsOf('the payment that cured is returned')).toContain('reversal');
  });

  test('takes back what was done to who had paid on time, and a referral of who had paid before', () => {
    expect(outcomesOf('paid on time, posted late: withdrawn')).toEqual(['withdrawn']);
    expect(actionsOf('paid on time, posted after the line was limited: withdrawn').at(-1)).toBe('restore WITHDRAWN');
    expect(eventsOf('paid before the referral, posted after: the referral is withdrawn')).toContain(
      'ReferralWithdrawn',
    );
  });

  test('does nothing to the line of who could not be told, and asks for a review', () => {
    const archetype = 'has agreed to no channel and never pays: nothing is announced, so nothing happens to the line';
    expect(actionsOf(archetype)).toEqual([]);
    expect(kindsOf(archetype)).toEqual([]);
    expect(eventsOf(archetype)).toContain('ReviewRequested');
  });

  test.each(['deceased', 'bankrupt'])('sends nothing to a customer who is %s, and changes nothing', (archetype) => {
    const held = lines.messages.filter((one) => one.accountId === accountOf(archetype));
    expect(held.some((one) => one.kind === 'limit')).toBe(false);
    expect(actionsOf(archetype)).toEqual([]);
  });

  test('sets the deliberate mistakes aside with reasons, and the third promise of who broke two', () => {
    const reasons = reports.rejected.map((one) => one.reason).join('\n');
    for (const part of [
      'names account PL-0000, which is not known',
      'must not be negative',
      'is no day of the calendar',
      'names payment NEVER-SEEN, which is not known',
      '"PaymentReceived" is none of',
      'is in USD, but the policy',
      'is no JSON',
      'further promise after 2 broken ones',
      'phone is no number with a country code',
      'email is no address',
    ])
      expect(reasons).toContain(part);
    expect(reports.rejected).toHaveLength(10);
  });

  test('ends every execution well that has ended', () => {
    const statuses = (reports.executions as { status: string }[]).map((one) => one.status);
    expect(new Set(statuses)).toEqual(new Set(['RUNNING', 'SUCCEEDED']));
  });

  test('is told with a story of who is whole again and of who fell back', () => {
    expect(text).toMatch(/frozen, paid, and is whole again/);
    expect(text).toMatch(/and fell back/);
  });

  test('is told within 80 columns', () => {
    const longest = text.split('\n').filter((line) => line.length > 80);
    expect(longest).toEqual([]);
  });
});
