import { describe, expect, test } from 'vitest';
import { channels } from '../../functions/contracts/events.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import { render } from '../../functions/messages/render.ts';
import { titleOf, whenOf } from '../../lib/preview/describe.ts';
import { inLocale, type Situation, situations } from '../../lib/preview/situations.ts';
import { textLocales } from '../../lib/texts/files.ts';
import { payLaterWith, policyOf, samplePaths, textOf } from '../policies/samples.ts';

const facts = (all: readonly Situation[]) => all.map((one) => one.facts[0]);
const sample = (path: string): Policy => policyOf(textOf(path));
const payLater = (...changes: Parameters<typeof payLaterWith>) => situations(policyOf(payLaterWith(...changes)));

describe.each(samplePaths)('of %s', (path) => {
  const policy = sample(path);
  const all = situations(policy);
  const told = facts(all);

  test('every reminder, tier and limit action is there, on each of its channels', () => {
    for (const { daysBefore, channels: carriers } of policy.reminders) {
      const found = all.find(({ facts: [one] }) => one.kind === 'reminder' && one.reminder?.daysBefore === daysBefore);
      expect(found?.facts.map((one) => one.channel)).toEqual(carriers);
    }
    for (const { id, channels: carriers } of policy.tiers) {
      const found = all.find(({ facts: [one] }) => one.kind === 'notice' && one.tier?.id === id);
      expect(found?.facts.map((one) => one.channel)).toEqual(carriers);
    }
    for (const { id } of policy.limitActions) expect(all.map((one) => one.actionId)).toContain(id);
  });

  test('every announcing tier announces', () => {
    for (const { announcedBy, kind } of policy.limitActions) {
      const notice = told.find((one) => one.kind === 'notice' && one.tier?.id === announcedBy);
      expect(notice?.announced?.map((one) => one.kind)).toContain(kind);
    }
  });

  test('the way back is there to its end, a relapse and what follows it, a reversal, a withdrawal', () => {
    expect(told.some((one) => one.kind === 'cure' && one.repair === undefined && one.lineNow === undefined)).toBe(true);
    expect(told.some((one) => one.kind === 'cure' && (one.repair?.steps.length ?? 0) > 0)).toBe(true);
    expect(told.some((one) => one.kind === 'cure' && one.lockoutUntil !== undefined)).toBe(true);
    expect(told.some((one) => one.kind === 'repair' && one.whole)).toBe(true);
    expect(told.some((one) => one.relapseWarning !== undefined || one.restoringWaits)).toBe(true);
    expect(told.some((one) => one.relapsed)).toBe(true);
    expect(told.some((one) => one.again)).toBe(true);
    expect(told.some((one) => one.kind === 'reversal' && (one.line ?? one.lineNow) !== undefined)).toBe(true);
    expect(told.some((one) => one.kind === 'withdrawal' && one.line?.reason === 'WITHDRAWN')).toBe(true);
    expect(told.some((one) => one.kind === 'withdrawal' && one.line?.reason === 'LATE_PAYMENT_POSTED')).toBe(true);
    expect(told.some((one) => one.disputed !== undefined)).toBe(true);
  });

  test('each can be told in every language on each of its channels', () => {
    for (const locale of textLocales)
      for (const one of all.flatMap((each) => each.facts)) expect(render(inLocale(one, locale)).text).not.toBe('');
  });

  test('each has a name of its own and comes at some time', () => {
    const names = all.map(titleOf);
    expect(names.filter((name, index) => names.indexOf(name) < index)).toEqual([]);
    expect(names.join()).not.toMatch(/undefined|null|NaN/);
    for (const one of all) expect(whenOf(policy, one)).toMatch(/^(?!.*(undefined|NaN)).{7,}/);
  });

  test('they come out the same when asked again', () => {
    expect(situations(policy)).toEqual(all);
  });
});

describe('what a policy may add', () => {
  test('a report to a credit bureau, and taking it back', () => {
    const report = { id: 'report', day: 80, kind: 'report', announcedBy: 'final', noticeDays: 30 };
    const told = facts(payLater([['limitActions', 3], report]));
    expect(told.some((one) => one.reported)).toBe(true);
    expect(told.some((one) => one.reportWithdrawn)).toBe(true);
    expect(told.some((one) => one.announced?.some((each) => each.kind === 'report'))).toBe(true);
  });

  test('what comes upon another account, from its announcement to its end', () => {
    const told = facts(payLater([['otherAccounts'], { kind: 'freeze', noticeDays: 7 }]));
    expect(told.some((one) => one.otherAccount !== undefined)).toBe(true);
    expect(told.map((one) => one.line?.reason)).toEqual(
      expect.arrayContaining(['OTHER_ACCOUNT', 'OTHER_ACCOUNT_ENDED']),
    );
  });

  test('a freeze by a risk signal and its end', () => {
    const told = facts(
      payLater([['riskSignals'], { 'stolen-card': { action: 'freeze' }, score: { action: 'review' } }]),
    );
    expect(told.map((one) => one.line?.reason)).toEqual(expect.arrayContaining(['RISK_SIGNAL', 'RISK_SIGNAL_CLEARED']));
  });

  test('a channel that only borrowers of one risk tier are written to on', () => {
    const carriers = (all: Situation[]) =>
      all
        .find(({ facts: [one] }) => one.kind === 'notice' && one.tier?.id === 'courtesy')
        ?.facts.map((one) => one.channel);
    const before = payLater();
    expect(carriers(before)).toEqual(['sms']);
    expect(carriers(payLater([['riskTiers', 'high', 'tiers', 'courtesy'], { channels: ['email'] }]))).toEqual([
      'sms',
      'email',
    ]);
  });

  test('without a repair window: the line that comes back whole at the cure', () => {
    const told = facts(payLater([['repair'], undefined]));
    expect(told.some((one) => one.kind === 'repair' && !one.whole)).toBe(false);
    expect(told.some((one) => one.kind === 'cure' && one.line?.to.status === 'active')).toBe(true);
  });

  test('caps and quiet days take nothing away', () => {
    const strict = {
      from: '09:00',
      to: '10:00',
      perDay: 1,
      perSevenDays: 1,
      quietDays: { weekends: true, holidays: 'CN' },
    };
    expect(payLater([['contact'], strict]).map((one) => one.key)).toEqual(payLater().map((one) => one.key));
  });
});

test('a channel is one of those that a policy names', () => {
  for (const { facts: all } of payLater()) for (const one of all) expect(channels).toContain(one.channel);
});
