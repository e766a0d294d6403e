// What one borrower went through, as a short time line: out of what came in and what the run left behind.
import type { InboundEvent } from '../../functions/contracts/events.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import { type Instant, normalInstant } from '../../functions/contracts/time.ts';
import { dayIn, epochMs, instantAt } from '../../functions/domain/calendar.ts';
import { formatMoney } from '../../functions/messages/format.ts';
import type { CaseLine, Inbound, LimitLine, Lines, MessageLine, OutLine } from './lines.ts';

interface Teller {
  timeZone: string;
  money: (amount: number) => string;
}

interface Moment {
  time: Instant;
  text: string;
}

/** Two borrowers who show most of the lifecycle: one whose line is whole again, and one who fell back. */
export function storiesOf(lines: Lines, given: { events: Inbound; policies: readonly Policy[] }): string[] {
  const stories: string[] = [];
  for (const outcome of ['repaired', 'relapsed'] as const) {
    const chosen = richest(lines, outcome);
    const story = chosen && storyOf(chosen, lines, given);
    if (story !== undefined) stories.push(story);
  }
  return stories;
}

/** Reasons of the plain way: limited, cured, restored, and perhaps fallen back. */
const PLAIN: readonly LimitLine['reason'][] = ['ARREARS', 'CURED', 'REPAIR_STEP', 'RELAPSE'];

/** The account with that outcome whose line changed most often, for plain reasons if there is one; of equals the first. */
function richest({ cases, limits }: Lines, outcome: CaseLine['outcome']): string | undefined {
  const ranked = cases
    .filter((one) => one.outcome === outcome)
    .map(({ accountId }) => {
      const changes = limits.filter((one) => one.accountId === accountId);
      return { accountId, many: changes.length, plain: changes.every(({ reason }) => PLAIN.includes(reason)) };
    });
  return ranked.sort((a, b) => Number(b.plain) - Number(a.plain) || b.many - a.many)[0]?.accountId;
}

