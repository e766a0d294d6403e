// Borrowers who pay, more or less when they should.
import type { Life } from '../life.ts';
import { type Archetype, BOTH, LAST } from './archetype.ts';

const onTime = (life: Life): void => life.keepsPaying(1, LAST);

export const paying: readonly Archetype[] = [
  { name: 'pays on time', accounts: 44, products: BOTH, live: onTime },
  { name: 'has a second account and pays it on time', accounts: 12, products: BOTH, secondAccount: true, live: onTime },
  {
    name: 'pays on the due day, which is posted a day later',
    accounts: 2,
    products: BOTH,
    live: (life) => {
      for (const bill of life.bills.slice(0, LAST)) life.pay(bill.amountDue, bill.dueOn, { postedAfter: 1 });
    },
  },
  {
    name: 'autopay',
    accounts: 20,
    products: BOTH,
    autopay: true,
    live: (life) => life.keepsPaying(1, LAST, () => 0),
  },
  {
    name: 'autopay fails once',
    accounts: 8,
    products: BOTH,
    autopay: true,
    live: (life) => {
      const month = life.dice.between(2, 6);
      const { accountId } = life;
      const bill = life.bill(month);
      // Collected two days early: the reminder of the day before still reaches the borrower.
      const reason = life.dice.oneOf(['insufficient funds', 'card expired', 'account closed']);
      life.happens(
        life.after(bill, -2),
        'AutopayFailed',
        { accountId, obligationId: bill.obligationId, reason },
        '06:00',
      );
      life.keepsPaying(1, LAST, () => 0);
      const paid = life.happenings.findIndex(
        ({ type, detail }) => type === 'PaymentPosted' && detail.obligationId === bill.obligationId,
      );
      life.happenings.splice(paid, 1);
      life.pay(bill.amountDue, life.after(bill, life.dice.between(2, 5)));
    },
  },
  {
    name: 'late by a few days now and then',
    accounts: 14,
    products: BOTH,
    live: (life) => life.keepsPaying(1, LAST, () => (life.dice.chance(0.3) ? life.dice.between(1, 6) : -2)),
  },
  {
    name: 'chronically late',
    accounts: 4,
    products: BOTH,
    live: (life) => life.keepsPaying(1, LAST, () => life.dice.between(8, 13)),
  },
  {
    name: 'pays in parts',
    accounts: 4,
    products: BOTH,
    live: (life) => {
      for (const bill of life.bills.slice(0, LAST)) {
        const first = Math.floor(bill.amountDue * (life.dice.between(40, 80) / 100));
        life.pay(first, bill.dueOn);
        life.pay(bill.amountDue - first, life.after(bill, life.dice.between(5, 18)));
      }
    },
  },
  {
    name: 'leaves a few cents, which are tolerated',
    accounts: 4,
    products: BOTH,
    live: (life) => {
      const [first, ...rest] = life.bills.slice(0, LAST);
      if (first === undefined) return;
      life.pay(first.amountDue - 60, life.after(first, -1), { bill: first });
      for (const bill of rest) life.pay(bill.amountDue, life.after(bill, -1), { bill });
    },
  },
  {
    name: 'pays months ahead',
    accounts: 4,
    products: BOTH,
    live: (life) => {
      const [first] = life.bills;
      if (first === undefined) return;
      const ahead = life.bills.slice(0, 4).reduce((sum, bill) => sum + bill.amountDue, 0);
      life.pay(ahead, life.after(first, -2));
      life.keepsPaying(5, LAST);
    },
  },
];
