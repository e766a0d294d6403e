// What SES and SNS tell of the captured messages, a few virtual seconds later, the way the template lays for it. Addresses
// of the SES mailbox simulator and numbers of AWS's SMS simulator behave as they do there; every other one takes what it gets.
import { signatureHeaders } from '../../functions/adapters/signature.ts';
import type { VirtualClock } from './clock.ts';
import type { CapturedMessage, Outbox } from './outbox.ts';
import type { Secrets } from './secrets.ts';
import { ACCOUNT, REGION, type Template } from './template.ts';
import type { Topics } from './topics.ts';
import type { Urls } from './urls.ts';

const EMAIL_AFTER_MS = 3000;
const SMS_AFTER_MS = 5000;
/** From the delivery on: somebody has to open it first. */
const COMPLAINT_AFTER_MS = 60_000;
const CALLBACK_AGAIN_MS = 60_000;
const CALLBACK_ATTEMPTS = 5;

export type EmailFate = 'delivery' | 'bounce' | 'soft-bounce' | 'complaint' | 'suppressed' | 'reject' | 'delay';

/** docs.aws.amazon.com/sms-voice/latest/userguide/test-phone-numbers.html: AU, AT, BE, CL, CZ, DK, EE, FI, FR, HK. */
const FAILING_NUMBERS = new Set([
  ...['+61455944039', '+43676800442032', '+32460213923', '+56229140631', '+420790542287'],
  ...['+4525919215', '+37282720793', '+3584573979111', '+33755512502', '+85257048854'],
]);

const SIMULATED: Readonly<Record<string, EmailFate>> = {
  success: 'delivery',
  bounce: 'bounce',
  // The answer of the absent is an email of theirs, no event.
  ooto: 'delivery',
  complaint: 'complaint',
  suppressionlist: 'suppressed',
};

export interface FeedbackConfig {
  template: Template;
  clock: VirtualClock;
  outbox: Outbox;
  topics: Topics;
  urls: Urls;
  secrets: Secrets;
}

/** A test may decide otherwise for a message: another fate, a later hour, or nothing at all. */
export interface Fate {
  email?: EmailFate;
  sms?: 'SUCCESS' | 'FAILURE';
  /** What the carrier says of a text. */
  response?: string;
  afterMs?: number;
  silent?: boolean;
}

export class LocalFeedback {
  readonly #config: FeedbackConfig;
  readonly #sesTopics: { topicArn: string; types: ReadonlySet<string> }[];
  /** Asked for each message as it is sent. */
  fateOf: (message: CapturedMessage) => Fate = () => ({});

