// What does not stand: limit actions whose notice came back after they were applied, and those taken after the day on
// which, as it turned out, all was paid. The line is as it would be without them, and the borrower is told.
import {
  again,
  type Changes,
  caseClosed,
  changes,
  closed,
  type OutboundDetail,
  owe,
  reopened,
  windowOpened,
} from './changes.ts';
import { type AppliedAction, type Case, isLimited, type Line, type Owed, sameLine } from './ledger.ts';
import { limited, restored, withContractualLimit } from './limits.ts';
import { changeTo, lineEvents } from './line-steps.ts';
import { collectionLine, withLine } from './overlays.ts';
import { repairRules } from './repair.ts';
import type { View } from './view.ts';

/** A case goes on in the execution that asks; the sweep and errands have none and start one. */
export function resumed(view: View, record: Case): { next: Case; start: boolean } {
  const start = record.state === 'closed' && view.asker !== 'case';
  const next = reopened(record);
  return { next: start ? next : { ...next, executions: record.executions }, start };
}

/** Each action on the line that those before it leave, without the ones that do not stand. */
function replayed(
  view: View,
  actions: readonly AppliedAction[],
  lost: readonly AppliedAction[],
): { standing: Map<AppliedAction, AppliedAction>; line: Line } {
  const first = actions.findIndex((one) => lost.includes(one));
  let line = actions[first]?.from ?? collectionLine(view.account);
  const standing = new Map<AppliedAction, AppliedAction>();
  for (const [index, action] of actions.entries()) {
    if (lost.includes(action)) continue;
    if (index < first) {
      standing.set(action, action);
      continue;
    }
    const to = limitedAgain(line, action);
    standing.set(action, { ...action, from: line, to });
    line = to;
  }
  return { standing, line: withContractualLimit(line, view.account.creditLimit) };
}

/** An action that stands, on another line. One that changed nothing was announced to nobody, and changes nothing now. */
function limitedAgain(line: Line, { kind, from, to }: AppliedAction): Line {
  if (kind === 'report' || sameLine(from, to)) return line;
  if (kind === 'close' || kind === 'freeze') return limited(line, { kind }, line.limit);
  if (to.limit >= line.limit) return line;
  return { status: line.status === 'frozen' ? 'frozen' : 'reduced', limit: to.limit };
}

/** What can be drawn on. */
const usable = ({ status, limit }: Line): number => (status === 'frozen' || status === 'closed' ? 0 : limit);
/** The one that leaves more, the second where both leave the same. */
const better = (one: Line, other: Line): Line => (usable(one) > usable(other) ? one : other);

/** Told or not: what has been taken back is not told on the next channel. */
function withoutTelling(view: View, record: Case, lost: readonly AppliedAction[]): Owed[] {
  const about = lost.map((one) => `limit:${one.id}${again(record)}`);
  const isOver = (key: string): boolean => about.some((one) => key === one || key.startsWith(`${one}:again`));
  return view.account.owed.filter((one) => one.caseId !== record.caseId || !isOver(one.key));
}

const reportWithdrawn = ({ accountId, caseId }: Case): OutboundDetail => ({
  type: 'ReportWithdrawn',
  detail: { accountId, caseId },
});

const isReport = ({ kind }: AppliedAction): boolean => kind === 'report';

interface Lost {
  /** Whose actions they are: the open case, or the one before it, whose limited line it took over. */
  record: Case;
  actions: readonly AppliedAction[];
}

/** The notices of these actions came back while the account is in collection. */
export function takeBack(view: View, open: Case, { record: of, actions: lost }: Lost): Changes {
  const chain = of === open ? open.actions : [...of.actions, ...open.actions];
  const { standing, line } = replayed(view, chain, lost);
  const kept = (record: Case): Case['actions'] => record.actions.flatMap((one) => standing.get(one) ?? []);
  const own: Case = { ...open, actions: kept(open) };
  const cases =
    of === open
      ? [{ ...own, announced: announcedWithout(open, lost) }]
      : [atCure({ ...of, actions: kept(of) }, line), { ...own, lineBefore: better(open.lineBefore, line) }];
  return withoutActions(view, open, { act: 'take-back', of, lost, line, cases });
}

