import type { Channel } from '../contracts/events.ts';
import { type Customer, isAccepted, type Notice } from './ledger.ts';

export const addressOf = (customer: Customer, channel: Channel): string | undefined =>
  channel === 'sms' ? customer.phone : customer.email;

/** The customer can be reached there and has agreed to it. */
export const canUse = (customer: Customer, channel: Channel, statutory: boolean): boolean =>
  customer.consent[channel] &&
  (statutory || customer.courtesy?.[channel] !== false) &&
  addressOf(customer, channel) !== undefined;

/** A message that is due, over its channels. */
export interface Delivery {
  key: string;
  caseId?: string | undefined;
  channels: readonly Channel[];
  /** Every channel, not the first that can be used. */
  all: boolean;
  /** What the borrower has a right to be told: an opt-out of courtesy messages does not keep it away. */
  statutory: boolean;
}

export type NextChannel =
  | { kind: 'send'; channel: Channel; attempt: number }
  /** Sent, or in the hands of the provider: nothing more to do. */
  | { kind: 'done' }
  /** No channel is left. */
  | { kind: 'undelivered' };

/** `claimed` without more is unknown: it is never sent again blindly, the provider's event settles it. */
export const isSettledOrUnknown = (notice: Notice): boolean => notice.status === 'claimed' || isAccepted(notice);

/**
 * Which channel carries a message next. A failed one makes room for the next in order; it is tried again only after the
 * customer's addresses or consents have changed.
 */
export function nextChannel(delivery: Delivery, notices: readonly Notice[], customer: Customer): NextChannel {
  const own = notices.filter((notice) => notice.key === delivery.key && notice.caseId === delivery.caseId);
  const reached = own.some(isSettledOrUnknown);
  if (reached && !delivery.all) return { kind: 'done' };
  for (const channel of delivery.channels) {
    const attempts = own.filter((notice) => notice.channel === channel);
    if (attempts.some(isSettledOrUnknown)) continue;
    const failedSinceChange = attempts.some((notice) => notice.at >= customer.contactChangedAt);
    if (canUse(customer, channel, delivery.statutory) && !failedSinceChange)
      return { kind: 'send', channel, attempt: attempts.length + 1 };
  }
  return reached ? { kind: 'done' } : { kind: 'undelivered' };
}

/** `A1-2026-03-02.tier.formal.sms`: the same for the same message, with a number from the second attempt on. */
export function noticeId(subject: string, key: string, channel: Channel | 'none', attempt: number): string {
  const id = `${subject}.${key.replaceAll(':', '.')}.${channel}`;
  return attempt > 1 ? `${id}.${attempt}` : id;
}
