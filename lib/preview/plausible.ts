import type { Policy } from '../../functions/contracts/policy.ts';
import { currencyExponent, localeFor } from '../../functions/messages/format.ts';

/** A credit limit as it is common, in whole units of the currency. */
const LIMITS: Readonly<Record<string, number>> = {
  CNY: 10_000,
  HKD: 10_000,
  TWD: 60_000,
  JPY: 300_000,
  KRW: 3_000_000,
  INR: 100_000,
  IDR: 20_000_000,
  VND: 30_000_000,
  THB: 50_000,
  PHP: 60_000,
  MXN: 20_000,
};
const LIMIT = 2_000;

/** For how much: large enough that the policy takes it for arrears, and for a relapse. */
export function plausible({ currency, arrears, repair }: Policy) {
  const unit = 10 ** currencyExponent(currency);
  const least = Math.max(arrears.tolerance, repair?.relapse.minArrears ?? 0) + 1;
  const usual = (LIMITS[currency] ?? LIMIT) * unit;
  const creditLimit = Math.max(usual, least * 10);
  // Not a round share: an amount with every digit shows how it is written.
  return { creditLimit, bill: Math.floor(creditLimit * 0.12845) };
}

const NAMES = { en: 'Alex Morgan', 'zh-CN': '王小明', 'zh-TW': '陳怡君' };
/** To whom, in the language of the texts. */
export const nameFor = (locale: string): string => NAMES[localeFor(locale)];
