// What is undone, and how: by payments that come late, by reversed ones, by notices that came back. When is in case-moves.ts.
import type { Day } from '../contracts/time.ts';
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
import type { Account, Case, Line, LineChange, Owed } from './ledger.ts';
import { withContractualLimit } from './limits.ts';
import { changeTo, lineEvents } from './line-steps.ts';
import { collectionLine, withLine } from './overlays.ts';
import { repairedFrom, resumed } from './take-back.ts';
import type { View } from './view.ts';

export const told = (view: View, record: Case): boolean =>
  view.snapshot.notices.some((notice) => notice.caseId === record.caseId && notice.channel !== 'none');

/** Lockout days count from the relapse; a lockout of none leaves none behind. */
export function withLockout(account: Account, until: Day | undefined): Account {
  const { lockoutUntil: _old, ...rest } = account;
  return until === undefined ? rest : { ...rest, lockoutUntil: until };
}

const reopenedEvent = (record: Case): OutboundDetail => ({
  type: 'CaseOpened',
  detail: { accountId: record.accountId, caseId: record.caseId, reopened: true, openedOn: record.openedOn },
});

/** Undoes all limit actions of a case taken after a day; the line as it would stand without them. */
export function undoneAfter(view: View, record: Case, day: Day): { actions: Case['actions']; line: Line } {
  const undone = record.actions.filter((action) => action.on > day);
  const first = undone[0];
  const actions = record.actions.filter((action) => !undone.includes(action));
  if (first === undefined) return { actions, line: record.cure?.line ?? collectionLine(view.account) };
  return { actions, line: withContractualLimit(first.from, view.account.creditLimit) };
}

function referralWithdrawn(record: Case, after: Day | undefined): OutboundDetail[] {
  const withdrawn = record.terminal?.kind === 'referred' && (after === undefined || record.terminal.on > after);
  return withdrawn
    ? [{ type: 'ReferralWithdrawn', detail: { accountId: record.accountId, caseId: record.caseId } }]
    : [];
}

export const reportedAfter = ({ actions }: Case, day: Day | undefined): boolean =>
  actions.some(({ kind, on }) => kind === 'report' && (day === undefined || on > day));

/** What others were asked to do after a day is taken back: a referral, a report to a credit bureau. */
export function takenBack(record: Case, after: Day | undefined): OutboundDetail[] {
  const { accountId, caseId } = record;
  const report: OutboundDetail[] = reportedAfter(record, after)
    ? [{ type: 'ReportWithdrawn', detail: { accountId, caseId } }]
    : [];
  return [...referralWithdrawn(record, after), ...report];
}

/** The borrower is told with an apology. */
export function owedWithdrawal(
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

/** A later payment shows that an earlier day than the recorded one was the cure: what was done in between is undone. */
export function moveCure(view: View, record: Case, on: Day): Changes {
  const { actions, line } = undoneAfter(view, record, on);
  const { window, cure: was } = record;
  const moved: Case = {
    ...record,
    actions,
    cure: { on, at: was?.at ?? view.now, line },
    ...(window === undefined
      ? {}
      : { window: { ...window, countFrom: window.countFrom === was?.on ? on : window.countFrom } }),
  };
  const { now, cases, start, events } = repairedFrom(view, moved, line);
  const change = changeTo(view, now, { action: 'restore', reason: 'LATE_PAYMENT_POSTED' });
  const withdrawn = takenBack(record, on);
  const reported = reportedAfter(record, on);
  const notice = owedWithdrawal(view, record, { key: `${on}${again(record)}`, line: change, reported });
  return changes(view, {
    act: 'move-cure',
    caseId: record.caseId,
    why: { curedOn: on, before: was?.on ?? '' },
    account: {
      ...withLine(view.account, now),
      owed: change === undefined && withdrawn.length === 0 ? view.account.owed : [...view.account.owed, notice],
    },
    cases,
    line: change,
    events: [...lineEvents(view, record, change), ...withdrawn, ...events],
    start,
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

/** What the referral rested on came back: it does not stand. The ladder goes on with the next channel, and ends anew. */
export function withdrawReferral(view: View, record: Case): Changes {
  const { terminal: _terminal, ...rest } = record;
  return changes(view, {
    act: 'withdraw-referral',
    caseId: record.caseId,
    cases: [rest],
    events: referralWithdrawn(record, undefined),
  });
}
