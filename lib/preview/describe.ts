// What a situation is called, and when the policy makes it come: for a reader who knows the trade, not the code.
import type { Policy } from '../../functions/contracts/policy.ts';
import type { MessageFacts } from '../../functions/messages/facts.ts';
import { formatMoney } from '../../functions/messages/format.ts';
import { forRiskTier } from '../../functions/policies/risk-tier.ts';
import type { Situation } from './situations.ts';

/** The stretches of a borrower's life, in order. */
export const stretches = [
  'Before the due date',
  'Overdue: the ladder of notices',
  'Changes of the credit line',
  'Another account of the borrower',
  'All is paid',
  'The limit comes back',
  'Overdue again while the limit comes back',
  'A payment is returned',
  'A correction by the lender',
] as const;
export type Stretch = (typeof stretches)[number];

export function stretchOf({ facts: [facts] }: Situation): Stretch {
  const { kind, line } = facts;
  if (kind === 'reminder') return 'Before the due date';
  if (facts.relapsed || facts.again || facts.relapseWarning || facts.restoringWaits)
    return 'Overdue again while the limit comes back';
  if (facts.otherAccount !== undefined || line?.reason === 'OTHER_ACCOUNT' || line?.reason === 'OTHER_ACCOUNT_ENDED')
    return 'Another account of the borrower';
  switch (kind) {
    case 'notice':
      return 'Overdue: the ladder of notices';
    case 'limit':
      return 'Changes of the credit line';
    case 'cure':
      return 'All is paid';
    case 'repair':
      return 'The limit comes back';
    case 'reversal':
      return 'A payment is returned';
    case 'withdrawal':
      return 'A correction by the lender';
  }
}

export function titleOf({ facts: [facts], actionId }: Situation): string {
  const { line, lineNow, tier } = facts;
  const also = [
    facts.disputed !== undefined && 'one bill disputed',
    facts.kind !== 'notice' && facts.lockoutUntil !== undefined && 'within a lockout',
  ].filter((one) => one !== false);
  const named = (name: string) => [name, ...also].join(', ');
  const now = line?.to.status ?? lineNow?.status;
  switch (facts.kind) {
    case 'reminder':
      return named(
        `Reminder ${daysBefore(facts.reminder?.daysBefore ?? 0)}${facts.arrears > 0 ? ', beside an overdue bill' : ''}`,
      );
    case 'notice':
      if (facts.again) return named(`Tier ${tier?.id}, after a relapse`);
      if (facts.relapseWarning !== undefined || facts.restoringWaits)
        return named(`Tier ${tier?.id}, in the repair window`);
      return named(`Tier ${tier?.id}`);
    case 'limit':
      if (facts.relapsed) return named(`Relapse, the line ${now === undefined ? 'as it was' : now}`);
      if (facts.otherAccount !== undefined) return named('What another account brings upon this one');
      if (facts.reported) return named('Reported to a credit bureau');
      return named(actionId === undefined ? `Line ${line?.action}: ${line?.reason}` : `Limit action ${actionId}`);
    case 'cure':
      return named(
        now === undefined
          ? 'Cure, nothing was limited'
          : `Cure, the line ${now}${line === undefined ? '' : ', changed at once'}`,
      );
    case 'repair':
      return facts.whole
        ? 'The line is whole again'
        : named(`Repair step ${facts.repair?.done} of ${facts.repair?.of}`);
    case 'reversal':
      return named(now === undefined ? 'Reversal, nothing was limited' : `Reversal, the line ${now}`);
    case 'withdrawal': {
      const what = facts.reportWithdrawn ? 'the report and ' : '';
      if (line === undefined) return named(`Withdrawal of ${facts.reportWithdrawn ? 'the report' : 'notices alone'}`);
      return named(
        `Withdrawal of ${what}limit actions, ${line.reason === 'WITHDRAWN' ? 'never overdue' : 'paid earlier'}, the line ${line.to.status}`,
      );
    }
  }
}

const daysBefore = (days: number): string =>
  days === 0 ? 'on the due date' : `${count(days, 'day')} before the due date`;
const count = (number: number, noun: string): string => `${number} ${noun}${number === 1 ? '' : 's'}`;

