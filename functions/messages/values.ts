import type { Day } from '../contracts/time.ts';
import type { Mark, Say, Texts, Values } from './catalogue.ts';
import type { MessageFacts, MessageKind } from './facts.ts';
import { accountEnd, daysUntil, formatDay, formatMoney, oneLine } from './format.ts';
import { avoidBy, lineOf } from './pieces.ts';

export interface RenderOptions {
  /** Who writes, as the borrower knows the lender. */
  lender?: string;
  /** Whom to ask: a number, an address; filled into "Contact …". */
  contact?: string;
  /** Who names the lender in an SMS: its own text, or the carrier that puts the signature before it. RULES CN-22. */
  signature?: 'text' | 'carrier';
  /** Where such emails can be stopped by one click; not linked in those that the borrower has a right to. */
  optOutUrl?: string;
  /** For who checks texts: each value that is filled in is written as this makes it. Not for sending. */
  mark?: Mark;
}

/** Amounts, days and names as the borrower reads them. */
export interface Shown {
  money: (amount: number | undefined) => string;
  day: (on: Day | undefined) => string;
  word: (value: string) => string;
}
/** What every message is written with. */
export interface Pen {
  facts: MessageFacts;
  texts: Texts;
  values: Values;
  say: Say;
  shown: Shown;
}

export function shownTo({ currency, locale }: MessageFacts, { mark }: RenderOptions): Shown {
  const word = mark === undefined ? (value: string) => value : (value: string) => (value === '' ? '' : mark(value));
  return {
    word,
    money: (amount) => (amount === undefined ? '' : word(formatMoney(amount, currency, locale))),
    day: (on) => (on === undefined ? '' : word(formatDay(on, locale))),
  };
}

/** What a kind can't be told without. */
const NEEDED: Readonly<Record<MessageKind, readonly (keyof MessageFacts)[]>> = {
  reminder: ['reminder'],
  notice: ['tier', 'since'],
  limit: [],
  cure: [],
  repair: ['line'],
  reversal: ['since'],
  withdrawal: [],
};

export function checkFacts(facts: MessageFacts): void {
  const needed = [...NEEDED[facts.kind]];
  if (facts.kind === 'repair' && !facts.whole) needed.push('repair');
  // A relapse is told whether or not the line changed.
  if (facts.kind === 'limit' && !facts.relapsed && !facts.reported)
    needed.push(facts.otherAccount === undefined ? 'line' : 'announced');
  const missing = needed.filter((name) => facts[name] === undefined);
  if (missing.length > 0) throw new Error(`a ${facts.kind} message can't be written without: ${missing.join(', ')}`);
}

/** Every argument of every text; what the facts do not hold is empty. */
export function valuesOf(facts: MessageFacts, texts: Texts, on: { shown: Shown; options: RenderOptions }): Values {
  const { line, repair, reminder, tier, today } = facts;
  const { money, day, word } = on.shown;
  const { relapseWarning } = facts;
  const now = lineOf(facts);
  return {
    lender: word(oneLine(on.options.lender ?? texts.lender)),
    contact: word(oneLine(on.options.contact ?? texts.contact)),
    customer: word(oneLine(facts.customerName)),
    product: word(productOf(facts, texts) ?? texts.otherProduct.inText),
    productTitle: word(productOf(facts, texts) ?? texts.otherProduct.alone),
    account: word(facts.accountMasked),
    accountEnd: word(accountEnd(facts.accountMasked)),
    otherAccount: word(facts.otherAccount ?? ''),
    otherEnd: word(accountEnd(facts.otherAccount ?? '')),
    arrears: money(facts.arrears),
    since: day(facts.since),
    daysPastDue: facts.daysPastDue ?? 0,
    outstanding: money(reminder?.outstanding),
    dueOn: day(reminder?.dueOn),
    // Not the offset: a reminder that was missed goes out late. Below 0 where the borrower's calendar is a day ahead.
    daysLeft: reminder === undefined ? 0 : Math.max(-1, daysUntil(facts.borrowerToday, reminder.dueOn)),
    overdueToo: facts.arrears > 0 ? 'yes' : 'no',
    disputed: money(facts.disputed),
    dispute: facts.disputed === undefined ? 'no' : 'yes',
    formality: texts.formality[tier !== undefined && tier.position >= tier.count ? 'final' : 'formal'],
    still: facts.again ? texts.still : '',
    nextNoticeOn: day(facts.nextNoticeOn),
    referralFrom: day(facts.referralFrom),
    avoidBy: day(avoidBy(facts)),
    relapseOn: day(relapseWarning?.on),
    relapseLastDay: day(relapseWarning?.lastDayToPay),
    backTo: relapseWarning?.backTo?.status ?? 'same',
    backToLimit: money(relapseWarning?.backTo?.limit),
    reversed: facts.kind === 'reversal' ? 'yes' : 'no',
    changedOn: day(line?.on ?? today),
    fromLimit: money(line?.from.limit),
    toLimit: money(now?.limit),
    reason: line === undefined ? (facts.reported ? texts.reasons.ARREARS : '') : texts.reasons[line.reason],
    relapsed: texts.relapsed,
    done: repair?.done ?? 0,
    of: repair?.of ?? 0,
    relapseDay: repair?.relapse.day ?? 0,
    lockoutDays: repair?.relapse.lockoutDays ?? relapseWarning?.lockoutDays ?? 0,
    lockoutUntil: day(facts.lockoutUntil),
  };
}

/** The id of a product is no word for a borrower: one that the texts do not name gets a neutral one. */
function productOf({ product }: MessageFacts, { products }: Texts): string | undefined {
  const named: Readonly<Record<string, string>> = products;
  return Object.hasOwn(named, product) ? named[product] : undefined;
}

export function checkOptions({ optOutUrl }: RenderOptions): void {
  if (optOutUrl !== undefined && URL.parse(optOutUrl)?.protocol !== 'https:')
    throw new Error('a link by which emails are stopped must begin with https://');
}
