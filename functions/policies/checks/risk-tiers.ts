import type { DraftPolicy } from '../draft.ts';
import { type Finding, type Path, pathText, problem } from '../problem.ts';
import { overridden } from '../risk-tier.ts';

type Checks = (policy: DraftPolicy) => Finding[];

const parts = ['tiers', 'limitActions'] as const;

/** What differs for a risk tier must differ from something, and the policy that results must hold like any other. */
export function* riskTierChecks(policy: DraftPolicy, checks: Checks): Iterable<Finding> {
  // A place that is wrong without the risk tier is told once, there.
  const known = new Set(checks(policy).map(placeOf));
  for (const [name, differs] of Object.entries(policy.riskTiers ?? {})) {
    if (differs === undefined) continue;
    for (const part of parts) {
      const ids = policy[part]?.map((item) => item?.id);
      // Among ids that cannot be read the one that is missing may be; a ladder without tiers has its problem already.
      if (ids === undefined || ids.includes(undefined) || (part === 'tiers' && ids.length === 0)) continue;
      for (const id of Object.keys(differs[part] ?? {}).filter((one) => !ids.includes(one))) {
        yield problem(
          ['riskTiers', name, part, id],
          `differs from nothing: ${part} has ${ids.join(', ') || 'nothing'}`,
        );
      }
    }
    const result: DraftPolicy = {
      ...policy,
      tiers: policy.tiers && overridden(policy.tiers, differs.tiers),
      limitActions: policy.limitActions && overridden(policy.limitActions, differs.limitActions),
    };
    for (const finding of checks(result).filter((one) => !known.has(placeOf(one)))) {
      yield { ...finding, ...placed(finding, name, policy) };
    }
  }
}

const placeOf = ({ severity, path }: Finding) => `${severity} ${pathText(path)}`;

/** At the override that does it, where that can be told; otherwise at the risk tier, with what it does. */
function placed({ path, message }: Finding, name: string, policy: DraftPolicy): { path: Path; message: string } {
  const [part, index, ...rest] = path;
  if ((part === 'tiers' || part === 'limitActions') && typeof index === 'number') {
    const id = policy[part]?.[index]?.id;
    const override = id === undefined ? undefined : policy.riskTiers?.[name]?.[part]?.[id];
    if (id !== undefined && override !== undefined) {
      const place = ['riskTiers', name, part, id];
      const own = rest.every((key) => Object.hasOwn(override, key));
      return own ? { path: [...place, ...rest], message } : { path: place, message: `${pathText(rest)} ${message}` };
    }
  }
  return { path: ['riskTiers', name], message: `does not go with the rest: ${pathText(path)} ${message}` };
}
