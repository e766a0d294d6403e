// What was believed first turned out to be wrong: payments returned or posted late, bills disputed or taken back.
import { laterOf } from '../../../functions/domain/calendar.ts';
import type { Life } from '../life.ts';
import { type Archetype, BOTH, FROZEN_AFTER, LAST, limitedAfter } from './archetype.ts';

const REFERRED_AFTER = { 'pay-later': 120, 'cash-loan': 133 };

/** Pays everything on a day that the ledger hears of days later, and keeps paying from then on. */
function paysUnseen(life: Life, { month, days, postedAfter }: { month: number; days: number; postedAfter: number }) {
  life.keepsPaying(1, month - 1);
  const clears = life.after(life.bill(month), days);
  // Before its due day a bill is not owing yet.
  life.pay(life.owing(laterOf(clears, life.bill(month).dueOn)), clears, { postedAfter });
  life.keepsPaying(life.bills.findIndex((bill) => bill.dueOn > laterOf(clears, life.bill(month).dueOn)) + 1, LAST);
}

export const corrected: readonly Archetype[] = [
  {
    name: 'the payment that cured is returned',
    accounts: 4,
    products: BOTH,
    live: (life) => {
      const cured = life.after(life.bill(1), FROZEN_AFTER + 2);
      const payment = life.clear(cured);
      life.reverse(payment, life.after(life.bill(1), FROZEN_AFTER + 9), 'returned by the bank');
      const again = life.after(life.bill(1), FROZEN_AFTER + 27);
      life.clear(again);
      life.keepsPaying(life.bills.findIndex((bill) => bill.dueOn > again) + 1, LAST);
    },
  },
  {
    name: 'paid on time, posted late: withdrawn',
    accounts: 4,
    products: BOTH,
    live: (life) => paysUnseen(life, { month: life.dice.between(2, 6), days: -1, postedAfter: 12 }),
  },
  {
    name: 'paid on time, posted after the line was limited: withdrawn',
    accounts: 2,
    products: BOTH,
    live: (life) => paysUnseen(life, { month: life.dice.between(2, 5), days: 0, postedAfter: 34 }),
  },
  {
    name: 'paid before the line was limited, posted after: the limit action is undone',
    accounts: 3,
    products: BOTH,
    live: (life) => paysUnseen(life, { month: life.dice.between(2, 5), days: limitedAfter(life) - 2, postedAfter: 8 }),
  },
  {
    name: 'paid before the referral, posted after: the referral is withdrawn',
    accounts: 2,
    products: BOTH,
    dueDays: [3, 15],
    live: (life) => paysUnseen(life, { month: 1, days: REFERRED_AFTER[life.product] - 5, postedAfter: 10 }),
  },
  {
    name: 'the relapse was none: the bill had been paid on time',
    accounts: 2,
    products: BOTH,
    live: (life) => {
      const clears = life.after(life.bill(1), FROZEN_AFTER + 3);
      life.clear(clears);
      const next = life.bills.findIndex((bill) => bill.dueOn > clears) + 1;
      life.keepsPaying(next, 4);
      life.pay(life.bill(5).amountDue, life.after(life.bill(5), -1), { postedAfter: 15 });
      life.keepsPaying(6, LAST);
    },
  },
  {
    name: 'a bill is taken back',
    accounts: 3,
    products: ['pay-later'],
    live: (life) => {
      const month = life.dice.between(2, 5);
      life.keepsPaying(1, month - 1);
      life.cancel(life.bill(month), life.after(life.bill(month), 9));
      life.keepsPaying(month + 1, LAST);
    },
  },
  {
    name: 'disputes a bill, and is right',
    accounts: 3,
    products: ['pay-later'],
    live: (life) => {
      const month = life.dice.between(2, 5);
      const bill = life.bill(month);
      life.keepsPaying(1, month - 1);
      const dispute = life.hold('dispute', life.after(bill, 6), { bill });
      life.cancel(bill, life.after(bill, 26));
      life.release(dispute, life.after(bill, 27));
      life.keepsPaying(month + 1, LAST);
    },
  },
  {
    name: 'disputes a bill, and is wrong',
    accounts: 3,
    products: BOTH,
    live: (life) => {
      const month = life.dice.between(2, 5);
      const bill = life.bill(month);
      life.keepsPaying(1, month - 1);
      const dispute = life.hold('dispute', life.after(bill, 6), { bill });
      life.release(dispute, life.after(bill, 20));
      life.pay(bill.amountDue, life.after(bill, 33), { bill });
      life.keepsPaying(month + 1, LAST);
    },
  },
  {
    name: 'the limit is raised, and lowered again',
    accounts: 3,
    products: ['pay-later'],
    live: (life) => {
      life.keepsPaying(1, LAST);
      life.upsert(life.creditLimit + 2000_00, life.after(life.bill(3), 3));
      life.upsert(life.creditLimit - 1000_00, life.after(life.bill(6), 3));
    },
  },
];
