import { describe, expect, test } from 'vitest';
import { calendarEnds, firstPermitted } from '../../functions/domain/contact-window.ts';
import { aBorrower } from './borrower.ts';
import { aCustomer, aPlainPolicy, aPolicy, day, instant } from './builders.ts';

const first = (now: string, customer: object, contact: object = {}, channel: 'sms' | 'email' = 'sms') =>
  firstPermitted(aCustomer(customer), aPolicy({ contact: { ...contact } }), { now: instant(now), channel });
const both = (...zones: string[]) => ({ timeZone: zones[0], otherZones: zones.slice(1) });

describe('a borrower who may be in several zones', () => {
  test.each([
    ['starts with the last of them to open', both('America/New_York', 'America/Los_Angeles'), '2026-03-02T16:00:00Z'],
    ['whichever is the stated one', both('America/Los_Angeles', 'America/New_York'), '2026-03-02T16:00:00Z'],
    ['in half hours too', both('Asia/Kolkata', 'Asia/Kathmandu'), '2026-03-03T02:30:00Z'],
    ['across the day line', both('Pacific/Auckland', 'Pacific/Honolulu'), '2026-03-02T19:00:00Z'],
  ])('%s', (_, customer, permitted) => {
    const now = customer.timeZone?.startsWith('Asia') ? '2026-03-02T15:00:00Z' : '2026-03-02T13:30:00Z';
    expect(first(now, customer)).toBe(permitted);
  });

  test('whose zones share no hour is told nothing, until a change of the clocks makes one', () => {
    const customer = both('Asia/Shanghai', 'America/New_York');
    expect(first('2026-06-01T00:00:00Z', customer)).toBeUndefined();
    expect(first('2026-10-20T00:00:00Z', customer)).toBe('2026-11-02T00:00:00Z');
    expect(first('2026-01-10T00:30:00Z', customer)).toBe('2026-01-10T00:30:00Z');
  });
});

describe('caps of a channel', () => {
  const sent = { contacts: [{ at: instant('2026-03-01T01:00:00Z'), channel: 'sms' as const }] };
  const caps = { perDay: 3, perSevenDays: 7, channels: { sms: { perDay: 1, perSevenDays: 1 } } };

  test('hold that channel back and no other', () => {
    expect(first('2026-03-01T02:00:00Z', sent, caps)).toBe('2026-03-08T00:00:00Z');
    expect(first('2026-03-01T02:00:00Z', sent, caps, 'email')).toBe('2026-03-01T02:00:00Z');
  });

  test('count beside the caps of all', () => {
    expect(first('2026-03-01T02:00:00Z', sent, { ...caps, perDay: 1 }, 'email')).toBe('2026-03-02T00:00:00Z');
  });
});

describe('quiet days', () => {
  test('are passed over, by the calendar of the borrower', () => {
    // Saturday in Auckland is still Friday in Shanghai.
    const contact = { quietDays: { weekends: true } };
    expect(first('2026-03-06T20:00:00Z', { timeZone: 'Pacific/Auckland' }, contact)).toBe('2026-03-08T19:00:00Z');
    expect(first('2026-03-06T08:00:00Z', {}, contact)).toBe('2026-03-06T08:00:00Z');
    expect(first('2026-03-06T13:00:00Z', {}, contact)).toBe('2026-03-09T00:00:00Z');
  });

  test('known from a calendar say when it ends', () => {
    const policy = {
      ...aPolicy({ contact: { quietDays: { holidays: 'CN' } } }),
      quiet: { days: [], from: day('2026-01-01'), until: day('2026-12-31') },
    };
    expect(calendarEnds(policy, day('2026-12-01'))).toBeUndefined();
    expect(calendarEnds(policy, day('2026-12-02'))).toEqual({ on: '2026-12-31', ended: false });
    expect(calendarEnds(policy, day('2027-01-01'))).toEqual({ on: '2026-12-31', ended: true });
    expect(calendarEnds(aPolicy(), day('2027-01-01'))).toBeUndefined();
  });
});

test('what has no permitted hour reached nobody: operations are told why, and no consequence follows', () => {
  const policy = aPlainPolicy({
    tiers: [{ id: 'formal', day: 1, channels: ['email'], mandatory: true }],
    limitActions: [{ id: 'freeze', day: 5, kind: 'freeze', announcedBy: 'formal', noticeDays: 3 }],
    contact: { from: '08:00', to: '20:00', perDay: 5, perSevenDays: 20 },
  });
  const elsewhere = {
    customerId: 'C1',
    name: 'Li Wei',
    locale: 'zh-CN',
    timeZone: 'Asia/Shanghai',
    otherZones: ['America/New_York'],
    email: 'li.wei@example.com',
    consent: { sms: false, email: true },
  };
  const sim = aBorrower({ policy }).given('2026-01-02', 'CustomerUpserted', elsewhere).bill('O1', '2026-06-01');
  sim.runUntil('2026-07-01');
  expect(sim.told()).toEqual([]);
  expect(sim.limits).toEqual([]);
  expect(sim.events.filter(({ type }) => type === 'NoticeFailed').map(({ detail }) => detail.reason)).toEqual([
    'no-permitted-hour',
  ]);
});

test('a mandatory tier that had no permitted hour is sent once summer time has ended and there is one', () => {
  const policy = aPlainPolicy({
    tiers: [{ id: 'formal', day: 30, channels: ['email'], mandatory: true }],
    contact: { from: '08:00', to: '20:00', perDay: 5, perSevenDays: 20 },
  });
  // From 27 September to 25 October 2026 both have summer time, 12 hours apart.
  const elsewhere = {
    customerId: 'C1',
    name: 'Ngaio Marsh',
    locale: 'en',
    timeZone: 'Europe/London',
    otherZones: ['Pacific/Auckland'],
    email: 'ngaio@example.com',
    consent: { sms: false, email: true },
  };
  const sim = aBorrower({ policy }).given('2026-01-02', 'CustomerUpserted', elsewhere).bill('O1', '2026-09-01');
  expect(sim.runUntil('2026-11-10').told()).toEqual(['2026-10-25 formal email']);
});
