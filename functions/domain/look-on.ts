// When an account without a case has to be looked at again: the index that the daily sweep reads.
import type { Policy } from '../contracts/policy.ts';
import type { Day } from '../contracts/time.ts';
import { allocate } from './arrears.ts';
import { addDays, laterOf } from './calendar.ts';
import { isLimited } from './ledger.ts';
import { pendingCauses } from './other-accounts.ts';
import { collectionLine } from './overlays.ts';
import type { View } from './view.ts';

/** The first day on which an obligation can make something due: its earliest reminder, or its first delinquent day. */
export function firstLookOn(policy: Policy, dueOn: Day): Day {
  const offsets = policy.reminders.map((one) => one.daysBefore);
  return offsets.length > 0 ? addDays(dueOn, -Math.max(...offsets)) : addDays(dueOn, 1 + policy.arrears.graceDays);
}

/**
 * The next day after the step day on which something may be due. Never too late, sometimes in vain: a look that finds
 * nothing says the next day anew. `undefined`: not before another event.
 */
export function nextLookOn(view: View): Day | undefined {
  const { snapshot, account, stepDay, policy } = view;
  const tomorrow = addDays(stepDay, 1);
  const { obligations, outstanding } = allocate(snapshot.facts, view.today);
  const days: Day[] = [];
  for (const { obligationId, dueOn } of obligations) {
    if ((outstanding.get(obligationId) ?? 0) === 0) continue;
    const own = policy.reminders.map((one) => addDays(dueOn, -one.daysBefore));
    days.push(...own, addDays(dueOn, 1 + policy.arrears.graceDays));
  }
  if (view.inArrears || pendingCauses(view).length > 0) days.push(tomorrow);
  for (const hold of snapshot.facts.holds) {
    days.push(hold.from);
    if (hold.until !== undefined) days.push(hold.until);
  }
  if (account.lockoutUntil !== undefined && isLimited(collectionLine(account)))
    days.push(laterOf(account.lockoutUntil, tomorrow));
  return days
    .filter((day) => day >= tomorrow)
    .sort()
    .at(0);
}
