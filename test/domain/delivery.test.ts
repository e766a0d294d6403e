import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { afterEvent, claimedTexts, closing, type DeliveryEvent, isFailure } from '../../functions/domain/delivery.ts';
import type { Notice, NoticeStatus } from '../../functions/domain/ledger.ts';
import { instant } from './builders.ts';

const AT = instant('2026-03-01T01:00:00Z');
const SENT = instant('2026-03-01T00:59:57Z');

const aNotice = (status: NoticeStatus, some: Partial<Notice> = {}): Notice =>
  ({
    noticeId: 'A1-2026-02-02.tier.formal.email',
    accountId: 'A1',
    customerId: 'C1',
    key: 'tier:formal',
    channel: 'email',
    status,
    at: SENT,
    ...some,
  }) as Notice;

const events: Record<string, DeliveryEvent> = {
  delivered: { kind: 'delivered', at: AT, sentAt: SENT },
  'bounced for good': { kind: 'bounced', lasting: true, at: AT, sentAt: SENT },
  'bounced for now': { kind: 'bounced', lasting: false, at: AT, sentAt: SENT },
  complained: { kind: 'complained', at: AT, sentAt: SENT },
  refused: { kind: 'refused', at: AT, sentAt: SENT },
  failed: { kind: 'failed', at: AT, sentAt: SENT },
  delayed: { kind: 'delayed', at: AT, sentAt: SENT },
};
const eventOf = (name: string): DeliveryEvent => events[name] ?? { kind: 'delayed', at: AT };

describe('a notice', () => {
  // Before the event, after it; a dash where nothing changes.
  test.each([
    ['claimed', 'delivered', 'delivered'],
    ['claimed', 'bounced for good', 'bounced'],
    ['claimed', 'bounced for now', 'bounced'],
    ['claimed', 'complained', 'delivered'],
    ['claimed', 'refused', 'failed'],
    ['claimed', 'failed', 'failed'],
    ['claimed', 'delayed', '-'],
    ['sent', 'delivered', 'delivered'],
    ['sent', 'bounced for good', 'bounced'],
    ['sent', 'complained', 'delivered'],
    ['sent', 'failed', 'failed'],
    ['sent', 'delayed', '-'],
    ['delivered', 'delivered', '-'],
    ['delivered', 'bounced for good', 'bounced'],
    ['delivered', 'bounced for now', 'bounced'],
    ['delivered', 'complained', '-'],
    ['delivered', 'delayed', '-'],
    ['bounced', 'delivered', '-'],
    ['bounced', 'bounced for good', '-'],
    ['bounced', 'failed', '-'],
    ['failed', 'delivered', '-'],
    ['failed', 'failed', '-'],
    ['skipped', 'delivered', '-'],
    ['undelivered', 'bounced for good', '-'],
  ] as const)('that is %s is, once %s, %s', (before, event, after) => {
    expect(afterEvent(aNotice(before), eventOf(event))?.status ?? '-').toBe(after);
  });

  test('comes to the same end whatever the order of its events, and however often each comes', () => {
    const some = fc.array(fc.constantFrom(...Object.keys(events)), { minLength: 1, maxLength: 6 });
    const end = (names: readonly string[]) =>
      names.reduce((notice, name) => afterEvent(notice, eventOf(name)) ?? notice, aNotice('claimed')).status;
    fc.assert(
      fc.property(
        some.chain((names) =>
          fc.tuple(fc.constant(names), fc.shuffledSubarray([...names, ...names], { minLength: 0 })),
        ),
        ([names, again]) => {
          expect(end([...again, ...names])).toBe(end(names));
        },
      ),
    );
  });

  test('of unknown fate knows from the event when it was sent', () => {
    expect(afterEvent(aNotice('claimed'), eventOf('delivered'))).toMatchObject({ sentAt: SENT, deliveredAt: AT });
    const recorded = aNotice('sent', { sentAt: AT });
    expect(afterEvent(recorded, eventOf('failed'))).toMatchObject({ sentAt: AT, failedAt: AT });
  });
});

test('a hard bounce closes the address, a complaint the channel, all else nothing', () => {
  const closed = Object.entries(events).map(([name, event]) => [name, closing(event) ?? '-', isFailure(event)]);
  expect(closed).toEqual([
    ['delivered', '-', false],
    ['bounced for good', 'address', true],
    ['bounced for now', '-', true],
    ['complained', 'channel', false],
    ['refused', 'channel', true],
    ['failed', '-', true],
    ['delayed', '-', false],
  ]);
});

test('an event without our id is about the claims of texts from the quarter of an hour before', () => {
  const at = (time: string, some: Partial<Notice> = {}) =>
    aNotice('claimed', { channel: 'sms', at: instant(`2026-03-01T${time}Z`), noticeId: time, ...some });
  const notices = [
    at('00:44:59'),
    at('00:45:00'),
    at('01:00:00'),
    at('01:00:01'),
    at('00:59:00', { channel: 'email' }),
    at('00:59:01', { status: 'sent' }),
  ];
  expect(claimedTexts(notices, { sentAt: AT, at: AT }).map((one) => one.noticeId)).toEqual(['00:45:00', '01:00:00']);
});
