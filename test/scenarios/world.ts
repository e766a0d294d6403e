// The synthesized app in virtual time, driven and asked in the words of the field. DESIGN section 7.
import { unmarshall } from '@aws-sdk/util-dynamodb';
import { onTestFinished } from 'vitest';
import type { EventOf, EventType } from '../../functions/contracts/events.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import { type Day, type Instant, normalInstant } from '../../functions/contracts/time.ts';
import { dayIn } from '../../functions/domain/calendar.ts';
import type { Case, Line, Notice } from '../../functions/domain/ledger.ts';
import { entryMetadata } from '../../lib/infra/metadata.ts';
import type { Fate } from '../../lib/local/feedback.ts';
import type { CapturedMessage } from '../../lib/local/outbox.ts';
import { type Rejected, readLedger, reportsOf } from '../../lib/local/reports.ts';
import { ServiceFault } from '../../lib/local/sdk.ts';
import { arnOf } from '../../lib/local/template.ts';
import type { LocalAnswer, LocalRequest } from '../../lib/local/urls.ts';
import { LocalWorld, type WorldOptions } from '../../lib/local/world.ts';
import { sendingAt, sweptBy, theTemplate } from './template.ts';

/** Whose calendar the days of a scenario are in: that of the policies of the tests. */
const ZONE = 'Asia/Shanghai';

export interface Bill {
  obligationId?: string;
  dueOn: string;
  amountDue: number;
}

/** A borrower's account as far as a scenario cares; the rest is ordinary. */
export interface Given {
  accountId?: string;
  customerId?: string;
  timeZone?: string;
  phone?: string | undefined;
  email?: string | undefined;
  consent?: { sms: boolean; email: boolean };
  riskTier?: string;
  creditLimit?: number;
  autopay?: boolean;
  bills?: readonly Bill[];
}

export interface MessageLine {
  time: Instant;
  customerId: string;
  accountId: string;
  obligationId?: string;
  caseId?: string;
  kind: Notice['kind'];
  tier?: string;
  offset?: number;
  channel: 'sms' | 'email';
  locale: string;
  to: string;
  status: string;
  noticeId: string;
  text: string;
}

export interface LimitLine {
  time: Instant;
  accountId: string;
  caseId: string | null;
  action: string;
  step?: number;
  from: Line;
  to: Line;
  reason: string;
  noticeId?: string;
}

export interface ExecutionLine {
  executionArn: string;
  stateMachine: 'daily-sweep' | 'collections-case' | 'account-errand' | 'waiting-events' | 'event-drop';
  name: string;
  status: string;
  states: string[];
  startDate: Instant;
  stopDate?: Instant;
  error?: string;
}

export interface OutEvent {
  id: string;
  type: string;
  time: Instant;
  detail: Record<string, unknown>;
}

interface Start extends Pick<WorldOptions, 'faults' | 'fullSdk' | 'keepHistory' | 'seed'> {
  /** A day, which begins at 00:00 UTC, or an instant. */
  now: string;
  policy: Policy;
  /** What the account may send, as planning is told; without it, anything. */
  smsPerSecond?: number;
}

/** When something happens; without it now. In the future it waits on the clock. */
interface When {
  at?: string;
}

const toInstant = (text: string): Instant => normalInstant(Date.parse(text.includes('T') ? text : `${text}T00:00:00Z`));

export class World {
  readonly local: LocalWorld;
  #events = 0;

  private constructor(local: LocalWorld) {
    this.local = local;
  }

  /** It stops with the test that started it. */
  static async start({ now, policy, smsPerSecond, ...options }: Start): Promise<World> {
    const template = sendingAt(sweptBy(await theTemplate(), policy), smsPerSecond);
    const start = Date.parse(toInstant(now));
    const world = new World(await LocalWorld.start({ template, policies: [policy], start, ...options }));
    onTestFinished(() => world.local.stop());
    return world;
  }

