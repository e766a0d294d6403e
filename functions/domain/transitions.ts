// How a case moves: each function says what one transition changes. When it happens is in decide.ts.
import type { Day } from '../contracts/time.ts';
import { position } from './arrears.ts';
import { addDays } from './calendar.ts';
import {
  actionTowards,
  again,
  type Changes,
  caseClosed,
  changes,
  closed,
  type OutboundDetail,
  owe,
  reopened,
  without,
} from './changes.ts';
import { type Account, type Case, isLimited, type Line, type LineChange, type Owed } from './ledger.ts';
import { withContractualLimit } from './limits.ts';
import { changeTo, lineEvents } from './line-steps.ts';
import { collectionLine, withLine } from './overlays.ts';
import { RELAPSE_NOTICE, repairRules } from './repair.ts';
import type { View } from './view.ts';

const told = (view: View, record: Case): boolean =>
  view.snapshot.notices.some((notice) => notice.caseId === record.caseId && notice.channel !== 'none');

/** Lockout days count from the relapse; a lockout of none leaves none behind. */
function withLockout(account: Account, until: Day | undefined): Account {
  const { lockoutUntil: _old, ...rest } = account;
  return until === undefined ? rest : { ...rest, lockoutUntil: until };
}

export function openCase(view: View): Changes {
  const { account, today } = view;
  const record = newCase(view, { lineBefore: collectionLine(account) });
  return changes(view, {
    act: 'open',
    caseId: record.caseId,
    why: { delinquentDays: view.ladder.delinquentDays, firstDelinquentOn: record.firstDelinquentOn },
    account: { ...account, owed: without(view, ['cure', 'repair', 'limit', 'reversal']) },
    cases: [record],
    events: [opened(record, today)],
    start: record,
  });
}

const opened = (record: Case, openedOn: Day): OutboundDetail => ({
  type: 'CaseOpened',
  detail: { accountId: record.accountId, caseId: record.caseId, openedOn, firstDelinquentOn: record.firstDelinquentOn },
});

function newCase(view: View, from: Pick<Case, 'lineBefore' | 'relapseOf'>): Case {
  const { account, snapshot, today } = view;
  const { riskTier } = snapshot.customer;
  const policy = view.rules.current(account.product, today, riskTier, account.accountId);
  return {
    caseId: caseIdOn(account.accountId, today),
    accountId: account.accountId,
    firstDelinquentOn: startOfRun(view),
    openedOn: today,
    openedAt: view.now,
    policyVersion: policy.version,
    ...(riskTier === undefined ? {} : { riskTier }),
    state: 'collecting',
    ...from,
    tiers: {},
    announced: {},
    actions: [],
    executions: 1,
  };
}

export const caseIdOn = (accountId: string, day: Day): string => `${accountId}-${day}`;

/** The start of the unbroken run of delinquent days up to the step day. */
function startOfRun(view: View): Day {
  let first = view.stepDay;
  for (;;) {
    const before = addDays(first, -1);
    if (position(view.snapshot.facts, view.terms, before).delinquentDays < 1) return first;
    first = before;
  }
}

const reopenedEvent = (record: Case): OutboundDetail => ({
  type: 'CaseOpened',
  detail: { accountId: record.accountId, caseId: record.caseId, reopened: true, openedOn: record.openedOn },
});

/** Undoes all limit actions of a case taken after a day; the line as it would stand without them. */
function undoneAfter(view: View, record: Case, day: Day | undefined): { actions: Case['actions']; line: Line } {
  const undone = record.actions.filter((action) => day === undefined || action.on > day);
  const first = undone[0];
  const actions = record.actions.filter((action) => !undone.includes(action));
  if (first === undefined) return { actions, line: collectionLine(view.account) };
  return { actions, line: withContractualLimit(first.from, view.account.creditLimit) };
}

function referralWithdrawn(record: Case, after: Day | undefined): OutboundDetail[] {
  const withdrawn = record.terminal?.kind === 'referred' && (after === undefined || record.terminal.on > after);
  return withdrawn
    ? [{ type: 'ReferralWithdrawn', detail: { accountId: record.accountId, caseId: record.caseId } }]
    : [];
}

const reportedAfter = ({ actions }: Case, day: Day | undefined): boolean =>
  actions.some(({ kind, on }) => kind === 'report' && (day === undefined || on > day));

/** What others were asked to do after a day is taken back: a referral, a report to a credit bureau. */
function takenBack(record: Case, after: Day | undefined): OutboundDetail[] {
  const { accountId, caseId } = record;
  const report: OutboundDetail[] = reportedAfter(record, after)
    ? [{ type: 'ReportWithdrawn', detail: { accountId, caseId } }]
    : [];
  return [...referralWithdrawn(record, after), ...report];
}

/** The borrower is told with an apology. */
function owedWithdrawal(
  view: View,
  record: Case,
  { key, line, reported }: { key: string; line: LineChange | undefined; reported: boolean },
): Owed {
  return owe(view, record, {
    kind: 'withdrawal',
    key: `withdrawal:${key}`,
    ...(line ? { line } : {}),
    ...(reported ? { report: 'withdrawn' as const } : {}),
  });
}

