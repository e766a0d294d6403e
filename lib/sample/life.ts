// One account as it is lived: the borrower's and the lender's doings, written down as the events a lender would send.
import type { EventOf, EventType, InboundEvent } from '../../functions/contracts/events.ts';
import { type Day, type Instant, normalInstant } from '../../functions/contracts/time.ts';
import { addDays, instantAt } from '../../functions/domain/calendar.ts';
import type { Dice } from './dice.ts';
import type { Person } from './people.ts';

export type Product = 'pay-later' | 'cash-loan';
/** An event before it has its id, which follows the order of times. */
export type Happening = { [T in EventType]: Omit<EventOf<T>, 'id'> }[EventType];

export interface Bill {
  obligationId: string;
  dueOn: Day;
  amountDue: number;
}

export interface LifeOptions {
  person: Person;
  /** The customer is known from another account. */
  known: boolean;
  archetype: string;
  accountId: string;
  product: Product;
  /** The day of the month on which bills are due. */
  dueDay: number;
  autopay: boolean;
  /** Bills in all. */
  months: number;
}

const LENDER_ZONE = 'Asia/Shanghai';
const FIRST_MONTH = '2026-01';
const OPENED = '2025-12-10' as Day;
/** A monthly bill comes so many days before it is due. */
const STATEMENT_DAYS = 20;

export class Life {
  readonly happenings: Happening[] = [];
  readonly bills: readonly Bill[];
  readonly archetype: string;
  readonly accountId: string;
  readonly customerId: string;
  readonly product: Product;
  readonly dice: Dice;
  readonly person: Person;
  readonly creditLimit: number;
  readonly #autopay: boolean;
  #settled = 0;
  #numbers = 0;

  constructor({ person, known, archetype, accountId, product, dueDay, autopay, months }: LifeOptions, dice: Dice) {
    this.dice = dice;
    this.person = person;
    this.archetype = archetype;
    this.accountId = accountId;
    this.customerId = person.customerId;
    this.product = product;
    this.#autopay = autopay;
    this.creditLimit = dice.between(5, 40) * 1000_00;
    this.bills = this.#planBills(dueDay, months);
    if (!known) this.happens(OPENED, 'CustomerUpserted', person, '10:00');
    this.upsert(this.creditLimit, OPENED);
    for (const bill of this.bills) this.schedule(bill);
  }

