import type { Life, Product } from '../life.ts';
import type { Person } from '../people.ts';

/** A way of paying, or of not paying, and how many accounts of the sample live it. */
export interface Archetype {
  name: string;
  accounts: number;
  products: readonly [Product, ...Product[]];
  /** Days of the month on which bills may be due; by default 3 to 26. */
  dueDays?: readonly [from: number, to: number];
  autopay?: true;
  /** The customer has another account already: somebody who lives another archetype. */
  secondAccount?: true;
  /** What is different about the person. */
  as?: (person: Person) => Person;
  live: (life: Life) => void;
}

export const BOTH: Archetype['products'] = ['pay-later', 'cash-loan'];
/** The last bill of the sample; what lies behind its end is left out. */
export const LAST = 9;

/** Days after a missed due day at which a line of either product is frozen. */
export const FROZEN_AFTER = 30;
/** And those at which it is limited for the first time: a loan's line knows no reduction. */
export const limitedAfter = (life: Life): number => (life.product === 'pay-later' ? 20 : FROZEN_AFTER);
