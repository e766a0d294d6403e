// Reminders, the ladder, channels and contact rules, through whole lifecycles.
import { describe, expect, test } from 'vitest';
import { firstPermitted } from '../../functions/domain/contact-window.ts';
import { aBorrower } from './borrower.ts';
import { aCustomer, aPlainPolicy, aPolicy, instant } from './builders.ts';

describe('reminders', () => {
  test('catch up after missed days: the newest offset is sent, the older one is on record as skipped', () => {
    const sim = aBorrower().bill('O1', '2026-02-01', 2000, '2026-01-31T00:00:00Z').runUntil('2026-02-01');
    expect(sim.told()).toEqual(['2026-01-31 reminder:1 sms']);
    expect(sim.snapshot().notices.map((one) => [one.key, one.status])).toEqual([
      ['reminder:O1:1', 'sent'],
      ['reminder:O1:7', 'skipped'],
    ]);
  });

  test('still come on the due day itself, and never after it', () => {
    const due = aBorrower().bill('O1', '2026-02-01', 2000, '2026-01-31T12:00:00Z').runUntil('2026-02-01T12:00:00Z');
    expect(due.told()).toEqual(['2026-02-01 reminder:1 sms']);
    const past = aBorrower().bill('O1', '2026-02-01', 2000, '2026-02-01T12:00:00Z').runUntil('2026-02-02T12:00:00Z');
    expect(past.told()).toEqual([]);
  });

  test('wait for the sweep when the bill is scheduled in between', () => {
    const sim = aBorrower().bill('O1', '2026-02-01', 2000, '2026-01-28T05:00:00Z').runUntil('2026-01-29T12:00:00Z');
    expect(sim.told()).toEqual(['2026-01-29 reminder:7 email']);
  });

  test.each([
    ['autopay', false],
    ['autopay whose collection failed', true],
  ])('on %s', (_what, failed) => {
    const sim = aBorrower({ autopay: true }).bill('O1', '2026-02-01');
    if (failed)
      sim.given('2026-01-30T03:00:00Z', 'AutopayFailed', { accountId: 'A1', obligationId: 'O1', reason: 'no funds' });
    sim.runUntil('2026-02-01T12:00:00Z');
    expect(sim.told()).toEqual(failed ? ['2026-01-30 reminder:7 email', '2026-01-31 reminder:1 sms'] : []);
  });

  test.each([
    ['the account', {}],
    ['the customer', { customerId: 'C1' }],
    ['the obligation', { obligationId: 'O1' }],
  ])('stop while %s is on hold and come back at the hour of the steps', (_whom, whom) => {
    const sim = aBorrower().bill('O1', '2026-02-01').holds('2026-01-10', '2026-01-20', '2026-01-28', whom);
    expect(sim.runUntil('2026-01-30').told()).toEqual(['2026-01-28 reminder:7 email']);
    expect(sim.messages[0]?.time).toBe('2026-01-28T01:00:00Z');
  });

  test('come once for an obligation and offset, even when its amount changes', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').bill('O1', '2026-02-01', 2500, '2026-01-26T05:00:00Z');
    expect(sim.runUntil('2026-01-31').told()).toEqual(['2026-01-25 reminder:7 email']);
  });

  test('stop after a referral', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').bill('O2', '2026-06-20').runUntil('2026-07-01');
    expect(sim.eventTypes()).toContain('ReferralRequested');
    expect(sim.told().filter((one) => one.includes('reminder')).length).toBe(2);
  });
});

const tiers = (some: object[]) => some.map((one) => ({ channels: ['sms'], ...one }));
const ladder = (some: object[], more: object = {}) => aPlainPolicy({ tiers: tiers(some), ...more });
const inUtc = { timeZone: 'UTC' };

