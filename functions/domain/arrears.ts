import type { Day } from '../contracts/time.ts';
import { addDays, daysBetween, laterOf } from './calendar.ts';
import { isDisputed, pausedDays } from './holds.ts';
import type { Amount, Facts, Obligation, Payment, Plan } from './ledger.ts';

/** The part of a policy that arrears depend on. */
export interface ArrearsTerms {
  graceDays: number;
  tolerance: Amount;
  /** `takeover: restart`: what was past due when the account arrived counts as if it had just become so. */
  countFrom?: Day;
}

/** One obligation that is past due and not settled. */
export interface PastDue {
  obligationId: string;
  dueOn: Day;
  outstanding: Amount;
  daysPastDue: number;
  pausedDays: number;
  delinquentDays: number;
  /** Left out of arrears. */
  disputed: boolean;
}

/** An account on one day. */
export interface Position {
  on: Day;
  arrears: Amount;
  daysPastDue: number;
  pausedDays: number;
  delinquentDays: number;
  /** Oldest first, disputed ones among them. */
  pastDue: readonly PastDue[];
}

const byDueDay = (a: Obligation, b: Obligation): number =>
  a.dueOn < b.dueOn ? -1 : a.dueOn > b.dueOn ? 1 : a.obligationId < b.obligationId ? -1 : 1;
const byValueDate = (a: Payment, b: Payment): number =>
  a.paidOn < b.paidOn ? -1 : a.paidOn > b.paidOn ? 1 : a.paymentId < b.paymentId ? -1 : 1;

/** What one obligation still takes; its whole amount where nothing was allocated to it. */
export interface Allocation {
  /** Oldest due first; cancelled ones and those that a plan replaced are left out. */
  obligations: readonly Obligation[];
  outstanding: ReadonlyMap<string, Amount>;
  /** What no obligation takes: it pays later ones as they are scheduled. */
  credit: Amount;
}

/**
 * Payments with a value date up to `day`, in order of value date, each to the obligation it names first and with the
 * rest to the oldest due. Obligations count whenever they were heard of, so that the order of events does not matter.
 */
export function allocate(facts: Facts, day: Day): Allocation {
  const plan = facts.plans.filter((one) => one.agreedOn <= day).at(-1);
  const known = facts.obligations.filter((one) => !one.cancelled).sort(byDueDay);
  const payments = facts.payments
    .filter((payment) => payment.reversedAt === undefined && payment.paidOn <= day)
    .sort(byValueDate);
  if (plan === undefined)
    return spread(
      known.filter((one) => one.planId === undefined),
      payments,
    );
  // What was paid before the plan settled the old obligations; what comes later pays the instalments.
  const before = spread(
    known.filter((one) => isReplaced(one, plan)),
    payments.filter((payment) => payment.paidOn < plan.agreedOn),
  );
  const credit: Payment[] =
    before.credit > 0 ? [{ paymentId: '', amount: before.credit, paidOn: plan.agreedOn, postedAt: plan.agreedAt }] : [];
  return spread(
    known.filter((one) => one.planId === plan.planId || (one.planId === undefined && !isReplaced(one, plan))),
    [...credit, ...payments.filter((payment) => payment.paidOn >= plan.agreedOn)],
  );
}

/** The instalments of a plan, and of earlier ones, replace what had been scheduled when it was agreed. */
const isReplaced = (obligation: Obligation, plan: Plan): boolean =>
  obligation.planId !== plan.planId && obligation.scheduledAt <= plan.agreedAt;

function spread(obligations: readonly Obligation[], payments: readonly Payment[]): Allocation {
  const outstanding = new Map(obligations.map((one) => [one.obligationId, one.amountDue]));
  let oldest = 0;
  let credit = 0;
  for (const payment of payments) {
    let rest = payment.amount;
    const pay = (obligationId: string): void => {
      const owed = outstanding.get(obligationId) ?? 0;
      const part = Math.min(owed, rest);
      if (part === 0) return;
      outstanding.set(obligationId, owed - part);
      rest -= part;
    };
    if (payment.obligationId !== undefined) pay(payment.obligationId);
    for (let next = obligations[oldest]; rest > 0 && next !== undefined; next = obligations[oldest]) {
      pay(next.obligationId);
      if (rest > 0) oldest += 1;
    }
    credit += rest;
  }
  return { obligations, outstanding, credit };
}

/**
 * Arrears and clocks on `day`. `paidBy` lets payments of a later day count: before the hour at which a day's steps
 * are taken the clock still stands at the day before, but who has paid this morning has paid.
 */
export function position(facts: Facts, terms: ArrearsTerms, day: Day, paidBy: Day = day): Position {
  const { obligations, outstanding } = allocate(facts, paidBy);
  const pastDue: PastDue[] = [];
  let arrears = 0;
  let daysPastDue = 0;
  let paused = 0;
  let delinquentDays = 0;
  for (const { obligationId, dueOn } of obligations) {
    if (dueOn >= day) break;
    const open = outstanding.get(obligationId) ?? 0;
    if (open === 0) continue;
    const one = clock(facts, terms, { obligationId, dueOn, outstanding: open }, day);
    pastDue.push(one);
    if (one.disputed) continue;
    arrears += open;
    if (arrears <= terms.tolerance) continue;
    if (daysPastDue === 0) {
      daysPastDue = one.daysPastDue;
      paused = one.pausedDays;
    }
    delinquentDays = Math.max(delinquentDays, one.delinquentDays);
  }
  return { on: day, arrears, daysPastDue, pausedDays: paused, delinquentDays, pastDue };
}

function clock(
  facts: Facts,
  terms: ArrearsTerms,
  one: { obligationId: string; dueOn: Day; outstanding: Amount },
  day: Day,
): PastDue {
  const start = terms.countFrom === undefined ? one.dueOn : laterOf(one.dueOn, terms.countFrom);
  const counted = Math.max(0, daysBetween(start, day) - pausedDays(facts.holds, one.obligationId, start, day));
  return {
    ...one,
    daysPastDue: daysBetween(one.dueOn, day),
    pausedDays: pausedDays(facts.holds, one.obligationId, one.dueOn, day),
    delinquentDays: Math.max(0, counted - terms.graceDays),
    disputed: isDisputed(facts.holds, one.obligationId, day),
  };
}

/** Where `restart` begins to count: so that the first delinquent day is the day of arrival. */
export function restartFrom(arrivedOn: Day, graceDays: number): Day {
  return addDays(arrivedOn, -1 - graceDays);
}
