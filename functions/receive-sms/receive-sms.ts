// What a borrower writes back: the words that end and reopen text messages are obeyed at once, all else is for a person.
import type { ConsentStore } from '../adapters/consent-store.ts';
import type { ReplyStore } from '../adapters/reply-store.ts';
import type { Instant } from '../contracts/time.ts';
import { readReply } from '../domain/keywords.ts';

export interface Sms {
  /** The provider's id of it: the same one again changes nothing. */
  id: string;
  from: string;
  text: string;
  receivedAt: Instant;
}

export interface ReceiveSmsDeps {
  consents: Pick<ConsentStore, 'hear' | 'customersAt' | 'accountsOf'>;
  replies: ReplyStore;
  wake: (accountIds: readonly string[]) => Promise<void>;
  now: () => Instant;
}

export type Received = 'obeyed' | 'passed-on' | 'unknown-number';

/** Whoever has the number: which of them wrote nobody can tell, and nobody of them wants what is stopped. */
export function receiveSms({ consents, replies, wake, now }: ReceiveSmsDeps) {
  return async ({ id, from, text, receivedAt }: Sms): Promise<Received> => {
    const customerIds = await consents.customersAt(from);
    if (customerIds.length === 0) return 'unknown-number';
    const reply = readReply(text);
    for (const customerId of customerIds) {
      const accountIds = await consents.accountsOf(customerId);
      if (reply === 'other') {
        for (const accountId of accountIds) await replies.passOn(accountId, { id, at: now() });
        continue;
      }
      const allowed = reply === 'start';
      const word = { channel: 'sms', purpose: 'all', allowed, time: receivedAt, source: 'sms-reply' } as const;
      await consents.hear(customerId, { word, id }, now());
      // Also for a reply heard before: the last time may have ended between writing and waking.
      await wake(accountIds);
    }
    return reply === 'other' ? 'passed-on' : 'obeyed';
  };
}
