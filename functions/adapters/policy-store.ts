import type { Policy } from '../contracts/policy.ts';
import { ruleBook } from '../policies/rule-book.ts';
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
  let known: { book: ReturnType<typeof ruleBook>; until: number } | undefined;

  // Checked when they were published; what is in the table is a policy with every default filled in.
  async function all(): Promise<Policy[]> {
    const items = await readPartition(table, 'POLICY');
    return items.map((item) => ({ ...SINCE, ...(fromItem(item).policy as Policy) }));
  }

  return {
    async rules(): Promise<ReturnType<typeof ruleBook>> {
      const at = Date.now();
      if (known === undefined || known.until <= at) known = { book: ruleBook(await all()), until: at + KEPT_MS };
      return known.book;
    },
  };
}
