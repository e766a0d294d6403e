// The whole lifecycle in memory, in virtual time: sweeps, case executions, errands and events, without a service.
import type { EventOf, EventType } from '../../functions/contracts/events.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import { type Day, type Instant, normalInstant } from '../../functions/contracts/time.ts';
import { causesWith } from '../../functions/domain/apply.ts';
import { position } from '../../functions/domain/arrears.ts';
import { addDays, dayIn, earlierOf, epochMs, instantAt, laterOf } from '../../functions/domain/calendar.ts';
import type { AuditEntry, Changes, OutboundDetail } from '../../functions/domain/changes.ts';
import { type Decision, decide, isAttended } from '../../functions/domain/decide.ts';
import type {
  Account,
  Case,
  Cause,
  Customer,
  Facts,
  Hold,
  LineChange,
  Notice,
  Obligation,
  Payment,
  PromiseToPay,
  RiskSignal,
  Snapshot,
} from '../../functions/domain/ledger.ts';
import { firstLookOn, nextLookOn } from '../../functions/domain/look-on.ts';
import { claim, noticeEvent } from '../../functions/domain/notices.ts';
import { withCreditLimit } from '../../functions/domain/overlays.ts';
import { type Asker, viewAt } from '../../functions/domain/view.ts';
import { ruleBook } from '../../functions/policies/rule-book.ts';

/** An inbound event without its id. */
export type Inbound<T extends EventType = EventType> = T extends EventType
  ? { type: T; time: Instant; detail: EventOf<T>['detail'] }
  : never;

/** More acts than this in one wake mean that an act stays due after it was done. */
const STEPS_ALLOWED = 50;

export interface SentMessage {
  time: Instant;
  customerId: string;
  accountId: string;
  caseId?: string | undefined;
  obligationId?: string | undefined;
  kind: Notice['kind'];
  key: string;
  tier?: string | undefined;
  offset?: number | undefined;
  channel: Notice['channel'];
  noticeId: string;
}

/** One act with what it was decided on, for what a property wants to know. */
export interface Act {
  time: Instant;
  accountId: string;
  asker: Asker;
  kind: 'notice' | 'line' | 'case';
  act: string;
  before: Snapshot;
}

type Timed<T> = T & { time: Instant; accountId: string };

interface Ledger {
  account: Account;
  obligations: Map<string, Obligation>;
  payments: Map<string, Payment>;
  holds: Map<string, Hold>;
  promises: Map<string, PromiseToPay>;
  autopayFailed: Set<string>;
  signals: RiskSignal[];
  cases: readonly Case[];
  notices: readonly Notice[];
  lookOn?: Day | undefined;
}

interface Execution {
  caseId: string;
  until: Instant;
}

/** What became of a message once it was handed over. */
export type Delivery = (
  message: SentMessage,
  customer: Customer,
) => 'sent' | 'delivered' | 'failed' | 'unknown' | { bouncesAfterHours: number };

export interface SimulationOptions {
  policies: readonly Policy[];
  from: string;
  deliver?: Delivery;
  /** The sweep looks at every account every day, not by the index of the next look. */
  everyAccount?: boolean;
  /** Called before every decision of an execution or a sweep. */
  observe?: (snapshot: Snapshot, at: { now: Instant; asker: Asker; decision: Decision }) => void;
}

export class Simulation {
  readonly messages: SentMessage[] = [];
  readonly limits: Timed<LineChange>[] = [];
  readonly audit: AuditEntry[] = [];
  readonly events: Timed<OutboundDetail>[] = [];
  readonly acts: Act[] = [];
  readonly rules: ReturnType<typeof ruleBook>;
  now: Instant;

