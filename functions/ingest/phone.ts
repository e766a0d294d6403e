import { places } from './places-data.ts';

export interface Phone {
  /** E.164. */
  number: string;
  /** ISO 3166 code of its country. */
  country: string;
}

/** What people put between the digits of a number. */
const PUNCTUATION = /[\s().\-/\u2010-\u2015\u2212\u200b\u2060]/g;

/** Full-width digits and the ones of Arabic and Persian as plain ones. */
const plain = (text: string): string =>
  text
    .normalize('NFKC')
    .replace(/[٠-٩۰-۹]/g, (digit) => String((digit.codePointAt(0) ?? 0) & 0xf))
    .replace(PUNCTUATION, '');

/**
 * A number that a text message reaches. With a country code, or dialled as in the country that is given; without either
 * it can't be told apart from one of another country, and is none. The numbering plans come from libphonenumber-js by
 * `npm run phones`: decision 13 says why not the library itself.
 */
export function readPhone(text: string, country?: string): Phone | undefined {
  const dialled = plain(text.trim().replace(/^tel:/i, ''));
  if (/^\+\d{7,15}$/.test(dialled)) return abroad(dialled.slice(1));
  return /^\d{4,20}$/.test(dialled) && country !== undefined ? within(dialled, country) : undefined;
}

function abroad(digits: string): Phone | undefined {
  for (const length of [1, 2, 3]) {
    const code = digits.slice(0, length);
    const plans = places.plans[code];
    const [main] = plans ?? [];
    if (plans !== undefined && main !== undefined) return matched(code, digits.slice(length), { as: main, plans });
  }
  return undefined;
}

type Plans = (typeof places.plans)[string];

/** As dialled by the plan of one country, of whichever country of its calling code the number is. */
function matched(code: string, dialled: string, { as, plans }: { as: Plans[number]; plans: Plans }): Phone | undefined {
  const [, , prefix, transform] = as;
  for (const national of [dialled, withoutPrefix(dialled, prefix, transform)]) {
    const found = plans.find(([, mobile]) => matches(mobile, national));
    if (found !== undefined) return { number: `+${code}${national}`, country: found[0] };
  }
  return undefined;
}

function within(dialled: string, country: string): Phone | undefined {
  for (const [code, plans] of Object.entries(places.plans)) {
    const as = plans.find(([name]) => name === country);
    if (as === undefined) continue;
    const exit = as[4] === '' ? undefined : new RegExp(`^(?:${as[4]})`).exec(dialled)?.[0];
    const bare = dialled.startsWith(code) ? dialled.slice(code.length) : '';
    return (
      matched(code, dialled, { as, plans }) ??
      (exit === undefined ? undefined : abroad(dialled.slice(exit.length))) ??
      matched(code, bare, { as, plans })
    );
  }
  return undefined;
}

const matches = (pattern: string, number: string): boolean => new RegExp(`^(?:${pattern})$`).test(number);

/** Without what is dialled before a number inside its country: a 0, a carrier's code; some plans put digits instead. */
function withoutPrefix(national: string, prefix: string, transform: string): string {
  if (prefix === '') return national;
  const found = new RegExp(`^(?:${prefix})`).exec(national);
  if (found === null) return national;
  const captured = found.length > 1 && found[found.length - 1] !== undefined;
  return transform !== '' && captured
    ? national.replace(new RegExp(`^(?:${prefix})`), transform)
    : national.slice(found[0].length);
}
