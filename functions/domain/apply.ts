import type { Changes } from './changes.ts';
import type { Case, Cause, Notice, Snapshot } from './ledger.ts';

function replaced(cases: readonly Case[], changed: readonly Case[]): Case[] {
  const kept = cases.filter((one) => !changed.some((other) => other.caseId === one.caseId));
  return [...kept, ...changed].sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
}

export function causesWith(causes: readonly Cause[], changed: readonly Cause[]): Cause[] {
  return [...causes.filter((one) => !changed.some((other) => other.causeId === one.causeId)), ...changed];
}

/** What the customer's other accounts have to know before they act. */
export const movesCustomer = ({ contacted, causes }: Changes): boolean => contacted !== undefined || causes.length > 0;

/** The snapshot as it reads once the changes are saved, so that the next decision needs no second read. */
export function applied<S extends Snapshot>(snapshot: S, changes: Changes): S {
  const { account, customer } = snapshot;
  const { contacted } = changes;
  const contacts =
    contacted === undefined ? customer.contacts : [...customer.contacts, { at: changes.audit.at, channel: contacted }];
  return {
    ...snapshot,
    account: { ...changes.account, revision: account.revision + 1 },
    customer: { ...customer, contacts, revision: customer.revision + (movesCustomer(changes) ? 1 : 0) },
    cases: replaced(snapshot.cases, changes.cases),
    notices: [...snapshot.notices, ...changes.notices],
    causes: causesWith(snapshot.causes, changes.causes),
  };
}

/** The snapshot once it is recorded what became of a claimed message. */
export function recorded<S extends Snapshot>(snapshot: S, notice: Notice): S {
  return {
    ...snapshot,
    account: { ...snapshot.account, revision: snapshot.account.revision + 1 },
    notices: snapshot.notices.map((one) => (one.noticeId === notice.noticeId ? notice : one)),
  };
}