/** When the message comes, in the policy's own figures. */
export function whenOf(policy: Policy, situation: Situation): string {
  const facts = situation.facts[0];
  switch (facts.kind) {
    case 'reminder':
      return `${daysBefore(facts.reminder?.daysBefore ?? 0)}, while something of the bill is outstanding`;
    case 'notice':
      return tierWhen(policy, facts);
    case 'limit':
      return limitWhen(policy, situation, facts);
    case 'cure':
      return facts.line === undefined
        ? 'as soon as the arrears are cleared'
        : 'as soon as the arrears are cleared; the first repair step is taken at once';
    case 'repair':
      return repairWhen(policy, facts);
    case 'reversal':
      return 'at once when a payment that had cleared the arrears is returned; what was announced is announced anew';
    case 'withdrawal':
      return 'at once when a payment that arrives late shows by its value date that there was nothing to collect';
  }
}

function tierWhen(policy: Policy, { tier: told, ...facts }: MessageFacts): string {
  const tier = policy.tiers.find((one) => one.id === told?.id);
  if (tier === undefined) return '';
  if (facts.relapseWarning !== undefined || facts.restoringWaits)
    return `on delinquent day ${dayOf(policy, tier.id)} of a bill that falls due in the repair window, once for each spell`;
  const gap =
    tier.minDaysAfterPrevious > 0
      ? `, ${count(tier.minDaysAfterPrevious, 'day')} after the tier before it at least`
      : '';
  const actions = policy.limitActions.filter((one) => one.announcedBy === tier.id).map((one) => one.id);
  return [
    `on delinquent day ${dayOf(policy, tier.id)}${gap}${otherDays(policy, 'tiers', tier.id)}`,
    tier.mandatory ? 'mandatory' : 'jumped over when a later tier is due',
    ...(actions.length > 0 ? [`announces ${actions.join(', ')}`] : []),
  ].join('; ');
}

/** The first tier waits for payments still being posted. */
function dayOf(policy: Policy, id: string): number {
  const index = policy.tiers.findIndex((one) => one.id === id);
  return (policy.tiers[index]?.day ?? 0) + (index === 0 ? policy.arrears.postingDays : 0);
}

function otherDays(policy: Policy, part: 'tiers' | 'limitActions', id: string): string {
  const day = (one: Policy) => one[part].find((each) => each.id === id)?.day;
  const others = Object.keys(policy.riskTiers).flatMap((risk) => {
    const at = day(forRiskTier(policy, risk));
    return at === day(policy) ? [] : [`day ${at} at ${risk} risk`];
  });
  return others.length === 0 ? '' : ` (${others.join(', ')})`;
}

function limitWhen(policy: Policy, { actionId }: Situation, facts: MessageFacts): string {
  const { relapse } = policy.repair ?? {};
  if (facts.relapsed && relapse !== undefined)
    return `on day ${relapse.day} of new arrears in the repair window, postings waited for${least(policy, relapse.minArrears)}; no new window for ${count(relapse.lockoutDays, 'day')}`;
  const others = policy.otherAccounts;
  if (facts.otherAccount !== undefined && typeof others === 'object')
    return `when a limit action is applied to another account of the borrower; ${count(others.noticeDays, 'day')} before the ${others.kind}`;
  if (facts.line?.reason === 'OTHER_ACCOUNT') return 'after the days of its own notice';
  if (facts.line?.action === 'restore') return 'when its reason has ended';
  const action = policy.limitActions.find((one) => (facts.reported ? one.kind === 'report' : one.id === actionId));
  if (action === undefined) return 'at once';
  return `when it is applied: delinquent day ${action.day}${otherDays(policy, 'limitActions', action.id)}, and ${count(action.noticeDays, 'day')} after tier ${action.announcedBy} announced it, at the earliest`;
}

function repairWhen({ repair }: Policy, facts: MessageFacts): string {
  const done = facts.whole ? repair?.steps.length : facts.repair?.done;
  const step = repair?.steps[(done ?? 0) - 1];
  if (step === undefined) return '';
  const bills = step.onTimePayments > 0 ? ` and ${count(step.onTimePayments, 'bill')} paid on time since` : '';
  return `${count(step.afterDays, 'day')} after the cure${bills}: ${Math.round(step.toShare * 100)} % of the contractual limit`;
}

const least = ({ currency }: Policy, amount: number): string =>
  amount > 0 ? `, of ${formatMoney(amount, currency, 'en')} at least` : '';
