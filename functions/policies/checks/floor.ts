import type { LimitAction } from '../../contracts/policy.ts';
import type { ContactRule, JurisdictionRules } from '../../contracts/rules.ts';
import type { DraftPolicy } from '../draft.ts';
import { type Finding, type Path, problem, warning } from '../problem.ts';

/** A policy may be stricter than the rules of its jurisdiction, never looser. `on` is the day to which they are looked at. */
export function* floorChecks(
  policy: DraftPolicy,
  jurisdictions: readonly JurisdictionRules[],
  on?: string,
): Iterable<Finding> {
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
    const undercuts = [...capChecks(policy, rule), ...noticeChecks(policy, rule), ...keepingChecks(policy, rule)];
    yield* undercuts.map((one) => undercut(one, rule, beginsLater(rule, policy.version, on)));
  }
}

/**
 * A rule counts unless it had ended before the version begins, for a version holds until a newer one comes;
 * and only where it is about a way of contact that a policy uses.
 */
export function counts(rule: ContactRule, version: string | undefined): boolean {
  const ended = rule.effectiveTo !== undefined && version !== undefined && rule.effectiveTo < version;
  return !ended && (rule.channels === undefined || rule.channels.some((channel) => channel !== 'voice'));
}

/** Not in force yet, neither when the version begins nor on the day it is looked at: time to write the next version. */
function beginsLater({ effectiveFrom }: ContactRule, version: string | undefined, on = ''): boolean {
  return effectiveFrom !== undefined && version !== undefined && effectiveFrom > version && effectiveFrom > on;
}

interface Undercut {
  path: Path;
  what: string;
}

function* capChecks({ contact }: DraftPolicy, rule: ContactRule): Iterable<Undercut> {
  if (contact === undefined) return;
  const { from, to, quietDays } = contact;
  const { window, quietDays: quiet } = rule;
  if (window !== undefined && from !== undefined && from < window.from)
    yield { path: ['contact', 'from'], what: `is ${from}, earlier than the ${window.from}` };
  if (window !== undefined && to !== undefined && to > window.to)
    yield { path: ['contact', 'to'], what: `is ${to}, later than the ${window.to}` };
  for (const cap of ['perDay', 'perSevenDays'] as const) yield* capCheck(contact, rule, cap);
  if (quiet?.weekends === true && quietDays?.weekends !== true)
    yield { path: ['contact', 'quietDays'], what: 'lets messages out on weekends, the quiet days' };
  if (quiet?.holidays !== undefined && quietDays?.holidays !== quiet.holidays)
    yield {
      path: ['contact', 'quietDays'],
      what: `lets messages out on holidays of ${quiet.holidays}, the quiet days`,
    };
}

/** A cap on all ways of contact together, or on each by itself, where the policy's own total binds what is not capped. */
function* capCheck(
  contact: NonNullable<DraftPolicy['contact']>,
  rule: ContactRule,
  cap: 'perDay' | 'perSevenDays',
): Iterable<Undercut> {
  const most = rule[cap];
  const total = contact[cap];
  if (most === undefined || total === undefined || total <= most) return;
  const bound = rule.channels?.filter((one) => one !== 'voice') ?? (rule.eachChannel === true ? ['sms', 'email'] : []);
  if (bound.length === 0) {
    yield { path: ['contact', cap], what: `is ${total}, more than the ${most}` };
    return;
  }
  let unbound = false;
  for (const channel of bound as ('sms' | 'email')[]) {
    const own = contact.channels?.[channel]?.[cap];
    if (own !== undefined && own > most)
      yield { path: ['contact', 'channels', channel, cap], what: `is ${own}, more than the ${most}` };
    unbound ||= own === undefined;
  }
  if (unbound) yield { path: ['contact', cap], what: `is ${total}, more than the ${most}` };
}

function* noticeChecks({ limitActions = [], otherAccounts }: DraftPolicy, rule: ContactRule): Iterable<Undercut> {
  const limiting: { path: Path; kind?: LimitAction['kind'] | undefined; noticeDays?: number | undefined }[] =
    limitActions.map((action, index) => ({ path: ['limitActions', index, 'noticeDays'], ...action }));
  if (typeof otherAccounts === 'object') limiting.push({ path: ['otherAccounts', 'noticeDays'], ...otherAccounts });
  for (const { path, kind, noticeDays } of limiting) {
    const least = kind === undefined ? undefined : rule.noticeDays?.[kind];
    if (least !== undefined && noticeDays !== undefined && noticeDays < least)
      yield { path, what: `is ${noticeDays}, less than the ${least} days` };
  }
  // Where nothing is said of evidence, the strictest that a rule asks for is filled in.
  for (const [index, action] of limitActions.entries())
    if (action?.kind !== undefined && rule.delivered?.includes(action.kind) && action.evidence === 'accepted')
      yield { path: ['limitActions', index, 'evidence'], what: 'is accepted, less than the delivery' };
}

function* keepingChecks({ records }: DraftPolicy, rule: ContactRule): Iterable<Undercut> {
  const kept = records?.keepYears;
  if (rule.keepYears !== undefined && kept !== undefined && kept < rule.keepYears)
    yield { path: ['records', 'keepYears'], what: `is ${kept}, less than the ${rule.keepYears} years` };
}

function undercut({ path, what }: Undercut, rule: ContactRule, later: boolean): Finding {
  const { id, text, source, certainty, effectiveFrom, effectiveTo } = rule;
  const dates = [
    ...(effectiveFrom === undefined ? [] : [`from ${effectiveFrom}`]),
    ...(effectiveTo === undefined ? [] : [`until ${effectiveTo}`]),
  ].map((one) => `, ${one}`);
  const told = `${what} of ${id}: ${text} [${source}; ${certainty}${dates.join('')}]`;
  return later ? warning(path, `will be too loose from ${effectiveFrom} on: ${told}`) : problem(path, told);
}

/** The actions of a policy with the evidence that a rule asks for where the policy says nothing of it. */
export function withEvidence<T extends { kind: LimitAction['kind']; evidence?: LimitAction['evidence'] }>(
  actions: readonly T[],
  policy: { jurisdiction: string; version: string },
  jurisdictions: readonly JurisdictionRules[],
): T[] {
  const floor = jurisdictions.find((one) => one.jurisdiction === policy.jurisdiction)?.rules ?? [];
  const needed = new Set(floor.filter((rule) => counts(rule, policy.version)).flatMap((rule) => rule.delivered ?? []));
  return actions.map((one) =>
    one.evidence === undefined && needed.has(one.kind) ? { ...one, evidence: 'delivered' as const } : one,
  );
}
