// What is due for one account now, and when to look again. Every rule of the business is asked here, in order.
import type { Policy } from '../contracts/policy.ts';
import { type Instant, normalInstant } from '../contracts/time.ts';
import { addDays, dayIn, earlierOf, epochMs, instantAt } from './calendar.ts';
import type { Changes } from './changes.ts';
import { cureBroken, curedOn, neverDelinquent } from './cure.ts';
import { hasHoldOf } from './holds.ts';
import { tierIsDue } from './ladder.ts';
import { type Case, isAccepted, isLimited, isOpen, type Snapshot } from './ledger.ts';
import { nextLimitAction, unserved } from './limits.ts';
import * as lineSteps from './line-steps.ts';
import { isSilenced, type Letter, type NextMessage, nextMessage, nothingOwed } from './messages.ts';
import { giveUp } from './notices.ts';
import { otherAccountStep } from './other-accounts.ts';
import { collectionLine, isFraud, overlaysOf } from './overlays.ts';
import { inWindow, relapseDay, repairRules, repairStepDue } from './repair.ts';
import { riskSignalStep } from './risk-signals.ts';
import * as transitions from './transitions.ts';
import { type Asker, arrearsTerms, type Rules, type View, viewAt } from './view.ts';

export type Decision =
  | { kind: 'notice'; act: string; letter: Letter }
  /** The limit changes. */
  | { kind: 'line'; act: string; changes: () => Changes }
  /** The case moves on. */
  | { kind: 'case'; act: string; changes: () => Changes }
  | { kind: 'wait'; act: 'wait'; until: Instant }
  | { kind: 'done'; act: 'done' };

type Due = Extract<Decision, { kind: 'notice' | 'line' | 'case' }>;

/** A lost wake-up heals after this many days at the latest. */
const LOOK_AHEAD_DAYS = 7;
/** Payments and reversals are looked into for a year and some after a case closed. */
const AFTERLIFE_DAYS = 400;

const move = (act: string, changes: () => Changes): Due => ({ kind: 'case', act, changes });
const line = (act: string, changes: () => Changes): Due => ({ kind: 'line', act, changes });

export function decide(
  snapshot: Snapshot,
  rules: Rules,
  at: { now: Instant; asker: Asker; caseId?: string | null },
): Decision {
  const view = viewAt(snapshot, rules, at);
  if (at.asker === 'case' && isOver(view, at.caseId)) return lastAct(view, at.caseId) ?? { kind: 'done', act: 'done' };
  const { due, blockedUntil } = dueNow(view);
  if (due !== undefined) return due;
  const attended = at.asker === 'case' || blockedUntil !== undefined;
  if (!attended) return { kind: 'done', act: 'done' };
  return { kind: 'wait', act: 'wait', until: nextLook(view, blockedUntil) };
}

/** The execution's case is closed and all is told, or another case has taken its place. */
function isOver(view: View, caseId: string | null | undefined): boolean {
  const { record } = view;
  if (record === undefined || record.caseId !== caseId) return true;
  return !isOpen(record) && nothingOwed(view, record);
}

/**
 * The sweep left today's reminders to the execution: it does not end without them, nor before their place in the day.
 * What has to wait longer is the sweep's again.
 */
function lastAct(view: View, caseId: string | null | undefined): Decision | undefined {
  if (view.record?.caseId !== caseId) return undefined;
  const { due, blockedUntil } = fromMessage(view, nextMessage(view));
  const { sweepAt, timeZone } = view.policy;
  const waits = blockedUntil !== undefined && blockedUntil < instantAt(addDays(view.stepDay, 1), sweepAt, timeZone);
  return due ?? (waits ? { kind: 'wait', act: 'wait', until: blockedUntil } : undefined);
}

/** Whether an execution of the latest case is at work, or should be. */
export function isAttended(view: View): boolean {
  return view.record !== undefined && (isOpen(view.record) || !nothingOwed(view, view.record));
}

interface DueNow {
  due?: Due;
  blockedUntil?: Instant;
}

