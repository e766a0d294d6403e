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

/** Whether policies can stand beside each other: several versions of a product, each once, and challengers that fit. */
export function checkSet(named: readonly NamedPolicy[]): SetFinding[] {
  return [...checkVersions(named), ...named.flatMap((one) => checkChallenger(one, named))];
}

/** A challenger is judged beside its champion: same money, same calendar, same rules of the land. */
function checkChallenger({ file, policy }: NamedPolicy, named: readonly NamedPolicy[]): SetFinding[] {
  const own = named.filter((one) => one.policy.product === policy.product);
  if (policy.trial && own.every((one) => one.policy.trial))
    return [
      {
        file,
        ...problem(['trial'], `is true, and no other policy of ${policy.product} is there for the other accounts`),
      },
    ];
  const { challenger } = policy;
  if (challenger === undefined) return [];
  const said = (path: string, message: string): SetFinding => ({ file, ...problem(['challenger', path], message) });
  if (policy.trial) return [said('version', 'is of a policy that is on trial itself')];
  const other = own.find((one) => one.policy.version === challenger.version);
  if (other === undefined)
    return [said('version', `is ${challenger.version}, of which ${policy.product} has no policy here`)];
  if (!other.policy.trial)
    return [said('version', `is ${challenger.version}, which ${other.file} holds without trial: true`)];
  return (['currency', 'timeZone', 'sweepAt', 'jurisdiction'] as const).flatMap((key) =>
    other.policy[key] === policy[key]
      ? []
      : [said('version', `is ${challenger.version}, whose ${key} is ${other.policy[key]} and not ${policy[key]}`)],
  );
}

function checkVersions(named: readonly NamedPolicy[]): SetFinding[] {
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
