// What a message says: the facts, computed from the same rules that decided it. The words are in functions/messages.
import type { Tier } from '../contracts/policy.ts';
import type { MessageFacts } from '../messages/facts.ts';
import { addDays, dayIn, laterOf } from './calendar.ts';
import { lineFactsOf } from './explain-line.ts';
import { dueDay } from './ladder.ts';
import type { Case } from './ledger.ts';
import type { Letter } from './messages.ts';
import type { View } from './view.ts';

const MASK = '••••';
export const masked = (accountId: string): string => `${MASK}${accountId.slice(-4)}`;

export function factsOf(view: View, letter: Letter): MessageFacts {
  const { account, snapshot, today } = view;
  const { customer } = snapshot;
  const record = snapshot.cases.find((one) => one.caseId === letter.caseId);
  const oldest = view.position.pastDue.find((one) => !one.disputed);
  return {
    kind: letter.kind,
    channel: letter.channel,
    locale: customer.locale,
    customerName: customer.name,
    accountMasked: masked(account.accountId),
    product: account.product,
    currency: account.currency,
    today,
    borrowerToday: dayIn(customer.timeZone, view.now),
    arrears: view.inArrears ? view.position.arrears : 0,
    ...(view.inArrears && oldest !== undefined ? { since: oldest.dueOn, daysPastDue: view.position.daysPastDue } : {}),
    ...disputed(view),
    ...tierFacts(view, letter),
    ...reminderFacts(letter),
    ...lineFactsOf(view, letter, record),
    ...(letter.cause === undefined ? {} : { otherAccount: masked(letter.cause.accountId) }),
    ...nextNotice(view, letter, record),
    ...(letter.statutory ? { statutory: true } : {}),
  };
}

function tierFacts(view: View, { tier }: Letter): Pick<MessageFacts, 'tier'> {
  if (tier === undefined) return {};
  const ladder = view.policy.tiers.toSorted((a, b) => a.day - b.day);
  const position = ladder.findIndex((one) => one.id === tier.id) + 1;
  return { tier: { id: tier.id, position, count: ladder.length, mandatory: tier.mandatory } };
}

function reminderFacts({ reminder }: Letter): Pick<MessageFacts, 'reminder'> {
  if (reminder === undefined) return {};
  return { reminder: { dueOn: reminder.dueOn, outstanding: reminder.outstanding, daysBefore: reminder.offset } };
}

/** What is past due and under dispute: in no sum, and no cure of it. */
function disputed({ position }: View): Pick<MessageFacts, 'disputed'> {
  const amount = position.pastDue.reduce((sum, one) => (one.disputed ? sum + one.outstanding : sum), 0);
  return amount > 0 ? { disputed: amount } : {};
}

/** What comes next if nothing is paid: the next tier's day or, after the last one, the end of the ladder. */
function nextNotice(
  view: View,
  letter: Letter,
  record: Case | undefined,
): Pick<MessageFacts, 'nextNoticeOn' | 'referralFrom' | 'again'> {
  const { tier } = letter;
  if (letter.kind !== 'notice' || record?.state !== 'collecting' || tier === undefined) return {};
  const again = record.relapseOf === undefined ? {} : { again: true as const };
  const next = view.policy.tiers
    .filter((one) => one.day > tier.day && record.tiers[one.id] === undefined)
    .sort((a, b) => a.day - b.day)[0];
  if (next === undefined) return { ...again, ...referral(view, tier) };
  const spaced = addDays(view.today, Math.max(1, next.minDaysAfterPrevious));
  return { ...again, nextNoticeOn: laterOf(spaced, reachedOn(view, dueDay(next, view.policy))) };
}

/** A referral needs a mandatory notice that was delivered: the last one tells of it. */
function referral(view: View, tier: Tier): Pick<MessageFacts, 'referralFrom'> {
  const { terminal } = view.policy;
  if (!tier.mandatory || terminal === undefined) return {};
  return { referralFrom: laterOf(view.today, reachedOn(view, terminal.day)) };
}

/** The day on which the clock of the ladder comes to a number of delinquent days if nothing stops it. */
const reachedOn = (view: View, delinquentDays: number) =>
  addDays(view.stepDay, delinquentDays - view.ladder.delinquentDays);
