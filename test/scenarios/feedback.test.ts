import { describe, expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({ reminders: [] });
const overdue = { bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 }] };
const HOUR = 3_600_000;

describe('what a provider tells of a message', () => {
  test('makes it delivered, some seconds after it was sent', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue);
    await world.runUntil('2026-02-20');
    expect(world.became()).toEqual([
      '2026-02-03 tier.courtesy sms delivered',
      '2026-02-08 tier.first sms delivered',
      '2026-02-16 tier.formal email delivered',
      '2026-02-16 tier.formal sms delivered',
    ]);
    const formal = world.notices().find((one) => one.noticeId.endsWith('formal.email'));
    expect(formal).toMatchObject({ sentAt: '2026-02-16T01:00:00Z', deliveredAt: '2026-02-16T01:00:03Z' });
    expect(world.rejected()).toEqual([]);
  });

  test('moves a tier to its next channel at once when the first one fails', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).fates(({ channel }) => (channel === 'sms' ? { sms: 'FAILURE' } : {}));
    await world.runUntil('2026-02-10');
    expect(world.became()).toEqual([
      '2026-02-03 tier.courtesy sms failed',
      '2026-02-08 tier.first sms failed',
      '2026-02-08 tier.first email delivered',
    ]);
    expect(world.messages().at(-1)?.time).toBe('2026-02-08T01:00:05Z');
    expect(world.events('NoticeFailed').map((one) => one.detail.status)).toEqual(['failed', 'undelivered', 'failed']);
  });

  test('keeps limit actions away from who got no notice on any channel, and the case says so', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world
      .given({ ...overdue, email: 'bounce+li@simulator.amazonses.com', phone: '+33755512502' })
      .fates(({ channel }) => (channel === 'sms' ? { afterMs: 72 * HOUR } : {}));
    await world.runUntil('2026-06-20');
    expect(world.became()).toEqual([
      '2026-02-03 tier.courtesy sms failed',
      '2026-02-08 tier.first sms failed',
      '2026-02-11 tier.first email bounced',
      '2026-02-16 tier.formal sms failed',
      '2026-03-18 tier.final sms failed',
    ]);
    expect(world.limits()).toEqual([]);
    expect(world.cases()).toMatchObject([{ state: 'collecting', undeliverable: { key: 'tier:final' } }]);
    expect(world.events('ReferralRequested')).toEqual([]);
    expect(world.events('ReviewRequested')).toHaveLength(1);
  });

  test('tries the next channel of a reminder that came back, though there is no case', async () => {
    const world = await World.start({ now: '2026-01-01', policy: aPolicy() });
    world.given({ ...overdue, phone: '+33755512502' });
    await world.runUntil('2026-02-01T12:00:00Z');
    expect(world.became()).toEqual([
      '2026-01-25 reminder.O1.7 email delivered',
      '2026-01-31 reminder.O1.1 sms failed',
      '2026-01-31 reminder.O1.1 email delivered',
    ]);
  });

  test('late word after the cure: the line is whole, not in a repair window', async () => {
    const byEmail = aPolicy({
      reminders: [],
      arrears: { graceDays: 0, tolerance: 100, postingDays: 0 },
      tiers: [{ id: 'formal', day: 15, channels: ['email'], mandatory: true }],
      limitActions: [{ id: 'reduce', day: 15, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: 2 }],
      terminal: undefined,
      jurisdiction: 'CN',
    });
    const world = await World.start({ now: '2026-01-01', policy: byEmail });
    world
      .given({ ...overdue, email: 'bounce+li@simulator.amazonses.com' })
      .fates(({ channel }) => (channel === 'email' ? { afterMs: 72 * HOUR } : {}))
      .pays({ amount: 200_000, at: '2026-02-18T05:00:00Z' });
    await world.runUntil('2026-03-01');
    expect(world.lineTold()).toEqual([
      '2026-02-18 reduce reduced 500000 ARREARS',
      '2026-02-19 restore active 1000000 NOTICE_FAILED',
    ]);
    expect(world.outcomes()).toEqual(['2026-02-02 cured']);
    expect(world.told().at(-1)).toMatch(/^2026-02-19 withdrawal\.reduce\S+ sms$/);
    expect(world.messages().at(-1)?.text).toContain('did not reach you');
  });

  test('72 hours late still counts: the limit action that the notice announced is not taken', async () => {
    const late = aPolicy({
      reminders: [],
      tiers: [{ id: 'formal', day: 15, channels: ['email'], mandatory: true }],
      limitActions: [{ id: 'reduce', day: 15, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: 2 }],
      terminal: undefined,
      jurisdiction: 'CN',
    });
    const world = await World.start({ now: '2026-01-01', policy: late });
    world.given(overdue).fates(() => ({ email: 'bounce', afterMs: 47 * HOUR }));
    await world.runUntil('2026-03-20');
    expect(world.limits()).toEqual([]);
    expect(world.became()).toEqual(['2026-02-17 tier.formal email bounced']);
  });

  test('once or three times, in whatever order, comes to the same end', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).fates(() => ({ silent: true }));
    await world.runUntil('2026-02-17');
    const { feedback } = world.local;
    const email = world.sent('A1-2026-02-02.tier.formal.email');
    for (const fate of ['delay', 'delivery', 'bounce', 'delivery', 'bounce', 'delay', 'delivery'] as const)
      feedback.sesEvent(email, fate);
    const text = world.sent('A1-2026-02-02.tier.formal.sms');
    for (const status of ['SUCCESS', 'SUCCESS', 'SUCCESS'] as const) feedback.smsEvent(text, { sms: status });
    await world.runUntil('2026-02-18');
    expect(world.became().slice(2)).toEqual([
      '2026-02-16 tier.formal email bounced',
      '2026-02-16 tier.formal sms delivered',
    ]);
    expect(world.events('NoticeFailed').map((one) => one.detail.noticeId)).toEqual([email.noticeId]);
    expect(world.rejected()).toEqual([]);
  });

  test('settles a message of unknown fate: it went out before the crash', async () => {
    let lost = 2;
    const sending = ['SendEmail', 'Publish'];
    const world = await World.start({
      now: '2026-01-01',
      policy,
      faults: (_service, operation) => {
        if (sending.includes(operation) && lost > 0) {
          lost -= 1;
          return 'timeout-after-effect';
        }
        return undefined;
      },
    });
    world.given({ ...overdue, phone: '+33755512501', timeZone: 'Europe/Paris' });
    await world.runUntil('2026-02-03T07:00:04Z');
    expect(world.became()).toEqual(['2026-02-03 tier.courtesy sms unknown']);
    await world.runUntil('2026-02-10');
    expect(world.became()).toEqual(['2026-02-03 tier.courtesy sms delivered', '2026-02-08 tier.first sms delivered']);
    expect(world.events('NoticeSent').map((one) => one.detail.status)).toEqual(['delivered', 'delivered']);
  });

  test('about a text of unknown fate that failed brings the next channel', async () => {
    let lost = true;
    const world = await World.start({
      now: '2026-02-08',
      policy: aPolicy({
        reminders: [],
        tiers: [{ id: 'first', day: 7, channels: ['sms', 'email'] }],
        limitActions: [],
      }),
      faults: (service) => {
        if (service !== 'SNS' || !lost) return undefined;
        lost = false;
        return 'timeout-after-effect';
      },
    });
    world.given({ ...overdue, phone: '+33755512502' });
    await world.runUntil('2026-02-10T12:00:00Z');
    expect(world.became()).toEqual(['2026-02-09 tier.first sms failed', '2026-02-09 tier.first email delivered']);
  });

  test('about one of two texts of unknown fate to one number is for a person to say', async () => {
    let lost = 2;
    const world = await World.start({
      now: '2026-01-01',
      policy,
      faults: (_service, operation) => (operation === 'Publish' && lost-- > 0 ? 'timeout-after-effect' : undefined),
    });
    world
      .given(overdue)
      .given({ accountId: 'A2', bills: [{ obligationId: 'O2', dueOn: '2026-02-01', amountDue: 20_000 }] });
    await world.runUntil('2026-02-04');
    expect(world.messages().map((one) => one.status)).toEqual(['unknown', 'unknown']);
    const why = 'is about a text whose sending was not recorded, and several could be meant';
    expect(world.rejected().map((one) => one.reason)).toEqual([why, why]);
  });

  test('is kept when it cannot be taken, and taken when it is put back', async () => {
    let away = false;
    const world = await World.start({
      now: '2026-01-01',
      policy,
      faults: (_service, operation) => (away && operation === 'GetItem' ? 'fail' : undefined),
    });
    world.given(overdue);
    await world.runUntil('2026-02-16T01:00:02Z');
    away = true;
    await world.runUntil('2026-02-16T03:00:00Z');
    away = false;
    const untaken = world.rejected().filter((one) => one.reason === 'could not be taken in after several attempts');
    expect(untaken).toHaveLength(2);
    for (const { event } of untaken) {
      const { requestPayload } = event as { requestPayload?: object };
      await world.invoke(
        'take-delivery',
        requestPayload ?? { Records: [{ messageId: 'm', body: JSON.stringify(event) }] },
      );
    }
    expect(world.became().slice(2)).toEqual([
      '2026-02-16 tier.formal email delivered',
      '2026-02-16 tier.formal sms delivered',
    ]);
  });

  test('about a message that nobody knows is set aside with a reason', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue);
    await world.runUntil('2026-02-17');
    const email = world.sent('A1-2026-02-02.tier.formal.email');
    const headers = { 'X-Cureflow-Notice': 'A9-2026-02-02.tier.formal.email' };
    world.local.feedback.sesEvent({ ...email, tags: {}, headers }, 'delivery');
    world.local.topics.publish(world.local.topics.named('MessagingDeliveryEvents'), '{"eventType":"Open"}');
    await world.runUntil('2026-02-17T00:01:00Z');
    expect(world.rejected().map((one) => one.reason)).toEqual([
      'is about a message that is not known',
      'is no event of a provider',
    ]);
  });
});

