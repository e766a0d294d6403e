// What is due for one account now, and when to look again. Every rule of the business is asked here, in order.
import { type Instant, normalInstant } from '../contracts/time.ts';
import { addDays, earlierOf, epochMs, instantAt } from './calendar.ts';
import { caseMove, endOfLadder, lateMove, type Step } from './case-moves.ts';
import type { Changes } from './changes.ts';
import { hasHoldOf } from './holds.ts';
import { type Case, isOpen, type Snapshot } from './ledger.ts';
import { nextLimitAction, unserved } from './limits.ts';
import * as lineSteps from './line-steps.ts';
import { isSilenced, type Letter, type NextMessage, nextMessage, nothingOwed } from './messages.ts';
import { giveUp } from './notices.ts';
import { otherAccountStep } from './other-accounts.ts';
import { collectionLine, isFraud, overlaysOf } from './overlays.ts';
import { inWindow, repairStepDue } from './repair.ts';
import { riskSignalStep } from './risk-signals.ts';
import { takeBack, takeBackCured } from './take-back.ts';
import { type Asker, type Rules, type View, viewAt } from './view.ts';

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

const move = (act: string, changes: () => Changes): Due => ({ kind: 'case', act, changes });
const moved = (step: Step | undefined): Due | undefined => step && move(step.act, step.changes);
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
 * What has to wait longer is the sweep's again. While it waits it is the one that is woken: by a payment that is
 * reversed, by a notice that comes back.
 */
function lastAct(view: View, caseId: string | null | undefined): Decision | undefined {
  if (view.record?.caseId !== caseId) return undefined;
  const late = moved(lateMove(view)) ?? lineStep(view);
  if (late !== undefined) return late;
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
    fraud(view) ??
    riskSignal(view) ??
    moved(caseMove(view)) ??
    lineStep(view) ??
    forOtherAccount(view) ??
    moved(endOfLadder(view));
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

function lineStep(view: View): Due | undefined {
  const { record, snapshot, stepDay, ladder, policy } = view;
  if (record === undefined || isSilenced(view)) return undefined;
  const back = takingBack(view, record);
  if (back !== undefined) return line('take-back', back);
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

/** Limit actions whose notices came back, those of the case before too whose limited line this one took over. */
function takingBack(view: View, record: Case): (() => Changes) | undefined {
  const { notices, cases } = view.snapshot;
  const own = unserved(record, notices);
  if (record.state !== 'collecting')
    return own.length > 0 && stands(record) ? () => takeBackCured(view, record, own) : undefined;
  if (own.length > 0) return () => takeBack(view, record, { record, actions: own });
  const before = cases[cases.indexOf(record) - 1];
  if (before?.outcome !== 'relapsed' && before?.outcome !== 'cured') return undefined;
  const earlier = unserved(before, notices);
  return earlier.length > 0 ? () => takeBack(view, record, { record: before, actions: earlier }) : undefined;
}

/** Its line is the one that the account has: no later case has taken it over, and nothing has undone it. */
const stands = ({ outcome }: Case): boolean => outcome !== 'relapsed' && outcome !== 'withdrawn';

/** What another account of the customer brings upon this one, and takes back. */
function forOtherAccount(view: View): Due | undefined {
  const step = isSilenced(view) ? undefined : otherAccountStep(view);
  return step && line(step.act, step.changes);
}

/** The step that belongs to the cure is taken with it, whatever the hour. */
const stepDayOr = (view: View): View['today'] =>
  view.record?.window?.stepsDone === 0 && view.record.window.openedOn === view.today ? view.today : view.stepDay;

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