  /** A customer, an account and its bills, heard of now. */
  given(given: Given = {}): this {
    const {
      accountId = 'A1',
      customerId = 'C1',
      timeZone = ZONE,
      creditLimit = 1_000_000,
      riskTier,
      bills = [],
    } = given;
    const address = { phone: '+8613800138000', email: 'li.wei@example.com', ...given };
    this.event('CustomerUpserted', {
      customerId,
      name: 'Li Wei',
      locale: 'en',
      timeZone,
      consent: given.consent ?? { sms: true, email: true },
      ...(address.phone === undefined ? {} : { phone: address.phone }),
      ...(address.email === undefined ? {} : { email: address.email }),
      ...(riskTier === undefined ? {} : { riskTier }),
    });
    this.event('AccountUpserted', {
      accountId,
      customerId,
      product: 'pay-later',
      currency: 'CNY',
      creditLimit,
      openedOn: '2025-01-01' as Day,
      ...(given.autopay === undefined ? {} : { autopay: given.autopay }),
    });
    for (const bill of bills) this.bills(bill, { accountId });
    return this;
  }

  bills({ obligationId, dueOn, amountDue }: Bill, { accountId = 'A1', at }: When & { accountId?: string } = {}): this {
    const id = obligationId ?? `${accountId}-${dueOn}`;
    return this.event('ObligationScheduled', { obligationId: id, accountId, dueOn: dueOn as Day, amountDue }, { at });
  }

  /** The value date is the day of the event in the product's calendar, unless told otherwise. */
  pays(
    payment: When & { amount: number; paidOn?: string; paymentId?: string; accountId?: string; obligationId?: string },
  ): this {
    const { at, amount, accountId = 'A1', obligationId } = payment;
    const time = at === undefined ? this.now() : toInstant(at);
    const { paymentId = `P${this.#events + 1}`, paidOn = dayIn(ZONE, time) } = payment;
    return this.event(
      'PaymentPosted',
      { paymentId, accountId, amount, paidOn: paidOn as Day, ...(obligationId === undefined ? {} : { obligationId }) },
      { at },
    );
  }

  reverses({ paymentId, accountId = 'A1', at }: When & { paymentId: string; accountId?: string }): this {
    return this.event('PaymentReversed', { paymentId, accountId, reason: 'returned by the bank' }, { at });
  }

  /** On the account, unless it names the customer. From today, unless told otherwise. */
  holds(
    hold: When & {
      kind: EventOf<'HoldPlaced'>['detail']['kind'];
      holdId?: string;
      accountId?: string;
      customerId?: string;
      obligationId?: string;
      from?: string;
      until?: string;
    },
  ): this {
    const { at, holdId = 'H1', from = dayIn(ZONE, at === undefined ? this.now() : toInstant(at)), until } = hold;
    const { kind, customerId, obligationId } = hold;
    return this.event(
      'HoldPlaced',
      {
        holdId,
        kind,
        from: from as Day,
        ...(customerId === undefined ? { accountId: hold.accountId ?? 'A1' } : { customerId }),
        ...(obligationId === undefined ? {} : { obligationId }),
        ...(until === undefined ? {} : { until: until as Day }),
      },
      { at },
    );
  }

  releases({ holdId = 'H1', on, at }: When & { holdId?: string; on?: string } = {}): this {
    return this.event('HoldReleased', { holdId, ...(on === undefined ? {} : { on: on as Day }) }, { at });
  }

  promises(promise: When & { amount: number; payBy: string; promiseId?: string }): this {
    const { amount, payBy, promiseId = 'M1', at } = promise;
    return this.event('PromiseMade', { promiseId, accountId: 'A1', amount, payBy: payBy as Day }, { at });
  }

