import { createHash } from 'node:crypto';
import canonicalize from 'canonicalize';
import type { Policy } from '../contracts/policy.ts';

/** SHA-256, hexadecimal, of the policy with its defaults: the same for two texts that mean the same. */
export function policyDigest(policy: Policy): string {
  return createHash('sha256')
    .update(canonicalize(policy) ?? '')
    .digest('hex');
}
