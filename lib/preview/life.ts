// One borrower of a policy, lived day by day: what happens next is chosen by what has happened.
import type { Policy } from '../../functions/contracts/policy.ts';
import type { Day } from '../../functions/contracts/time.ts';
import { addDays, instantAt } from '../../functions/domain/calendar.ts';
import { plausible } from './plausible.ts';
import { Simulation, type SimulationOptions } from './simulation.ts';

const CUSTOMER = 'C-100001';
export const ACCOUNT = 'A-10086423';
/** Another line of the same borrower. */
export const OTHER_ACCOUNT = 'A-10087950';
const DAYS_BETWEEN_BILLS = 30;

export interface LifeOptions {
  riskTier?: string | undefined;
  observe?: SimulationOptions['observe'];
}

export class Life {
  readonly world: Simulation;
  readonly policy: Policy;
  today: Day;
  readonly #amounts: ReturnType<typeof plausible>;
  readonly #unpaid: { obligationId: string; dueOn: Day; amountDue: number }[] = [];
  #serial = 0;

  constructor(policy: Policy, { riskTier, observe }: LifeOptions) {
    this.policy = unhurried(policy);
    this.#amounts = plausible(policy);
    this.today = policy.version;
    this.world = new Simulation({
      policies: [this.policy],
      from: policy.version,
      // What asks for evidence of delivery gets it.
      deliver: () => 'delivered',
      ...(observe === undefined ? {} : { observe }),
    });
    this.world.given(policy.version, 'CustomerUpserted', {
      customerId: CUSTOMER,
      name: 'Alex Morgan',
      locale: 'en',
      timeZone: policy.timeZone,
      phone: '+12025550143',
      email: 'borrower@example.com',
      consent: { sms: true, email: true },
      ...(riskTier === undefined ? {} : { riskTier }),
    });
    this.opens(ACCOUNT);
  }

  opens(accountId: string): this {
    const { product, currency, version } = this.policy;
    const { creditLimit } = this.#amounts;
    const detail = { accountId, customerId: CUSTOMER, product, currency, creditLimit, openedOn: version };
    this.world.given(this.#noon(), 'AccountUpserted', detail);
    return this;
  }

  /** A bill early enough for every reminder of it. Answers its id. */
  bill(): string {
    const lead = Math.max(0, ...this.policy.reminders.map((one) => one.daysBefore)) + 1;
    const obligationId = this.#next('O');
    const one = { obligationId, dueOn: addDays(this.today, lead), amountDue: this.#amounts.bill };
    this.#unpaid.push(one);
    this.world.given(this.#noon(), 'ObligationScheduled', { ...one, accountId: ACCOUNT });
    return obligationId;
  }

  /** A bill that is paid on its day, as so many as fall due in some days. */
  paysOnTime(days: number, until: () => boolean = () => false): this {
    for (let passed = 0; passed < days && !until(); passed += DAYS_BETWEEN_BILLS) {
      this.bill();
      const due = this.#unpaid.at(-1)?.dueOn ?? this.today;
      while (this.today < due) this.go(1);
      this.pays();
      this.go(Math.max(1, DAYS_BETWEEN_BILLS - 1), until);
    }
    return this;
  }

  /** Everything that is billed, or some of it. Answers the payment's id. */
  pays({ valueOn = this.today, only }: { valueOn?: Day; only?: string } = {}): string {
    const paid = this.#unpaid.filter((one) => only === undefined || one.obligationId === only);
    const paymentId = this.#next('P');
    this.world.given(this.#noon(), 'PaymentPosted', {
      paymentId,
      accountId: ACCOUNT,
      amount: paid.reduce((sum, one) => sum + one.amountDue, 0),
      paidOn: valueOn,
      ...(only === undefined ? {} : { obligationId: only }),
    });
    for (const one of paid) this.#unpaid.splice(this.#unpaid.indexOf(one), 1);
    return paymentId;
  }

  reverses(paymentId: string): this {
    this.world.given(this.#noon(), 'PaymentReversed', { paymentId, accountId: ACCOUNT, reason: 'returned' });
    return this;
  }

  disputes(obligationId: string): this {
    const hold = { holdId: this.#next('H'), kind: 'dispute' as const, from: this.today };
    this.world.given(this.#noon(), 'HoldPlaced', { ...hold, accountId: ACCOUNT, obligationId });
    return this;
  }

  hasSignal(kind: string, severity: string): this {
    this.world.given(this.#noon(), 'RiskSignalRaised', { accountId: ACCOUNT, kind, severity });
    return this;
  }

  /** Days pass, until something has happened. Answers whether it has. */
  go(days: number, until: () => boolean = () => false): boolean {
    for (let passed = 0; passed < days && !until(); passed += 1) {
      this.today = addDays(this.today, 1);
      this.world.runUntil(instantAt(this.today, '00:00', this.policy.timeZone));
    }
    return until();
  }

  /** Days in which an unpaid bill comes to the end of the ladder. */
  get ladder(): number {
    const { tiers, limitActions, terminal, arrears, reminders } = this.policy;
    const days = [...tiers, ...limitActions].map((one) => one.day);
    const waits = tiers.reduce((sum, one) => sum + one.minDaysAfterPrevious, 0);
    const notice = Math.max(0, ...limitActions.map((one) => one.noticeDays));
    const lead = Math.max(0, ...reminders.map((one) => one.daysBefore));
    return Math.max(...days, terminal?.day ?? 0) + waits + notice + lead + arrears.graceDays + arrears.postingDays + 10;
  }

  get gotNotice(): boolean {
    return this.world.messages.some((one) => one.kind === 'notice');
  }

  /** That an action of the policy was applied; a report changes no line and is told as an event. */
  applied(actionId: string): boolean {
    const action = this.policy.limitActions.find((one) => one.id === actionId);
    if (action?.kind === 'report') return this.world.events.some((one) => one.type === 'ReportRequested');
    return this.world.limits.some((one) => one.actionId === actionId);
  }

  get cases(): ReturnType<Simulation['cases']> {
    return this.world.cases(ACCOUNT);
  }

  get isWhole(): boolean {
    return this.world.line(ACCOUNT).status === 'active';
  }

  get isOpen(): boolean {
    return this.cases.some((one) => one.state !== 'closed');
  }

  get inWindow(): boolean {
    return this.cases.some((one) => one.state === 'repairing');
  }

  #noon = () => instantAt(this.today, '12:00', this.policy.timeZone);

  #next(letter: string): string {
    this.#serial += 1;
    return `${letter}-${this.#serial}`;
  }
}

/** Caps and quiet days move a message to another day, and may take its reason away: here each is to be seen. */
function unhurried({ quiet: _quiet, ...policy }: Policy): Policy {
  const { from, to } = policy.contact;
  return { ...policy, contact: { from, to, perDay: 1000, perSevenDays: 1000 } };
}