  /** Any event of the contract; `id` to say the same one again. Answers the world, to be told more. */
  event<T extends EventType>(type: T, detail: EventOf<T>['detail'], { at, id }: When & { id?: string } = {}): this {
    this.#events += 1;
    const time = at === undefined ? this.now() : toInstant(at);
    return this.arrives({ id: id ?? `event-${this.#events}`, type, time, detail }, at);
  }

  /** Whatever somebody puts on the bus, well formed or not. */
  arrives(envelope: unknown, at?: string): this {
    const put = () => this.local.put({ source: 'lender', 'detail-type': 'Event', detail: envelope });
    const time = at === undefined ? this.local.clock.now() : Date.parse(toInstant(at));
    if (time <= this.local.clock.now()) put();
    else this.local.clock.schedule(time, put);
    return this;
  }

  /** A file in the bucket of events. */
  drops(key: string, text: string): this {
    this.local.drop(key, text);
    return this;
  }

  /** Comes between a state machine and a function: runs before each call of it. */
  async before(useCase: string, hook: (payload: unknown) => void | Promise<void>): Promise<void> {
    const { functions } = this.local;
    const arn = await arnOfUseCase(useCase);
    const invoke = functions.invoke.bind(functions);
    functions.invoke = async (called, payload) => {
      if (called === arn) await hook(payload);
      return invoke(called, payload);
    };
  }

  /** Calls a function as Lambda would, beside all that is going on. */
  async invoke(useCase: string, payload: unknown): Promise<unknown> {
    return this.local.functions.invoke(await arnOfUseCase(useCase), payload);
  }

  /** The provider answers with the error of this name instead of taking a message, while `refuses` says so. */
  provider(channel: 'sms' | 'email', error: string, refuses: () => boolean): this {
    const { outbox } = this.local;
    const check = (): void => {
      if (refuses()) throw new ServiceFault(error, 'the provider of this test refuses');
    };
    const [email, sms] = [outbox.sendEmail.bind(outbox), outbox.publish.bind(outbox)];
    if (channel === 'email') {
      outbox.sendEmail = (input) => {
        check();
        return email(input);
      };
    } else {
      outbox.publish = (input) => {
        check();
        return sms(input);
      };
    }
    return this;
  }

  /** SES says so of its limits; like the providers themselves, see `takes`. */
  mayEmail(quota: { perSecond: number; perDay?: number }): this {
    this.local.outbox.quota = { MaxSendRate: quota.perSecond, Max24HourSend: quota.perDay ?? -1 };
    return this;
  }

  /** The provider takes so many messages in a second, and throttles what is over. */
  takes(channel: 'sms' | 'email', perSecond: () => number): this {
    const error = channel === 'email' ? 'TooManyRequestsException' : 'ThrottledException';
    let second = Number.NaN;
    let taken = 0;
    return this.provider(channel, error, () => {
      const now = Math.floor(this.local.clock.now() / 1000);
      if (now !== second) [second, taken] = [now, 0];
      taken += 1;
      return taken > perSecond();
    });
  }

  /** What SES and SNS tell of the messages from here on; without a fate they all arrive. */
  fates(fateOf: (message: CapturedMessage) => Fate): this {
    this.local.feedback.fateOf = fateOf;
    return this;
  }

  /** A borrower writes back; the same `id` is the same text again. */
  receivesSms({ from = '+8613800138000', text, id, at }: When & { from?: string; text: string; id?: string }): this {
    this.#events += 1;
    const body = JSON.stringify({
      originationNumber: from,
      destinationNumber: '+8610690000000',
      messageKeyword: 'KEYWORD',
      messageBody: text,
      inboundMessageId: id ?? `inbound-${this.#events}`,
      previousPublishedMessageId: 'local-1',
    });
    const { topics, clock } = this.local;
    const write = () => topics.publish(topics.named('FeedbackInboundSms'), body);
    if (at === undefined) write();
    else clock.schedule(Date.parse(toInstant(at)), write);
    return this;
  }

