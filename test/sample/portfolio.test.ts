import { describe, expect, test } from 'vitest';
import { inboundEventSchema } from '../../functions/contracts/events.ts';
import { dayIn } from '../../functions/domain/calendar.ts';
import { readContact } from '../../functions/ingest/contact-data.ts';
import { archetypes, samplePortfolio } from '../../lib/sample/portfolio.ts';

const portfolio = samplePortfolio({ seed: 1 });
const lines = portfolio.text.trimEnd().split('\n');

/** Lines that are no JSON are left out. */
const parsed = lines.flatMap((line): unknown[] => {
  try {
    return [JSON.parse(line)];
  } catch {
    return [];
  }
});
const isDeliberate = (event: unknown): boolean => String((event as { id?: unknown }).id).startsWith('sample-bad-');
const events = parsed.filter((one) => !isDeliberate(one)).map((one) => inboundEventSchema.parse(one));
const of = <T extends (typeof events)[number]['type']>(type: T) =>
  events.filter((one): one is Extract<(typeof events)[number], { type: T }> => one.type === type);

describe('the sample portfolio', () => {
  test('is the same, byte for byte, for the same seed', () => {
    expect(samplePortfolio({ seed: 1 }).text).toBe(portfolio.text);
  });

  test('is another for another seed', () => {
    expect(samplePortfolio({ seed: 2 }).text).not.toBe(portfolio.text);
  });

  test.each([1, 2, 3, 4, 5])('has every archetype, with as many accounts as it names, for seed %i', (seed) => {
    const lived = [...samplePortfolio({ seed }).lives.values()];
    const counts = archetypes.map(({ name }) => [name, lived.filter((one) => one === name).length]);
    expect(counts).toEqual(archetypes.map(({ name, accounts }) => [name, accounts]));
  });

  test('keeps every archetype when it is made smaller', () => {
    const small = samplePortfolio({ seed: 1, atMost: 1 });
    expect(small.lives.size).toBe(archetypes.length);
    expect(new Set(small.lives.values())).toEqual(new Set(archetypes.map(({ name }) => name)));
  });

  test.each([1, 2, 3, 4, 5])(
    'holds nothing that the contract refuses but the deliberate mistakes, for seed %i',
    (seed) => {
      const refused = samplePortfolio({ seed })
        .text.trimEnd()
        .split('\n')
        .filter((line) => !line.includes('"sample-bad-'))
        .filter((line) => !inboundEventSchema.safeParse(JSON.parse(line)).success);
      expect(refused).toEqual([]);
    },
  );

  test('holds the deliberate mistakes: a torn line, events that the contract refuses and others that name what is not there', () => {
    expect(lines.length - parsed.length).toBe(1);
    const refused = parsed.filter(isDeliberate).filter((one) => !inboundEventSchema.safeParse(one).success);
    expect(refused.map((one) => (one as { id: string }).id)).toEqual(['sample-bad-2', 'sample-bad-3', 'sample-bad-5']);
    expect(parsed.filter(isDeliberate)).toHaveLength(6);
  });

  test('gives one id twice, and every other once', () => {
    const ids = parsed.map((one) => (one as { id: string }).id);
    expect(ids.length - new Set(ids).size).toBe(1);
  });

  test('comes in order of time', () => {
    const times = events.map((one) => one.time);
    expect(times).toEqual(times.toSorted());
  });

  test('has accounts of both products, and customers in several zones and languages', () => {
    expect(new Set(of('AccountUpserted').map((one) => one.detail.product))).toEqual(
      new Set(['pay-later', 'cash-loan']),
    );
    const customers = of('CustomerUpserted').map((one) => one.detail);
    expect(new Set(customers.map((one) => one.timeZone)).size).toBeGreaterThanOrEqual(5);
    expect([...new Set(customers.map((one) => one.locale))]).toEqual(
      expect.arrayContaining(['zh-CN', 'zh-TW', 'en-GB', 'en-US']),
    );
  });

  test('has every type of event', () => {
    expect(new Set(events.map((one) => one.type)).size).toBe(13);
  });

  test('has addresses that are read as they are, and mail at example.com alone', () => {
    const bad = new Set(
      [...portfolio.lives].filter(([, name]) => name.startsWith('has addresses that are none')).map(([id]) => id),
    );
    const badCustomers = of('AccountUpserted')
      .filter((one) => bad.has(one.detail.accountId))
      .map((one) => one.detail.customerId);
    for (const { detail } of of('CustomerUpserted')) {
      if (badCustomers.includes(detail.customerId)) continue;
      expect(readContact(detail, '2026-01-01').reservations).toEqual([]);
      expect(detail.email ?? '@example.com').toMatch(/@example\.com$/);
    }
  });

  test('posts no payment before its value date, and none of nothing', () => {
    for (const { time, detail } of of('PaymentPosted')) {
      expect(detail.paidOn <= dayIn('Asia/Shanghai', time)).toBe(true);
      expect(detail.amount).toBeGreaterThan(0);
    }
  });
});