  readonly #options: SimulationOptions;
  readonly #customers = new Map<string, Customer>();
  readonly #customerHolds = new Map<string, Map<string, Hold>>();
  readonly #causes = new Map<string, readonly Cause[]>();
  readonly #ledgers = new Map<string, Ledger>();
  readonly #executions = new Map<string, Execution>();
  readonly #errands = new Map<string, Instant>();
  readonly #inbound: { time: Instant; serial: number; run: () => void }[] = [];
  #serial = 0;

  constructor(options: SimulationOptions) {
    this.#options = options;
    this.rules = ruleBook(options.policies);
    this.now = atMidnight(options.from);
  }

  /** An inbound event that arrives at its time. */
  given<T extends EventType>(time: string, type: T, detail: EventOf<T>['detail']): this {
    const event = { type, time: toInstant(time), detail } as Inbound<T>;
    return this.#schedule(event.time, () => this.#arrives(event));
  }

  /** The provider says afterwards what became of messages. */
  settles(time: string, status: Notice['status'], which: (notice: Notice) => boolean): this {
    return this.#schedule(toInstant(time), () => {
      for (const [accountId, ledger] of this.#ledgers) {
        if (!ledger.notices.some(which)) continue;
        ledger.notices = ledger.notices.map((one) => (which(one) ? { ...one, status } : one));
        // As the app does: a failure wakes, an arrival does not.
        if (status === 'delivered') this.#touch(accountId);
        else this.#attend(accountId, { reminders: true });
      }
    });
  }

  /** All executions and errands are thrown away: the ledger alone is left. */
  losesExecutions(time: string): this {
    return this.#schedule(toInstant(time), () => {
      this.#executions.clear();
      this.#errands.clear();
    });
  }

  /** Everything up to and including an instant, or the start of a day. */
  runUntil(until: string): this {
    const end = toInstant(until);
    for (;;) {
      const next = this.#nextInstant();
      if (next === undefined || next > end) break;
      this.now = next;
      this.#play(next);
    }
    this.now = end;
    return this;
  }

  snapshot(accountId = 'A1'): Snapshot {
    const ledger = this.#ledger(accountId);
    const { account, cases, notices } = ledger;
    const customer = this.#customer(account.customerId);
    const holds = [...ledger.holds.values(), ...(this.#customerHolds.get(account.customerId)?.values() ?? [])];
    const facts: Facts = {
      obligations: [...ledger.obligations.values()],
      payments: [...ledger.payments.values()],
      holds,
      promises: [...ledger.promises.values()],
      plans: [],
      autopayFailed: ledger.autopayFailed,
      signals: ledger.signals,
    };
    const otherAccounts = this.#accountsOf(account.customerId)
      .filter((one) => one !== accountId)
      .map((one) => ({ accountId: one, product: this.#ledger(one).account.product }));
    const causes = this.#causes.get(account.customerId) ?? [];
    return { account, customer, facts, cases, notices, otherAccounts, causes };
  }

  get accountIds(): string[] {
    return [...this.#ledgers.keys()];
  }

  cases(accountId = 'A1'): readonly Case[] {
    return this.#ledger(accountId).cases;
  }

  line(accountId = 'A1'): Account['line'] {
    return this.#ledger(accountId).account.line;
  }

  /** What went out, in short: tier, or kind with its offset, and the day. */
  told(accountId = 'A1'): string[] {
    return this.messages
      .filter((one) => one.accountId === accountId)
      .map(
        (one) => `${this.today(one.time)} ${one.tier ?? one.key.replace(/^reminder:[^:]+/, 'reminder')} ${one.channel}`,
      );
  }

  /** The line changes, in short. */
  lineTold(accountId = 'A1'): string[] {
    return this.limits
      .filter((one) => one.accountId === accountId)
      .map((one) => `${this.today(one.time)} ${one.action} ${one.to.status} ${one.to.limit} ${one.reason}`);
  }

  outcomes(accountId = 'A1'): string[] {
    return this.cases(accountId).map((one) => `${one.openedOn} ${one.outcome ?? one.state}`);
  }

  eventTypes(accountId = 'A1'): string[] {
    return this.events.filter((one) => one.accountId === accountId).map((one) => one.type);
  }

  today(at: Instant, accountId = 'A1'): Day {
    const { product } = this.#ledger(accountId).account;
    return dayIn(this.rules.current(product, dayIn('UTC', at), undefined).timeZone, at);
  }

  delinquentDays(on: string, accountId = 'A1'): number {
    const view = this.#view(accountId, 'errand');
    return position(view.snapshot.facts, view.terms, on as Day).delinquentDays;
  }

  /** When the execution or errand of an account wakes next. */
  wakesAt(accountId = 'A1'): Instant | undefined {
    return this.#executions.get(accountId)?.until ?? this.#errands.get(accountId);
  }

  isRunning(accountId = 'A1'): boolean {
    return this.#executions.has(accountId);
  }

  #schedule(time: Instant, run: () => void): this {
    this.#serial += 1;
    this.#inbound.push({ time: laterInstant(time, this.now), serial: this.#serial, run });
    this.#inbound.sort((a, b) => epochMs(a.time) - epochMs(b.time) || a.serial - b.serial);
    return this;
  }

  #ledger(accountId: string): Ledger {
    const ledger = this.#ledgers.get(accountId);
    if (ledger === undefined) throw new Error(`account ${accountId} is not known`);
    return ledger;
  }

  #customer(customerId: string): Customer {
    const customer = this.#customers.get(customerId);
    if (customer === undefined) throw new Error(`customer ${customerId} is not known`);
    return customer;
  }

  #view(accountId: string, asker: Asker) {
    return viewAt(this.snapshot(accountId), this.rules, { now: this.now, asker });
  }

  #nextInstant(): Instant | undefined {
    const instants = [
      this.#inbound[0]?.time,
      ...[...this.#executions.values()].map((one) => one.until),
      ...this.#errands.values(),
      ...this.#sweepTimes(),
    ];
    return instants.filter((one) => one !== undefined).sort((a, b) => epochMs(a) - epochMs(b))[0];
  }

  readonly #sweptUntil = new Map<string, Instant>();

  #sweepTimes(): Instant[] {
    return this.rules.products.map((product) => this.#nextSweep(product));
  }

  #nextSweep(product: string): Instant {
    const after = this.#sweptUntil.get(product);
    const from = after ?? this.now;
    const { timeZone } = this.rules.current(product, dayIn('UTC', from), undefined);
    for (let on = addDays(dayIn(timeZone, from), -1); ; on = addDays(on, 1)) {
      const { sweepAt } = this.rules.current(product, on, undefined);
      const at = instantAt(on, sweepAt, timeZone);
      if (after === undefined ? at >= from : at > from) return at;
    }
  }

  #play(now: Instant): void {
    while (this.#inbound[0] !== undefined && this.#inbound[0].time <= now) this.#inbound.shift()?.run();
    for (const [accountId, execution] of [...this.#executions]) {
      if (execution.until <= now) this.#runExecution(accountId);
    }
    for (const [accountId, until] of [...this.#errands]) {
      if (until <= now) this.#runErrand(accountId);
    }
    for (const product of this.rules.products) {
      if (this.#nextSweep(product) > now) continue;
      this.#sweptUntil.set(product, now);
      this.#sweep(product, now);
    }
  }

  #sweep(product: string, now: Instant): void {
    const today = dayIn(this.rules.current(product, dayIn('UTC', now), undefined).timeZone, now);
    for (const [accountId, ledger] of this.#ledgers) {
      if (ledger.account.product !== product) continue;
      const due = ledger.lookOn !== undefined && ledger.lookOn <= today;
      if (due || this.#options.everyAccount === true) this.#sweepAccount(accountId);
    }
  }

  #sweepAccount(accountId: string): void {
    const ledger = this.#ledger(accountId);
    const view = this.#view(accountId, 'sweep');
    if (isAttended(view)) {
      ledger.lookOn = addDays(view.today, 1);
      const running = this.#executions.get(accountId);
      if (running === undefined && view.record !== undefined) this.#start(accountId, view.record.caseId);
      // A sleeping execution that another account of the customer gave something to do.
      else if (running !== undefined && running.until > this.now) this.#runExecution(accountId);
      return;
    }
    const end = this.#loop(accountId, 'sweep', null);
    if (end === 'started') {
      ledger.lookOn = addDays(view.today, 1);
      return;
    }
    ledger.lookOn = nextLookOn(this.#view(accountId, 'sweep'));
    if (end !== 'done') this.#errands.set(accountId, end);
  }

  #start(accountId: string, caseId: string): void {
    const running = this.#executions.get(accountId);
    if (running?.caseId === caseId) throw new Error(`case ${caseId} has an execution already`);
    this.#errands.delete(accountId);
    this.#executions.set(accountId, { caseId, until: this.now });
    this.#runExecution(accountId);
  }

  #runExecution(accountId: string): void {
    const execution = this.#executions.get(accountId);
    if (execution === undefined) return;
    const end = this.#loop(accountId, 'case', execution.caseId);
    if (end === 'started') return;
    if (end === 'done') {
      this.#executions.delete(accountId);
      this.#ledger(accountId).lookOn = this.today(this.now, accountId);
      return;
    }
    execution.until = end;
  }

  #runErrand(accountId: string): void {
    this.#errands.delete(accountId);
    const end = this.#loop(accountId, 'errand', null);
    if (end === 'done' || end === 'started') return;
    this.#errands.set(accountId, end);
  }

  /** Decides and acts until there is nothing to do; the instant to wait for, if any. */
  #loop(accountId: string, asker: Asker, caseId: string | null): Instant | 'done' | 'started' {
    const done: string[] = [];
    for (let steps = 0; steps < STEPS_ALLOWED; steps += 1) {
      const snapshot = this.snapshot(accountId);
      const decision = decide(snapshot, this.rules, { now: this.now, asker, caseId });
      this.#options.observe?.(snapshot, { now: this.now, asker, decision });
      if (decision.kind === 'done') return 'done';
      if (decision.kind === 'wait') {
        if (decision.until <= this.now) throw new Error(`${accountId} waits for ${decision.until}, at ${this.now}`);
        return decision.until;
      }
      done.push(decision.act);
      this.acts.push({ time: this.now, accountId, asker, kind: decision.kind, act: decision.act, before: snapshot });
      if (decision.kind === 'notice') {
        this.#send(accountId, decision, asker);
        continue;
      }
      const changes = decision.changes();
      this.#save(accountId, changes);
      const { start } = changes;
      if (start === undefined) continue;
      this.#start(accountId, start.caseId);
      return 'started';
    }
    throw new Error(`${accountId} does not come to rest at ${this.now}: ${done.slice(-8).join(', ')}`);
  }

  #send(accountId: string, { letter }: Extract<Decision, { kind: 'notice' }>, asker: Asker): void {
    if (this.#ledger(accountId).notices.some((one) => one.noticeId === letter.noticeId))
      throw new Error(`notice ${letter.noticeId} was claimed before`);
    this.#save(accountId, claim(this.#view(accountId, asker), letter));
    const message: SentMessage = {
      time: this.now,
      customerId: this.#ledger(accountId).account.customerId,
      accountId,
      caseId: letter.caseId,
      obligationId: letter.reminder?.obligationId,
      kind: letter.kind,
      key: letter.key,
      tier: letter.tier?.id,
      offset: letter.reminder?.offset,
      channel: letter.channel,
      noticeId: letter.noticeId,
    };
    this.messages.push(message);
    const fate = this.#options.deliver?.(message, this.#customer(message.customerId)) ?? 'sent';
    if (fate === 'unknown') return;
    const outcome = typeof fate === 'string' ? fate : 'sent';
    if (typeof fate !== 'string') {
      const at = normalInstant(epochMs(this.now) + fate.bouncesAfterHours * 3_600_000);
      this.settles(at, 'bounced', (one) => one.noticeId === letter.noticeId);
    }
    const ledger = this.#ledger(accountId);
    ledger.notices = ledger.notices.map((one) =>
      one.noticeId === letter.noticeId ? { ...one, status: outcome } : one,
    );
    this.#touch(accountId);
    const notice = ledger.notices.find((one) => one.noticeId === letter.noticeId);
    if (notice !== undefined) this.events.push({ ...noticeEvent(accountId, notice), time: this.now, accountId });
  }

  /** As a store would: all of it at once, the notices never replaced. */
  #save(accountId: string, changes: Changes): void {
    const ledger = this.#ledger(accountId);
    const customer = this.#customer(ledger.account.customerId);
    ledger.account = { ...changes.account, revision: ledger.account.revision + 1 };
    const kept = ledger.cases.filter((one) => !changes.cases.some((other) => other.caseId === one.caseId));
    ledger.cases = [...kept, ...changes.cases].sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
    for (const notice of changes.notices) {
      if (ledger.notices.some((one) => one.noticeId === notice.noticeId))
        throw new Error(`notice ${notice.noticeId} is on record already`);
    }
    ledger.notices = [...ledger.notices, ...changes.notices];
    if (changes.contacted !== undefined) {
      const contacts = [...customer.contacts, { at: this.now, channel: changes.contacted }];
      this.#customers.set(customer.customerId, { ...customer, contacts, revision: customer.revision + 1 });
    }
    this.#saveCauses(accountId, changes);
    this.audit.push(changes.audit);
    if (changes.audit.line !== undefined) this.limits.push({ ...changes.audit.line, time: this.now, accountId });
    for (const event of changes.audit.events) this.events.push({ ...event, time: this.now, accountId });
  }

  /** The other accounts are looked at by the next sweep. */
  #saveCauses(accountId: string, { causes }: Changes): void {
    if (causes.length === 0) return;
    const { customerId } = this.#ledger(accountId).account;
    this.#causes.set(customerId, causesWith(this.#causes.get(customerId) ?? [], causes));
    for (const other of this.#accountsOf(customerId)) {
      if (other === accountId) continue;
      this.#ledger(other).lookOn = dayIn('UTC', this.now);
      this.#touch(other);
    }
  }

  #touch(accountId: string): void {
    const ledger = this.#ledger(accountId);
    ledger.account = { ...ledger.account, revision: ledger.account.revision + 1 };
  }

  /** A waiting case is woken; without one, an errand does what is due now, but no reminder before its sweep. */
  #attend(
    accountId: string,
    { reminders = false, lookBy }: { reminders?: boolean; lookBy?: Day | undefined } = {},
  ): void {
    const ledger = this.#ledger(accountId);
    if (lookBy !== undefined) ledger.lookOn = ledger.lookOn === undefined ? lookBy : earlierOf(ledger.lookOn, lookBy);
    this.#touch(accountId);
    if (this.#executions.has(accountId)) {
      this.#runExecution(accountId);
      return;
    }
    const snapshot = this.snapshot(accountId);
    if (isAttended(this.#view(accountId, 'errand'))) {
      // Something is left to tell again, and nobody at work: the next sweep starts the case's execution.
      ledger.lookOn = this.today(this.now, accountId);
      return;
    }
    const decision = decide(snapshot, this.rules, { now: this.now, asker: 'errand', caseId: null });
    const reminder = decision.kind === 'notice' && decision.letter.kind === 'reminder';
    if (decision.kind === 'done' || (reminder && !reminders)) return;
    const tomorrow = addDays(this.today(this.now, accountId), 1);
    ledger.lookOn = ledger.lookOn === undefined ? tomorrow : earlierOf(ledger.lookOn, tomorrow);
    this.#runErrand(accountId);
  }

  #arrives(event: Inbound): void {
    switch (event.type) {
      case 'CustomerUpserted':
        this.#customerUpserted(event as Inbound<'CustomerUpserted'>);
        break;
      case 'AccountUpserted':
        this.#accountUpserted(event as Inbound<'AccountUpserted'>);
        break;
      case 'ConsentChanged':
        this.#consentChanged(event as Inbound<'ConsentChanged'>);
        break;
      case 'HoldPlaced':
        this.#holdPlaced(event as Inbound<'HoldPlaced'>);
        break;
      case 'HoldReleased':
        this.#holdReleased(event as Inbound<'HoldReleased'>);
        break;
      case 'RiskSignalRaised':
        this.#riskSignalRaised(event as Inbound<'RiskSignalRaised'>);
        break;
      default:
        this.#accountFact(event);
        break;
    }
  }

  #accountsOf(customerId: string): string[] {
    return [...this.#ledgers].filter(([, one]) => one.account.customerId === customerId).map(([id]) => id);
  }

  #customerUpserted(event: Inbound<'CustomerUpserted'>): void {
    const known = this.#customers.get(event.detail.customerId);
    const customer: EventOf<'CustomerUpserted'>['detail'] & Pick<Customer, 'otherZones'> = event.detail;
    const reached = (of: Partial<Customer> | undefined) =>
      JSON.stringify([of?.phone, of?.email, of?.timeZone, of?.otherZones, of?.consent]);
    const same = reached(customer) === reached(known);
    this.#customers.set(event.detail.customerId, {
      ...customer,
      contactChangedAt: same && known !== undefined ? known.contactChangedAt : this.now,
      contacts: known?.contacts ?? [],
      revision: (known?.revision ?? 0) + 1,
    });
    for (const accountId of this.#accountsOf(event.detail.customerId)) this.#attend(accountId);
  }

  #consentChanged(event: Inbound<'ConsentChanged'>): void {
    const { customerId, channel, allowed } = event.detail;
    const known = this.#customer(customerId);
    const consent = { ...known.consent, [channel]: allowed };
    this.#customers.set(customerId, { ...known, consent, contactChangedAt: this.now, revision: known.revision + 1 });
    for (const accountId of this.#accountsOf(customerId)) this.#attend(accountId);
  }

  #riskSignalRaised(event: Inbound<'RiskSignalRaised'>): void {
    const { accountId, customerId = '', kind, severity } = event.detail;
    this.#serial += 1;
    const signal = { signalId: `S${this.#serial}`, kind, severity, at: event.time };
    for (const each of accountId === undefined ? this.#accountsOf(customerId) : [accountId]) {
      this.#ledger(each).signals.push(signal);
      this.#attend(each);
    }
  }

  #accountUpserted(event: Inbound<'AccountUpserted'>): void {
    const { accountId, creditLimit } = event.detail;
    const known = this.#ledgers.get(accountId);
    if (known === undefined) {
      const line = { status: 'active' as const, limit: creditLimit };
      const account = { autopay: false, ...event.detail, line, owed: [], arrivedAt: event.time, revision: 1 };
      this.#ledgers.set(accountId, {
        account,
        obligations: new Map(),
        payments: new Map(),
        holds: new Map(),
        promises: new Map(),
        autopayFailed: new Set(),
        signals: [],
        cases: [],
        notices: [],
      });
      return;
    }
    known.account = withCreditLimit({ ...known.account, ...event.detail }, creditLimit);
    this.#attend(accountId);
  }

  #holdPlaced(event: Inbound<'HoldPlaced'>): void {
    const { accountId, customerId, ...hold } = event.detail;
    const lookBy = laterOf(hold.from, dayIn('UTC', this.now));
    if (accountId !== undefined) {
      this.#ledger(accountId).holds.set(hold.holdId, hold);
      this.#attend(accountId, { lookBy });
      return;
    }
    const holder = customerId ?? '';
    const holds = this.#customerHolds.get(holder) ?? new Map<string, Hold>();
    this.#customerHolds.set(holder, holds.set(hold.holdId, hold));
    for (const one of this.#accountsOf(holder)) this.#attend(one, { lookBy });
  }

  #holdReleased(event: Inbound<'HoldReleased'>): void {
    const { holdId } = event.detail;
    const release = (holds: Map<string, Hold>, accountId: string): boolean => {
      const hold = holds.get(holdId);
      if (hold === undefined) return false;
      const on = event.detail.on ?? this.today(event.time, accountId);
      holds.set(holdId, { ...hold, until: hold.until === undefined ? on : earlierOf(hold.until, on) });
      return true;
    };
    for (const [accountId, ledger] of this.#ledgers) {
      const own = release(ledger.holds, accountId);
      const shared = this.#customerHolds.get(ledger.account.customerId);
      if (own || (shared?.has(holdId) && release(shared, accountId)))
        this.#attend(accountId, { lookBy: laterOf(event.detail.on ?? dayIn('UTC', this.now), dayIn('UTC', this.now)) });
    }
  }

  #accountFact(event: Inbound): void {
    if (!('accountId' in event.detail) || event.detail.accountId === undefined) return;
    const { accountId } = event.detail;
    const ledger = this.#ledger(accountId);
    const { product } = ledger.account;
    const today = this.today(this.now, accountId);
    const policy = this.rules.current(product, today, undefined);
    let lookBy: Day | undefined;
    switch (event.type) {
      case 'ObligationScheduled': {
        const { accountId: _id, ...obligation } = (event as Inbound<'ObligationScheduled'>).detail;
        const scheduled = { ...obligation, scheduledAt: event.time, cancelled: false };
        ledger.obligations.set(obligation.obligationId, scheduled);
        lookBy = laterOf(firstLookOn(policy, obligation.dueOn), today);
        break;
      }
      case 'ObligationCancelled': {
        const { obligationId } = (event as Inbound<'ObligationCancelled'>).detail;
        const known = ledger.obligations.get(obligationId);
        if (known !== undefined) ledger.obligations.set(obligationId, { ...known, cancelled: true });
        break;
      }
      case 'PaymentPosted': {
        const { accountId: _id, ...payment } = (event as Inbound<'PaymentPosted'>).detail;
        if (!ledger.payments.has(payment.paymentId))
          ledger.payments.set(payment.paymentId, { ...payment, postedAt: event.time });
        break;
      }
      case 'PaymentReversed': {
        const { paymentId } = (event as Inbound<'PaymentReversed'>).detail;
        const known = ledger.payments.get(paymentId);
        if (known !== undefined) ledger.payments.set(paymentId, { ...known, reversedAt: event.time });
        lookBy = today;
        break;
      }
      case 'AutopayFailed':
        ledger.autopayFailed.add((event as Inbound<'AutopayFailed'>).detail.obligationId);
        break;
      case 'PromiseMade': {
        const { accountId: _id, ...promise } = (event as Inbound<'PromiseMade'>).detail;
        ledger.promises.set(promise.promiseId, { ...promise, madeOn: this.today(event.time, accountId) });
        break;
      }
      default:
        throw new Error(`the simulation does not know ${event.type}`);
    }
    this.#attend(accountId, { lookBy, reminders: event.type === 'AutopayFailed' });
  }
}

const atMidnight = (text: string): Instant => (text.length === 10 ? `${text}T00:00:00Z` : text) as Instant;
const toInstant = (text: string): Instant => normalInstant(Date.parse(atMidnight(text)));
const laterInstant = (a: Instant, b: Instant): Instant => (epochMs(a) > epochMs(b) ? a : b);
