// What sending a message changes: claimed before, recorded after.
import type { Channel } from '../contracts/events.ts';
import { type Changes, changes, type OutboundDetail } from './changes.ts';
import { isSettledOrUnknown, noticeId } from './contact.ts';
import { type Case, isOpen, type Notice, type NoticeStatus } from './ledger.ts';
import { announcedActions } from './limits.ts';
import { type Letter, type Message, policyOf, type UndeliverableReason } from './messages.ts';
import { collectionLine } from './overlays.ts';
import { reminderKey } from './reminders.ts';
import type { View } from './view.ts';

function noticeOf(
  view: View,
  message: Message,
  about: { id: string; channel: Channel | 'none'; status: NoticeStatus },
): Notice {
  const { reminder, tier, caseId } = message;
  return {
    noticeId: about.id,
    accountId: view.account.accountId,
    customerId: view.account.customerId,
    locale: view.snapshot.customer.locale,
    kind: message.kind,
    key: message.key,
    ...(caseId === undefined ? {} : { caseId }),
    ...(reminder === undefined ? {} : { obligationId: reminder.obligationId, offset: reminder.offset }),
    ...(tier === undefined ? {} : { tier: tier.id }),
    ...(message.statutory ? { statutory: true } : {}),
    policyVersion: policyOf(view, message).version,
    channel: about.channel,
    status: about.status,
    on: view.today,
    at: view.now,
  };
}

/** Older offsets that the reminder overtakes are on record as skipped. */
function skippedReminders(view: View, message: Message): Notice[] {
  const { reminder } = message;
  if (reminder === undefined) return [];
  return reminder.skipped.map((offset) => {
    const key = reminderKey(reminder.obligationId, offset);
    const id = noticeId(view.account.accountId, key, 'none', 1);
    const skipped = { ...message, key, reminder: { ...reminder, offset } };
    return noticeOf(view, skipped, { id, channel: 'none', status: 'skipped' });
  });
}

/** The case after a message of its own went out, or was found to have no channel: then operations have to find one. */
function afterMessage(view: View, message: Message, status: 'sent' | 'undelivered'): Case[] {
  const changed = afterTier(view, message, status);
  const record = changed[0] ?? view.record;
  if (record === undefined || !isOpen(record) || record.caseId !== message.caseId) return changed;
  const { undeliverable: before, ...reached } = record;
  if (status === 'sent') return before === undefined ? changed : [reached];
  const demanding = message.kind === 'notice' || message.kind === 'reversal';
  return demanding ? [{ ...record, undeliverable: { key: message.key, on: view.today } }] : changed;
}

/** The case after a tier was begun, or found to have no channel. Nothing changes for other messages. */
function afterTier(view: View, message: Message, status: 'sent' | 'undelivered'): Case[] {
  const { record, today, now } = view;
  const { tier } = message;
  if (record === undefined || !isOpen(record)) return [];
  if (message.kind === 'reversal' && status === 'sent')
    return [{ ...record, announced: announce(view, record, 'reversal', message.key) }];
  if (tier === undefined || message.key !== `tier:${tier.id}`) return [];
  const was = record.tiers[tier.id];
  const tiers = { ...record.tiers };
  for (const skipped of message.skippedTiers ?? []) tiers[skipped.id] = { status: 'skipped', on: today, at: now };
  tiers[tier.id] = status === 'sent' && was?.status === 'sent' ? was : { status, on: today, at: now };
  const announced = status === 'sent' ? announce(view, { ...record, tiers }, tier, message.key) : record.announced;
  return [{ ...record, tiers, announced }];
}

/** The first day of each action that a notice announces; days told before hold where an attempt has reached anybody. */
export function announce(
  view: View,
  record: Case,
  tier: Parameters<typeof announcedActions>[2]['tier'],
  by: string,
): Case['announced'] {
  const announced = { ...record.announced };
  const { account, today, ladder } = view;
  const on = {
    tier,
    today,
    delinquentDays: ladder.delinquentDays,
    line: collectionLine(account),
    contractual: account.creditLimit,
  };
  for (const { action, on: first } of announcedActions(view.policy, record, on)) {
    if (announced[action.id]?.by !== by || !reached(view, record, by)) announced[action.id] = { on: first, by };
  }
  return announced;
}

/** An earlier attempt or another channel has told it already: its days hold. */
const reached = (view: View, record: Case, key: string): boolean =>
  view.snapshot.notices.some((one) => one.caseId === record.caseId && one.key === key && isSettledOrUnknown(one));

/** The claim: written before the message goes out, so that it can't go out twice. */
export function claim(view: View, letter: Letter): Changes {
  const notice = noticeOf(view, letter, { id: letter.noticeId, channel: letter.channel, status: 'claimed' });
  return changes(view, {
    act: `${letter.key}:${letter.channel}`,
    caseId: letter.caseId,
    why: { noticeId: letter.noticeId, delinquentDays: view.ladder.delinquentDays },
    cases: afterMessage(view, letter, 'sent'),
    notices: [notice, ...skippedReminders(view, letter)],
    contacted: letter.channel,
  });
}

/** Nothing can carry the message: on record, told to operations, and tried again when contact data change. */
export function giveUp(view: View, message: Message, reason: UndeliverableReason): Changes {
  const before = view.snapshot.notices.filter((one) => one.key === message.key && one.status === 'undelivered').length;
  const id = noticeId(message.caseId ?? view.account.accountId, message.key, 'none', before + 1);
  const notice = noticeOf(view, message, { id, channel: 'none', status: 'undelivered' });
  return changes(view, {
    act: `undelivered:${message.key}`,
    caseId: message.caseId,
    why: { reason },
    cases: afterMessage(view, message, 'undelivered'),
    notices: [notice, ...skippedReminders(view, message)],
    events: [withReason(noticeEvent(view.account.accountId, notice), reason)],
  });
}

const withReason = (event: OutboundDetail, reason: UndeliverableReason): OutboundDetail => ({
  ...event,
  detail: { ...event.detail, reason },
});

/** What others are told once it is known what became of a message. */
export function noticeEvent(accountId: string, notice: Notice): OutboundDetail {
  const failed = notice.status === 'undelivered' || notice.status === 'failed' || notice.status === 'bounced';
  return {
    type: failed ? 'NoticeFailed' : notice.kind === 'reminder' ? 'ReminderSent' : 'NoticeSent',
    detail: {
      accountId,
      caseId: notice.caseId ?? null,
      obligationId: notice.obligationId ?? null,
      noticeId: notice.noticeId,
      kind: notice.kind,
      tier: notice.tier ?? null,
      channel: notice.channel,
      status: notice.status,
    },
  };
}
