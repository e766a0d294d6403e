import type { LimitAction, Policy, Tier } from '../contracts/policy.ts';
import type { Day } from '../contracts/time.ts';
import { addDays, daysBetween, laterOf } from './calendar.ts';
import { accountHold, promiseInForce, stoppedDays } from './holds.ts';
import {
  type Amount,
  type AppliedAction,
  type Case,
  type Facts,
  isAccepted,
  isLimited,
  type Line,
  type Notice,
  type Overlay,
  sameLine,
  type TierRecord,
} from './ledger.ts';

/** A share of an amount, rounded down. The share is read as the decimal it was written as: 0.29 of 100 is 29. */
export function shareOf(amount: Amount, share: number): Amount {
  return Math.floor(Number((amount * share).toPrecision(15)));
}

/** The line after a limit action; the same line where the action changes nothing, as a report never does. */
export function limited(
  line: Line,
  action: Pick<LimitAction, 'kind' | 'toShare'> | Overlay,
  contractual: Amount,
): Line {
  if (line.status === 'closed' || action.kind === 'report') return line;
  if (action.kind === 'close') return { status: 'closed', limit: line.limit };
  if (action.kind === 'freeze') return { status: 'frozen', limit: line.limit };
  const limit = Math.min(line.limit, shareOf(contractual, action.toShare ?? 1));
  if (limit === line.limit) return line;
  return { status: line.status === 'frozen' ? 'frozen' : 'reduced', limit };
}

/** The line after a repair step: a freeze is lifted, and never is less left to draw on than before. */
export function restored(line: Line, share: number, contractual: Amount): Line {
  if (!isLimited(line)) return line;
  const target = shareOf(contractual, share);
  const limit = line.status === 'frozen' ? target : Math.max(line.limit, target);
  return limit >= contractual ? { status: 'active', limit: contractual } : { status: 'reduced', limit };
}

/** A changed contractual limit moves an active line with it and caps a limited one; a closed line stays as it was. */
export function withContractualLimit(line: Line, contractual: Amount): Line {
  if (line.status === 'closed') return line;
  if (line.status === 'active') return { status: 'active', limit: contractual };
  return { status: line.status, limit: Math.min(line.limit, contractual) };
}

const announcedBefore = ({ reversal }: Case, tier: TierRecord | undefined): boolean =>
  tier?.status === 'sent' && reversal !== undefined && tier.at < reversal.at;

/** What announced an action: its tier or, where the case was reopened since, the reversal notice. */
function announcedBy(record: Case, action: LimitAction): string | undefined {
  const tier = record.tiers[action.announcedBy];
  if (tier?.status !== 'sent') return undefined;
  return announcedBefore(record, tier) ? `reversal:${record.reversal?.count}` : `tier:${action.announcedBy}`;
}

const isEvidence = (notice: Notice, { delivered }: { delivered?: boolean }): boolean =>
  delivered ? notice.status === 'delivered' : isAccepted(notice);

/**
 * The first of an action's notices that was accepted for delivery, or delivered where the action asks for that, once its
 * days have passed: days under a hold or a promise do not count.
 */
export function served(
  notices: readonly Notice[],
  on: { facts: Facts; day: Day; noticeDays: number; delivered?: boolean },
): string | undefined {
  const first = notices.filter((one) => isEvidence(one, on)).sort((a, b) => (a.at < b.at ? -1 : 1))[0];
  if (first === undefined) return undefined;
  const passed = daysBetween(first.on, on.day) - stoppedDays(on.facts, first.on, on.day);
  return passed >= on.noticeDays ? first.noticeId : undefined;
}

/** CN-13: nobody is reported without evidence that the notice arrived; a policy may ask the same of other actions. */
export const needsDelivery = ({ kind, evidence }: Pick<LimitAction, 'kind' | 'evidence'>): boolean =>
  kind === 'report' || evidence === 'delivered';

function noticeServed(
  action: LimitAction,
  record: Case,
  on: { notices: readonly Notice[]; facts: Facts; day: Day },
): string | undefined {
  const key = announcedBy(record, action);
  const notices = on.notices.filter((notice) => notice.caseId === record.caseId && notice.key === key);
  return served(notices, { ...on, noticeDays: action.noticeDays, delivered: needsDelivery(action) });
}

/**
 * Applied actions whose notice came back after they were applied: an email may bounce days later. What nobody was told of
 * does not stand, nor does what stood on a delivery that turns out to be none.
 */
export function unserved({ caseId, actions }: Case, notices: readonly Notice[]): AppliedAction[] {
  return actions.filter(({ noticeId, evidence }) => {
    const key = notices.find((one) => one.noticeId === noticeId)?.key;
    const own = notices.filter((one) => one.caseId === caseId && one.key === key);
    return key !== undefined && !own.some((one) => isEvidence(one, { delivered: evidence === 'delivered' }));
  });
}

export type LimitDecision = { kind: 'none' } | { kind: 'apply'; action: LimitAction; noticeId: string };

/** Sources: notice before consequence (DESIGN 2), CN-19 for closing; nothing under a hold or a promise. */
export function nextLimitAction(
  policy: Policy,
  record: Case,
  on: {
    notices: readonly Notice[];
    facts: Facts;
    day: Day;
    delinquentDays: number;
    line: Line;
    contractual: Amount;
  },
): LimitDecision {
  if (accountHold(on.facts.holds, on.day) !== undefined || promiseInForce(on.facts.promises, on.day) !== undefined)
    return { kind: 'none' };
  for (const action of policy.limitActions.toSorted((a, b) => a.day - b.day)) {
    if (action.day > on.delinquentDays || record.actions.some((done) => done.id === action.id)) continue;
    // What the borrower was told holds, even when the clock has jumped since (a cancelled or reversed payment).
    const told = record.announced[action.id]?.on;
    if (told !== undefined && told > on.day) continue;
    // The notice had nothing to announce then, but there would be something to lose now: a limit raised since, a report.
    if (told === undefined && action.kind === 'report') continue;
    if (told === undefined && !sameLine(limited(on.line, action, on.contractual), on.line)) continue;
    const servedBy = noticeServed(action, record, on);
    if (servedBy !== undefined) return { kind: 'apply', action, noticeId: servedBy };
  }
  return { kind: 'none' };
}

/** What a tier, or a reversal notice, announces: the actions not done yet that would still change the line, and a report. */
export function announcedActions(
  policy: Policy,
  record: Case,
  by: { tier: Tier | 'reversal'; today: Day; delinquentDays: number; line: Line; contractual: Amount },
): { action: LimitAction; on: Day; to: Line }[] {
  // What a tier announced after the reopening counts from that tier.
  const announcing = ({ announcedBy: id }: LimitAction): boolean =>
    by.tier === 'reversal' ? announcedBefore(record, record.tiers[id]) : id === by.tier.id;
  let line = by.line;
  const result: { action: LimitAction; on: Day; to: Line }[] = [];
  for (const action of policy.limitActions.toSorted((a, b) => a.day - b.day)) {
    if (record.actions.some((done) => done.id === action.id) || !announcing(action)) continue;
    const to = limited(line, action, by.contractual);
    if (sameLine(to, line) && action.kind !== 'report') continue;
    line = to;
    const reached = addDays(by.today, Math.max(0, action.day - by.delinquentDays));
    result.push({ action, on: laterOf(reached, addDays(by.today, action.noticeDays)), to });
  }
  return result;
}
