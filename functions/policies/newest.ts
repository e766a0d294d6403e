import type { Policy } from '../contracts/policy.ts';
import type { Day } from '../contracts/time.ts';

/** What a case that opens on the day takes: the product's newest version that is not after it. DESIGN section 3. */
export function newestFor(policies: readonly Policy[], product: string, day: Day): Policy | undefined {
  return policies
    .filter((policy) => policy.product === product && policy.version <= day)
    .reduce<Policy | undefined>(
      (newest, policy) => (newest === undefined || policy.version > newest.version ? policy : newest),
      undefined,
    );
}
