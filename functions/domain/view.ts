import type { Policy } from '../contracts/policy.ts';
import type { Day, Instant } from '../contracts/time.ts';
import { type ArrearsTerms, type Position, position, restartFrom } from './arrears.ts';
import { addDays, dayIn, instantAt } from './calendar.ts';
import { accountHold, promiseInForce } from './holds.ts';
import { type Account, type Case, isOpen, type Snapshot } from './ledger.ts';
import type { Pace } from './pacing.ts';

/** Finds the policy that applies, risk tier and all. Throws where a version that a case pins is missing. */
export interface Rules {
  /** The version a case was opened under, at the risk tier it was opened with. */
  pinned(product: string, version: Day, riskTier: string | undefined): Policy;
  /** The newest version that is not after the day; for an account that a challenger is tried on, the challenger. */
  current(product: string, day: Day, riskTier: string | undefined, accountId?: string): Policy;
  /** How the messages of a day are spread; without a plan they go out as they fall due. */
  pace(product: string, day: Day): Pace | undefined;
}

/**
 * Who asks: the execution of a case, the daily sweep (which alone opens cases), or an errand for an account whose case,
 * if there ever was one, has no execution any more.
 */
export type Asker = 'case' | 'sweep' | 'errand';

/** A snapshot seen at an instant: what all rules read. */
export interface View {
  snapshot: Snapshot;
  account: Account;
  rules: Rules;
  asker: Asker;
  now: Instant;
  /** The day of the product's calendar. */
  today: Day;
  /** The day whose steps are taken: today from `sweepAt` on, the day before until then. */
  stepDay: Day;
  /** The open case, or else the latest. */
  record: Case | undefined;
  /** The case's policy while one is open, the current one otherwise. */
  policy: Policy;
  terms: ArrearsTerms;
  /** As the calendar and the payments stand now. */
  position: Position;
  /** The clock of the ladder: at the step day, payments of today counted. */
  ladder: Position;
  /** More is past due than the tolerance allows. */
  inArrears: boolean;
  /** A hold on the account or its customer; before the hour of the steps the one of the day before still counts. */
  held: boolean;
  /** As with holds: the ladder goes on with the steps of the day after. */
  promised: boolean;
}

export function viewAt(snapshot: Snapshot, rules: Rules, { now, asker }: { now: Instant; asker: Asker }): View {
  const { account, customer, facts } = snapshot;
  const record = latestCase(snapshot.cases);
  const anyPolicy = rules.current(account.product, dayIn('UTC', now), customer.riskTier, account.accountId);
  const today = dayIn(anyPolicy.timeZone, now);
  const policy = isOpen(record)
    ? rules.pinned(account.product, record.policyVersion, record.riskTier)
    : rules.current(account.product, today, customer.riskTier, account.accountId);
  const stepDay = now >= instantAt(today, policy.sweepAt, policy.timeZone) ? today : addDays(today, -1);
  const terms = arrearsTerms(policy, account);
  const here = position(facts, terms, today);
  return {
    snapshot,
    account,
    rules,
    asker,
    now,
    today,
    stepDay,
    record,
    policy,
    terms,
    position: here,
    ladder: stepDay === today ? here : position(facts, terms, stepDay, today),
    inArrears: here.arrears > terms.tolerance,
    held: [today, stepDay].some((day) => accountHold(facts.holds, day) !== undefined),
    promised: [today, stepDay].some((day) => promiseInForce(facts.promises, day) !== undefined),
  };
}

/** The open case, or else the last one. A relapse that was withdrawn never was: the case before it goes on. */
function latestCase(cases: readonly Case[]): Case | undefined {
  const undone = (one: Case): boolean => one.outcome === 'withdrawn' && one.relapseOf !== undefined;
  return cases.find(isOpen) ?? cases.findLast((one) => !undone(one));
}

export function arrearsTerms(policy: Policy, account: Pick<Account, 'arrivedAt'>): ArrearsTerms {
  const { graceDays, tolerance } = policy.arrears;
  if (policy.takeover === 'continue') return { graceDays, tolerance };
  return { graceDays, tolerance, countFrom: restartFrom(dayIn(policy.timeZone, account.arrivedAt), graceDays) };
}