describe('the ladder', () => {
  test.each([
    [
      'sends the highest tier that is due and skips those below',
      [
        { id: 'a', day: 1 },
        { id: 'b', day: 5 },
        { id: 'c', day: 9 },
      ],
      ['2026-02-20 c sms'],
      ['a', 'b'],
    ],
    [
      'sends a mandatory tier first, the lowest day first, then the highest',
      [
        { id: 'a', day: 1 },
        { id: 'b', day: 5, mandatory: true },
        { id: 'c', day: 9 },
        { id: 'd', day: 10, mandatory: true },
      ],
      ['2026-02-20 b sms', '2026-02-21 d sms'],
      ['a', 'c'],
    ],
    [
      'lets a waiting mandatory tier hold back the others',
      [
        { id: 'a', day: 1, mandatory: true },
        { id: 'b', day: 5, mandatory: true, minDaysAfterPrevious: 4 },
        { id: 'c', day: 9 },
      ],
      ['2026-02-20 a sms', '2026-02-24 b sms', '2026-02-25 c sms'],
      [],
    ],
    [
      'lets a lower tier pass while the highest, not mandatory, waits for its distance',
      [
        { id: 'a', day: 1, mandatory: true },
        { id: 'b', day: 5 },
        { id: 'c', day: 9, minDaysAfterPrevious: 4 },
      ],
      ['2026-02-20 a sms', '2026-02-21 b sms', '2026-02-25 c sms'],
      [],
    ],
  ])('%s', (_what, some, told, skipped) => {
    const sim = aBorrower({ policy: ladder(some), ...inUtc, arrivesOn: '2026-02-19T12:00:00Z' });
    sim.bill('O1', '2026-02-01', 2000, '2026-02-19T12:00:00Z').runUntil('2026-03-10');
    expect(sim.told()).toEqual(told);
    const record = sim.cases()[0];
    const skips = Object.entries(record?.tiers ?? {}).filter(([, one]) => one.status === 'skipped');
    expect(skips.map(([id]) => id)).toEqual(skipped);
  });

  test('counts the distance in days of the steps: an event before the hour brings nothing forward', () => {
    const policy = ladder([
      { id: 'a', day: 1 },
      { id: 'b', day: 3, minDaysAfterPrevious: 5 },
    ]);
    const sim = aBorrower({ policy, ...inUtc })
      .bill('O1', '2026-02-01')
      .pays('2026-02-07T02:00:00Z', 1);
    expect(sim.runUntil('2026-02-10').told()).toEqual(['2026-02-02 a sms', '2026-02-07 b sms']);
    expect(sim.messages[1]?.time).toBe('2026-02-07T09:00:00Z');
  });

  test('waits with the first tier for payments that are being posted, and with no other', () => {
    const policy = ladder(
      [
        { id: 'a', day: 1 },
        { id: 'b', day: 5 },
      ],
      { arrears: { postingDays: 2 } },
    );
    const sim = aBorrower({ policy, ...inUtc })
      .bill('O1', '2026-02-01')
      .runUntil('2026-02-10');
    expect(sim.told()).toEqual(['2026-02-04 a sms', '2026-02-06 b sms']);
  });

  test('passes over a first tier that posting days move beyond the second', () => {
    const policy = ladder(
      [
        { id: 'a', day: 1 },
        { id: 'b', day: 2, mandatory: true },
      ],
      {
        arrears: { postingDays: 3 },
        terminal: { day: 6, kind: 'refer' },
      },
    );
    const sim = aBorrower({ policy, ...inUtc })
      .bill('O1', '2026-02-01')
      .runUntil('2026-02-10');
    expect(sim.told()).toEqual(['2026-02-03 b sms']);
    expect(sim.acted('refer')).toEqual(['2026-02-07 refer']);
  });

  test('never sends two tiers on one day, a second channel counted', () => {
    const policy = aPlainPolicy({
      tiers: [
        { id: 'a', day: 1, channels: ['email', 'sms'], all: true, mandatory: true },
        { id: 'b', day: 2, channels: ['sms'], mandatory: true },
      ],
      contact: { from: '00:00', to: '24:00', perDay: 1, perSevenDays: 7 },
    });
    const sim = aBorrower({ policy, ...inUtc })
      .bill('O1', '2026-02-01')
      .runUntil('2026-02-10');
    expect(sim.told()).toEqual(['2026-02-02 a email', '2026-02-03 a sms', '2026-02-04 b sms']);
  });

  test('takes an account over where it stands', () => {
    const sim = aBorrower({
      policy: ladder([
        { id: 'a', day: 1 },
        { id: 'b', day: 30 },
      ]),
      ...inUtc,
      arrivesOn: '2026-03-10',
    });
    sim.bill('O1', '2026-02-01', 2000, '2026-03-10').runUntil('2026-03-12');
    expect(sim.told()).toEqual(['2026-03-10 b sms']);
    expect(sim.cases()[0]).toMatchObject({ openedOn: '2026-03-10', firstDelinquentOn: '2026-02-02' });
  });

  test('starts at day 1 on arrival where the policy restarts', () => {
    const policy = ladder(
      [
        { id: 'a', day: 1 },
        { id: 'b', day: 30 },
      ],
      { takeover: 'restart' },
    );
    const sim = aBorrower({ policy, ...inUtc, arrivesOn: '2026-03-10' });
    sim.bill('O1', '2026-02-01', 2000, '2026-03-10').runUntil('2026-04-10');
    expect(sim.told()).toEqual(['2026-03-10 a sms', '2026-04-08 b sms']);
    expect(sim.cases()[0]).toMatchObject({ openedOn: '2026-03-10', firstDelinquentOn: '2026-03-10' });
  });

  test('keeps the policy version and the risk tier a case was opened under', () => {
    const old = ladder(
      [
        { id: 'a', day: 1 },
        { id: 'b', day: 9 },
      ],
      { version: '2020-01-01' },
    );
    const recent = ladder(
      [
        { id: 'x', day: 1 },
        { id: 'y', day: 5 },
      ],
      { version: '2026-02-03' },
    );
    const sim = aBorrower({ policies: [recent, old], ...inUtc }).bill('O1', '2026-02-01');
    sim.pays('2026-02-15T12:00:00Z', 2000).bill('O2', '2026-03-01').runUntil('2026-03-10');
    expect(sim.dunned()).toEqual([
      '2026-02-02 a sms',
      '2026-02-10 b sms',
      '2026-02-15 cure sms',
      '2026-03-02 x sms',
      '2026-03-06 y sms',
    ]);
    expect(sim.cases().map((one) => one.policyVersion)).toEqual(['2020-01-01', '2026-02-03']);
  });
});

