// The ways out. What comes back is one of few kinds, whatever the provider calls it.
import type { Channel } from '../contracts/events.ts';
import type { SmsRoute } from '../contracts/policy.ts';
import type { RenderedMessage } from '../messages/facts.ts';
import { SMS_BYTES } from '../messages/sms-parts.ts';

export interface Outgoing {
  noticeId: string;
  accountId: string;
  channel: Channel;
  to: string;
  /** Text messages: which way, as the policy has it for the country of the number. */
  via?: SmsRoute['via'];
  message: RenderedMessage;
  /** Emails that may be unsubscribed by one click (RFC 8058): where to. */
  optOutUrl?: string;
}

export type SendResult =
  | { kind: 'sent'; providerId: string }
  /** The provider will never take it: another channel has to. */
  | { kind: 'refused'; reason: string }
  /** It certainly did not go out, and may later: `throttled`, once the provider has breath again. */
  | { kind: 'later'; reason: string; throttled: boolean }
  /** Nobody knows: the provider's own events will tell. */
  | { kind: 'unknown'; reason: string };

/** Never rejects: whatever happens on the way is one of the results. */
export type Sender = (outgoing: Outgoing) => Promise<SendResult>;

export interface Ways {
  email: Sender;
  sns: Sender;
  /** Only where the deployment has one. */
  gateway?: Sender;
}

export function sender({ email, sns, gateway }: Ways): Sender {
  return async (outgoing) => {
    if (outgoing.channel === 'email') return email(outgoing);
    // SNS refuses a longer publish, and so does every gateway.
    if (Buffer.byteLength(outgoing.message.text) > SMS_BYTES) return { kind: 'refused', reason: 'TOO_LONG' };
    if (outgoing.via !== 'gateway') return sns(outgoing);
    // SNS would be the wrong way, and perhaps an unlawful one: it waits until operations have set the gateway up.
    return gateway === undefined ? { kind: 'later', reason: 'NO_SMS_GATEWAY', throttled: false } : gateway(outgoing);
  };
}