/** By what is known now the account was never delinquent: everything is undone, the relapse that opened the case too. */
export function withdraw(view: View, record: Case): Changes {
  const line =
    record.actions.length > 0 || record.relapseOf !== undefined
      ? withContractualLimit(record.lineBefore, view.account.creditLimit)
      : collectionLine(view.account);
  const change = changeTo(view, line, { action: 'restore', reason: 'WITHDRAWN' });
  const before = view.snapshot.cases.find((one) => one.caseId === record.relapseOf);
  const goesOn = before === undefined ? undefined : { ...reopened(before), state: 'repairing' as const };
  const done = { ...closed(view, record, 'withdrawn'), actions: [], announced: {} };
  const account = goesOn === undefined ? view.account : withLockout(view.account, undefined);
  const apology = told(view, record) || change !== undefined;
  // A case that resumes is the latest again: the withdrawn one must not stand in its way.
  const owed = without(view, ['limit', 'reversal', 'cure', 'repair']);
  const reported = reportedAfter(record, undefined);
  const notice = owedWithdrawal(view, goesOn ?? record, { key: record.caseId, line: change, reported });
  return changes(view, {
    act: 'withdraw',
    caseId: record.caseId,
    why: { openedOn: record.openedOn },
    account: { ...withLine(account, line), owed: apology ? [...owed, notice] : owed },
    cases: goesOn === undefined ? [done] : [done, goesOn],
    line: change,
    events: [
      ...lineEvents(view, record, change),
      ...takenBack(record, undefined),
      caseClosed(done),
      ...(goesOn === undefined ? [] : [reopenedEvent(goesOn)]),
    ],
    start: goesOn,
  });
}

/** Arrears are cleared, as of a value date; what was done after that day is undone. */
export function cure(view: View, record: Case, on: Day): Changes {
  const { today } = view;
  const { actions, line } = undoneAfter(view, record, on);
  const change = changeTo(view, line, { action: 'restore', reason: 'LATE_PAYMENT_POSTED' });
  const account = withLine(view.account, line);
  const late = record.terminal !== undefined && record.terminal.on > on;
  const { terminal: _terminal, ...kept } = record;
  const base: Case = { ...(late ? kept : record), actions, cure: { on, at: view.now, line } };
  const lockout = account.lockoutUntil;
  const opens = isLimited(line) && (lockout === undefined || lockout <= today);
  const afterLockout = lockout !== undefined && lockout > on;
  const next: Case = opens
    ? { ...base, state: 'repairing', window: { openedOn: today, countFrom: afterLockout ? today : on, stepsDone: 0 } }
    : closed(view, base, 'cured');
  const withdrawn = takenBack(record, on);
  const undone = change !== undefined || withdrawn.length > 0;
  const owed: Owed[] = without(view, ['limit', 'reversal']);
  if (undone)
    owed.push(
      owedWithdrawal(view, record, {
        key: `${on}${again(record)}`,
        line: change,
        reported: reportedAfter(record, on),
      }),
    );
  // A change of the line that was not told yet is told by the cure notice.
  const untold = account.owed.some((one) => one.kind === 'limit' && one.caseId === record.caseId);
  if (told(view, record) || untold) owed.push(owe(view, record, { kind: 'cure', key: `cure${again(record)}` }));
  return changes(view, {
    act: 'cure',
    caseId: record.caseId,
    why: { curedOn: on, arrears: view.position.arrears },
    account: { ...account, owed },
    cases: [next],
    line: change,
    events: [...lineEvents(view, record, change), ...withdrawn, opens ? windowOpened(next) : caseClosed(next)],
  });
}

const windowOpened = (record: Case): OutboundDetail => ({
  type: 'RepairWindowOpened',
  detail: { accountId: record.accountId, caseId: record.caseId, openedOn: record.window?.openedOn ?? '' },
});

/** A case goes on in the execution that asks; the sweep and errands have none and start one. */
function resumed(view: View, record: Case): { next: Case; start: boolean } {
  const start = record.state === 'closed' && view.asker !== 'case';
  const next = reopened(record);
  return { next: start ? next : { ...next, executions: record.executions }, start };
}