function dueNow(view: View): DueNow {
  const state =
    fraud(view) ?? riskSignal(view) ?? caseMove(view) ?? lineStep(view) ?? forOtherAccount(view) ?? endOfLadder(view);
  if (state !== undefined) return { due: state };
  return fromMessage(view, nextMessage(view));
}

function fromMessage(view: View, next: NextMessage): DueNow {
  switch (next.kind) {
    case 'none':
      return {};
    case 'wait':
      return { blockedUntil: next.until };
    case 'undelivered':
      return { due: move(`undelivered:${next.message.key}`, () => giveUp(view, next.message, next.reason)) };
    case 'send':
      return { due: { kind: 'notice', act: `${next.letter.key}:${next.letter.channel}`, letter: next.letter } };
  }
}

/** `fraud` freezes the line at once, until it is released. */
function fraud(view: View): Due | undefined {
  const { account } = view;
  const held = hasHoldOf(view.snapshot.facts.holds, ['fraud'], view.today);
  const laid = overlaysOf(account).some(isFraud);
  const { status } = collectionLine(account);
  if (held && !laid && status !== 'closed' && status !== 'frozen')
    return line('fraud:freeze', () => lineSteps.fraudFreeze(view));
  if (!held && laid) return line('fraud:release', () => lineSteps.fraudRelease(view));
  return undefined;
}

function riskSignal(view: View): Due | undefined {
  const step = riskSignalStep(view);
  return step && line(step.act, step.changes);
}

function caseMove(view: View): Due | undefined {
  const { record } = view;
  if (record?.state === 'collecting') return fromCollecting(view, record);
  if (record !== undefined && isRecent(view, record)) {
    const late = afterCure(view, record);
    if (late !== undefined) return late;
  }
  if (record?.state === 'repairing') return fromRepairing(view, record);
  return withoutCase(view);
}

const isRecent = (view: View, record: Case): boolean =>
  record.closedOn === undefined || addDays(record.closedOn, AFTERLIFE_DAYS) >= view.today;

function fromCollecting(view: View, record: Case): Due | undefined {
  const { snapshot, terms, today, policy } = view;
  if (neverDelinquent(snapshot.facts, terms, record, today))
    return move('withdraw', () => transitions.withdraw(view, record));
  const on = curedOn(snapshot.facts, terms, { ...curing(record, policy), today });
  return on === undefined ? undefined : move('cure', () => transitions.cure(view, record, on));
}

/** From when on, and by which money, a case can be cured. */
function curing({ openedOn, reversal }: Case, { plan, timeZone }: Policy) {
  const reopened = reversal && { on: dayIn(timeZone, reversal.at), at: reversal.at };
  return { since: openedOn, planCureAfter: plan.cureAfter, reopened };
}

/** What payments that come late, and reversed ones, do to a case that was cured. */
function afterCure(view: View, record: Case): Due | undefined {
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
    return move('reopen', () => transitions.reopen(view, record));
  if (!late) return undefined;
  if (neverDelinquent(snapshot.facts, terms, record, cure.on))
    return move('withdraw', () => transitions.withdraw(view, record));
  const on = curedOn(snapshot.facts, terms, { ...curing(record, policy), today: cure.on });
  return on !== undefined && on < cure.on ? move('move-cure', () => transitions.moveCure(view, record, on)) : undefined;
}

/** A relapse waits while a hold or a promise is in force. */
function fromRepairing(view: View, record: Case): Due | undefined {
  const { ladder, position: here, policy, inArrears } = view;
  if (!inArrears || view.held || view.promised) return undefined;
  if (view.snapshot.cases.some((one) => one.caseId === transitions.caseIdOn(view.account.accountId, view.today)))
    return undefined;
  const reached = ladder.delinquentDays >= relapseDay(policy) && here.arrears >= repairRules(policy).relapse.minArrears;
  return reached ? move('relapse', () => transitions.relapse(view, record)) : undefined;
}

