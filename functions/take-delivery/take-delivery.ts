// What became of one message: on record, with what it closes and whom it wakes.
import type { ConsentStore } from '../adapters/consent-store.ts';
import type { FeedbackStore } from '../adapters/feedback-store.ts';
import type { Instant } from '../contracts/time.ts';
import { afterEvent, claimedTexts, closing, type DeliveryEvent, isFailure, settlement } from '../domain/delivery.ts';
import type { Notice } from '../domain/ledger.ts';
import type { Report } from './read-event.ts';

export interface TakeDeliveryDeps {
  feedback: FeedbackStore;
  consents: Pick<ConsentStore, 'hear' | 'block' | 'customersAt' | 'accountsOf'>;
  /** Accounts that may have something to do at once. */
  wake: (accountIds: readonly string[]) => Promise<void>;
  now: () => Instant;
}

/** `unknown`: no message of ours has that id; `either`: a text of unknown fate, but it can be one of several. */
export type Taken = 'settled' | 'unchanged' | 'unknown' | 'either';

/**
 * Each step may be done again without harm, and is: an event that comes twice, or again after a crash between two steps,
 * goes through all of them. What it closes is closed before anything is woken that could send there.
 */
export function takeDelivery({ feedback, consents, wake, now }: TakeDeliveryDeps) {
  return async (report: Report): Promise<Taken> => {
    const found = await find(report);
    if (found === undefined || found === 'either') return found ?? 'unknown';
    const { event } = report;
    const others = await close(found, report);
    const settled = afterEvent(found, event);
    if (settled !== undefined) await feedback.settle(found, settled, settlement(found, settled, { event, at: now() }));
    const woken = isFailure(event) || found.status === 'claimed' ? [found.accountId] : [];
    await wake([...new Set([...woken, ...others])]);
    return settled === undefined ? 'unchanged' : 'settled';
  };

  async function find({ about, event }: Report): Promise<Notice | 'either' | undefined> {
    if ('noticeId' in about) return feedback.notice(about);
    const named = await feedback.named(about.providerId);
    if (named !== undefined) return feedback.notice(named);
    return claimedAt(about.to, event);
  }

  /** The sending was not recorded: the number and the hour tell, when they can mean one message alone. */
  async function claimedAt(phone: string, event: DeliveryEvent): Promise<Notice | 'either' | undefined> {
    const fitting: Notice[] = [];
    for (const customerId of await consents.customersAt(phone))
      for (const accountId of await consents.accountsOf(customerId))
        fitting.push(...claimedTexts(await feedback.noticesOf(accountId), event));
    return fitting.length > 1 ? 'either' : fitting[0];
  }

  /** The accounts that the closing concerns beside the message's own. */
  async function close(notice: Notice, { event, to }: Report): Promise<readonly string[]> {
    const { customerId, channel, noticeId } = notice;
    const closed = closing(event);
    if (closed === undefined || channel === 'none') return [];
    const id = `${noticeId}.${event.kind}`;
    if (closed === 'address') {
      const address = to ?? (await feedback.addressOf(notice));
      if (address === undefined) return [];
      await consents.block(customerId, { block: { channel, address, reason: 'bounce', time: event.at }, id }, now());
      return consents.accountsOf(customerId);
    }
    const source = event.kind === 'complained' ? 'complaint' : 'sms-reply';
    const word = { channel, purpose: 'all', allowed: false, time: event.at, source } as const;
    await consents.hear(customerId, { word, id }, now());
    return consents.accountsOf(customerId);
  }
}