describe('channels', () => {
  const two = aPlainPolicy({ tiers: [{ id: 'a', day: 1, channels: ['sms', 'email'] }] });

  test('fall back in order: to the next when one cannot be used', () => {
    const sim = aBorrower({ policy: two, ...inUtc, phone: undefined })
      .bill('O1', '2026-02-01')
      .runUntil('2026-02-10');
    expect(sim.told()).toEqual(['2026-02-02 a email']);
  });

  test('fall back when the provider refuses, or a message bounces days later', () => {
    const refused = aBorrower({
      policy: two,
      ...inUtc,
      deliver: ({ channel }) => (channel === 'sms' ? 'failed' : 'sent'),
    });
    expect(refused.bill('O1', '2026-02-01').runUntil('2026-02-10').told()).toEqual([
      '2026-02-02 a sms',
      '2026-02-02 a email',
    ]);
    const bounced = aBorrower({ policy: two, ...inUtc }).bill('O1', '2026-02-01');
    bounced.settles('2026-02-05T10:00:00Z', 'bounced', (one) => one.channel === 'sms');
    expect(bounced.runUntil('2026-02-10').told()).toEqual(['2026-02-02 a sms', '2026-02-05 a email']);
  });

  test('do not repeat on an earlier channel what went out on a later one', () => {
    const sim = aBorrower({ policy: two, ...inUtc })
      .consents('2026-01-02', 'sms', false)
      .bill('O1', '2026-02-01');
    sim.consents('2026-02-04T10:00:00Z', 'sms', true).runUntil('2026-02-10');
    expect(sim.told()).toEqual(['2026-02-02 a email']);
  });

  test('leave an unknown message alone until the provider’s event settles it', () => {
    const sim = aBorrower({ policy: two, ...inUtc, deliver: () => 'unknown' }).bill('O1', '2026-02-01');
    sim.settles('2026-02-06T10:00:00Z', 'failed', (one) => one.channel === 'sms');
    expect(sim.runUntil('2026-02-10').told()).toEqual(['2026-02-02 a sms', '2026-02-06 a email']);
  });

  test('that all fail leave the tier done but undelivered, until contact data change', () => {
    const sim = aBorrower({ policy: two, ...inUtc })
      .consents('2026-01-02', 'sms', false)
      .consents('2026-01-02', 'email', false);
    sim.bill('O1', '2026-02-01').consents('2026-02-04T10:00:00Z', 'email', true).runUntil('2026-02-10');
    expect(sim.acted(/undelivered/)).toEqual(['2026-02-02 undelivered:tier:a']);
    expect(sim.told()).toEqual(['2026-02-04 a email']);
    expect(sim.cases()[0]?.tiers.a?.status).toBe('sent');
  });

  test('bring a lost mandatory notice again even when a later one was lost too', () => {
    const policy = ladder([
      { id: 'a', day: 1, mandatory: true },
      { id: 'b', day: 5, mandatory: true, minDaysAfterPrevious: 3 },
    ]);
    const sim = aBorrower({ policy, ...inUtc })
      .consents('2026-01-02', 'sms', false)
      .bill('O1', '2026-02-01');
    sim.consents('2026-02-10T12:00:00Z', 'sms', true).runUntil('2026-02-20');
    expect(sim.told()).toEqual(['2026-02-10 a sms', '2026-02-13 b sms']);
  });

  test('drop a lost tier that a higher one has overtaken', () => {
    const policy = ladder([
      { id: 'a', day: 1 },
      { id: 'b', day: 5 },
    ]);
    const sim = aBorrower({ policy, ...inUtc, phone: undefined }).bill('O1', '2026-02-01');
    sim.given('2026-02-06T09:00:00Z', 'CustomerUpserted', {
      customerId: 'C1',
      name: 'Li Wei',
      locale: 'zh-CN',
      timeZone: 'UTC',
      phone: '+8613800138000',
      consent: { sms: true, email: true },
    });
    expect(sim.runUntil('2026-02-20').told()).toEqual(['2026-02-06 b sms']);
  });

  test('still to be tried of a tier are dropped when its day is no longer reached', () => {
    const policy = aPlainPolicy({
      tiers: [
        { id: 'a', day: 1, channels: ['sms'] },
        { id: 'b', day: 10, channels: ['email', 'sms'], all: true, mandatory: true },
      ],
      contact: { from: '00:00', to: '24:00', perDay: 1, perSevenDays: 7 },
    });
    const sim = aBorrower({ policy, ...inUtc })
      .bill('O1', '2026-02-01')
      .bill('O2', '2026-02-08');
    sim.pays('2026-02-11T15:00:00Z', 2000).runUntil('2026-02-14');
    expect(sim.told()).toEqual(['2026-02-02 a sms', '2026-02-11 b email']);
  });
});