  /** Somebody opens a link, or a mailbox provider posts to it. */
  async opens(url: string, request: LocalRequest = { method: 'GET' }): Promise<LocalAnswer> {
    return this.local.urls.request(url, request);
  }

  /** `borrower consent:sms:closed sms-reply all`. */
  consentAudit(customerId: string): string[] {
    const { table, tableName } = this.local;
    const { Items } = table.call('Query', {
      TableName: tableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: `AUDIT#C#${customerId}` } },
    }) as { Items: Record<string, never>[] };
    return Items.map((item) => {
      const { by, act, why } = unmarshall(item) as { by: string; act: string; why: Record<string, string> };
      return `${by} ${act} ${why.source} ${why.purpose}`;
    });
  }

  /** What was captured of a message. */
  sent(noticeId: string): CapturedMessage {
    const found = this.local.outbox.messages.find((one) => one.noticeId === noticeId);
    if (found === undefined) throw new Error(`no message ${noticeId} was sent`);
    return found;
  }

  /** `2026-02-16 tier.formal email bounced`. */
  became(accountId = 'A1'): string[] {
    const statuses = this.messages().filter((one) => one.accountId === accountId);
    return this.told(accountId).map((line, at) => `${line} ${statuses[at]?.status}`);
  }

  /** Up to and including this instant; a day begins at 00:00 UTC, before the sweep of the product. */
  async runUntil(until: string): Promise<void> {
    await this.local.runUntil(Date.parse(toInstant(until)));
  }

  now(): Instant {
    return normalInstant(this.local.clock.now());
  }

  messages(): MessageLine[] {
    return this.#reports().messages as MessageLine[];
  }

  /** `2026-02-16 tier.formal email`, `2026-01-25 reminder.O1.7 email`: day, what it is about, channel. */
  told(accountId = 'A1'): string[] {
    return this.messages()
      .filter((one) => one.accountId === accountId)
      .map(({ time, noticeId, channel, caseId, ...one }) => {
        const about = noticeId.slice((caseId ?? one.accountId).length + 1).replace(`.${channel}`, '');
        return `${dayIn(ZONE, time)} ${about} ${channel}`;
      });
  }

  limits(): LimitLine[] {
    return this.#reports().limits as LimitLine[];
  }

  /** `2026-02-21 reduce reduced 5000 ARREARS`. */
  lineTold(accountId = 'A1'): string[] {
    return this.limits()
      .filter((one) => one.accountId === accountId)
      .map(({ time, action, to, reason }) => `${dayIn(ZONE, time)} ${action} ${to.status} ${to.limit} ${reason}`);
  }

  cases(): Case[] {
    return readLedger(this.local).cases;
  }

  /** `2026-02-02 closed repaired`. */
  outcomes(accountId = 'A1'): string[] {
    return this.cases()
      .filter((one) => one.accountId === accountId)
      .map(({ openedOn, state, outcome }) => `${openedOn} ${outcome ?? state}`);
  }

  executions(stateMachine?: ExecutionLine['stateMachine']): ExecutionLine[] {
    const all = this.#reports().executions as ExecutionLine[];
    return all.filter((one) => stateMachine === undefined || one.stateMachine === stateMachine);
  }

  /** What the app put on the bus for others. */
  events(type?: string): OutEvent[] {
    const all = this.#reports().events as OutEvent[];
    return all.filter((one) => type === undefined || one.type === type);
  }

  rejected(): Rejected[] {
    return this.#reports().rejected;
  }

  notices(): Notice[] {
    return [...readLedger(this.local).notices.values()];
  }

  #reports() {
    return reportsOf(this.local, () => ({ source: 'bus' }));
  }
}

async function arnOfUseCase(useCase: string): Promise<string> {
  const { resources } = await theTemplate();
  const found = resources.find((one) => one.metadata[entryMetadata] === `functions/${useCase}/handler.ts`);
  if (found === undefined) throw new Error(`no function of the template is for ${useCase}`);
  return arnOf(found);
}