function withoutCase(view: View): Due | undefined {
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

function lineStep(view: View): Due | undefined {
  const { record, snapshot, stepDay, ladder, policy } = view;
  if (record === undefined || isSilenced(view)) return undefined;
  const lost = record.state === 'collecting' ? unserved(policy, record, snapshot.notices) : [];
  if (lost.length > 0) return line('take-back', () => lineSteps.takeBack(view, record, lost));
  if (record.state === 'collecting' && view.inArrears && !view.held && !view.promised) {
    const on = {
      notices: snapshot.notices,
      facts: snapshot.facts,
      day: stepDay,
      delinquentDays: ladder.delinquentDays,
      line: collectionLine(view.account),
      contractual: view.account.creditLimit,
    };
    const next = nextLimitAction(policy, record, on);
    if (next.kind === 'apply')
      return line(`limit:${next.action.id}`, () => lineSteps.applyLimitAction(view, record, next));
  }
  const fraudHeld = [view.today, stepDay].some((day) => hasHoldOf(snapshot.facts.holds, ['fraud'], day));
  if (!inWindow(record) || view.inArrears || fraudHeld) return undefined;
  const { cure, window } = record;
  const due = repairStepDue(policy, { facts: snapshot.facts, terms: view.terms, cure, window, today: stepDayOr(view) });
  return due && line(`restore:${due.index}`, () => lineSteps.takeRepairStep(view, record, due));
}

/** What another account of the customer brings upon this one, and takes back. */
function forOtherAccount(view: View): Due | undefined {
  const step = isSilenced(view) ? undefined : otherAccountStep(view);
  return step && line(step.act, step.changes);
}

/** The step that belongs to the cure is taken with it, whatever the hour. */
const stepDayOr = (view: View): View['today'] =>
  view.record?.window?.stepsDone === 0 && view.record.window.openedOn === view.today ? view.today : view.stepDay;

/** Once, when no tier is due any more; to a referral only if a mandatory notice was delivered. */
function endOfLadder(view: View): Due | undefined {
  const { record, policy, ladder, snapshot } = view;
  if (record?.state !== 'collecting' || record.terminal !== undefined || policy.terminal === undefined)
    return undefined;
  if (!view.inArrears || view.held || view.promised || ladder.delinquentDays < policy.terminal.day) return undefined;
  if (tierIsDue(policy, record, ladder.delinquentDays)) return undefined;
  const mandatory = new Set(policy.tiers.filter((tier) => tier.mandatory).map((tier) => tier.id));
  const delivered = snapshot.notices.some(
    (one) => one.caseId === record.caseId && one.tier !== undefined && mandatory.has(one.tier) && isAccepted(one),
  );
  const kind = delivered ? 'referred' : 'review';
  return move(kind === 'referred' ? 'refer' : 'review', () => transitions.endOfLadder(view, record, kind));
}

/**
 * The rules themselves say when to look again: the first hour of the coming days' steps at which something would be
 * due if nothing happened until then, the instant a waiting message is permitted, or the end of the look-ahead.
 */
function nextLook(view: View, blockedUntil: Instant | undefined): Instant {
  const { policy, snapshot, rules, asker, now } = view;
  // That a message arrived wakes nobody: what waits for it is looked at as if it had.
  const hoped = allDelivered(snapshot);
  const sevenDays = normalInstant(epochMs(now) + LOOK_AHEAD_DAYS * 86_400_000);
  // Seven days of the calendar are an hour longer where summer time ends in them.
  const last = earlierOf(instantAt(addDays(view.stepDay, LOOK_AHEAD_DAYS), policy.sweepAt, policy.timeZone), sevenDays);
  for (let ahead = 1; ahead < LOOK_AHEAD_DAYS; ahead += 1) {
    const at = instantAt(addDays(view.stepDay, ahead), policy.sweepAt, policy.timeZone);
    if (at <= now) continue;
    if (blockedUntil !== undefined && blockedUntil <= at) return blockedUntil;
    const then = dueNow(viewAt(hoped, rules, { now: at, asker }));
    if (then.due !== undefined || (then.blockedUntil !== undefined && blockedUntil === undefined)) return at;
  }
  return blockedUntil === undefined ? last : earlierOf(blockedUntil, last);
}

const allDelivered = (snapshot: Snapshot): Snapshot => ({
  ...snapshot,
  notices: snapshot.notices.map((one) =>
    one.status === 'sent' || one.status === 'claimed' ? { ...one, status: 'delivered' } : one,
  ),
});
