// How a line changes: each function says what one step changes. When it happens is in decide.ts.
import type { LimitAction, RepairStep } from '../contracts/policy.ts';
import { onOtherAccounts } from './causes.ts';
import {
  again,
  type Changes,
  caseClosed,
  changes,
  closed,
  lineChange,
  lineChanged,
  type OutboundDetail,
  owe,
} from './changes.ts';
import { type Account, type AppliedAction, type Case, type Line, type LineChange, sameLine } from './ledger.ts';
import { limited, needsDelivery, restored } from './limits.ts';
import { collectionLine, isFraud, overlaysOf, withLine, withOverlays } from './overlays.ts';
import { inWindow } from './repair.ts';
import type { View } from './view.ts';

/** What another base line changes for the borrower: nothing where an overlay lies over all of it. */
export function changeTo(
  view: View,
  base: Line,
  change: Pick<LineChange, 'action' | 'reason'>,
): LineChange | undefined {
  return lineChange(view, withLine(view.account, base), change);
}

export function lineEvents(view: View, record: Case, change: LineChange | undefined): OutboundDetail[] {
  return change === undefined ? [] : [lineChanged(view.account.accountId, record.caseId, change)];
}

interface Served {
  action: LimitAction;
  /** The notice that announced it. */
  noticeId: string;
}

/** With what it was applied on: a policy that the case moves to later asks nothing more of it. */
function appliedOn(
  view: View,
  { action, noticeId }: Served,
  { from, to }: Pick<LineChange, 'from' | 'to'>,
): AppliedAction {
  const { id, kind } = action;
  return { id, kind, on: view.today, from, to, noticeId, ...(needsDelivery(action) ? { evidence: 'delivered' } : {}) };
}

/** An action that was taken back and is applied again is told again: by a key that no notice has yet. */
function limitKey({ snapshot }: View, record: Case, { id }: Pick<LimitAction, 'id'>): string {
  const first = `limit:${id}${again(record)}`;
  const told = snapshot.notices.filter((one) => one.caseId === record.caseId).map((one) => one.key);
  for (let times = 0; ; times += 1) {
    const key = times === 0 ? first : `${first}:again${times}`;
    if (!told.includes(key)) return key;
  }
}

export function applyLimitAction(view: View, record: Case, { action, noticeId }: Served): Changes {
  const { account, stepDay } = view;
  if (action.kind === 'report') return requestReport(view, record, { action, noticeId });
  const from = collectionLine(account);
  const to = limited(from, action, account.creditLimit);
  const changed = changeTo(view, to, { action: action.kind, reason: 'ARREARS' });
  const change = changed && { ...changed, actionId: action.id, noticeId };
  const others = sameLine(from, to) ? { causes: [], events: [] } : onOtherAccounts(view, record);
  const applied = appliedOn(view, { action, noticeId }, { from, to });
  const notice = change && owe(view, record, { kind: 'limit', key: limitKey(view, record, action), line: change });
  return changes(view, {
    act: `limit:${action.id}`,
    caseId: record.caseId,
    why: { delinquentDays: view.ladder.delinquentDays, day: stepDay, noticeId, changed: change !== undefined },
    account: { ...withLine(account, to), owed: notice === undefined ? account.owed : [...account.owed, notice] },
    cases: [{ ...record, actions: [...record.actions, applied] }],
    line: change,
    causes: others.causes,
    events: [...lineEvents(view, record, change), ...others.events],
  });
}

/** Asks the lender to report the account to a credit bureau, once in a case. The line stays as it is. RULES CN-13, US-10. */
function requestReport(view: View, record: Case, { action, noticeId }: Served): Changes {
  const { account } = view;
  const { caseId, firstDelinquentOn } = record;
  const line = collectionLine(account);
  const applied = appliedOn(view, { action, noticeId }, { from: line, to: line });
  const notice = owe(view, record, { kind: 'limit', key: limitKey(view, record, action), report: 'requested' });
  return changes(view, {
    act: `limit:${action.id}`,
    caseId,
    why: { delinquentDays: view.ladder.delinquentDays, day: view.stepDay, noticeId },
    account: { ...account, owed: [...account.owed, notice] },
    cases: [{ ...record, actions: [...record.actions, applied] }],
    events: [
      { type: 'ReportRequested', detail: { accountId: account.accountId, caseId, noticeId, firstDelinquentOn } },
    ],
  });
}

export function takeRepairStep(
  view: View,
  record: Case,
  due: { index: number; step: RepairStep; last: boolean },
): Changes {
  const { account } = view;
  if (!inWindow(record)) throw new Error(`case ${record.caseId} has no repair window`);
  const share = due.last ? 1 : due.step.toShare;
  const to = restored(collectionLine(account), share, account.creditLimit);
  const first = due.index === 0 && due.step.afterDays === 0;
  const changed = changeTo(view, to, { action: 'restore', reason: first ? 'CURED' : 'REPAIR_STEP' });
  const change = changed && { ...changed, step: due.index };
  const window = { ...record.window, stepsDone: due.index + 1 };
  const next: Case = due.last ? closed(view, { ...record, window }, 'repaired') : { ...record, window };
  // The first step is told in the cure notice, unless there is none or it has gone out before.
  const cureNotice = account.owed.find((one) => one.kind === 'cure' && one.caseId === record.caseId);
  const sent = view.snapshot.notices.some((one) => one.caseId === record.caseId && one.key === cureNotice?.key);
  const inCureNotice = first && cureNotice !== undefined && !sent;
  const notice =
    change && !inCureNotice
      ? owe(view, record, { kind: 'repair', key: `repair:${due.index}${again(record)}`, line: change, step: due.index })
      : undefined;
  return changes(view, {
    act: `restore:${due.index}`,
    caseId: record.caseId,
    why: { countFrom: record.window.countFrom, changed: change !== undefined },
    account: { ...withLine(account, to), owed: notice === undefined ? account.owed : [...account.owed, notice] },
    cases: [next],
    line: change,
    events: [...lineEvents(view, record, change), ...(due.last ? [caseClosed(next)] : [])],
  });
}

export function fraudFreeze(view: View): Changes {
  const account = withOverlays(view.account, [...overlaysOf(view.account), { kind: 'freeze' }]);
  return lineCovered(view, account, { act: 'fraud:freeze', action: 'freeze', reason: 'FRAUD_HOLD' });
}

export function fraudRelease(view: View): Changes {
  const account = withOverlays(
    view.account,
    overlaysOf(view.account).filter((one) => !isFraud(one)),
  );
  return lineCovered(view, account, { act: 'fraud:release', action: 'restore', reason: 'HOLD_RELEASED' });
}

function lineCovered(
  view: View,
  account: Account,
  { act, ...change }: Pick<LineChange, 'action' | 'reason'> & { act: string },
): Changes {
  const line = lineChange(view, account, change);
  return changes(view, {
    act,
    caseId: view.record?.caseId,
    account,
    line,
    events: line === undefined ? [] : [lineChanged(account.accountId, undefined, line)],
  });
}