/** The notices of these actions came back after the arrears were cleared: what is left of them is what the repair starts from. */
export function takeBackCured(view: View, record: Case, lost: readonly AppliedAction[]): Changes {
  const { standing, line } = replayed(view, record.actions, lost);
  const actions = record.actions.flatMap((one) => standing.get(one) ?? []);
  const { now, cases, start, events } = repairedFrom(view, { ...record, actions }, line);
  return withoutActions(view, record, { act: 'take-back', of: record, lost, line: now, cases, start, events });
}

const announcedWithout = ({ announced }: Case, lost: readonly AppliedAction[]): Case['announced'] =>
  Object.fromEntries(Object.entries(announced).filter(([id]) => !lost.some((one) => one.id === id)));

const atCure = (record: Case, line: Line): Case =>
  record.cure === undefined ? record : { ...record, cure: { ...record.cure, line } };

function withoutActions(
  view: View,
  record: Case,
  on: {
    act: string;
    of: Case;
    lost: readonly AppliedAction[];
    line: Line;
    cases: readonly Case[];
    start?: Case | undefined;
    events?: readonly OutboundDetail[];
  },
): Changes {
  const { of, lost, line, start } = on;
  const change = changeTo(view, line, { action: 'restore', reason: 'NOTICE_FAILED' });
  const reported = lost.some(isReport);
  const ids = [...new Set(lost.map((one) => one.id))];
  const notice = owe(view, record, {
    kind: 'withdrawal',
    key: `withdrawal:${ids.join('-')}:${view.today}`,
    ...(change === undefined ? {} : { line: change }),
    ...(reported ? { report: 'withdrawn' as const } : {}),
  });
  const owed = withoutTelling(view, of, lost);
  return changes(view, {
    act: on.act,
    caseId: record.caseId,
    why: { actions: ids.join(','), noticeId: lost[0]?.noticeId ?? '' },
    account: {
      ...withLine(view.account, line),
      owed: change === undefined && !reported ? owed : [...owed, notice],
    },
    cases: on.cases,
    line: change,
    events: [...lineEvents(view, record, change), ...(reported ? [reportWithdrawn(of)] : []), ...(on.events ?? [])],
    start,
  });
}

interface Repaired {
  /** The line now: the repair steps that were taken have raised it since the cure, and it never falls by an undoing. */
  now: Line;
  cases: readonly [Case];
  start?: Case;
  events: readonly OutboundDetail[];
}

/**
 * A cured case whose line was another one at the cure: its steps are taken again from there. A line that is whole needs
 * no window any more; one that was closed and is not has missed its own, and gets it now.
 */
export function repairedFrom(view: View, cured: Case, line: Line): Repaired {
  const { account, today, rules } = view;
  const record = atCure(cured, line);
  const { steps } = repairRules(rules.pinned(account.product, record.policyVersion, record.riskTier));
  const taken = steps.slice(0, record.window?.stepsDone ?? 0);
  const raised = taken.reduce((under, { toShare }) => restored(under, toShare, account.creditLimit), line);
  const now = better(collectionLine(account), raised);
  if (record.state === 'repairing' && !isLimited(now)) {
    const done = closed(view, record, 'cured');
    return { now, cases: [done], events: [caseClosed(done)] };
  }
  const { lockoutUntil } = account;
  const locked = lockoutUntil !== undefined && lockoutUntil > today;
  const missed = record.state === 'closed' && record.outcome === 'cured' && record.window === undefined;
  if (!missed || !isLimited(now) || locked) return { now, cases: [record], events: [] };
  const { next, start } = resumed(view, record);
  const curedOn = record.cure?.on ?? today;
  const countFrom = lockoutUntil !== undefined && lockoutUntil > curedOn ? today : curedOn;
  const window = { openedOn: today, countFrom, stepsDone: 0 };
  const going: Case = { ...next, state: 'repairing', window };
  return { now, cases: [going], events: [windowOpened(going)], ...(start ? { start: going } : {}) };
}
