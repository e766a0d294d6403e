import { readFileSync } from 'node:fs';
import parsePhoneNumber, { type CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.max.json';
import mobileExamples from 'libphonenumber-js/mobile/examples';
import { describe, expect, test } from 'vitest';
import { readPhone } from '../../functions/ingest/phone.ts';
import { placesFile } from '../../lib/phones/files.ts';

const countries = Object.entries(mobileExamples as Record<string, string>);

/** What the library makes of a number: the same, where a mobile can have it. */
function library(text: string, country?: string) {
  const parsed = parsePhoneNumber(text, { defaultCountry: country as CountryCode, extract: false }, metadata);
  const mobile = ['MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(parsed?.getType() ?? '');
  return parsed?.isValid() && mobile ? { number: parsed.number, country: parsed.country } : undefined;
}

/** Digits from a seed, for numbers that nobody chose. */
const digits = (seed: number, count: number) =>
  Array.from({ length: count }, (_, index) => Math.floor((Math.sin(seed * 97.13 + index * 3.7) + 1) * 4.9999)).join('');

describe('a number', () => {
  test.each([
    ['+86 138 0013 8000', '+8613800138000', 'CN'],
    ['＋８６（１３８）００１３－８０００', '+8613800138000', 'CN'],
    ['tel:+86-138-0013-8000', '+8613800138000', 'CN'],
    ['+1 (212) 555-1234', '+12125551234', 'US'],
    ['+1 416 555 0123', '+14165550123', 'CA'],
    ['+44 (0)7400 123456', '+447400123456', 'GB'],
    ['+886 912 345 678', '+886912345678', 'TW'],
    ['+852 5123 4567', '+85251234567', 'HK'],
    ['+٩٧١ ٥٠ ١٢٣ ٤٥٦٧', '+971501234567', 'AE'],
    ['+7 701 123 45 67', '+77011234567', 'KZ'],
  ])('%s is %s of %s', (text, number, country) => {
    expect(readPhone(text)).toEqual({ number, country });
  });

  test.each([
    ['13800138000', undefined], // of which country?
    ['+86 123 4567 8901', undefined], // the small metadata of the library take it
    ['+86 10 1234 5678', undefined], // a fixed line gets no text message
    ['+86 138 0013 800', undefined],
    ['+999 123456789', undefined],
    ['+86 13800138000 ext. 5', undefined],
    ['call me', undefined],
    ['', 'CN'],
    ['12345678901', 'CN'],
  ])('%j is none, with country %s', (text, country) => {
    expect(readPhone(text, country)).toBeUndefined();
  });

  test.each([
    ['13800138000', 'CN', '+8613800138000'],
    ['07400 123456', 'GB', '+447400123456'],
    ['(212) 555-1234', 'US', '+12125551234'],
    ['0912-345-678', 'TW', '+886912345678'],
    ['00 86 138 0013 8000', 'GB', '+8613800138000'],
    ['8613800138000', 'CN', '+8613800138000'],
  ])('%s, dialled in %2$s, is known by the country of the address', (text, country, number) => {
    expect(readPhone(text, country)?.number).toBe(number);
  });
});

describe('against libphonenumber-js', () => {
  test('the mobile numbers of every country are read alike, with a country code and without', () => {
    expect(countries.length).toBeGreaterThan(230);
    const wrong = countries.flatMap(([country, national]) => {
      const expected = library(national, country);
      const number = expected?.number ?? '';
      const answers = [readPhone(number), readPhone(national, country)];
      return answers.every((one) => JSON.stringify(one) === JSON.stringify(expected))
        ? []
        : [{ country, national, expected, answers }];
    });
    expect(wrong).toEqual([]);
  });

  test('numbers with digits that nobody chose are taken, left and placed alike', () => {
    const numbers = countries.flatMap(([country, national], index) => {
      const code = metadata.countries[country as CountryCode]?.[0];
      return Array.from({ length: 20 }, (_, turn) => {
        const kept = turn % 5;
        return `+${code}${national.slice(0, kept)}${digits(index * 20 + turn, national.length - kept + (turn % 7 === 6 ? 1 : 0))}`;
      });
    });
    const wrong = numbers.flatMap((text) => {
      const [own, expected] = [readPhone(text), library(text)];
      return JSON.stringify(own) === JSON.stringify(expected) ? [] : [{ text, own, expected }];
    });
    expect(numbers.length).toBeGreaterThan(4_500);
    expect(numbers.filter((text) => library(text) !== undefined).length).toBeGreaterThan(800);
    expect(wrong).toEqual([]);
  });
});

test('the plans and zones are those of the libraries: npm run phones, and commit places-data.ts too', async () => {
  const written = readFileSync(new URL('../../functions/ingest/places-data.ts', import.meta.url), 'utf8');
  expect(await placesFile()).toBe(written);
}, 120_000);
