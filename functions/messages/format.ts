import type { Day } from '../contracts/time.ts';

// ISO 4217 exponents other than 2. Intl follows CLDR instead, which drops the minor unit of a dozen currencies (IDR, HUF, COP, IQD …).
const EXPONENTS: readonly [number, string][] = [
  [0, 'BIF CLP DJF GNF ISK JPY KMF KRW PYG RWF UGX UYI VND VUV XAF XOF XPF'],
  [3, 'BHD IQD JOD KWD LYD OMR TND'],
  [4, 'CLF UYW'],
];
const exponents = new Map(EXPONENTS.flatMap(([digits, codes]) => codes.split(' ').map((code) => [code, digits])));

/** Decimal places of a currency's minor unit by ISO 4217. */
export const currencyExponent = (currency: string): number => exponents.get(currency) ?? 2;

// Building a formatter costs a hundred times its use; tags come from outside, so the memory has an end.
const REMEMBERED = 500;
function remembered<V>(memory: Map<string, V>, key: string, make: () => V): V {
  const known = memory.get(key);
  if (known !== undefined) return known;
  if (memory.size >= REMEMBERED) memory.clear();
  const made = make();
  memory.set(key, made);
  return made;
}

export type TextLocale = 'en' | 'zh-CN' | 'zh-TW';
interface Locales {
  /** Whose texts. */
  texts: TextLocale;
  /** Whose dates and numbers: the borrower's own region where the language is the texts'. */
  format: string;
}
const locales = new Map<string, Locales>();

function localesFor(tag: string): Locales {
  return remembered(locales, tag, () => {
    try {
      const { language, script, region } = new Intl.Locale(tag);
      // Extensions such as another calendar or other digits are left out.
      const format = [language, script, region].filter((part) => part !== undefined).join('-');
      if (language === 'en') return { texts: 'en', format };
      if (language !== 'zh') return { texts: 'en', format: 'en' };
      return { texts: new Intl.Locale(format).maximize().script === 'Hant' ? 'zh-TW' : 'zh-CN', format };
    } catch {
      return { texts: 'en', format: 'en' };
    }
  });
}

/** The texts a borrower gets: by language and, for Chinese, by script (zh-HK reads zh-TW); English for all others. */
export const localeFor = (tag: string): TextLocale => localesFor(tag).texts;

const moneyFormats = new Map<string, Intl.NumberFormat>();
const days = new Map<string, string>();
const dayFormats = new Map<string, Intl.DateTimeFormat>();
/** No-break spaces that Intl puts in would force a text message into UCS-2. */
const plainSpaces = (text: string): string => text.replace(/[\u00a0\u2009\u202f]/g, ' ');

function decimal(amount: number, digits: number): Intl.StringNumericLiteral {
  const whole = String(Math.abs(amount)).padStart(digits + 1, '0');
  const cut = whole.length - digits;
  const text = `${amount < 0 ? '-' : ''}${whole.slice(0, cut)}${digits === 0 ? '' : `.${whole.slice(cut)}`}`;
  return text as Intl.StringNumericLiteral;
}

/** An integer of minor units as the borrower writes money, to the last minor unit. */
export function formatMoney(amount: number, currency: string, locale: string): string {
  if (!Number.isSafeInteger(amount))
    throw new RangeError(`an amount must be a whole number of minor units, not ${amount}`);
  const { format } = localesFor(locale);
  const digits = currencyExponent(currency);
  const formatter = remembered(
    moneyFormats,
    `${format} ${currency}`,
    () =>
      new Intl.NumberFormat(format, {
        style: 'currency',
        currency,
        minimumFractionDigits: digits,
        maximumFractionDigits: digits,
        // Nobody in Taiwan writes cents, though ISO 4217 has them.
        ...(currency === 'TWD' ? { trailingZeroDisplay: 'stripIfInteger' as const } : {}),
      }),
  );
  return plainSpaces(formatter.format(decimal(amount, digits)));
}

/** A calendar day in the long form; the same day in every time zone. */
export function formatDay(day: Day, locale: string): string {
  const { format } = localesFor(locale);
  // A day's messages name the same few days over and over.
  return remembered(days, `${format} ${day}`, () => dayIn(day, format));
}

function dayIn(day: Day, format: string): string {
  const midnight = Date.parse(`${day}T00:00:00Z`);
  if (Number.isNaN(midnight)) throw new RangeError(`not a day: ${day}`);
  const formatter = remembered(
    dayFormats,
    format,
    () => new Intl.DateTimeFormat(format, { dateStyle: 'long', timeZone: 'UTC' }),
  );
  return plainSpaces(formatter.format(midnight));
}

/** Whole days from one to the other. */
export const daysUntil = (from: Day, to: Day): number => Math.round((Date.parse(to) - Date.parse(from)) / 86_400_000);

const MASK = '••••';
/** The last four characters behind dots. */
export const maskAccount = (accountId: string): string => `${MASK}${accountId.slice(-4)}`;
/** What a masked account shows. */
export const accountEnd = (masked: string): string => masked.replace(/^[•.*…\s]+/u, '');

/** One line: no control characters, line breaks or marks that turn the reading direction, in a subject least of all. */
export const oneLine = (text: string): string =>
  text
    .replace(/[\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
