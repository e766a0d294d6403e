import type { Policy } from '../contracts/policy.ts';

type Overrides = Readonly<Record<string, object | undefined>>;

/** The policy as it holds for customers of a risk tier; itself when it says nothing about that tier. */
export function forRiskTier(policy: Policy, riskTier: string | undefined): Policy {
  // An own key: a risk tier comes from outside and may be called like something every object has.
  if (riskTier === undefined || !Object.hasOwn(policy.riskTiers, riskTier)) return policy;
  const differs = policy.riskTiers[riskTier];
  return {
    ...policy,
    tiers: overridden(policy.tiers, differs?.tiers),
    limitActions: overridden(policy.limitActions, differs?.limitActions),
  };
}

/** The items with what their overrides, by id, say instead. */
export function overridden<T extends { id: string | undefined } | undefined>(
  items: readonly T[],
  overrides: Overrides | undefined,
): T[] {
  return items.map((item) => {
    if (overrides === undefined || item?.id === undefined || !Object.hasOwn(overrides, item.id)) return item;
    const said = Object.entries(overrides[item.id] ?? {}).filter(([, value]) => value !== undefined);
    return { ...item, ...Object.fromEntries(said) };
  });
}
