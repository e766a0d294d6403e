// Champion and challenger: who gets which policy, for good, and how the two are told side by side.
import { describe, expect, test } from 'vitest';
import { fractionOf } from '../../functions/domain/fraction.ts';
import { checkSet } from '../../functions/policies/policy-set.ts';
import { ruleBook } from '../../functions/policies/rule-book.ts';
import { aPolicy, day } from '../domain/builders.ts';

const challenger = aPolicy({
  version: '2026-02-01',
  trial: true,
  tiers: [{ id: 'only', day: 2, channels: ['email'] }],
});
const champion = (share: number) => aPolicy({ challenger: { version: '2026-02-01', share } });
const ids = Array.from({ length: 10_000 }, (_, at) => `A-${at}`);
const given = (share: number) => {
  const rules = ruleBook([champion(share), challenger]);
  return new Set(
    ids.filter((id) => rules.current('pay-later', day('2026-03-01'), undefined, id).version === '2026-02-01'),
  );
};

describe('a challenger', () => {
  test('gets its share of the accounts', () => {
    for (const share of [0.05, 0.3]) expect(Math.abs(given(share).size / ids.length - share)).toBeLessThan(0.015);
    expect(given(0).size).toBe(0);
    expect(given(1).size).toBe(ids.length);
  });

  test('keeps its accounts when its share grows', () => {
    const more = given(0.3);
    for (const id of given(0.1)) expect(more.has(id)).toBe(true);
  });

  test('is never taken by its version alone, nor where no account is named', () => {
    const rules = ruleBook([aPolicy(), challenger]);
    expect(rules.current('pay-later', day('2026-03-01'), undefined, 'A1').version).toBe('2025-01-01');
    const trial = ruleBook([champion(1), challenger]);
    expect(trial.current('pay-later', day('2026-03-01'), undefined).version).toBe('2025-01-01');
  });

  test('serves on the cases that pinned it after the trial is over', () => {
    const rules = ruleBook([aPolicy(), challenger]);
    expect(rules.pinned('pay-later', day('2026-02-01'), undefined)).toEqual(challenger);
  });
});

test('fractions spread evenly, also of texts that differ at their end alone', () => {
  const tenths = Array.from({ length: 10 }, () => 0);
  for (const id of ids) tenths[Math.floor(fractionOf(id) * 10)] = (tenths[Math.floor(fractionOf(id) * 10)] ?? 0) + 1;
  for (const many of tenths) expect(Math.abs(many - 1000)).toBeLessThan(150);
});

describe('a set of policies', () => {
  const found = (...policies: ReturnType<typeof aPolicy>[]) =>
    checkSet(policies.map((policy, at) => ({ file: `${at}.yaml`, policy })))
      .filter((one) => one.severity === 'problem')
      .map(({ file, path, message }) => `${file} ${path.join('.')} ${message}`);

  test('holds a champion with its challenger', () => {
    expect(found(champion(0.1), challenger)).toEqual([]);
  });

  test.each([
    ['whose challenger is missing', [champion(0.1)], '0.yaml challenger.version is 2026-02-01, of which'],
    ['whose challenger is not on trial', [champion(0.1), aPolicy({ version: '2026-02-01' })], 'without trial: true'],
    ['of trials alone', [challenger], '0.yaml trial is true, and no other policy'],
    [
      'whose challenger has another calendar',
      [champion(0.1), aPolicy({ version: '2026-02-01', trial: true, timeZone: 'UTC' })],
      'whose timeZone is UTC and not Asia/Shanghai',
    ],
  ])('%s is refused', (_what, policies, message) => {
    expect(found(...policies).join('\n')).toMatch(message);
  });
});