  /** Monthly bills differ; the instalments of a loan are all the same and known from the start. */
  #planBills(dueDay: number, months: number): Bill[] {
    const instalment = Math.floor(this.creditLimit / 12);
    return Array.from({ length: months }, (_, month) => {
      const [year = 0, first = 0] = FIRST_MONTH.split('-').map(Number);
      const dueOn = `${year}-${two(first + month)}-${two(dueDay)}` as Day;
      const amountDue = this.product === 'cash-loan' ? instalment : this.dice.between(120_00, 1800_00);
      return { obligationId: `${this.accountId}-${dueOn.slice(0, 7)}`, dueOn, amountDue };
    });
  }

  /** The bill of a month, 1 being January. */
  bill(month: number): Bill {
    const bill = this.bills[month - 1];
    if (bill === undefined) throw new RangeError(`${this.accountId} has no bill of month ${month}`);
    return bill;
  }

  after(bill: Bill, days: number): Day {
    return addDays(bill.dueOn, days);
  }

  happens<T extends EventType>(day: Day, type: T, detail: EventOf<T>['detail'], clock?: string): void {
    const { between } = this.dice;
    const time: Instant = instantAt(day, clock ?? `${two(between(10, 21))}:${two(between(0, 59))}`, LENDER_ZONE);
    this.happenings.push({ type, time, detail } as Happening);
  }

  upsert(creditLimit: number, day: Day): void {
    const { accountId, customerId, product } = this;
    const detail = { accountId, customerId, product, currency: 'CNY', creditLimit, openedOn: OPENED };
    const clock = day === OPENED ? '11:00' : undefined;
    this.happens(day, 'AccountUpserted', this.#autopay ? { ...detail, autopay: true } : detail, clock);
  }

  schedule({ obligationId, dueOn, amountDue }: Bill): void {
    const statement = this.product === 'cash-loan' ? OPENED : addDays(dueOn, -STATEMENT_DAYS);
    const on = statement < OPENED ? OPENED : statement;
    this.happens(on, 'ObligationScheduled', { obligationId, accountId: this.accountId, dueOn, amountDue }, '12:00');
  }

  /** Money with its value date; it may be posted days later. Answers the payment's id. */
  pay(amount: number, paidOn: Day, more: { postedAfter?: number; bill?: Bill } = {}): string {
    this.#numbers += 1;
    const paymentId = `${this.accountId}-P${this.#numbers}`;
    const named = more.bill === undefined ? {} : { obligationId: more.bill.obligationId };
    const postedOn = addDays(paidOn, more.postedAfter ?? 0);
    this.happens(postedOn, 'PaymentPosted', { paymentId, accountId: this.accountId, ...named, amount, paidOn });
    this.#settled += amount;
    return paymentId;
  }

  /** What was billed up to a day and has not been paid, as the borrower counts it. */
  owing(day: Day): number {
    const billed = this.bills.filter((one) => one.dueOn <= day).reduce((sum, one) => sum + one.amountDue, 0);
    return billed - this.#settled;
  }

  /** Pays all that has fallen due by a day. */
  clear(day: Day, more: { postedAfter?: number } = {}): string {
    return this.pay(this.owing(day), day, more);
  }

  /** Pays bills as they come, each so many days after its due day; by default one to four days before. */
  keepsPaying(from: number, to: number, late?: () => number): void {
    for (const bill of this.bills.slice(from - 1, to)) {
      const days = late === undefined ? -this.dice.between(1, 4) : late();
      this.pay(bill.amountDue, addDays(bill.dueOn, days), { bill });
    }
  }

  reverse(paymentId: string, day: Day, reason: string): void {
    const payment = this.happenings.find((one) => one.type === 'PaymentPosted' && one.detail.paymentId === paymentId);
    if (payment?.type === 'PaymentPosted') this.#settled -= payment.detail.amount;
    this.happens(day, 'PaymentReversed', { paymentId, accountId: this.accountId, reason });
  }

  /** A bill that was a mistake is taken back. */
  cancel(bill: Bill, day: Day): void {
    this.#settled += bill.amountDue;
    this.happens(day, 'ObligationCancelled', { obligationId: bill.obligationId, accountId: this.accountId });
  }

  hold(
    kind: EventOf<'HoldPlaced'>['detail']['kind'],
    from: Day,
    more: { until?: Day; bill?: Bill; customer?: true } = {},
  ): string {
    this.#numbers += 1;
    const holdId = `${this.accountId}-H${this.#numbers}`;
    this.happens(from, 'HoldPlaced', {
      holdId,
      ...(more.customer ? { customerId: this.customerId } : { accountId: this.accountId }),
      ...(more.bill === undefined ? {} : { obligationId: more.bill.obligationId }),
      kind,
      from,
      ...(more.until === undefined ? {} : { until: more.until }),
    });
    return holdId;
  }

  release(holdId: string, on: Day): void {
    this.happens(on, 'HoldReleased', { holdId, on });
  }

  promise(amount: number, madeOn: Day, payBy: Day): void {
    this.#numbers += 1;
    const promiseId = `${this.accountId}-PR${this.#numbers}`;
    this.happens(madeOn, 'PromiseMade', { promiseId, accountId: this.accountId, amount, payBy });
  }
}

const two = (number: number): string => String(number).padStart(2, '0');

/** In the order of times; what comes at the same time stays in the order in which it was told. */
export function inOrder(happenings: readonly Happening[]): InboundEvent[] {
  const sorted = happenings.toSorted((a, b) => (a.time < b.time ? -1 : a.time > b.time ? 1 : 0));
  return sorted.map((one, index) => ({ id: `sample-${String(index + 1).padStart(5, '0')}`, ...one }) as InboundEvent);
}

export const midnight = (day: Day): Instant => normalInstant(Date.parse(`${day}T00:00:00Z`));