/** A later payment shows that an earlier day than the recorded one was the cure: what was done in between is undone. */
export function moveCure(view: View, record: Case, on: Day): Changes {
  const { actions, line } = undoneAfter(view, record, on);
  const steps = record.window?.stepsDone ?? 0;
  // Steps already taken have raised the line since: it never falls by an undoing.
  const now = collectionLine(view.account);
  const better = steps > 0 && now.status !== 'frozen' && now.limit > line.limit ? now : line;
  const change = changeTo(view, better, { action: 'restore', reason: 'LATE_PAYMENT_POSTED' });
  const window =
    record.window === undefined
      ? undefined
      : { ...record.window, countFrom: record.window.countFrom === record.cure?.on ? on : record.window.countFrom };
  const moved: Case = {
    ...record,
    actions,
    cure: { on, at: record.cure?.at ?? view.now, line },
    ...(window === undefined ? {} : { window }),
  };
  const whole = record.state === 'repairing' && !isLimited(better);
  const next = whole ? closed(view, moved, 'cured') : moved;
  const withdrawn = takenBack(record, on);
  const reported = reportedAfter(record, on);
  const notice = owedWithdrawal(view, record, { key: `${on}${again(record)}`, line: change, reported });
  return changes(view, {
    act: 'move-cure',
    caseId: record.caseId,
    why: { curedOn: on, before: record.cure?.on ?? '' },
    account: {
      ...withLine(view.account, better),
      owed: change === undefined && withdrawn.length === 0 ? view.account.owed : [...view.account.owed, notice],
    },
    cases: [next],
    line: change,
    events: [...lineEvents(view, record, change), ...withdrawn, ...(whole ? [caseClosed(next)] : [])],
  });
}

/** A reversed payment broke the cure: the same case goes on at the tier it had reached. */
export function reopen(view: View, record: Case): Changes {
  const { next: going, start } = resumed(view, record);
  const { cure: was, window: _window, ...rest } = going;
  const count = (record.reversal?.count ?? 0) + 1;
  const line =
    was === undefined ? collectionLine(view.account) : withContractualLimit(was.line, view.account.creditLimit);
  const change = changeTo(view, line, { action: actionTowards(line), reason: 'REVERSED_PAYMENT' });
  const next: Case = { ...rest, state: 'collecting', announced: {}, reversal: { count, at: view.now } };
  const notice = owe(view, record, { kind: 'reversal', key: `reversal:${count}`, ...(change ? { line: change } : {}) });
  return changes(view, {
    act: 'reopen',
    caseId: record.caseId,
    why: { curedOn: was?.on ?? '', arrears: view.position.arrears },
    account: {
      ...withLine(view.account, line),
      owed: [...without(view, ['cure', 'repair', 'limit', 'reversal']), notice],
    },
    cases: [next],
    line: change,
    events: [reopenedEvent(record), ...lineEvents(view, record, change)],
    start: start ? next : undefined,
  });
}

/**
 * New arrears inside a repair window: the line goes back to what it was at the cure, and a new case begins. The borrower
 * is told, even where the line stays as it is: there is a lockout now.
 */
export function relapse(view: View, record: Case): Changes {
  const { today, account } = view;
  const { lockoutDays } = repairRules(view.policy).relapse;
  const back =
    record.cure === undefined ? collectionLine(account) : withContractualLimit(record.cure.line, account.creditLimit);
  const cureNotice = view.snapshot.notices.find(
    (notice) => notice.caseId === record.caseId && notice.kind === 'cure' && notice.channel !== 'none',
  );
  const changed = changeTo(view, back, { action: actionTowards(back), reason: 'RELAPSE' });
  const change =
    changed === undefined || cureNotice === undefined ? changed : { ...changed, noticeId: cureNotice.noticeId };
  const done = closed(view, record, 'relapsed');
  const next = newCase(view, { lineBefore: collectionLine(account), relapseOf: record.caseId });
  const owed = without(view, ['cure', 'repair']);
  const notice = owe(view, next, { kind: 'limit', key: RELAPSE_NOTICE, ...(change ? { line: change } : {}) });
  return changes(view, {
    act: 'relapse',
    caseId: record.caseId,
    why: { delinquentDays: view.ladder.delinquentDays, arrears: view.position.arrears },
    account: {
      ...withLine(withLockout(account, lockoutDays > 0 ? addDays(today, lockoutDays) : undefined), back),
      owed: [...owed, notice],
    },
    cases: [done, next],
    line: change,
    events: [
      {
        type: 'RelapseDetected',
        detail: { accountId: account.accountId, caseId: record.caseId, newCaseId: next.caseId },
      },
      ...lineEvents(view, record, change),
      caseClosed(done),
      opened(next, today),
    ],
    start: next,
  });
}

/** The lockout is over and the account current: the window opens that the cure could not. */
export function openWindow(view: View, record: Case): Changes {
  const { today } = view;
  const { next: going, start } = resumed(view, record);
  const next: Case = {
    ...going,
    state: 'repairing',
    window: { openedOn: today, countFrom: today, stepsDone: 0 },
  };
  return changes(view, {
    act: 'open-window',
    caseId: record.caseId,
    why: { lockoutUntil: view.account.lockoutUntil ?? '' },
    cases: [next],
    events: [windowOpened(next)],
    start: start ? next : undefined,
  });
}

export function endOfLadder(view: View, record: Case, kind: 'referred' | 'review'): Changes {
  return changes(view, {
    act: kind === 'referred' ? 'refer' : 'review',
    caseId: record.caseId,
    why: { delinquentDays: view.ladder.delinquentDays },
    cases: [{ ...record, terminal: { kind, on: view.today } }],
    events: [
      {
        type: kind === 'referred' ? 'ReferralRequested' : 'ReviewRequested',
        detail: { accountId: record.accountId, caseId: record.caseId, delinquentDays: view.ladder.delinquentDays },
      },
    ],
  });
}
