// SES, SNS and the SMS gateway as they are on one machine: every message is kept, none leaves.
import { ServiceFault } from './sdk.ts';

export interface CapturedMessage {
  /** Epoch milliseconds. */
  at: number;
  channel: 'email' | 'sms';
  /** Which way a text message went. */
  via?: 'sns' | 'gateway';
  to: string;
  noticeId: string;
  text: string;
  subject?: string;
  html?: string;
  from?: string;
  replyTo?: readonly string[];
  headers?: Readonly<Record<string, string>>;
  /** The tags of an email, which the events of SES carry back. */
  tags?: Readonly<Record<string, string>>;
  configurationSet?: string;
  messageId: string;
}

interface Body {
  Data?: string;
}
interface NameAndValue {
  Name?: string;
  Value?: string;
}
interface SendEmail {
  FromEmailAddress?: string;
  ReplyToAddresses?: string[];
  Destination?: { ToAddresses?: string[] };
  ConfigurationSetName?: string;
  EmailTags?: NameAndValue[];
  Content?: {
    Simple?: {
      Subject?: Body;
      Body?: { Text?: Body; Html?: Body };
      Headers?: NameAndValue[];
    };
  };
}
interface Publish {
  PhoneNumber?: string;
  Message?: string;
  MessageAttributes?: Record<string, { StringValue?: string }>;
}

const DAY_MS = 86_400_000;
const LONGEST_SMS_BYTES = 1600;

/** What SES takes as a name and a value (API reference of MessageHeader and MessageTag). */
const HEADER = { name: /^[!-9;-~]{1,126}$/, value: /^[ -~]{1,870}$/ };
const TAG = { name: /^[A-Za-z0-9_-]{1,256}$/, value: /^[A-Za-z0-9_-]{1,256}$/ };

function checked(pairs: readonly NameAndValue[], { name, value }: typeof HEADER): Record<string, string> {
  const names = pairs.map(({ Name = '' }) => Name.toLowerCase());
  const good = pairs.every(({ Name = '', Value = '' }) => name.test(Name) && value.test(Value));
  if (!good || new Set(names).size < names.length)
    throw new ServiceFault('BadRequestException', `SES takes no such header or tag: ${names.join(', ')}`);
  return Object.fromEntries(pairs.map(({ Name = '', Value = '' }) => [Name, Value]));
}

export class Outbox {
  readonly messages: CapturedMessage[] = [];
  /** What SES says it takes: here anything (-1), so that a day's messages are not spread. A test may set another. */
  quota = { Max24HourSend: -1, MaxSendRate: 1_000_000 };
  readonly #now: () => number;
  readonly #listeners: ((message: CapturedMessage) => void)[] = [];

  constructor(now: () => number) {
    this.#now = now;
  }

  /** Told of each message once it is taken, before its sender is: what comes back of it is planned from there. */
  onMessage(listener: (message: CapturedMessage) => void): void {
    this.#listeners.push(listener);
  }

  sendEmail(input: SendEmail): { MessageId: string } {
    const simple = input.Content?.Simple;
    const to = input.Destination?.ToAddresses ?? [];
    if (simple === undefined || to[0] === undefined)
      throw new ServiceFault('BadRequestException', 'the local SES takes simple content to one recipient');
    const headers = checked(simple.Headers ?? [], HEADER);
    return this.#keep({
      channel: 'email',
      to: to[0],
      noticeId: headers['X-Cureflow-Notice'] ?? '',
      text: simple.Body?.Text?.Data ?? '',
      subject: simple.Subject?.Data ?? '',
      html: simple.Body?.Html?.Data ?? '',
      from: input.FromEmailAddress ?? '',
      replyTo: input.ReplyToAddresses ?? [],
      headers,
      tags: checked(input.EmailTags ?? [], TAG),
      ...(input.ConfigurationSetName === undefined ? {} : { configurationSet: input.ConfigurationSetName }),
    });
  }

  publish(input: Publish): { MessageId: string } {
    if (input.PhoneNumber === undefined)
      throw new ServiceFault('InvalidParameterException', 'the local SNS publishes to phone numbers only');
    if (Buffer.byteLength(input.Message ?? '') > LONGEST_SMS_BYTES)
      throw new ServiceFault('InvalidParameterException', 'Invalid parameter: Message too long');
    return this.#keep({
      channel: 'sms',
      via: 'sns',
      to: input.PhoneNumber,
      noticeId: input.MessageAttributes?.notice?.StringValue ?? '',
      text: input.Message ?? '',
    });
  }

  takeFromGateway({ id, to, text }: { id: string; to: string; text: string }): { MessageId: string } {
    return this.#keep({ channel: 'sms', via: 'gateway', to, noticeId: id, text });
  }

  /** What SES lets the account send: of the quota the emails of the last day are gone. */
  getAccount(): object {
    const since = this.#now() - DAY_MS;
    let sent = 0;
    for (let at = this.messages.length - 1; (this.messages[at]?.at ?? 0) > since; at -= 1)
      if (this.messages[at]?.channel === 'email') sent += 1;
    return {
      SendingEnabled: true,
      ProductionAccessEnabled: true,
      EnforcementStatus: 'HEALTHY',
      SendQuota: { ...this.quota, SentLast24Hours: sent },
    };
  }

  #keep(message: Omit<CapturedMessage, 'at' | 'messageId'>): { MessageId: string } {
    const messageId = `local-${this.messages.length + 1}`;
    const kept = { ...message, at: this.#now(), messageId };
    this.messages.push(kept);
    for (const tell of this.#listeners) tell(kept);
    return { MessageId: messageId };
  }
}
