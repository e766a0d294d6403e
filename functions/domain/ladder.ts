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
  today: Day;
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
export function nextTier(policy: Policy, record: Case, { delinquentDays, today }: Rung): TierDecision {
  const tiers = policy.tiers.toSorted((a, b) => a.day - b.day);
  const lastOn = lastSentOn(record);
  const spaced = (tier: Tier): boolean =>
    lastOn === undefined || daysBetween(lastOn, today) >= Math.max(1, tier.minDaysAfterPrevious);
  const due = tiers.filter((tier) => record.tiers[tier.id] === undefined && dueDay(tier, policy) <= delinquentDays);
  const mandatory = due.find((tier) => tier.mandatory);
  const highest = tiers.findLastIndex((tier) => ['sent', 'undelivered'].includes(record.tiers[tier.id]?.status ?? ''));
  const above = due.filter((tier) => tiers.indexOf(tier) > highest);
  const chosen = mandatory === undefined ? above.findLast(spaced) : spaced(mandatory) ? mandatory : undefined;
  if (chosen === undefined) return { kind: 'none' };
  return { kind: 'notice', tier: chosen, skipped: due.filter((tier) => tier.day < chosen.day && !tier.mandatory) };
}

/** Some tier's day is reached and it is not done: the end of the ladder has to wait for it. */
export function tierIsDue(policy: Policy, record: Case, delinquentDays: number): boolean {
  return policy.tiers.some((tier) => record.tiers[tier.id] === undefined && dueDay(tier, policy) <= delinquentDays);
}

/** The highest tier whose day is reached. */
export function tierReached(policy: Policy, delinquentDays: number): Tier | undefined {
  return policy.tiers.filter((tier) => tier.day <= delinquentDays).sort((a, b) => b.day - a.day)[0];
}
