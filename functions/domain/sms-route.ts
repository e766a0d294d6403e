import type { Policy, SmsRoute } from '../contracts/policy.ts';

/** How a text message to a number of this country goes out; a number whose country is not known takes the default. */
export function smsRouteOf(policy: Pick<Policy, 'sms'>, phoneCountry: string | undefined): SmsRoute {
  const { countries, default: otherwise } = policy.sms;
  // `constructor` is no country: only what the policy itself names counts.
  if (phoneCountry !== undefined && Object.hasOwn(countries, phoneCountry)) return countries[phoneCountry] ?? otherwise;
  return otherwise;
}
