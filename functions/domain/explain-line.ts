// What a message says about the credit line: what changed, what is announced, and how it comes back.
import type { AnnouncedAction, LineFacts, MessageFacts, RepairStepFacts } from '../messages/facts.ts';
import { addDays, dayIn, laterOf } from './calendar.ts';
import { type Case, type Cause, isLimited, type Line, type LineChange, sameLine } from './ledger.ts';
import { announcedActions, restored } from './limits.ts';
import type { Letter } from './messages.ts';
import { announce } from './notices.ts';
import { announcedBy } from './other-accounts.ts';
import { collectionLine } from './overlays.ts';
import { inWindow, RELAPSE_NOTICE, relapseDay, repairRules, stepsAhead } from './repair.ts';
import type { View } from './view.ts';

type Part<K extends keyof MessageFacts> = Pick<MessageFacts, K>;

export function lineFactsOf(view: View, letter: Letter, record: Case | undefined): Partial<MessageFacts> {
  const announced = announcedWith(view, letter, record);
  const repair = repairFacts(view, letter, { record, changes: announced.map((one) => one.to) });
  return {
    ...(announced.length > 0 ? { announced: announced.map((one) => one.told) } : {}),
    ...changeFacts(view, letter, record),
    ...lineNow(view, letter),
    ...(letter.key === RELAPSE_NOTICE ? { relapsed: true as const } : {}),
    ...repair,
    ...lockout(view, letter, repair),
    ...relapseWarning(view, letter, record),
    ...(letter.owed?.report === 'requested' ? { reported: true as const } : {}),
    ...(letter.owed?.report === 'withdrawn' ? { reportWithdrawn: true as const } : {}),
    ...(letter.kind === 'repair' && view.account.line.status === 'active' ? { whole: true } : {}),
  };
}

/** The actions that this notice announces, each with its first day and the line after it. */
function announcedWith(view: View, letter: Letter, record: Case | undefined): { told: AnnouncedAction; to: Line }[] {
  if (letter.cause !== undefined) return [consequence(view, letter.cause)];
  const by = letter.kind === 'reversal' ? ('reversal' as const) : letter.tier;
  if (record?.state !== 'collecting' || by === undefined) return [];
  const { account, today, ladder } = view;
  const on = {
    tier: by,
    today,
    delinquentDays: ladder.delinquentDays,
    line: collectionLine(account),
    contractual: account.creditLimit,
  };
  // The days that the claim is about to put on record: told before, where an attempt has reached anybody.
  const announced = announce(view, record, by, letter.key);
  return announcedActions(view.policy, record, on).map(({ action, on: first, to }) => {
    const day = announced[action.id]?.on ?? first;
    const toLimit = action.kind === 'reduce' ? { toLimit: to.limit } : {};
    return { told: { kind: action.kind, on: day, lastDayToPay: addDays(day, -1), ...toLimit }, to };
  });
}

/** What another account's limit action does to this one, after the days of this notice. */
function consequence(view: View, cause: Cause): { told: AnnouncedAction; to: Line } {
  const { on, to } = announcedBy(view, cause);
  const toLimit = cause.kind === 'reduce' ? { toLimit: to.limit } : {};
  return { told: { kind: cause.kind, on, lastDayToPay: addDays(on, -1), ...toLimit }, to };
}

function changeFacts(view: View, letter: Letter, record: Case | undefined): Part<'line'> {
  const change = letter.owed?.line ?? firstStep(view, letter, record);
  if (change === undefined) return {};
  const { action, from, to, reason } = change;
  const on = letter.owed === undefined ? view.today : dayIn(view.policy.timeZone, letter.owed.since);
  return { line: { action, from, to, reason, on } };
}

/** The step that is taken with the cure is told in its notice, as the line stands when it goes out. */
function firstStep(view: View, letter: Letter, record: Case | undefined): LineChange | undefined {
  if (letter.kind !== 'cure' || record?.cure === undefined || (record.window?.stepsDone ?? 0) === 0) return undefined;
  const { line: from } = record.cure;
  const { line: to, covered } = view.account;
  // Under what another account or a check has laid over it, the borrower has nothing of the step yet.
  if (covered !== undefined) return undefined;
  return sameLine(from, to) ? undefined : { action: 'restore', from, to, reason: 'CURED' };
}

const TELLING_THE_LINE: readonly Letter['kind'][] = ['notice', 'limit', 'reversal', 'cure'];

function lineNow({ account: { line } }: View, letter: Letter): Part<'lineNow'> {
  return TELLING_THE_LINE.includes(letter.kind) && line.status !== 'active' ? { lineNow: line } : {};
}

