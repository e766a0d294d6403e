// SES and SNS as they are on one machine: every message is kept, none leaves.
import { ServiceFault } from './sdk.ts';

export interface CapturedMessage {
  /** Epoch milliseconds. */
  at: number;
  channel: 'email' | 'sms';
  to: string;
  noticeId: string;
  text: string;
  subject?: string;
  html?: string;
  from?: string;
  replyTo?: readonly string[];
  headers?: Readonly<Record<string, string>>;
  messageId: string;
}

interface Body {
  Data?: string;
}
interface SendEmail {
  FromEmailAddress?: string;
  ReplyToAddresses?: string[];
  Destination?: { ToAddresses?: string[] };
  Content?: {
    Simple?: {
      Subject?: Body;
      Body?: { Text?: Body; Html?: Body };
      Headers?: { Name?: string; Value?: string }[];
    };
  };
}
interface Publish {
  PhoneNumber?: string;
  Message?: string;
  MessageAttributes?: Record<string, { StringValue?: string }>;
}

export class Outbox {
  readonly messages: CapturedMessage[] = [];
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
    const headers = Object.fromEntries((simple.Headers ?? []).map((one) => [one.Name ?? '', one.Value ?? '']));
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
    });
  }

  publish(input: Publish): { MessageId: string } {
    if (input.PhoneNumber === undefined)
      throw new ServiceFault('InvalidParameterException', 'the local SNS publishes to phone numbers only');
    return this.#keep({
      channel: 'sms',
      to: input.PhoneNumber,
      noticeId: input.MessageAttributes?.notice?.StringValue ?? '',
      text: input.Message ?? '',
    });
  }

  #keep(message: Omit<CapturedMessage, 'at' | 'messageId'>): { MessageId: string } {
    const messageId = `local-${this.messages.length + 1}`;
    const kept = { ...message, at: this.#now(), messageId };
    this.messages.push(kept);
    for (const tell of this.#listeners) tell(kept);
    return { MessageId: messageId };
  }
}