describe('the contact window', () => {
  const contact = { from: '08:00', to: '20:00', perDay: 2, perSevenDays: 7 };
  test.each([
    ['Asia/Shanghai', '2026-03-01T00:00:00Z', '2026-03-01T00:00:00Z'],
    ['Asia/Shanghai', '2026-02-28T23:59:59Z', '2026-03-01T00:00:00Z'],
    ['Asia/Shanghai', '2026-03-01T11:59:59Z', '2026-03-01T11:59:59Z'],
    ['Asia/Shanghai', '2026-03-01T12:00:00Z', '2026-03-02T00:00:00Z'],
    // Summer time begins and ends: eight o'clock stays eight o'clock.
    ['America/New_York', '2026-03-08T01:00:00Z', '2026-03-08T12:00:00Z'],
    ['America/New_York', '2026-03-07T01:00:00Z', '2026-03-07T13:00:00Z'],
    ['America/New_York', '2026-11-01T02:00:00Z', '2026-11-01T13:00:00Z'],
    ['Europe/London', '2026-03-28T21:00:00Z', '2026-03-29T07:00:00Z'],
    ['Europe/London', '2026-10-24T20:00:00Z', '2026-10-25T08:00:00Z'],
    ['Australia/Lord_Howe', '2026-04-04T10:00:00Z', '2026-04-04T21:30:00Z'],
    ['Australia/Lord_Howe', '2026-10-03T10:00:00Z', '2026-10-03T21:00:00Z'],
    ['Asia/Kolkata', '2026-03-01T00:00:00Z', '2026-03-01T02:30:00Z'],
  ])('in %s lets a message of %s go at %s', (timeZone, now, permitted) => {
    expect(firstPermitted(aCustomer({ timeZone }), { contact }, { now: instant(now), channel: 'sms' })).toBe(permitted);
  });

  test('that starts in the hour that summer time leaves out starts with the next', () => {
    const early = { ...contact, from: '02:30' };
    const at = firstPermitted(
      aCustomer({ timeZone: 'America/New_York' }),
      { contact: early },
      { now: instant('2026-03-08T06:00:00Z'), channel: 'sms' },
    );
    expect(at).toBe('2026-03-08T07:30:00Z');
  });

  test.each([
    ['under both caps', ['2026-03-01T02:00:00Z'], '2026-03-01T03:00:00Z'],
    ['over the cap of the day', ['2026-03-01T01:00:00Z', '2026-03-01T02:00:00Z'], '2026-03-02T00:00:00Z'],
    [
      'by the borrower’s day, not the day of UTC',
      ['2026-02-28T15:00:00Z', '2026-03-01T02:00:00Z'],
      '2026-03-01T03:00:00Z',
    ],
    [
      'over the cap of seven days',
      ['23', '24', '25', '26', '27', '28'].map((on) => `2026-02-${on}T02:00:00Z`).concat('2026-03-01T02:00:00Z'),
      '2026-03-02T00:00:00Z',
    ],
    [
      'until the day before six days ago falls out',
      Array.from({ length: 7 }, () => '2026-02-25T02:00:00Z'),
      '2026-03-04T00:00:00Z',
    ],
  ])('%s', (_what, contacts, permitted) => {
    const customer = aCustomer({ contacts: contacts.map((at) => ({ at: instant(at), channel: 'sms' })) });
    expect(firstPermitted(customer, { contact }, { now: instant('2026-03-01T03:00:00Z'), channel: 'sms' })).toBe(
      permitted,
    );
  });
});

