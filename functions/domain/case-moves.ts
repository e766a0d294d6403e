// When a case opens, is cured, withdrawn, reopened, relapses, gets its repair window, comes to the end of its ladder.
import type { Policy } from '../contracts/policy.ts';
import { addDays, dayIn } from './calendar.ts';
import type { Changes } from './changes.ts';
import { cureBroken, curedOn, neverDelinquent } from './cure.ts';
import { tierIsDue } from './ladder.ts';
import { type Case, isAccepted, isLimited } from './ledger.ts';
import { mandatoryTierComes } from './messages.ts';
import { collectionLine } from './overlays.ts';
import { relapseDay, repairRules } from './repair.ts';
import * as transitions from './transitions.ts';
import * as undoing from './undoing.ts';
import { arrearsTerms, type View } from './view.ts';

export interface Step {
  act: string;
  changes: () => Changes;
}

/** Payments and reversals are looked into for a year and some after a case closed. */
const AFTERLIFE_DAYS = 400;

const move = (act: string, changes: () => Changes): Step => ({ act, changes });

export function caseMove(view: View): Step | undefined {
  const { record } = view;
  if (record?.state === 'collecting') return fromCollecting(view, record);
  const late = lateMove(view);
  if (late !== undefined) return late;
  if (record?.state === 'repairing') return fromRepairing(view, record);
  return withoutCase(view);
}

/** What payments and reversals that come after the cure do to its case. */
export function lateMove(view: View): Step | undefined {
  const { record, today } = view;
  if (record === undefined || record.state === 'collecting') return undefined;
  const recent = record.closedOn === undefined || addDays(record.closedOn, AFTERLIFE_DAYS) >= today;
  return recent ? afterCure(view, record) : undefined;
}

function fromCollecting(view: View, record: Case): Step | undefined {
  const { snapshot, terms, today, policy } = view;
  if (neverDelinquent(snapshot.facts, terms, record, today))
    return move('withdraw', () => undoing.withdraw(view, record));
  const on = curedOn(snapshot.facts, terms, { ...curing(record, policy), today });
  return on === undefined ? undefined : move('cure', () => transitions.cure(view, record, on));
}

/** From when on, and by which money, a case can be cured. */
function curing({ openedOn, reversal }: Case, { plan, timeZone }: Policy) {
  const reopened = reversal && { on: dayIn(timeZone, reversal.at), at: reversal.at };
  return { since: openedOn, planCureAfter: plan.cureAfter, reopened };
}

function afterCure(view: View, record: Case): Step | undefined {
  const { snapshot, today, rules, account } = view;
  const { cure } = record;
  if (cure === undefined || record.outcome === 'relapsed' || record.outcome === 'withdrawn') return undefined;
  // Only a payment posted since can have moved the cure back, only one reversed since can have broken it.
  const late = snapshot.facts.payments.some((one) => one.postedAt > cure.at && one.paidOn < cure.on);
  const reversed = snapshot.facts.payments.some((one) => one.reversedAt !== undefined && one.reversedAt >= cure.at);
  if (!late && !reversed) return undefined;
  // The case is judged by the policy it was opened under, closed or not.
  const policy = rules.pinned(account.product, record.policyVersion, record.riskTier);
  const terms = arrearsTerms(policy, account);
  if (reversed && cureBroken(snapshot.facts, terms, { cure, today, timeZone: policy.timeZone }))
    return move('reopen', () => undoing.reopen(view, record));
  if (!late) return undefined;
  if (neverDelinquent(snapshot.facts, terms, record, cure.on))
    return move('withdraw', () => undoing.withdraw(view, record));
  const on = curedOn(snapshot.facts, terms, { ...curing(record, policy), today: cure.on });
  return on !== undefined && on < cure.on ? move('move-cure', () => undoing.moveCure(view, record, on)) : undefined;
}

/** A relapse waits while a hold or a promise is in force. */
function fromRepairing(view: View, record: Case): Step | undefined {
  const { ladder, position: here, policy, inArrears } = view;
  if (!inArrears || view.held || view.promised) return undefined;
  if (view.snapshot.cases.some((one) => one.caseId === transitions.caseIdOn(view.account.accountId, view.today)))
    return undefined;
  const reached = ladder.delinquentDays >= relapseDay(policy) && here.arrears >= repairRules(policy).relapse.minArrears;
  return reached ? move('relapse', () => transitions.relapse(view, record)) : undefined;
}

function withoutCase(view: View): Step | undefined {
  const { record, account, snapshot, inArrears } = view;
  // An errand runs at any hour; a case that is over and waits to be told comes here with the hour of the steps.
  if (view.asker === 'errand') return undefined;
  const sameDay = snapshot.cases.some((one) => one.caseId === transitions.caseIdOn(account.accountId, view.today));
  if (view.ladder.delinquentDays >= 1 && inArrears && !sameDay) return move('open', () => transitions.openCase(view));
  const lockout = account.lockoutUntil;
  const unlocked = lockout !== undefined && lockout <= view.stepDay;
  if (record?.outcome === 'cured' && unlocked && !inArrears && isLimited(collectionLine(account)))
    return move('open-window', () => transitions.openWindow(view, record));
  return undefined;
}

/** Once, when no tier is due any more; to a referral only if a mandatory notice was delivered. */
export function endOfLadder(view: View): Step | undefined {
  const { record, policy, ladder } = view;
  // An email may bounce days later.
  if (record?.terminal?.kind === 'referred' && record.outcome !== 'withdrawn' && !mandatoryDelivered(view, record))
    return move('withdraw-referral', () => undoing.withdrawReferral(view, record));
  if (record?.state !== 'collecting' || record.terminal !== undefined || policy.terminal === undefined)
    return undefined;
  if (!view.inArrears || view.held || view.promised || ladder.delinquentDays < policy.terminal.day) return undefined;
  if (tierIsDue(policy, record, ladder.delinquentDays)) return undefined;
  const delivered = mandatoryDelivered(view, record);
  if (!delivered && mandatoryTierComes(view)) return undefined;
  const kind = delivered ? 'referred' : 'review';
  return move(kind === 'referred' ? 'refer' : 'review', () => transitions.endOfLadder(view, record, kind));
}

const mandatoryDelivered = ({ snapshot }: View, { caseId }: Case): boolean =>
  snapshot.notices.some((one) => one.caseId === caseId && one.kind === 'notice' && one.statutory && isAccepted(one));
