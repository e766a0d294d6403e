// Borrowers who can't be reached, no longer, or not at first.
import type { Person } from '../people.ts';
import { type Archetype, BOTH, LAST } from './archetype.ts';

const withoutAddresses = ({ phone: _phone, email: _email, ...person }: Person): Person => person;
const reachable = (person: Person): Person => ({ ...person, consent: { sms: true, email: true } });

export const reach: readonly Archetype[] = [
  {
    name: 'opts out of text messages midway',
    accounts: 2,
    products: BOTH,
    as: reachable,
    live: (life) => {
      const { customerId } = life;
      life.happens(life.after(life.bill(3), 4), 'ConsentChanged', { customerId, channel: 'sms', allowed: false });
      life.keepsPaying(1, LAST, () => life.dice.between(2, 9));
    },
  },
  {
    name: 'has agreed to no channel and never pays: nothing is announced, so nothing happens to the line',
    accounts: 2,
    products: BOTH,
    dueDays: [3, 20],
    as: (person) => ({ ...person, consent: { sms: false, email: false } }),
    live: (life) => life.keepsPaying(1, 1),
  },
  {
    name: 'has no address at first; a phone number comes, and the notices go on',
    accounts: 2,
    products: BOTH,
    as: (person) => withoutAddresses(reachable(person)),
    live: (life) => {
      life.keepsPaying(1, 1);
      const phone = '+8613900001234';
      life.happens(life.after(life.bill(2), 26), 'CustomerUpserted', { ...life.person, phone });
      life.clear(life.after(life.bill(2), 58));
      life.keepsPaying(life.bills.findIndex((bill) => bill.dueOn > life.after(life.bill(2), 58)) + 1, LAST);
    },
  },
  {
    name: 'has addresses that are none: taken without them, told to operations',
    accounts: 2,
    products: BOTH,
    as: (person) => ({ ...reachable(person), phone: '12345', email: 'unknown at example.com' }),
    live: (life) => life.keepsPaying(1, LAST, () => life.dice.between(-3, 4)),
  },
];