  constructor(config: FeedbackConfig) {
    this.#config = config;
    const { template, outbox } = config;
    this.#sesTopics = template.ofType('AWS::SES::ConfigurationSetEventDestination').map(({ id, properties }) => {
      const { EventDestination } = template.resolve(properties) as {
        EventDestination: { MatchingEventTypes: string[]; SnsDestination?: { TopicARN: string } };
      };
      const { MatchingEventTypes, SnsDestination } = EventDestination;
      if (SnsDestination === undefined) throw new Error(`${id} publishes to no topic: the local SES can't do it`);
      return { topicArn: SnsDestination.TopicARN, types: new Set(MatchingEventTypes.map((one) => one.toLowerCase())) };
    });
    outbox.onMessage((message) => this.#follow(message));
  }

  #follow(message: CapturedMessage): void {
    const fate = this.fateOf(message);
    if (fate.silent === true) return;
    if (message.via === 'gateway') {
      this.#later(fate.afterMs ?? SMS_AFTER_MS, () => this.gatewayCallback(deliveryOf(message, fate, this.#now())));
      return;
    }
    if (message.channel === 'sms') {
      this.#later(fate.afterMs ?? SMS_AFTER_MS, () => this.smsEvent(message, fate));
      return;
    }
    const email = fate.email ?? simulatedFate(message.to);
    const after = fate.afterMs ?? EMAIL_AFTER_MS;
    if (email !== 'complaint') {
      this.#later(after, () => this.sesEvent(message, email));
      return;
    }
    this.#later(after, () => this.sesEvent(message, 'delivery'));
    this.#later(after + COMPLAINT_AFTER_MS, () => this.sesEvent(message, 'complaint'));
  }

  #now(): string {
    return new Date(this.#config.clock.now()).toISOString();
  }

  /** The gateway posts what it has to say, signed, and again a minute later if it is not taken. */
  async gatewayCallback(callback: object, attempt = 1): Promise<number | undefined> {
    const { clock, urls } = this.#config;
    const url = urls.of('FeedbackGatewayCallback');
    if (url === undefined) return undefined;
    const body = JSON.stringify(callback);
    const timestamp = String(Math.floor(clock.now() / 1000));
    const headers = signatureHeaders(this.#gatewayKey(), { direction: 'callback', body, timestamp });
    const { statusCode } = await urls.request(url, { method: 'POST', headers, body });
    if (statusCode >= 300 && attempt < CALLBACK_ATTEMPTS)
      this.#later(CALLBACK_AGAIN_MS, () => this.gatewayCallback(callback, attempt + 1));
    return statusCode;
  }

  #gatewayKey(): string {
    const { template, secrets } = this.#config;
    for (const { properties } of template.ofType('AWS::Lambda::Function')) {
      const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
      if (Variables.SMS_GATEWAY_SECRET_ARN === undefined) continue;
      return secrets.values(String(template.resolve(Variables.SMS_GATEWAY_SECRET_ARN)))[0] ?? '';
    }
    return '';
  }

  #later(ms: number, tell: () => unknown): void {
    const { clock } = this.#config;
    clock.schedule(clock.now() + ms, async () => {
      await tell();
    });
  }

  /** One event of SES about a message, now. */
  sesEvent(message: CapturedMessage, fate: EmailFate): void {
    const { clock, topics } = this.#config;
    const event = sesEventOf(message, fate, new Date(clock.now()).toISOString());
    for (const { topicArn, types } of this.#sesTopics)
      if (types.has(event.eventType.toLowerCase())) topics.publish(topicArn, JSON.stringify(event));
  }

  /** One entry of the log of SNS about a text, now. */
  smsEvent(message: CapturedMessage, { sms, response }: Fate = {}): void {
    const { clock, topics } = this.#config;
    const status = sms ?? (FAILING_NUMBERS.has(message.to) ? 'FAILURE' : 'SUCCESS');
    const group = `sns/${REGION}/${ACCOUNT}/DirectPublishToPhoneNumber${status === 'FAILURE' ? '/Failure' : ''}`;
    const entry = {
      notification: {
        messageId: message.messageId,
        timestamp: new Date(message.at).toISOString().replace('T', ' ').replace('Z', ''),
      },
      delivery: {
        phoneCarrier: 'Local Carrier',
        destination: message.to,
        priceInUSD: 0,
        smsType: 'Transactional',
        providerResponse:
          response ??
          (status === 'SUCCESS'
            ? 'Message has been accepted by phone carrier'
            : 'Phone carrier is currently unreachable/unavailable'),
        dwellTimeMs: clock.now() - message.at,
      },
      status,
    };
    topics.log(group, JSON.stringify(entry));
  }
}

function deliveryOf(message: CapturedMessage, { sms, response }: Fate, at: string): object {
  const delivery = { kind: 'delivery', id: message.noticeId, at };
  return sms === 'FAILURE'
    ? { ...delivery, status: 'failed', reason: response ?? 'UNREACHABLE' }
    : { ...delivery, status: 'delivered' };
}

/** `bounce+A1@simulator.amazonses.com`: the label tells borrowers apart and changes nothing. */
export function simulatedFate(address: string): EmailFate {
  const [, name = ''] = /^([^+@]+)(?:\+[^@]*)?@simulator\.amazonses\.com$/i.exec(address) ?? [];
  return SIMULATED[name.toLowerCase()] ?? 'delivery';
}

function sesEventOf(message: CapturedMessage, fate: EmailFate, timestamp: string) {
  const mail = {
    timestamp: new Date(message.at).toISOString(),
    source: message.from,
    messageId: message.messageId,
    destination: [message.to],
    tags: Object.fromEntries(Object.entries(message.tags ?? {}).map(([name, value]) => [name, [value]])),
    headers: Object.entries(message.headers ?? {}).map(([name, value]) => ({ name, value })),
  };
  const bounce = (bounceType: string, bounceSubType: string, status: string) => ({
    eventType: 'Bounce',
    bounce: {
      bounceType,
      bounceSubType,
      timestamp,
      bouncedRecipients: [{ emailAddress: message.to, action: 'failed', status }],
    },
    mail,
  });
  switch (fate) {
    case 'delivery':
      return { eventType: 'Delivery', delivery: { timestamp, recipients: [message.to] }, mail };
    case 'bounce':
      return bounce('Permanent', 'General', '5.1.1');
    case 'suppressed':
      return bounce('Permanent', 'Suppressed', '5.1.1');
    case 'soft-bounce':
      return bounce('Transient', 'MailboxFull', '4.2.2');
    case 'complaint':
      return { eventType: 'Complaint', complaint: { timestamp, complaintFeedbackType: 'abuse' }, mail };
    case 'reject':
      return { eventType: 'Reject', reject: { reason: 'Bad content' }, mail };
    case 'delay':
      return { eventType: 'DeliveryDelay', deliveryDelay: { timestamp, delayType: 'MailboxFull' }, mail };
  }
}
