import type { Day } from '../contracts/time.ts';
import type { Texts, Values } from './catalogue.ts';
import type { MessageFacts, MessageKind } from './facts.ts';
import { accountEnd, daysUntil, formatDay, formatMoney, oneLine } from './format.ts';

export interface RenderOptions {
  /** Who writes, as the borrower knows the lender. */
  lender?: string;
  /** Whom to ask: a number, an address; filled into "Contact …". */
  contact?: string;
}

/** What a kind can't be told without. */
const NEEDED: Readonly<Record<MessageKind, readonly (keyof MessageFacts)[]>> = {
  reminder: ['reminder'],
  notice: ['tier', 'since'],
  limit: ['line'],
  cure: [],
  repair: ['line'],
  reversal: ['since'],
  withdrawal: [],
};

export function checkFacts(facts: MessageFacts): void {
  const needed = [...NEEDED[facts.kind]];
  if (facts.kind === 'repair' && !facts.whole) needed.push('repair');
  const missing = needed.filter((name) => facts[name] === undefined);
  if (missing.length > 0) throw new Error(`a ${facts.kind} message can't be written without: ${missing.join(', ')}`);
}

/** Every argument of every text; what the facts do not hold is empty. */
export function valuesOf(facts: MessageFacts, texts: Texts, options: RenderOptions): Values {
  const { locale, currency, line, repair, reminder, tier, today } = facts;
  const money = (amount: number | undefined) => (amount === undefined ? '' : formatMoney(amount, currency, locale));
  const day = (on: Day | undefined) => (on === undefined ? '' : formatDay(on, locale));
  const products: Readonly<Record<string, string>> = texts.products;
  return {
    lender: oneLine(options.lender ?? texts.lender),
    contact: oneLine(options.contact ?? texts.contact),
    customer: oneLine(facts.customerName),
    product: oneLine(products[facts.product] ?? facts.product),
    account: facts.accountMasked,
    accountEnd: accountEnd(facts.accountMasked),
    arrears: money(facts.arrears),
    since: day(facts.since),
    daysPastDue: facts.daysPastDue ?? 0,
    outstanding: money(reminder?.outstanding),
    dueOn: day(reminder?.dueOn),
    // Not the offset: a reminder that was missed goes out late.
    daysLeft: reminder === undefined ? 0 : Math.max(0, daysUntil(today, reminder.dueOn)),
    final: tier?.mandatory && tier.position >= tier.count ? 'yes' : 'no',
    nextNoticeOn: day(facts.nextNoticeOn),
    reversed: facts.kind === 'reversal' ? 'yes' : 'no',
    changedOn: day(line?.on ?? today),
    fromLimit: money(line?.from.limit),
    toLimit: money(line?.to.limit),
    reason: line === undefined ? '' : texts.reasons[line.reason],
    done: repair?.done ?? 0,
    of: repair?.of ?? 0,
    relapseDay: repair?.relapse.day ?? 0,
    lockoutDays: repair?.relapse.lockoutDays ?? 0,
    lockoutUntil: day(facts.lockoutUntil),
  };
}
