// Borrowers whose line is limited, and what becomes of it.
import type { Life } from '../life.ts';
import { type Archetype, BOTH, FROZEN_AFTER, LAST, limitedAfter } from './archetype.ts';

/** Misses the bill of a month, and those that follow, until the days after its due day at which all is paid. */
function missesAndClears(life: Life, { month, days }: { month: number; days: number }): void {
  life.keepsPaying(1, month - 1);
  const clears = life.after(life.bill(month), days);
  life.clear(clears);
  const next = life.bills.findIndex((bill) => bill.dueOn > clears);
  life.keepsPaying(next + 1, LAST);
}

/** Cleared in February and March, then the bill of a later month is missed: a relapse, and a cure under the lockout. */
function relapses(life: Life, until: number): void {
  const missed = 4;
  const clears = life.after(life.bill(1), FROZEN_AFTER + 3);
  life.clear(clears);
  const next = life.bills.findIndex((bill) => bill.dueOn > clears);
  life.keepsPaying(next + 1, missed - 1);
  life.clear(life.after(life.bill(missed), until));
  life.keepsPaying(life.bills.findIndex((bill) => bill.dueOn > life.after(life.bill(missed), until)) + 1, LAST);
}

export const limited: readonly Archetype[] = [
  {
    name: 'reduced, frozen, cured and repaired',
    accounts: 8,
    products: ['pay-later', 'pay-later', 'cash-loan'],
    dueDays: [3, 5],
    live: (life) => missesAndClears(life, { month: 1, days: FROZEN_AFTER + life.dice.between(2, 3) }),
  },
  {
    name: 'still being repaired at the end',
    accounts: 8,
    products: BOTH,
    live: (life) => missesAndClears(life, { month: life.dice.between(3, 5), days: FROZEN_AFTER + 4 }),
  },
  {
    name: 'reduced, then pays',
    accounts: 6,
    products: ['pay-later'],
    live: (life) => missesAndClears(life, { month: life.dice.between(1, 6), days: limitedAfter(life) + 4 }),
  },
  {
    name: 'formally told, and pays before anything happens to the line',
    accounts: 6,
    products: BOTH,
    live: (life) => missesAndClears(life, { month: life.dice.between(1, 6), days: limitedAfter(life) - 2 }),
  },
  { name: 'relapses in the window, then pays', accounts: 5, products: BOTH, live: (life) => relapses(life, 12) },
  {
    name: 'relapses in the window and is limited again',
    accounts: 2,
    products: BOTH,
    live: (life) => relapses(life, 45),
  },
  {
    name: 'slips in the window, too little for a relapse',
    accounts: 3,
    products: ['pay-later'],
    dueDays: [3, 8],
    live: (life) => {
      life.clear(life.after(life.bill(1), 33));
      life.keepsPaying(3, 4);
      life.clear(life.after(life.bill(5), 3));
      life.keepsPaying(6, LAST);
    },
  },
  { name: 'never pays: closed and referred', accounts: 5, products: BOTH, dueDays: [3, 20], live: () => {} },
  {
    name: 'closed, then settles',
    accounts: 3,
    products: BOTH,
    dueDays: [3, 20],
    live: (life) => missesAndClears(life, { month: 1, days: 108 }),
  },
  {
    name: 'referred, then settles',
    accounts: 2,
    products: BOTH,
    dueDays: [3, 20],
    live: (life) => missesAndClears(life, { month: 1, days: 150 }),
  },
  {
    name: 'stops paying towards the end',
    accounts: 12,
    products: BOTH,
    live: (life) => life.keepsPaying(1, life.dice.between(4, 7)),
  },
];
