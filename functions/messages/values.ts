import type { Day } from '../contracts/time.ts';
import type { Texts, Values } from './catalogue.ts';
import type { MessageFacts, MessageKind } from './facts.ts';
import { accountEnd, daysUntil, formatDay, formatMoney, oneLine } from './format.ts';
import { avoidBy, lineOf } from './pieces.ts';

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
export function valuesOf(facts: MessageFacts, texts: Texts, options: RenderOptions): Values {
  const { locale, currency, line, repair, reminder, tier, today } = facts;
  const money = (amount: number | undefined) => (amount === undefined ? '' : formatMoney(amount, currency, locale));
  const day = (on: Day | undefined) => (on === undefined ? '' : formatDay(on, locale));
  const { relapseWarning } = facts;
  const now = lineOf(facts);
  return {
    lender: oneLine(options.lender ?? texts.lender),
    contact: oneLine(options.contact ?? texts.contact),
    customer: oneLine(facts.customerName),
    product: productOf(facts, texts) ?? texts.otherProduct.inText,
    productTitle: productOf(facts, texts) ?? texts.otherProduct.alone,
    account: facts.accountMasked,
    accountEnd: accountEnd(facts.accountMasked),
    otherAccount: facts.otherAccount ?? '',
    otherEnd: accountEnd(facts.otherAccount ?? ''),
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
    reason: line === undefined ? '' : texts.reasons[line.reason],
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
