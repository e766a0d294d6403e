import type { Policy, Tier } from '../contracts/policy.ts';
import type { Day } from '../contracts/time.ts';
import { daysBetween } from './calendar.ts';
import type { Case } from './ledger.ts';

/** Delinquent days from which a tier is due: the first waits for payments that are still being posted. */
export function dueDay(tier: Tier, policy: Policy): number {
  const first = policy.tiers.every((other) => other.day >= tier.day);
  return first ? tier.day + policy.arrears.postingDays : tier.day;
}

export type TierDecision = { kind: 'none' } | { kind: 'notice'; tier: Tier; skipped: readonly Tier[] };

interface Rung {
  delinquentDays: number;
  /** The day whose steps are taken. */
  day: Day;
}

const wasBegun = (record: Case, tier: Tier): boolean =>
  ['sent', 'undelivered'].includes(record.tiers[tier.id]?.status ?? '');

/** Undone tiers whose day is reached, by day; one that was overtaken never comes any more, unless it is mandatory. */
function dueTiers(policy: Policy, record: Case, delinquentDays: number): Tier[] {
  const tiers = policy.tiers.toSorted((a, b) => a.day - b.day);
  const highest = tiers.findLastIndex((tier) => wasBegun(record, tier));
  return tiers.filter(
    (tier, index) =>
      record.tiers[tier.id] === undefined &&
      dueDay(tier, policy) <= delinquentDays &&
      (tier.mandatory || index > highest),
  );
}

/** The day of the last tier that was sent in the case. */
export function lastSentOn(record: Case): Day | undefined {
  return Object.values(record.tiers)
    .filter((one) => one.status === 'sent')
    .map((one) => one.on)
    .sort()
    .at(-1);
}

/**
 * The rung that is due. An undone mandatory tier comes first, the lowest day first, and while it waits for its distance
 * from the last one it holds back the others; otherwise the highest undone one, those below it being skipped.
 * At most one tier a day.
 */
export function nextTier(policy: Policy, record: Case, { delinquentDays, day }: Rung): TierDecision {
  const lastOn = lastSentOn(record);
  const spaced = (tier: Tier): boolean =>
    lastOn === undefined || daysBetween(lastOn, day) >= Math.max(1, tier.minDaysAfterPrevious);
  const due = dueTiers(policy, record, delinquentDays);
  const mandatory = due.find((tier) => tier.mandatory);
  const chosen = mandatory === undefined ? due.findLast(spaced) : spaced(mandatory) ? mandatory : undefined;
  if (chosen === undefined) return { kind: 'none' };
  const below = policy.tiers.filter((tier) => tier.day < chosen.day && !tier.mandatory);
  return { kind: 'notice', tier: chosen, skipped: below.filter((tier) => record.tiers[tier.id] === undefined) };
}

/** Some tier's day is reached and it is not done: the end of the ladder has to wait for it. */
export function tierIsDue(policy: Policy, record: Case, delinquentDays: number): boolean {
  return dueTiers(policy, record, delinquentDays).length > 0;
}

/** The highest tier whose day is reached. */
export function tierReached(policy: Policy, delinquentDays: number): Tier | undefined {
  return policy.tiers.filter((tier) => tier.day <= delinquentDays).sort((a, b) => b.day - a.day)[0];
}
