import type { Policy } from '../contracts/policy.ts';
import type { Day } from '../contracts/time.ts';
import { type ArrearsTerms, type PastDue, position } from './arrears.ts';
import { tierReached } from './ladder.ts';
import type { Amount, Facts } from './ledger.ts';

/** One account on one day, without the workflow: the lines that `cureflow assess` prints. */
export interface AssessedAccount {
  on: Day;
  accountId: string;
  daysPastDue: number;
  delinquentDays: number;
  pausedDays: number;
  arrears: Amount;
  /** The highest tier whose day is reached. */
  tier: string | null;
  /** Those that are past due; a disputed one is listed, but left out of arrears. */
  obligations: readonly (Pick<PastDue, 'obligationId' | 'dueOn' | 'outstanding' | 'daysPastDue' | 'delinquentDays'> & {
    disputed?: true;
  })[];
}

export function assessAccount(
  accountId: string,
  facts: Facts,
  { policy, terms, day }: { policy: Policy; terms: ArrearsTerms; day: Day },
): AssessedAccount {
  const { daysPastDue, delinquentDays, pausedDays, arrears, pastDue } = position(facts, terms, day);
  return {
    on: day,
    accountId,
    daysPastDue,
    delinquentDays,
    pausedDays,
    arrears,
    tier: tierReached(policy, delinquentDays)?.id ?? null,
    obligations: pastDue.map((one) => ({
      obligationId: one.obligationId,
      dueOn: one.dueOn,
      outstanding: one.outstanding,
      daysPastDue: one.daysPastDue,
      delinquentDays: one.delinquentDays,
      ...(one.disputed ? { disputed: true as const } : {}),
    })),
  };
}
