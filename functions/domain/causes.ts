// The overdue account's side of `otherAccounts`: a limit action on it is a cause for the customer's other accounts, from
// the transaction that applies it to the one that closes its case. Their side is in other-accounts.ts.
import type { OutboundDetail } from './changes.ts';
import { type Case, type Cause, sameLine } from './ledger.ts';
import type { View } from './view.ts';

export interface Consequences {
  causes: readonly Cause[];
  events: readonly OutboundDetail[];
}

/** What a limit action that changes this account's line does to the other ones, once for each case. */
export function onOtherAccounts(view: View, record: Case): Consequences {
  const { otherAccounts, causes } = view.snapshot;
  const { otherAccounts: rule } = view.policy;
  if (rule === 'none' || otherAccounts.length === 0) return { causes: [], events: [] };
  if (rule === 'review') {
    const asked = record.actions.some(({ from, to }) => !sameLine(from, to));
    return {
      causes: [],
      events: asked ? [] : otherAccounts.map(({ accountId }) => reviewRequested(accountId, record)),
    };
  }
  const before = causes.filter((one) => one.caseId === record.caseId);
  if (before.some(begets)) return { causes: [], events: [] };
  const { caseId, accountId } = record;
  // A case that was reopened announces anew: under another id, or the old notices would do for it.
  const causeId = before.length === 0 ? caseId : `${caseId}:${before.length + 1}`;
  return { causes: [{ ...rule, causeId, caseId, accountId, since: view.now }], events: [] };
}

const reviewRequested = (accountId: string, cause: Case): OutboundDetail => ({
  type: 'ReviewRequested',
  detail: { accountId, causeAccountId: cause.accountId, causeCaseId: cause.caseId, reason: 'other-account' },
});

/** What a case that moves on does to its causes: with the cure they beget nothing new, with its end they end. */
export function causesAfter({ snapshot, now }: View, cases: readonly Case[]): Cause[] {
  return snapshot.causes.filter(lasts).flatMap((cause): Cause[] => {
    const record = cases.find((one) => one.caseId === cause.caseId);
    if (record === undefined) return [];
    if (record.state === 'closed' || record.actions.length === 0) return [{ ...cause, endedAt: now }];
    return record.state === 'repairing' && begets(cause) ? [{ ...cause, settledAt: now }] : [];
  });
}

/** What was done because of it stays. */
export const lasts = (cause: Cause): boolean => cause.endedAt === undefined;
/** What it announces is going to be done. */
export const begets = (cause: Cause): boolean => lasts(cause) && cause.settledAt === undefined;
