import type { Policy, RepairStep } from '../contracts/policy.ts';
import type { Day } from '../contracts/time.ts';
import { type ArrearsTerms, allocate } from './arrears.ts';
import { addDays, daysBetween, earlierOf } from './calendar.ts';
import { isDisputed } from './holds.ts';
import type { Case, Cure, Facts, Obligation, RepairWindow } from './ledger.ts';

type RepairRules = NonNullable<Policy['repair']>;

/** Where a policy says nothing, a cured line comes back whole at once. */
const WHOLE_AT_ONCE: RepairRules = {
  steps: [{ afterDays: 0, onTimePayments: 0, toShare: 1 }],
  relapse: { day: 1, minArrears: 0, lockoutDays: 0 },
};

export const repairRules = (policy: Policy): RepairRules => policy.repair ?? WHOLE_AT_ONCE;

interface SinceCure {
  fellDue: readonly Obligation[];
  /** How many of them were settled on time. */
  onTime: number;
}

/** The obligations that fell due after the cure. */
function sinceCure(facts: Facts, terms: ArrearsTerms, cure: Cure, today: Day): SinceCure {
  const fellDue = facts.obligations.filter(
    (one) =>
      !one.cancelled && one.dueOn > cure.on && one.dueOn <= today && !isDisputed(facts.holds, one.obligationId, today),
  );
  const onTime = fellDue.filter((one) => {
    const lastDay = earlierOf(today, addDays(one.dueOn, terms.graceDays));
    return isSettled(facts, terms, one, lastDay);
  });
  return { fellDue, onTime: onTime.length };
}

function isSettled(facts: Facts, { tolerance }: ArrearsTerms, { obligationId }: Obligation, day: Day): boolean {
  const open = allocate(facts, day).outstanding.get(obligationId);
  return open === undefined || open <= tolerance;
}

/**
 * Who was late once and has no bill left to be on time with: the step's days count anew from the day on which the last
 * late one was settled. Without this the line would never come back.
 */
function madeGood(
  { fellDue }: SinceCure,
  step: RepairStep,
  on: { facts: Facts; terms: ArrearsTerms; today: Day },
): boolean {
  const { facts, terms, today } = on;
  if (facts.obligations.some((one) => !one.cancelled && one.dueOn > today)) return false;
  const days = [...new Set([...fellDue.map((one) => one.dueOn), ...facts.payments.map((one) => one.paidOn)])].sort();
  const settled = days.find(
    (day) => day <= today && fellDue.every((one) => one.dueOn <= day && isSettled(facts, terms, one, day)),
  );
  return settled !== undefined && daysBetween(settled, today) >= step.afterDays;
}

/** The next step of the window, when its days have passed and its bills were paid on time. */
export function repairStepDue(
  policy: Policy,
  on: { facts: Facts; terms: ArrearsTerms; cure: Cure; window: RepairWindow; today: Day },
): { index: number; step: RepairStep; last: boolean } | undefined {
  const { steps } = repairRules(policy);
  const index = on.window.stepsDone;
  const step = steps[index];
  if (step === undefined || daysBetween(on.window.countFrom, on.today) < step.afterDays) return undefined;
  const since = sinceCure(on.facts, on.terms, on.cure, on.today);
  // Where fewer fell due than the step asks for, all of those that did are enough.
  const enough = since.onTime >= Math.min(step.onTimePayments, since.fellDue.length);
  if (!enough && !madeGood(since, step, on)) return undefined;
  return { index, step, last: index === steps.length - 1 };
}

/** The key of the notice that tells of a relapse: the line need not have changed. */
export const RELAPSE_NOTICE = 'limit:relapse';

/** Delinquent days from which arrears in a window are a relapse. */
export function relapseDay(policy: Policy): number {
  return repairRules(policy).relapse.day + policy.arrears.postingDays;
}

/** When each step that is still to come can be taken at the earliest. */
export function stepsAhead(policy: Policy, window: RepairWindow): { index: number; step: RepairStep; on: Day }[] {
  return repairRules(policy)
    .steps.map((step, index) => ({ index, step, on: addDays(window.countFrom, step.afterDays) }))
    .slice(window.stepsDone);
}

/** A repair window is open in this case. */
export const inWindow = (record: Case): record is Case & { cure: Cure; window: RepairWindow } =>
  record.state === 'repairing' && record.cure !== undefined && record.window !== undefined;
