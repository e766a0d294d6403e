// What a provider's event makes of a message. Events come twice, in any order and up to 72 hours late; the same ones come
// to the same end whatever their order.
import type { Instant } from '../contracts/time.ts';
import type { AuditEntry } from './changes.ts';
import type { Notice, NoticeStatus } from './ledger.ts';
import { noticeEvent } from './notices.ts';

interface Told {
  /** When it happened, as the provider says. */
  at: Instant;
  /** When the provider took the message. */
  sentAt?: Instant;
  providerId?: string;
  /** A code of the provider's, no text of its own making. */
  reason?: string;
}

export type DeliveryEvent = Told &
  (
    | { kind: 'delivered' }
    /** Lasting: the address will never take a message. */
    | { kind: 'bounced'; lasting: boolean }
    /** It arrived, and the borrower told their provider that they do not want such messages. */
    | { kind: 'complained' }
    /** It did not get there; the borrower had closed the channel before. */
    | { kind: 'refused' }
    | { kind: 'failed' }
    /** The provider still tries. */
    | { kind: 'delayed' }
  );

/** A word that comes later in this list stands over an earlier one: who was told of a failure tries another channel. */
const ORDER: readonly NoticeStatus[] = ['claimed', 'sent', 'delivered', 'failed', 'bounced'];

const STATUS: Readonly<Record<DeliveryEvent['kind'], NoticeStatus | undefined>> = {
  delivered: 'delivered',
  complained: 'delivered',
  bounced: 'bounced',
  refused: 'failed',
  failed: 'failed',
  delayed: undefined,
};

/** The notice as it reads after the event, or nothing where the event changes nothing. */
export function afterEvent(notice: Notice, event: DeliveryEvent): Notice | undefined {
  const status = STATUS[event.kind];
  const [was, now] = [ORDER.indexOf(notice.status), ORDER.indexOf(status ?? 'claimed')];
  if (status === undefined || was < 0 || now <= was) return undefined;
  const sentAt = notice.sentAt ?? event.sentAt;
  const providerId = notice.providerId ?? event.providerId;
  return {
    ...notice,
    status,
    ...(sentAt === undefined ? {} : { sentAt }),
    ...(providerId === undefined ? {} : { providerId }),
    ...(status === 'delivered' ? { deliveredAt: event.at } : { failedAt: event.at }),
  };
}

/** It did not reach the borrower: the next channel has to. */
export const isFailure = ({ kind }: DeliveryEvent): boolean =>
  kind === 'bounced' || kind === 'failed' || kind === 'refused';

/** What the event closes: this one address, or the channel whatever the address. */
export function closing(event: DeliveryEvent): 'address' | 'channel' | undefined {
  if (event.kind === 'bounced' && event.lasting) return 'address';
  return event.kind === 'complained' || event.kind === 'refused' ? 'channel' : undefined;
}

/** Others have been told of the sending; they are told of a failure, and of the arrival where nobody knew of the sending. */
export function settlement(was: Notice, now: Notice, heard: { event: DeliveryEvent; at: Instant }): AuditEntry {
  const { event, at } = heard;
  const tell = now.status !== 'delivered' || was.status === 'claimed';
  return {
    accountId: now.accountId,
    ...(now.caseId === undefined ? {} : { caseId: now.caseId }),
    at,
    by: 'provider',
    act: `${now.status}:${now.key}:${now.channel}`,
    why: { noticeId: now.noticeId, ...(event.reason === undefined ? {} : { reason: event.reason }) },
    events: tell ? [noticeEvent(now.accountId, now)] : [],
  };
}

/** How long after its claim a text may be taken by the provider: a crash comes between, no more than a call that hangs. */
const TAKEN_WITHIN_MS = 15 * 60_000;

/**
 * The texts of unknown fate that an event of this time can be about, where the provider gives no id that we know. With two
 * it can be either: then it is about none.
 */
export function claimedTexts(notices: readonly Notice[], event: Pick<DeliveryEvent, 'sentAt' | 'at'>): Notice[] {
  const taken = Date.parse(event.sentAt ?? event.at);
  return notices.filter(({ channel, status, at }) => {
    const after = taken - Date.parse(at);
    return channel === 'sms' && status === 'claimed' && after >= 0 && after <= TAKEN_WITHIN_MS;
  });
}
