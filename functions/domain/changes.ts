import type { Channel, OutboundEventType } from '../contracts/events.ts';
import type { Instant } from '../contracts/time.ts';
import { causesAfter } from './causes.ts';
import {
  type Account,
  type Case,
  type CaseOutcome,
  type Cause,
  type Line,
  type LineChange,
  type Notice,
  type Owed,
  type OwedKind,
  sameLine,
} from './ledger.ts';
import type { View } from './view.ts';

export interface OutboundDetail {
  type: OutboundEventType;
  detail: Record<string, string | number | boolean | null>;
}

/** What was done, why, and what others are told of it; written with the change itself. */
export interface AuditEntry {
  accountId: string;
  caseId?: string;
  at: Instant;
  /** `cureflow`, or who in operations. */
  by: string;
  act: string;
  /** Codes and days that explain it, no personal data. */
  why: Record<string, string | number | boolean>;
  line?: LineChange;
  events: readonly OutboundDetail[];
}

/** All that one act changes; written in one transaction, on condition that nothing has moved since it was decided. */
export interface Changes {
  account: Account;
  cases: readonly Case[];
  notices: readonly Notice[];
  /** What begins or ends for the customer's other accounts: they are looked at anew. */
  causes: readonly Cause[];
  /** The customer gets a message on this channel: it counts towards the caps. */
  contacted?: Channel;
  audit: AuditEntry;
  /** A case that needs an execution, under this name. */
  start?: { caseId: string; executionName: string };
}

export interface Draft {
  act: string;
  why?: AuditEntry['why'];
  caseId?: string | undefined;
  account?: Account;
  cases?: readonly Case[];
  notices?: readonly Notice[];
  causes?: readonly Cause[];
  contacted?: Channel;
  line?: LineChange | undefined;
  events?: readonly OutboundDetail[];
  start?: Case | undefined;
}

export function changes(view: View, draft: Draft): Changes {
  const { account, now } = view;
  return {
    account: draft.account ?? account,
    cases: draft.cases ?? [],
    notices: draft.notices ?? [],
    causes: [...causesAfter(view, draft.cases ?? []), ...(draft.causes ?? [])],
    ...(draft.contacted === undefined ? {} : { contacted: draft.contacted }),
    audit: {
      accountId: account.accountId,
      ...(draft.caseId === undefined ? {} : { caseId: draft.caseId }),
      at: now,
      by: 'cureflow',
      act: draft.act,
      why: draft.why ?? {},
      ...(draft.line === undefined ? {} : { line: draft.line }),
      events: draft.events ?? [],
    },
    ...(draft.start === undefined
      ? {}
      : { start: { caseId: draft.start.caseId, executionName: executionNameOf(draft.start) } }),
  };
}

/**
 * Executions of one case after the first carry a number: a name can't be used again for 90 days. Step Functions logs
 * only names of letters, digits, `-` and `_`; any other character of an id is written as its code.
 */
export function executionNameOf({ caseId, executions }: Pick<Case, 'caseId' | 'executions'>): string {
  return encoded(executions > 1 ? `${caseId}-r${executions}` : caseId);
}

export const encoded = (name: string): string =>
  name.replace(/[^A-Za-z0-9_-]/g, (character) => `_${character.charCodeAt(0).toString(16)}`);

/** Running number behind the keys of a reopened case, so that it can tell again what it told before. */
export const again = (record: Case): string => (record.reversal === undefined ? '' : `:${record.reversal.count}`);

export function owe(
  view: View,
  record: Case | undefined,
  owed: Pick<Owed, 'kind' | 'key' | 'line' | 'step' | 'report'>,
): Owed {
  return { ...owed, ...(record === undefined ? {} : { caseId: record.caseId }), since: view.now };
}

/** What was left to be told, without what has lost its reason. What is owed for another account belongs to no case. */
export function without(view: View, kinds: readonly OwedKind[]): Owed[] {
  return view.account.owed.filter((one) => one.caseId === undefined || !kinds.includes(one.kind));
}

export function closed(view: View, record: Case, outcome: CaseOutcome): Case {
  return { ...record, state: 'closed', outcome, closedOn: view.today };
}

export function reopened(record: Case): Case {
  const { outcome: _outcome, closedOn: _closedOn, ...rest } = record;
  return { ...rest, executions: record.state === 'closed' ? record.executions + 1 : record.executions };
}

export const caseClosed = (record: Case): OutboundDetail => ({
  type: 'CaseClosed',
  detail: {
    accountId: record.accountId,
    caseId: record.caseId,
    outcome: record.outcome ?? '',
    closedOn: record.closedOn ?? '',
  },
});

export const windowOpened = (record: Case): OutboundDetail => ({
  type: 'RepairWindowOpened',
  detail: { accountId: record.accountId, caseId: record.caseId, openedOn: record.window?.openedOn ?? '' },
});

export function lineChanged(accountId: string, caseId: string | undefined, change: LineChange): OutboundDetail {
  return {
    type: change.action === 'restore' ? 'LimitRestored' : 'LimitActionApplied',
    detail: {
      accountId,
      caseId: caseId ?? null,
      action: change.action,
      status: change.to.status,
      limit: change.to.limit,
      reason: change.reason,
    },
  };
}

/** The change as the borrower sees it, if there is one to see. */
export function lineChange(
  { account: { line: from } }: View,
  { line: to }: Account,
  change: Omit<LineChange, 'from' | 'to'>,
): LineChange | undefined {
  return sameLine(from, to) ? undefined : { ...change, from, to };
}

/** How a step back is called: by where it leads. */
export function actionTowards(to: Line): LineChange['action'] {
  return to.status === 'frozen'
    ? 'freeze'
    : to.status === 'reduced'
      ? 'reduce'
      : to.status === 'closed'
        ? 'close'
        : 'restore';
}