test('several messages that wait go out in the order of DESIGN: mandatory tier, limit, tier, reminder', () => {
  const policy = aPolicy({ contact: { from: '08:00', to: '20:00', perDay: 1, perSevenDays: 7 } });
  const sim = aBorrower({ policy }).bill('O1', '2026-02-01').bill('O2', '2026-02-28').runUntil('2026-02-27');
  expect(sim.told().slice(4)).toEqual([
    '2026-02-16 formal email',
    '2026-02-17 formal sms',
    '2026-02-21 limit:reduce sms',
    '2026-02-22 reminder:7 email',
  ]);
});

test('a message that waits for the window is not sent when its reason has gone meanwhile', () => {
  const sim = aBorrower({ timeZone: 'America/New_York' }).bill('O1', '2026-02-01').pays('2026-02-03T05:00:00Z', 2000);
  expect(sim.runUntil('2026-02-10').told().slice(2)).toEqual([]);
});

test('a channel that the borrower has opted out of is used no more', () => {
  const sim = aBorrower()
    .bill('O1', '2026-02-01')
    .consents('2026-02-05T02:00:00Z', 'sms', false)
    .runUntil('2026-02-09');
  expect(sim.dunned()).toEqual(['2026-02-03 courtesy sms', '2026-02-08 first email']);
});
