import type { Policy } from '../contracts/policy.ts';
import { normalInstant } from '../contracts/time.ts';
import { addDays, dayIn } from '../domain/calendar.ts';
import type { Pace } from '../domain/pacing.ts';
import { type RuleBook, ruleBook } from '../policies/rule-book.ts';
import { plansSince } from './day-plan.ts';
import { fromItem } from './items.ts';
import { readPartition, type Table } from './partition.ts';

/** A newly published policy is seen after this time at the latest; old versions never change. */
const KEPT_MS = 5 * 60_000;
/** The plan of a day is written the day before, and again when the day begins: the second one is seen after this time. */
const PLANS_KEPT_MS = 60_000;

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

  /** From the day before yesterday on: steps of a day may be taken until the next one begins, in any zone. */
  async function paces(): Promise<ReadonlyMap<string, Pace>> {
    const first = addDays(dayIn('UTC', normalInstant(Date.now())), -2);
    return new Map((await plansSince(table, first)).map((plan) => [`${plan.day}#${plan.product}`, plan]));
  }

  const books = keptFor(KEPT_MS, book);
  const pacesOfDays = keptFor(PLANS_KEPT_MS, paces);

  return {
    async rules(): Promise<RuleBook> {
      const planned = await pacesOfDays();
      return { ...(await books()), pace: (product, day) => planned.get(`${day}#${product}`) };
    },
  };
}

function keptFor<T>(ms: number, read: () => Promise<T>): () => Promise<T> {
  let known: { value: T; until: number } | undefined;
  return async () => {
    const at = Date.now();
    if (known === undefined || known.until <= at) known = { value: await read(), until: at + ms };
    return known.value;
  };
}
