// Collection that stops, for a while or for good: holds, promises, plans.
import { addDays } from '../../../functions/domain/calendar.ts';
import type { Life } from '../life.ts';
import { type Archetype, BOTH, LAST } from './archetype.ts';

/** A hold of so many days from day 10 of a missed bill on; all is paid some days after it has ended. */
function pauses(life: Life, kind: 'hardship' | 'breathing-space', days: number): void {
  const month = life.dice.between(2, 4);
  life.keepsPaying(1, month - 1);
  const from = life.after(life.bill(month), 10);
  const until = addDays(from, days);
  life.hold(kind, from, { until });
  const pays = addDays(until, 12);
  life.clear(pays);
  life.keepsPaying(life.bills.findIndex((bill) => bill.dueOn > pays) + 1, LAST);
}

/** Stops paying for good: something has happened to the customer, of which the lender hears some days later. */
function ends(life: Life, kind: 'deceased' | 'bankruptcy'): void {
  const month = life.dice.between(3, 5);
  life.keepsPaying(1, month - 1);
  life.hold(kind, life.after(life.bill(month), 17), { customer: true });
}

/** Promises on days of the missed bill's delinquency; `kept` says whether the last one is. */
function promises(life: Life, days: readonly number[], kept: boolean): void {
  const month = life.dice.between(2, 4);
  const bill = life.bill(month);
  life.keepsPaying(1, month - 1);
  for (const day of days) life.promise(bill.amountDue, life.after(bill, day), life.after(bill, day + 7));
  const last = days.at(-1) ?? 0;
  const pays = life.after(bill, kept ? last + 6 : last + 20);
  life.clear(pays);
  life.keepsPaying(life.bills.findIndex((one) => one.dueOn > pays) + 1, LAST);
}

export const stopped: readonly Archetype[] = [
  { name: 'hardship, with an end', accounts: 4, products: BOTH, live: (life) => pauses(life, 'hardship', 45) },
  {
    name: 'breathing space, with an end',
    accounts: 3,
    products: BOTH,
    live: (life) => pauses(life, 'breathing-space', 60),
  },
  { name: 'deceased', accounts: 2, products: BOTH, live: (life) => ends(life, 'deceased') },
  { name: 'bankrupt', accounts: 2, products: BOTH, live: (life) => ends(life, 'bankruptcy') },
  {
    name: 'under suspicion of fraud, which proves wrong',
    accounts: 3,
    products: BOTH,
    live: (life) => {
      life.keepsPaying(1, LAST);
      const from = life.after(life.bill(life.dice.between(2, 5)), 4);
      life.happens(from, 'RiskSignalRaised', { accountId: life.accountId, kind: 'unusual-device', severity: 'high' });
      life.release(life.hold('fraud', from), addDays(from, 16));
    },
  },
  { name: 'keeps a promise', accounts: 4, products: BOTH, live: (life) => promises(life, [9], true) },
  { name: 'breaks a promise', accounts: 3, products: BOTH, live: (life) => promises(life, [9], false) },
  {
    name: 'breaks two promises; a third is refused',
    accounts: 2,
    products: BOTH,
    live: (life) => promises(life, [8, 18, 28], false),
  },
  {
    name: 'keeps a plan',
    accounts: 3,
    products: ['pay-later'],
    dueDays: [3, 8],
    live: (life) => {
      const bill = life.bill(2);
      life.keepsPaying(1, 1);
      const agreedOn = life.after(bill, 24);
      const parts = 4;
      // The bill that has come since but is not due yet is outstanding too: the plan replaces it.
      const whole = bill.amountDue + life.bill(3).amountDue;
      const part = Math.floor(whole / parts);
      const planId = `${life.accountId}-PLAN`;
      const instalments = Array.from({ length: parts }, (_, index) => ({
        obligationId: `${planId}-${index + 1}`,
        dueOn: addDays(agreedOn, 14 * (index + 1)),
        amountDue: index === 0 ? whole - part * (parts - 1) : part,
      }));
      life.happens(agreedOn, 'PlanAgreed', { planId, accountId: life.accountId, instalments });
      for (const one of instalments) life.pay(one.amountDue, addDays(one.dueOn, -1), { bill: one });
      life.keepsPaying(4, LAST);
    },
  },
];