export function storyOf(
  accountId: string,
  { messages, limits, cases, events: told }: Lines,
  { events, policies }: { events: Inbound; policies: readonly Policy[] },
): string | undefined {
  const of = <T extends { accountId?: string }>(list: readonly T[]): T[] =>
    list.filter((one) => one.accountId === accountId);
  const own = events.filter(({ detail }) => 'accountId' in detail && detail.accountId === accountId);
  const opened = own.find((one) => one.type === 'AccountUpserted');
  const policy = policies.find((one) => opened?.type === 'AccountUpserted' && one.product === opened.detail.product);
  if (policy === undefined) return undefined;
  const teller: Teller = {
    timeZone: policy.timeZone,
    money: (amount) => formatMoney(amount, policy.currency, 'en'),
  };
  // Of what happens at one instant, what came in comes first: the rest follows from it.
  const moments = [
    ...of(cases).flatMap((one) => missedBill(one, own, teller)),
    ...own.flatMap((event) => inboundMoments(event, { own, cases: of(cases) }, teller)),
    ...noticeMoments(of(messages).filter((one) => one.kind === 'notice')),
    ...of(limits).map((one) => ({ time: one.time, text: limitText(one, teller) })),
    ...told.filter(({ detail }) => detail.accountId === accountId).flatMap(caseMoments),
  ];
  const days = moments
    .map(({ time, text }) => ({ on: dayIn(teller.timeZone, time), time, text }))
    .sort((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  const rows = days.map(({ on, text }, index) => `  ${on === days[index - 1]?.on ? ' '.repeat(10) : on}  ${text}`);
  return [`${accountId} ${sentence(of(limits), of(cases))}`, ...rows].join('\n');
}

/** “was reduced, frozen, paid, and is whole again” */
function sentence(limits: readonly LimitLine[], cases: readonly CaseLine[]): string {
  const words = { reduce: 'reduced', freeze: 'frozen', close: 'closed', restore: 'restored' };
  const limited = new Set(limits.filter((one) => one.reason === 'ARREARS').map((one) => words[one.action]));
  const cured = cases.some((one) => one.state === 'repairing' || (one.outcome ?? 'withdrawn') !== 'withdrawn');
  const relapsed = cases.some((one) => one.outcome === 'relapsed');
  const steps = [...(limited.size > 0 ? [`was ${[...limited].join(', ')}`] : []), ...(cured ? ['paid'] : [])];
  if (relapsed) return [...steps, 'and fell back'].join(', ');
  return [...steps, ...(cases.at(-1)?.outcome === 'repaired' ? ['and is whole again'] : [])].join(', ');
}

function missedBill(one: CaseLine, own: Inbound, { timeZone, money }: Teller): Moment[] {
  const bills = own.flatMap((event) => (event.type === 'ObligationScheduled' ? [event.detail] : []));
  const missed = bills.filter((bill) => bill.dueOn < one.firstDelinquentOn).at(-1);
  if (missed === undefined) return [];
  const time = instantAt(missed.dueOn, '24:00', timeZone);
  return [{ time: justBefore(time), text: `${money(missed.amountDue)} falls due and is not paid` }];
}

/** The last second of the day, so that it stands under that day. */
const justBefore = (instant: Instant): Instant => normalInstant(epochMs(instant) - 1000);

/** What no change of the line tells. */
function caseMoments({ type, time, detail: { outcome } }: OutLine): Moment[] {
  if (type === 'CaseClosed' && outcome === 'cured')
    return [{ time, text: 'nothing is overdue: the case is closed, the line stays as it is' }];
  if (type === 'ReferralRequested') return [{ time, text: 'the case is referred' }];
  if (type === 'ReferralWithdrawn') return [{ time, text: 'the referral is withdrawn' }];
  return [];
}

function noticeMoments(notices: readonly MessageLine[]): Moment[] {
  const byTier = Map.groupBy(notices, ({ caseId, tier, time }) => `${caseId} ${tier} ${time.slice(0, 10)}`);
  return [...byTier.values()].flatMap(([first, ...others]) => {
    if (first === undefined) return [];
    const channels = [first, ...others].map(({ channel }) => (channel === 'sms' ? 'SMS' : 'email')).join(' and ');
    return [{ time: first.time, text: `${first.tier} notice by ${channels}` }];
  });
}

function limitText({ action, from, to, reason }: LimitLine, { money }: Teller): string {
  const limit = money(to.limit);
  switch (reason) {
    case 'ARREARS':
      if (action === 'reduce') return `the limit is reduced from ${money(from.limit)} to ${limit}`;
      return action === 'freeze' ? 'the line is frozen' : 'the line is closed';
    case 'CURED':
      return `nothing is overdue: the limit comes back at ${limit}`;
    case 'REPAIR_STEP':
      return to.status === 'active' ? `the limit is whole again: ${limit}` : `the limit is restored to ${limit}`;
    case 'RELAPSE':
      return `overdue again: the line is back to ${to.status}, ${limit}`;
    case 'REVERSED_PAYMENT':
      return `the cure is undone: the line is back to ${to.status}, ${limit}`;
    case 'WITHDRAWN':
    case 'LATE_PAYMENT_POSTED':
      return `had paid before: the line is back to ${to.status}, ${limit}`;
    case 'NOTICE_FAILED':
      return `its notice did not arrive: the line is back to ${to.status}, ${limit}`;
    default:
      return `${action}: ${to.status}, ${limit} (${reason.toLowerCase().replaceAll('_', ' ')})`;
  }
}

function inboundMoments(
  event: InboundEvent,
  { own, cases }: { own: Inbound; cases: readonly CaseLine[] },
  { money, timeZone }: Teller,
): Moment[] {
  const on = dayIn(timeZone, event.time);
  const during = cases.some((one) => one.openedOn <= on && (one.closedOn === undefined || on <= one.closedOn));
  if (!during) return [];
  const tell = (text: string): Moment[] => [{ time: event.time, text }];
  switch (event.type) {
    case 'PaymentPosted': {
      const { amount, obligationId, paidOn } = event.detail;
      const bill = own.find((one) => one.type === 'ObligationScheduled' && one.detail.obligationId === obligationId);
      const onTime = bill?.type === 'ObligationScheduled' && paidOn <= bill.detail.dueOn;
      return tell(`pays ${money(amount)}${onTime ? ' on time' : paidOn < on ? `, as of ${paidOn}` : ''}`);
    }
    case 'PaymentReversed':
      return tell(`a payment is taken back: ${event.detail.reason}`);
    case 'HoldPlaced':
      return tell(`collection stops: ${event.detail.kind}`);
    case 'PromiseMade':
      return tell(`promises ${money(event.detail.amount)} by ${event.detail.payBy}`);
    case 'PlanAgreed':
      return tell(`agrees on a plan of ${event.detail.instalments.length} instalments`);
    default:
      return [];
  }
}
