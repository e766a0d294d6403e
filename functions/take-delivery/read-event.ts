// The events of each provider in the words of the domain. Every one says which message it is about.
import { fromTag } from '../adapters/message-tags.ts';
import type { GatewayDelivery, SesEvent, SnsLogEntry } from '../contracts/feedback.ts';
import { type Instant, normalInstant } from '../contracts/time.ts';
import type { DeliveryEvent } from '../domain/delivery.ts';

export interface Report {
  event: DeliveryEvent;
  /** Ours, where the provider carries them back; otherwise the provider's own id, with the number it went to. */
  about: { noticeId: string; accountId?: string | undefined } | { providerId: string; to: string };
  /** The address it went to, where the provider says it. */
  to?: string;
}

/** Not about a message of ours, or nothing that changes anything: with the reason. */
export interface Unreadable {
  reason: string;
}

const code = (text: string): string => text.replace(/[^A-Za-z0-9]+/g, '-').slice(0, 60);

/** To the second, as all times here are; SNS writes `2016-06-28 00:40:34.558` and means UTC. */
export function instantOf(text: string): Instant {
  const iso = /[zZ]|[+-]\d\d:?\d\d$/.test(text) ? text : `${text.replace(' ', 'T')}Z`;
  const ms = Date.parse(iso);
  if (Number.isNaN(ms)) throw new RangeError('the provider wrote a time that is none');
  return normalInstant(Math.floor(ms / 1000) * 1000);
}

export function fromSes(ses: SesEvent): Report | Unreadable {
  const { mail } = ses;
  const noticeId = noticeOf(mail);
  if (noticeId === undefined) return { reason: 'is about an email that carries no notice' };
  const event = sesEvent(ses);
  if (event === undefined) return { reason: `event type ${code(ses.eventType)} says nothing that is used here` };
  const [to] = mail.destination;
  return {
    event: { ...event, sentAt: instantOf(mail.timestamp), providerId: mail.messageId },
    about: { noticeId, accountId: idIn(mail.tags?.account) },
    ...(to === undefined ? {} : { to }),
  };
}

const idIn = (tag: readonly string[] | undefined): string | undefined =>
  tag?.[0] === undefined ? undefined : fromTag(tag[0]);

/** An id too long for a tag is in a header alone. */
const noticeOf = ({ tags, headers }: SesEvent['mail']): string | undefined =>
  idIn(tags?.notice) ?? headers?.find(({ name }) => name.toLowerCase() === 'x-cureflow-notice')?.value;

function sesEvent(ses: SesEvent): DeliveryEvent | undefined {
  const sent = instantOf(ses.mail.timestamp);
  switch (ses.eventType) {
    case 'Delivery':
      return { kind: 'delivered', at: instantOf(ses.delivery?.timestamp ?? ses.mail.timestamp) };
    case 'Bounce': {
      const { timestamp, bounceType = '', bounceSubType = '' } = ses.bounce ?? {};
      const at = timestamp === undefined ? sent : instantOf(timestamp);
      return {
        kind: 'bounced',
        lasting: bounceType === 'Permanent',
        at,
        reason: code(`${bounceType} ${bounceSubType}`),
      };
    }
    case 'Complaint':
      return complaint(ses, sent);
    case 'Reject':
      return { kind: 'failed', at: sent, reason: 'Reject' };
    case 'DeliveryDelay':
      return { kind: 'delayed', at: instantOf(ses.deliveryDelay?.timestamp ?? ses.mail.timestamp) };
    default:
      return undefined;
  }
}

function complaint({ complaint: told, mail }: SesEvent, sent: Instant): DeliveryEvent {
  const at = told?.timestamp === undefined ? instantOf(mail.timestamp) : instantOf(told.timestamp);
  // SES did not even try: the borrower had complained before.
  if (told?.complaintSubType === 'OnAccountSuppressionList')
    return { kind: 'refused', at: sent, reason: 'OnAccountSuppressionList' };
  // They took it out of their junk mail.
  if (told?.complaintFeedbackType === 'not-spam') return { kind: 'delivered', at };
  return { kind: 'complained', at, reason: code(told?.complaintFeedbackType ?? 'complaint') };
}

/** SNS: the answers of the phone's carrier in words of its own. */
const NO_SUCH_NUMBER = /invalid phone number/i;
const OPTED_OUT = /opted out/i;

export function fromSns({ notification, delivery, status }: SnsLogEntry): Report {
  const sentAt = instantOf(notification.timestamp);
  const dwelt = Math.floor((delivery.dwellTimeMs ?? 0) / 1000) * 1000;
  const at = normalInstant(Date.parse(sentAt) + dwelt);
  const said = delivery.providerResponse ?? '';
  const about = { providerId: notification.messageId, to: delivery.destination };
  const told = { at, sentAt, providerId: notification.messageId };
  if (status === 'SUCCESS') return { event: { ...told, kind: 'delivered' }, about, to: delivery.destination };
  const failed = { ...told, reason: code(said) };
  const event: DeliveryEvent = NO_SUCH_NUMBER.test(said)
    ? { ...failed, kind: 'bounced', lasting: true }
    : { ...failed, kind: OPTED_OUT.test(said) ? 'refused' : 'failed' };
  return { event, about, to: delivery.destination };
}

/** docs/gateway.md: the one reason that says the number is none. */
export function fromGateway({ id, status, reason, at }: GatewayDelivery): Report {
  const told = { at: instantOf(at), ...(reason === undefined ? {} : { reason: code(reason) }) };
  const event: DeliveryEvent =
    status === 'delivered'
      ? { ...told, kind: 'delivered' }
      : reason === 'INVALID_NUMBER'
        ? { ...told, kind: 'bounced', lasting: true }
        : { ...told, kind: 'failed' };
  return { event, about: { noticeId: id } };
}
