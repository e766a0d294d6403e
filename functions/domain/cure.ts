import type { Day, Instant } from '../contracts/time.ts';
import { type ArrearsTerms, allocate, position } from './arrears.ts';
import { addDays, dayIn } from './calendar.ts';
import type { Case, Cure, Facts, Payment } from './ledger.ts';

/** The amounts alone: no hold stops a clock, no dispute takes anything out. */
const withoutHolds = (facts: Facts): Facts => ({ ...facts, holds: [] });

/** Past due at the start of the day: what was paid on the day itself came after. */
function wasDelinquent(facts: Facts, terms: ArrearsTerms, day: Day): boolean {
  return position(facts, terms, day, addDays(day, -1)).delinquentDays >= 1;
}

/**
 * By what is known now, the account was delinquent on no day of the case: a payment came late, or an obligation was
 * cancelled. Holds and disputes withdraw nothing.
 */
export function neverDelinquent(facts: Facts, terms: ArrearsTerms, record: Case, today: Day): boolean {
  const amounts = withoutHolds(facts);
  for (let day = record.openedOn; day <= today; day = addDays(day, 1)) {
    if (wasDelinquent(amounts, terms, day)) return false;
  }
  return true;
}

/** A plan counts as a cure only after some instalments were kept. */
export function planStillProves(facts: Facts, terms: ArrearsTerms, cureAfter: number, today: Day): boolean {
  const plan = facts.plans.filter((one) => one.agreedOn <= today).at(-1);
  if (plan === undefined) return false;
  const instalments = facts.obligations.filter((one) => one.planId === plan.planId && !one.cancelled);
  const { outstanding } = allocate(facts, today);
  const kept = instalments.filter((one) => (outstanding.get(one.obligationId) ?? 0) <= terms.tolerance).length;
  return kept < Math.min(cureAfter, instalments.length);
}

/**
 * The first day since the case opened on which the arrears were back at the tolerance: today, or the value date of a
 * payment that came late. A dispute alone cures nothing: while one is open, money must have cleared the rest.
 */
export function curedOn(
  facts: Facts,
  terms: ArrearsTerms,
  on: { since: Day; today: Day; planCureAfter: number; reopened?: { on: Day; at: Instant } | undefined },
): Day | undefined {
  const cleared = (day: Day): boolean => position(facts, terms, day).arrears <= terms.tolerance;
  const disputeOpen = (day: Day): boolean => position(facts, terms, day).pastDue.some((one) => one.disputed);
  // What was paid and known before a reversal reopened the case has not cured it: only what came after can.
  const { reopened } = on;
  const counts = (one: Payment): boolean =>
    reopened === undefined || one.paidOn >= reopened.on || one.postedAt >= reopened.at;
  const payDays = facts.payments
    .filter((one) => one.reversedAt === undefined && one.paidOn >= on.since && one.paidOn <= on.today)
    .filter(counts)
    .map((one) => one.paidOn);
  for (const day of [...new Set(payDays)].sort()) {
    if (cleared(day) && !planStillProves(facts, terms, on.planCureAfter, day) && money(facts, terms, day)) return day;
  }
  if (!cleared(on.today) || disputeOpen(on.today)) return undefined;
  return planStillProves(facts, terms, on.planCureAfter, on.today) ? undefined : on.today;
}

/** Without that day's payments the arrears would still stand: it was money that cleared them. */
function money(facts: Facts, terms: ArrearsTerms, day: Day): boolean {
  const before = { ...facts, payments: facts.payments.filter((one) => one.paidOn !== day) };
  return position(before, terms, day).arrears > terms.tolerance;
}

/**
 * By a payment that was reversed after the cure, the arrears had not been cleared then, nor when it was reversed, and are
 * not now. Where other money had replaced it by the reversal, later arrears are a new delinquency.
 */
export function cureBroken(
  facts: Facts,
  terms: ArrearsTerms,
  on: { cure: Cure; today: Day; timeZone: string },
): boolean {
  const { cure, today } = on;
  const restoredPayments = facts.payments.map((payment) =>
    payment.reversedAt !== undefined && payment.reversedAt >= cure.at ? { ...payment, reversedAt: undefined } : payment,
  );
  const reversals = facts.payments.flatMap(({ reversedAt }) =>
    reversedAt !== undefined && reversedAt >= cure.at ? [dayIn(on.timeZone, reversedAt)] : [],
  );
  const last = reversals.sort().at(-1);
  if (last === undefined) return false;
  const { tolerance } = terms;
  return (
    [cure.on, last, today].every((day) => position(facts, terms, day).arrears > tolerance) &&
    position({ ...facts, payments: restoredPayments }, terms, cure.on).arrears <= tolerance
  );
}
