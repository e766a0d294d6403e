import { addDays, daysBetween } from './calendar.ts';
import type { Facts, PromiseToPay } from './ledger.ts';
import { shareOf } from './limits.ts';
import type { View } from './view.ts';

export type PromiseState = 'open' | 'kept' | 'broken';

/** Kept when payments with a value date in its days reach the amount less the tolerance; broken when the days are over. */
export function promiseState(
  promise: PromiseToPay,
  facts: Facts,
  on: { tolerance: number; today: string },
): PromiseState {
  const paid = facts.payments
    .filter((one) => one.reversedAt === undefined && one.paidOn >= promise.madeOn && one.paidOn <= promise.payBy)
    .reduce((sum, one) => sum + one.amount, 0);
  if (paid >= promise.amount - on.tolerance) return 'kept';
  return on.today > promise.payBy ? 'broken' : 'open';
}

/** After this many broken promises in a case a further one is refused. */
const BROKEN_ALLOWED = 2;

/** Why a promise can't be taken; nothing when it can. */
export function refusePromise(view: View, promise: PromiseToPay): string | undefined {
  const { policy, terms, position: here, record, snapshot, today } = view;
  const { maxDays, minShare } = policy.promise;
  const days = daysBetween(promise.madeOn, promise.payBy);
  if (days < 0) return `promises payment by ${promise.payBy}, before it was made on ${promise.madeOn}`;
  if (days > maxDays) return `promises payment by ${promise.payBy}, ${days} days ahead; the policy allows ${maxDays}`;
  const least = shareOf(here.arrears, minShare);
  if (promise.amount < least) return `promises less than the policy's least share of what is past due (${minShare})`;
  const since = record?.state === 'collecting' ? addDays(record.openedOn, -1) : undefined;
  const broken = snapshot.facts.promises.filter(
    (one) =>
      since !== undefined &&
      one.madeOn > since &&
      one.promiseId !== promise.promiseId &&
      promiseState(one, snapshot.facts, { tolerance: terms.tolerance, today }) === 'broken',
  );
  if (broken.length >= BROKEN_ALLOWED) return `is a further promise after ${broken.length} broken ones in this case`;
  return undefined;
}
