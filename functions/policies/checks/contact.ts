import type { DraftPolicy } from '../draft.ts';
import { type Finding, problem, warning } from '../problem.ts';
import { repeated } from './repeated.ts';

export function* contactChecks(policy: DraftPolicy): Iterable<Finding> {
  const { contact, sweepAt } = policy;
  yield* channelCapChecks(policy);
  const { from, to, perDay, perSevenDays } = contact ?? {};
  if (from !== undefined && to !== undefined) {
    if (from >= to) {
      yield problem(['contact', 'to'], `must be later than ${from}, when the window begins: it lies within one day`);
    } else if (sweepAt !== undefined && (sweepAt < from || sweepAt >= to)) {
      yield warning(
        ['sweepAt'],
        `is outside the contact window from ${from} to ${to}: what falls due then waits for the next window`,
      );
    }
  }
  if (perDay !== undefined && perSevenDays !== undefined && perSevenDays < perDay) {
    yield problem(
      ['contact', 'perSevenDays'],
      `must not be less than the ${perDay} that perDay allows on a single day`,
    );
  }
}

/** A channel's own cap is for less than the total allows, and there is a message for it to count. */
function* channelCapChecks({ contact }: DraftPolicy): Iterable<Finding> {
  for (const channel of ['sms', 'email'] as const) {
    const { perDay, perSevenDays } = contact?.channels?.[channel] ?? {};
    const path = ['contact', 'channels', channel];
    if (perDay !== undefined && contact?.perDay !== undefined && perDay > contact.perDay)
      yield problem([...path, 'perDay'], `must not be more than the ${contact.perDay} that perDay allows in all`);
    if (perSevenDays !== undefined && contact?.perSevenDays !== undefined && perSevenDays > contact.perSevenDays)
      yield problem(
        [...path, 'perSevenDays'],
        `must not be more than the ${contact.perSevenDays} that perSevenDays allows in all`,
      );
    if (perDay !== undefined && perSevenDays !== undefined && perSevenDays < perDay)
      yield problem(
        [...path, 'perSevenDays'],
        `must not be less than the ${perDay} that perDay allows on a single day`,
      );
  }
}

const countryNames = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
/** Codes that `Intl` names and that are no country's: unions, outlying and unknown places. */
const NO_COUNTRY = /^(EU|EZ|UN|QO|ZZ|AA|X[A-JL-Z])$/;

/** ISO 3166 as `Intl` knows it; one that stands for another, such as UK for GB, is not in it. */
const isCountry = (code: string): boolean =>
  /^[A-Z]{2}$/.test(code) &&
  !NO_COUNTRY.test(code) &&
  countryNames.of(code) !== undefined &&
  new Intl.Locale(`und-${code}`).region === code;

export function* smsChecks({ sms }: DraftPolicy): Iterable<Finding> {
  for (const country of Object.keys(sms?.countries ?? {}))
    if (!isCountry(country)) yield problem(['sms', 'countries', country], 'is no country of ISO 3166, such as CN');
  for (const [path, route] of [
    [['sms', 'default'], sms?.default] as const,
    ...Object.entries(sms?.countries ?? {}).map(([country, one]) => [['sms', 'countries', country], one] as const),
  ])
    if (route?.via === 'sns' && route.profile === 'china')
      yield problem(
        [...path, 'profile'],
        'is china, which SNS cannot carry: the signature is added by the carrier behind a gateway',
      );
}

export function* localeChecks({ locales }: DraftPolicy): Iterable<Finding> {
  for (const index of repeated(locales ?? []))
    yield problem(['locales', index], `names ${locales?.[index]} a second time`);
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

export function* currencyChecks({ currency }: DraftPolicy): Iterable<Finding> {
  if (currency !== undefined && !currencies.has(currency)) {
    yield problem(['currency'], `is ${currency}, which is no currency of ISO 4217`);
  }
}