/** In a window the steps still ahead have their days; before a payment they can only be told relative to it. */
function repairFacts(
  view: View,
  letter: Letter,
  { record, changes }: { record: Case | undefined; changes: readonly Line[] },
): Part<'repair'> {
  if (record === undefined || record.outcome === 'cured' || collectionLine(view.account).status === 'closed') return {};
  const { relapse, steps: all } = repairRules(view.policy);
  const { graceDays } = view.policy.arrears;
  const told = (steps: RepairStepFacts[], done: number, ifChanged = false): Part<'repair'> => ({
    // Texts count days past due: those of grace come on top of the delinquent ones.
    repair: {
      steps,
      done,
      of: all.length,
      relapse: { day: relapseDay(view.policy) + graceDays, lockoutDays: relapse.lockoutDays },
      ...(ifChanged ? { ifChanged: true as const } : {}),
    },
  });
  switch (letter.kind) {
    case 'cure':
      return isLimited(collectionLine(view.account))
        ? told(stepsInWindow(view, record), record.window?.stepsDone ?? 0)
        : {};
    case 'repair':
      return told(stepsInWindow(view, record), record.window?.stepsDone ?? 0);
    case 'notice':
    case 'limit':
    case 'reversal': {
      if (record.state !== 'collecting') return {};
      const steps = stepsAfterPayment(view, changes);
      return steps.length > 0 ? told(steps, 0, !isLimited(collectionLine(view.account))) : {};
    }
    default:
      return {};
  }
}

function stepsInWindow(view: View, record: Case): RepairStepFacts[] {
  const { account, policy, today } = view;
  const window = record.window ?? { openedOn: today, countFrom: today, stepsDone: 0 };
  const days = new Map(stepsAhead(policy, window).map(({ index, on }) => [index, on]));
  return stepsFrom(view, [collectionLine(account)], window.stepsDone).map(({ index, fact }) => {
    const on = days.get(index);
    return on === undefined ? fact : { ...fact, on };
  });
}

/**
 * From a limited line: what is announced besides can only lower it further, which changes none of these steps. Where
 * nothing is limited yet, from the line as the announced actions may leave it by the time of the payment.
 */
function stepsAfterPayment(view: View, changes: readonly Line[]): RepairStepFacts[] {
  const line = collectionLine(view.account);
  const from = isLimited(line) ? [line] : changes.filter(isLimited);
  return from.length === 0 ? [] : stepsFrom(view, from, 0).map(({ fact }) => fact);
}

/** The steps that change something, from each of several lines: the least of what they lead to. */
function stepsFrom(view: View, from: readonly Line[], done: number): { index: number; fact: RepairStepFacts }[] {
  const { steps } = repairRules(view.policy);
  let lines = from;
  return steps.flatMap((step, index) => {
    if (index < done) return [];
    const before = lines;
    const share = index === steps.length - 1 ? 1 : step.toShare;
    lines = before.map((line) => restored(line, share, view.account.creditLimit));
    if (lines.every((line, at) => sameLine(line, before[at] ?? line))) return [];
    const limits = lines.map((line) => line.limit);
    const toLimit = Math.min(...limits);
    const fact: RepairStepFacts = {
      afterDays: step.afterDays,
      toLimit,
      ...(toLimit < Math.max(...limits) ? { atLeast: true as const } : {}),
      ...(before.some((line) => line.status === 'frozen') ? { lifts: true as const } : {}),
      onTimePayments: step.onTimePayments,
    };
    return [{ index, fact }];
  });
}

/** While it runs, a payment opens no repair window. */
function lockout(view: View, letter: Letter, { repair }: Part<'repair'>): Part<'lockoutUntil'> {
  const { lockoutUntil } = view.account;
  const line = collectionLine(view.account);
  if (lockoutUntil === undefined || lockoutUntil <= view.today) return {};
  const told = letter.kind === 'cure' ? isLimited(line) : TELLING_THE_LINE.includes(letter.kind);
  return told && (isLimited(line) || repair !== undefined) ? { lockoutUntil } : {};
}

/** What arrears in a repair window cost if they go on; nothing where they are too small for a relapse. */
function relapseWarning(
  view: View,
  letter: Letter,
  record: Case | undefined,
): Part<'relapseWarning' | 'restoringWaits'> {
  if (letter.kind !== 'notice' || record === undefined || !inWindow(record)) return {};
  const { account, ladder, policy, stepDay, today } = view;
  const { lockoutDays, minArrears } = repairRules(policy).relapse;
  if (view.position.arrears < minArrears) return { restoringWaits: true };
  const reached = addDays(stepDay, relapseDay(policy) - ladder.delinquentDays);
  const on = laterOf(reached, addDays(today, 1));
  const { cure } = record;
  const backTo: LineFacts = cure.line;
  const changes = !sameLine(backTo, collectionLine(account));
  return {
    restoringWaits: true,
    relapseWarning: { on, lastDayToPay: addDays(on, -1), lockoutDays, ...(changes ? { backTo } : {}) },
  };
}
