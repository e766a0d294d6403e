import type { Policy } from '../contracts/policy.ts';
import { normalInstant } from '../contracts/time.ts';
import { addDays, dayIn } from '../domain/calendar.ts';
import type { Pace } from '../domain/pacing.ts';
import { type RuleBook, ruleBook } from '../policies/rule-book.ts';
import { pacesSince } from './day-plan.ts';
import { fromItem } from './items.ts';
import { readPartition, type Table } from './partition.ts';

/** A newly published policy is seen after this time at the latest; old versions never change. */
const KEPT_MS = 5 * 60_000;

/** Sections that policies published by an older cureflow lack, with the defaults that the schema gives them. */
const SINCE: Pick<Policy, 'trial' | 'locales' | 'riskSignals' | 'sms' | 'records'> = {
  trial: false,
  locales: [],
  riskSignals: {},
  sms: { default: { via: 'sns', profile: 'plain' }, countries: {} },
  records: { keepYears: 5 },
};

export function policyStore(table: Table) {
  // Checked when they were published; what is in the table is a policy with every default filled in.
  async function book(): Promise<RuleBook> {
    const items = await readPartition(table, 'POLICY');
    return ruleBook(items.map((item) => ({ ...SINCE, ...(fromItem(item).policy as Policy) })));
  }

  /**
   * From the day before yesterday on: steps of a day may be taken until the next one begins, in any zone. Read every time:
   * were one function to remember a plan that another one no longer has, an execution would go round between them.
   */
  async function paces(): Promise<ReadonlyMap<string, Pace>> {
    const first = addDays(dayIn('UTC', normalInstant(Date.now())), -2);
    return new Map((await pacesSince(table, first)).map((plan) => [`${plan.day}#${plan.product}`, plan]));
  }

  let known: { book: RuleBook; until: number } | undefined;
  async function books(): Promise<RuleBook> {
    const at = Date.now();
    if (known === undefined || known.until <= at) known = { book: await book(), until: at + KEPT_MS };
    return known.book;
  }

  return {
    async rules(): Promise<RuleBook> {
      const [known, planned] = await Promise.all([books(), paces()]);
      return { ...known, pace: (product, day) => planned.get(`${day}#${product}`) };
    },
  };
}