describe('an address that takes no messages', () => {
  test('is written to no more, and a new one is', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    const bouncing = { ...overdue, phone: undefined, email: 'bounce@simulator.amazonses.com' };
    world.given(bouncing);
    await world.runUntil('2026-03-10');
    expect(world.became()).toEqual(['2026-02-08 tier.first email bounced']);
    world.given({ phone: undefined, email: bouncing.email });
    await world.runUntil('2026-03-12');
    expect(world.became()).toHaveLength(1);
    world.given({ phone: undefined, email: 'li.wei@example.com' });
    await world.runUntil('2026-03-14');
    expect(world.became().slice(1)).toEqual(['2026-03-12 tier.formal email delivered']);
  });

  test('for now alone is written to again with the next tier', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ ...overdue, phone: undefined }).fates(() => ({ email: 'soft-bounce' }));
    await world.runUntil('2026-02-17');
    expect(world.became()).toEqual(['2026-02-08 tier.first email bounced', '2026-02-16 tier.formal email bounced']);
  });
});

describe('who is deceased or bankrupt', () => {
  test.each(['deceased', 'bankruptcy'] as const)('gets nothing at all, whatever comes back (%s)', async (kind) => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).fates(() => ({ silent: true }));
    await world.runUntil('2026-02-17');
    const before = world.messages().length;
    world.holds({ kind, customerId: 'C1' });
    await world.runUntil('2026-02-18');
    const { feedback } = world.local;
    for (const message of world.local.outbox.messages) {
      if (message.channel === 'email') feedback.sesEvent(message, 'complaint');
      else feedback.smsEvent(message, { sms: 'FAILURE' });
    }
    world.receivesSms({ text: 'who is this' }).receivesSms({ text: 'STOP' }).receivesSms({ text: 'START' });
    world.event('ConsentChanged', { customerId: 'C1', channel: 'email', allowed: true });
    await world.runUntil('2026-08-01');
    expect(world.messages()).toHaveLength(before);
    expect(world.limits()).toEqual([]);
  });
});
