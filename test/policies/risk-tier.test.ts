import fc from 'fast-check';
import { expect, test } from 'vitest';
import { forRiskTier } from '../../functions/policies/risk-tier.ts';
import { payLaterWith, policyOf, samplePaths, textOf } from './samples.ts';

const policies = samplePaths.map((path) => policyOf(textOf(path)));

test('a risk tier that the policy says nothing about changes nothing', () => {
  fc.assert(
    fc.property(fc.constantFrom(...policies), fc.oneof(fc.constant(undefined), fc.string()), (policy, riskTier) => {
      fc.pre(riskTier === undefined || !Object.keys(policy.riskTiers).includes(riskTier));
      expect(forRiskTier(policy, riskTier)).toBe(policy);
    }),
  );
});

test.each(['constructor', 'toString', '__proto__', ''])('a risk tier called %j is like any other', (name) => {
  for (const policy of policies) expect(forRiskTier(policy, name)).toBe(policy);
});

test('what differs takes the place of what it differs from, and nothing else changes', () => {
  const policy = policyOf(
    payLaterWith([
      ['riskTiers', 'high'],
      { tiers: { first: { day: 4, mandatory: true } }, limitActions: { reduce: { toShare: 0.2 } } },
    ]),
  );
  const high = forRiskTier(policy, 'high');
  expect(high.tiers[1]).toEqual({ ...policy.tiers[1], day: 4, mandatory: true });
  expect(high.limitActions[0]).toEqual({ ...policy.limitActions[0], toShare: 0.2 });
  expect({ ...high, tiers: policy.tiers, limitActions: policy.limitActions }).toEqual(policy);
  expect(policy.tiers[1]?.day).toBe(7);
});

test('applying a risk tier again changes nothing more', () => {
  for (const policy of policies) {
    for (const name of Object.keys(policy.riskTiers)) {
      const once = forRiskTier(policy, name);
      expect(forRiskTier(once, name)).toEqual(once);
    }
  }
});

test('an override without a difference leaves the policy as it is', () => {
  const policy = policyOf(payLaterWith([['riskTiers', 'same'], { tiers: { first: {} }, limitActions: {} }]));
  expect(forRiskTier(policy, 'same')).toEqual(policy);
});
