import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Policy } from '../contracts/policy.ts';

/**
 * SHA-256, hexadecimal, of the policy with its defaults: the same for two texts that mean the same. The days that its
 * calendar comes to are left out: publishing it again with another year of them is no other policy.
 */
export function policyDigest({ quiet: _quiet, ...policy }: Policy): string {
  return createHash('sha256')
    .update(canonicalize(policy) ?? '')
    .digest('hex');
}
