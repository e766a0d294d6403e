// How a case moves: each function says what one transition changes. When it happens is in case-moves.ts; what undoes one is in
// undoing.ts.
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
  windowOpened,
  without,
} from './changes.ts';
import { type Case, isLimited, type Owed } from './ledger.ts';
import { withContractualLimit } from './limits.ts';
import { changeTo, lineEvents } from './line-steps.ts';
import { collectionLine, withLine } from './overlays.ts';
import { RELAPSE_NOTICE, repairRules } from './repair.ts';
import { resumed } from './take-back.ts';
import { owedWithdrawal, reportedAfter, takenBack, told, undoneAfter, withLockout } from './undoing.ts';
import type { View } from './view.ts';

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
