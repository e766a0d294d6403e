import { describe, expect, test } from 'vitest';
import { currencyExponent, formatDay, formatMoney, localeFor, maskAccount } from '../../functions/messages/render.ts';
import { day } from './examples.ts';

describe('money', () => {
  test.each([
    ['CNY', 2],
    ['TWD', 2],
    ['JPY', 0],
    ['KRW', 0],
    ['KWD', 3],
    ['IQD', 3],
    ['CLF', 4],
    ['IDR', 2],
    ['HUF', 2],
  ])('the minor unit of %s has %i decimals, by ISO 4217', (currency, digits) => {
    expect(currencyExponent(currency)).toBe(digits);
  });

  test.each([
    [128_050, 'CNY', 'zh-CN', '¥1,280.50'],
    [128_050, 'CNY', 'en', 'CN¥1,280.50'],
    [128_000, 'TWD', 'zh-TW', '$1,280'],
    [128_050, 'TWD', 'zh-TW', '$1,280.50'],
    [128_000, 'TWD', 'zh-HK', 'NT$1,280'],
    [1280, 'JPY', 'en', '¥1,280'],
    [128_050, 'USD', 'en-US', '$1,280.50'],
    [128_050, 'USD', 'zh-TW', 'US$1,280.50'],
    [1_280_500, 'KWD', 'en', 'KWD 1,280.500'],
    [128_050, 'IDR', 'en', 'IDR 1,280.50'],
    [5, 'CNY', 'en', 'CN¥0.05'],
    [0, 'USD', 'en', '$0.00'],
    [Number.MAX_SAFE_INTEGER, 'USD', 'en', '$90,071,992,547,409.91'],
  ])('%i minor units of %s in %s are %s', (amount, currency, locale, shown) => {
    expect(formatMoney(amount, currency, locale)).toBe(shown);
  });
});

describe('days', () => {
  test.each([
    ['zh-CN', '2026年3月1日'],
    ['zh-TW', '2026年3月1日'],
    ['en', 'March 1, 2026'],
    ['en-GB', '1 March 2026'],
    ['fr-FR', 'March 1, 2026'],
    ['en-US-u-ca-buddhist', 'March 1, 2026'],
  ])('in %s the first of March is %s', (locale, shown) => {
    expect(formatDay(day('2026-03-01'), locale)).toBe(shown);
  });

  test('what is no day is refused', () => {
    expect(() => formatDay(day('soon'), 'en')).toThrow('not a day: soon');
  });
});

test.each([
  ['zh-CN', 'zh-CN'],
  ['zh', 'zh-CN'],
  ['zh-SG', 'zh-CN'],
  ['zh-Hans-HK', 'zh-CN'],
  ['ZH-cn', 'zh-CN'],
  ['zh-TW', 'zh-TW'],
  ['zh-HK', 'zh-TW'],
  ['zh-MO', 'zh-TW'],
  ['zh-Hant', 'zh-TW'],
  ['en-GB', 'en'],
  ['fr', 'en'],
  ['', 'en'],
  ['not a tag', 'en'],
])('a borrower whose locale is "%s" reads the texts of %s', (tag, texts) => {
  expect(localeFor(tag)).toBe(texts);
});

test.each([
  ['acc-000123457890', '••••7890'],
  ['A1', '••••A1'],
])('the account %s is shown as %s', (accountId, masked) => {
  expect(maskAccount(accountId)).toBe(masked);
});
