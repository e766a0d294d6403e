import type { DayPlans } from '../adapters/day-plan.ts';
import type { Quotas } from '../adapters/quota.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Day, Instant } from '../contracts/time.ts';
import type { PlanDayInput, PlanDayOutput } from '../contracts/workflow.ts';
import { addDays, dayIn, instantAt } from '../domain/calendar.ts';
import { calendarEnds } from '../domain/contact-window.ts';
import { type DayPlan, planOf } from '../domain/pacing.ts';
import type { Rules } from '../domain/view.ts';

export interface PlanDayDeps {
  plans: DayPlans;
  quotas: () => Promise<Quotas>;
  rules: () => Promise<Rules>;
  now: () => Instant;
  shards: number;
  /** Told of every plan, in figures. */
  measure: (today: DayPlan, next: DayPlan, quietDaysEnd: boolean) => void;
}

/** Plans of days this long ago may still be sent: what fell due on quiet days goes out on the first day after them. */
const LOOKED_BACK_DAYS = 14;

/**
 * How the messages of the day are spread, from what is due in the index now, and those of the next day, from what is due
 * then so far: executions that wake at the very hour of the sweep find a plan already, and operations see a day ahead
 * what will not fit. Run again at any hour, it takes what is left of the day and of the load.
 */
export function planDay({ plans, quotas, rules, now, shards, measure }: PlanDayDeps) {
  return async ({ product }: PlanDayInput): Promise<PlanDayOutput> => {
    const at = now();
    const book = await rules();
    const policyOn = (day: Day): Policy => book.current(product, day, undefined);
    const { timeZone, sweepAt } = policyOn(dayIn('UTC', at));
    const today = dayIn(timeZone, at);
    const stepDay = at >= instantAt(today, sweepAt, timeZone) ? today : addDays(today, -1);
    const next = addDays(stepDay, 1);
    const nextSweptOn = dayIn(timeZone, instantAt(next, sweepAt, timeZone));

    const { emailPerSecond, emailsLeftToday, smsPerSecond } = await quotas();
    const rates = { emailPerSecond, smsPerSecond, emailsLeft: emailsLeftToday };
    const others = await plans.since(addDays(stepDay, -LOOKED_BACK_DAYS));
    const plan = (day: Day, accounts: number): DayPlan =>
      planOf({ policy: policyOn(day), day, accounts }, { now: at, rates, others });

    const due = await plans.countDue(product, { day: today, shards, earlierToo: true });
    const dueNext = await plans.countDue(product, { day: nextSweptOn, shards, earlierToo: false });
    const ofToday = plan(stepDay, due);
    await plans.put(ofToday);
    // Whoever is due today may be so again on the next day, as a case that opens today is: that plan is for who wakes
    // before the next one is made, and rather spreads too much.
    await plans.put(plan(next, due + dueNext));
    const ofNext = plan(next, dueNext);
    measure(ofToday, ofNext, calendarEnds(policyOn(today), today) !== undefined);
    return { product, days: [ofToday, ofNext].map(shown) };
  };
}

/** Figures alone: the output of the sweep's execution carries them. */
function shown({ day, accounts, from, closes, sendingSeconds, seconds, exceeds }: DayPlan) {
  return { day, accounts, from, closes, sendingSeconds, spreadSeconds: seconds, exceeds: [...exceeds] };
}
