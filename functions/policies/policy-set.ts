import type { Policy } from '../contracts/policy.ts';
import { type Finding, problem, warning } from './problem.ts';

/** A policy with the name of the file that holds it. */
export interface NamedPolicy {
  file: string;
  policy: Policy;
}

export interface SetFinding extends Finding {
  file: string;
}

/** Whether policies can stand beside each other: several versions of a product, but each only once. */
export function checkSet(named: readonly NamedPolicy[]): SetFinding[] {
  return named.flatMap(({ file, policy }, index): SetFinding[] => {
    const before = named.slice(0, index).filter((other) => other.policy.product === policy.product);
    const same = before.find((other) => other.policy.version === policy.version);
    if (same !== undefined) {
      const message = `is ${policy.version} of ${policy.product}, which ${same.file} holds already`;
      return [{ file, ...problem(['version'], message) }];
    }
    return (['currency', 'timeZone'] as const).flatMap((key): SetFinding[] => {
      const other = before.find((one) => one.policy[key] !== policy[key]);
      if (other === undefined) return [];
      const message = `is ${policy[key]}, and ${other.policy[key]} in ${other.file}: accounts of ${policy.product} have one only`;
      return [{ file, ...warning([key], message) }];
    });
  });
}
