import * as z from 'zod';
import { type Policy, policySchema } from '../contracts/policy.ts';
import type { JurisdictionRules } from '../contracts/rules.ts';
import { contactChecks, currencyChecks, localeChecks, smsChecks } from './checks/contact.ts';
import { floorChecks, withEvidence } from './checks/floor.ts';
import { limitActionChecks, otherAccountsChecks } from './checks/limit-actions.ts';
import { repairChecks } from './checks/repair.ts';
import { riskTierChecks } from './checks/risk-tiers.ts';
import { reminderChecks, terminalChecks, tierChecks } from './checks/tiers.ts';
import { type DraftPolicy, salvage } from './draft.ts';
import { findingsOf, sentence } from './explain.ts';
import { type Finding, liesWithin, type Problem, pathText } from './problem.ts';
import { readYaml, type YamlSource } from './yaml-source.ts';

/** Warnings are worth a look and never stand in the way; `locate` finds a path of the policy in its text. */
export type PolicyReading =
  | { policy: Policy; warnings: Problem[]; locate: YamlSource['locate'] }
  | { problems: Problem[]; warnings: Problem[] };

/**
 * The policy that a text holds, or everything that is wrong with it, in the order of the text. A rule that begins after
 * the version and after the day `on` is warned of.
 */
export function parsePolicy(
  text: string,
  jurisdictions: readonly JurisdictionRules[],
  { on }: { on?: string } = {},
): PolicyReading {
  const source = readYaml(text);
  if (source.broken.length > 0) return { problems: source.broken, warnings: [] };

  const parsed = z.safeParse(policySchema, source.data, { error: sentence });
  const unreadable = parsed.success ? [] : findingsOf(parsed.error);
  const draft = salvage(policySchema, source.data) as DraftPolicy | undefined;
  const meant = draft === undefined ? [] : checkPolicy(draft, jurisdictions, on);
  // What cannot be read has its problem already.
  const broken = unreadable.map((finding) => finding.path);
  const all = [...source.findings, ...unreadable, ...meant.filter((finding) => !liesWithin(finding.path, broken))];

  const told = (severity: Finding['severity']): Problem[] =>
    all
      .filter((finding) => finding.severity === severity)
      .map(({ path, message }) => ({ path: pathText(path), message, ...source.locate(path) }))
      .sort((a, b) => (a.line ?? 0) - (b.line ?? 0) || (a.column ?? 0) - (b.column ?? 0));
  const problems = told('problem');
  const warnings = told('warning');
  if (!parsed.success || problems.length > 0) return { problems, warnings };
  const limitActions = withEvidence(parsed.data.limitActions, parsed.data, jurisdictions);
  return { policy: { ...parsed.data, limitActions }, warnings, locate: source.locate };
}

/** What the shape of a policy cannot say: whether its parts go together, and with the rules of its jurisdiction. */
export function checkPolicy(policy: DraftPolicy, jurisdictions: readonly JurisdictionRules[], on?: string): Finding[] {
  const checks = (one: DraftPolicy): Finding[] => [
    ...currencyChecks(one),
    ...reminderChecks(one),
    ...tierChecks(one),
    ...limitActionChecks(one),
    ...otherAccountsChecks(one),
    ...terminalChecks(one),
    ...contactChecks(one),
    ...smsChecks(one),
    ...localeChecks(one),
    ...repairChecks(one),
    ...floorChecks(one, jurisdictions, on),
  ];
  return [...checks(policy), ...riskTierChecks(policy, checks)];
}
