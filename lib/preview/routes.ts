// What a text message of a policy is and costs on each way that the policy names.
import type { Policy, SmsRoute } from '../../functions/contracts/policy.ts';
import { formatMoney } from '../../functions/messages/format.ts';

export interface Way {
  profile: SmsRoute['profile'];
  /** `default`, or the countries of the numbers. */
  routes: string[];
}

const routesOf = ({ sms }: Policy): [name: string, route: SmsRoute][] => [
  ['default', sms.default],
  ...Object.entries(sms.countries),
];

/** The ways that differ in what the text holds. */
export function waysOf(policy: Policy): Way[] {
  const byProfile = Map.groupBy(routesOf(policy), ([, route]) => route.profile);
  return [...byProfile].map(([profile, routes]) => ({ profile, routes: routes.map(([name]) => name) }));
}

/** What a thousand messages of so many parts cost, by route, where the policy names a price. */
export function costsOf(policy: Policy, routes: readonly string[], parts: number): { route: string; amount: number }[] {
  return routesOf(policy).flatMap(([route, { pricePerThousandParts: price }]) =>
    price === undefined || !routes.includes(route) ? [] : [{ route, amount: price * parts }],
  );
}

export const costText = ({ currency }: Policy, costs: ReturnType<typeof costsOf>): string =>
  costs.map(({ route, amount }) => `${formatMoney(amount, currency, 'en')} ${route}`).join(', ');
