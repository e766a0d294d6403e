import { describe, expect, test } from 'vitest';
import { daySchema } from '../../functions/contracts/policy-time.ts';
import { policyDigest } from '../../functions/policies/digest.ts';
import { policyJsonSchemaText } from '../../functions/policies/json-schema.ts';
import { checkSet } from '../../functions/policies/policy-set.ts';
import { ruleBook } from '../../functions/policies/rule-book.ts';
import { payLaterWith, policyOf, textOf } from './samples.ts';

const version = (day: string, ...more: Parameters<typeof payLaterWith>) =>
  policyOf(payLaterWith([['version'], day], ...more));

describe('the version that a new case takes', () => {
  const versions = [version('2026-03-01'), version('2026-01-01'), version('2026-06-01')];
  const other = version('2026-04-01', [['product'], 'cash-loan']);

  test.each([
    ['2025-12-31', '2026-01-01'], // before the first version: the oldest there is
    ['2026-01-01', '2026-01-01'],
    ['2026-02-28', '2026-01-01'],
    ['2026-03-01', '2026-03-01'],
    ['2026-05-31', '2026-03-01'],
    ['2030-01-01', '2026-06-01'],
  ])('on %s is %s', (day, expected) => {
    const current = ruleBook([...versions, other]).current('pay-later', daySchema.parse(day), undefined);
    expect(current.version).toBe(expected);
  });

  test('is none for a product without a policy', () => {
    expect(() => ruleBook(versions).current('cash-loan', daySchema.parse('2030-01-01'), undefined)).toThrow(
      /no policy of product cash-loan/,
    );
  });
});

describe('the digest', () => {
  test('is the same for two texts that mean the same', () => {
    const spelt = payLaterWith([['promise'], undefined], [['plan'], undefined]);
    expect(policyDigest(policyOf(spelt))).toBe(policyDigest(policyOf(textOf('policies/pay-later.yaml'))));
    expect(policyDigest(policyOf(spelt))).toMatch(/^[0-9a-f]{64}$/);
  });

  test('is the same with another year of the calendar', () => {
    const policy = policyOf(payLaterWith([['contact', 'quietDays'], { holidays: 'CN' }]));
    const until = (day: string) => ({
      ...policy,
      quiet: { days: [], from: daySchema.parse('2026-01-01'), until: daySchema.parse(day) },
    });
    expect(policyDigest(until('2026-12-31'))).toBe(policyDigest(until('2027-12-31')));
    expect(policyDigest(until('2026-12-31'))).not.toBe(policyDigest(policyOf(payLaterWith())));
  });

  test('is another one when a number changes', () => {
    const changed = payLaterWith([['tiers', 1, 'day'], 8]);
    expect(policyDigest(policyOf(changed))).not.toBe(policyDigest(policyOf(payLaterWith())));
  });
});

describe('policies beside each other', () => {
  const named = (file: string, ...changes: Parameters<typeof payLaterWith>) => ({
    file,
    policy: policyOf(payLaterWith(...changes)),
  });

  test('several versions of a product and several products are fine', () => {
    const set = [named('a'), named('b', [['version'], '2026-05-01']), named('c', [['product'], 'cash-loan'])];
    expect(checkSet(set)).toEqual([]);
  });

  test('the same version of a product twice is a problem of the second file', () => {
    expect(checkSet([named('a'), named('b')])).toEqual([
      {
        severity: 'problem',
        file: 'b',
        path: ['version'],
        message: 'is 2026-01-01 of pay-later, which a holds already',
      },
    ]);
  });

  test('a product whose versions differ in currency or time zone is a doubt', () => {
    const set = [named('a'), named('b', [['version'], '2026-05-01'], [['timeZone'], 'Asia/Tokyo'])];
    expect(checkSet(set)).toMatchObject([{ severity: 'warning', file: 'b', path: ['timeZone'] }]);
  });
});

describe('the JSON Schema for editors', () => {
  test('is committed as it is generated; `npm run schema` writes it', () => {
    expect(textOf('policies/policy.schema.json')).toBe(policyJsonSchemaText());
  });

  test('describes every key of a policy, and asks for what has no default only', () => {
    const schema = JSON.parse(policyJsonSchemaText());
    const silent = Object.keys(schema.properties).filter((key) => schema.properties[key].description === undefined);
    expect(silent).toEqual([]);
    expect(schema.required).toEqual(['product', 'version', 'currency', 'timeZone', 'jurisdiction', 'tiers']);
  });
});
