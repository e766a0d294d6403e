import type { LimitAction } from '../../contracts/policy.ts';
import type { ContactRule, JurisdictionRules } from '../../contracts/rules.ts';
import type { DraftPolicy } from '../draft.ts';
import { type Finding, type Path, problem, warning } from '../problem.ts';

/** A policy may be stricter than the rules of its jurisdiction, never looser. */
export function* floorChecks(policy: DraftPolicy, jurisdictions: readonly JurisdictionRules[]): Iterable<Finding> {
  if (policy.jurisdiction === undefined) return;
  const floor = jurisdictions.find((one) => one.jurisdiction === policy.jurisdiction);
  if (floor === undefined) {
    const known = jurisdictions.map((one) => one.jurisdiction).join(', ');
    yield warning(
      ['jurisdiction'],
      `is ${policy.jurisdiction}, which has no file in rules, so that nothing was held against it: there is ${known || 'none'}`,
    );
    return;
  }
  for (const rule of floor.rules.filter((one) => counts(one, policy.version))) {
    yield* windowChecks(policy, rule);
    yield* noticeChecks(policy, rule);
  }
}

/**
 * A rule counts unless it had ended before the version begins, for a version holds until a newer one comes;
 * and only where it is about a way of contact that a policy uses.
 */
function counts(rule: ContactRule, version: string | undefined): boolean {
  const ended = rule.effectiveTo !== undefined && version !== undefined && rule.effectiveTo < version;
  return !ended && (rule.channels === undefined || rule.channels.some((channel) => channel !== 'voice'));
}

function* windowChecks({ contact }: DraftPolicy, rule: ContactRule): Iterable<Finding> {
  const { from, to, perDay, perSevenDays } = contact ?? {};
  const { window } = rule;
  if (window !== undefined && from !== undefined && from < window.from) {
    yield undercut(['contact', 'from'], `is ${from}, earlier than the ${window.from}`, rule);
  }
  if (window !== undefined && to !== undefined && to > window.to) {
    yield undercut(['contact', 'to'], `is ${to}, later than the ${window.to}`, rule);
  }
  if (rule.perDay !== undefined && perDay !== undefined && perDay > rule.perDay) {
    yield undercut(['contact', 'perDay'], `is ${perDay}, more than the ${rule.perDay}`, rule);
  }
  if (rule.perSevenDays !== undefined && perSevenDays !== undefined && perSevenDays > rule.perSevenDays) {
    yield undercut(['contact', 'perSevenDays'], `is ${perSevenDays}, more than the ${rule.perSevenDays}`, rule);
  }
}

function* noticeChecks({ limitActions = [], otherAccounts }: DraftPolicy, rule: ContactRule): Iterable<Finding> {
  const limiting: { path: Path; kind?: LimitAction['kind'] | undefined; noticeDays?: number | undefined }[] =
    limitActions.map((action, index) => ({ path: ['limitActions', index, 'noticeDays'], ...action }));
  if (typeof otherAccounts === 'object') limiting.push({ path: ['otherAccounts', 'noticeDays'], ...otherAccounts });
  for (const { path, kind, noticeDays } of limiting) {
    const least = kind === undefined ? undefined : rule.noticeDays?.[kind];
    if (least !== undefined && noticeDays !== undefined && noticeDays < least) {
      yield undercut(path, `is ${noticeDays}, less than the ${least} days`, rule);
    }
  }
}

function undercut(path: Path, what: string, { id, text, source, certainty, effectiveFrom }: ContactRule): Finding {
  const since = effectiveFrom === undefined ? '' : `, from ${effectiveFrom}`;
  return problem(path, `${what} of ${id}: ${text} [${source}; ${certainty}${since}]`);
}
