import type { Policy } from '../contracts/policy.ts';
import type { Day } from '../contracts/time.ts';
import { fractionOf } from '../domain/fraction.ts';
import type { Rules } from '../domain/view.ts';
import { forRiskTier } from './risk-tier.ts';

/** No policy of a product applies: an operator has to publish one. */
export class PolicyMissing extends Error {
  constructor(product: string, version: string) {
    super(`no policy of product ${product} is published for ${version}`);
    this.name = 'NotFound';
  }
}

export type RuleBook = Rules & { products: readonly string[] };

/** The policies of all products and versions, looked up as the rules ask for them. */
export function ruleBook(policies: readonly Policy[]): RuleBook {
  const byProduct = Map.groupBy(
    policies.toSorted((a, b) => (a.version < b.version ? -1 : 1)),
    (policy) => policy.product,
  );
  const resolved = new Map<Policy, Map<string, Policy>>();
  const atRisk = (policy: Policy, riskTier: string | undefined): Policy => {
    const known = resolved.get(policy) ?? new Map<string, Policy>();
    resolved.set(policy, known);
    const key = riskTier ?? '';
    const answer = known.get(key) ?? forRiskTier(policy, riskTier);
    known.set(key, answer);
    return answer;
  };
  /** An account stays with what it was given: a larger share adds accounts, and takes none back. */
  const challengerOf = ({ product, challenger }: Policy, accountId: string | undefined): Policy | undefined => {
    if (challenger === undefined || accountId === undefined) return undefined;
    if (fractionOf(`${product}#${accountId}`) >= challenger.share) return undefined;
    return versions(product).find((one) => one.version === challenger.version);
  };
  const versions = (product: string): Policy[] => byProduct.get(product) ?? [];
  return {
    products: [...byProduct.keys()],
    pace: () => undefined,
    pinned(product, version, riskTier) {
      const policy = versions(product).find((one) => one.version === version);
      if (policy === undefined) throw new PolicyMissing(product, `version ${version}`);
      return atRisk(policy, riskTier);
    },
    current(product: string, day: Day, riskTier, accountId) {
      const champions = versions(product).filter((one) => !one.trial);
      // Before the first version the oldest one serves: an account must not be without rules.
      const champion = champions.findLast((one) => one.version <= day) ?? champions[0];
      if (champion === undefined) throw new PolicyMissing(product, day);
      return atRisk(challengerOf(champion, accountId) ?? champion, riskTier);
    },
  };
}
