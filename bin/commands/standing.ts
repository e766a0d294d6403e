// How far past due the accounts are on the last day of a run, by the rules of `cureflow assess`.
import type { InboundEvent } from '../../functions/contracts/events.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import { type Day, normalInstant } from '../../functions/contracts/time.ts';
import { position } from '../../functions/domain/arrears.ts';
import { dayIn } from '../../functions/domain/calendar.ts';
import { arrearsTerms } from '../../functions/domain/view.ts';
import { ruleBook } from '../../functions/policies/rule-book.ts';
import { gatherFacts } from './gather-facts.ts';

export interface Bucket {
  name: string;
  accounts: number;
  /** By currency, in minor units. */
  arrears: Map<string, number>;
}

const BUCKETS: readonly { name: string; upTo: number }[] = [
  { name: 'current', upTo: 0 },
  { name: '1–7', upTo: 7 },
  { name: '8–30', upTo: 30 },
  { name: '31–60', upTo: 60 },
  { name: '61–90', upTo: 90 },
  { name: 'over 90', upTo: Number.POSITIVE_INFINITY },
];

/** Days past due at the end, what was heard of until then counted. Holds don't make anybody current. */
export function bucketsAt(until: Day, events: readonly InboundEvent[], policies: readonly Policy[]): Bucket[] {
  const rules = ruleBook(policies);
  const end = normalInstant(Date.parse(`${until}T00:00:00Z`));
  const { accounts } = gatherFacts(
    events.filter((one) => one.time <= end),
    rules,
  );
  const buckets = BUCKETS.map(({ name }): Bucket => ({ name, accounts: 0, arrears: new Map() }));
  for (const { account, facts, riskTier } of accounts) {
    const policy = rules.current(account.product, until, riskTier, account.accountId);
    const { daysPastDue, arrears } = position(facts, arrearsTerms(policy, account), dayIn(policy.timeZone, end));
    const bucket = buckets[BUCKETS.findIndex(({ upTo }) => daysPastDue <= upTo)];
    if (bucket === undefined) continue;
    bucket.accounts += 1;
    if (daysPastDue > 0) bucket.arrears.set(policy.currency, (bucket.arrears.get(policy.currency) ?? 0) + arrears);
  }
  return buckets;
}
