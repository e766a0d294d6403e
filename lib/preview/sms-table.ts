// What the text messages of a policy are and cost, one line for each text.
import Table from 'cli-table3';
import type { Policy } from '../../functions/contracts/policy.ts';
import { formatMoney, type TextLocale } from '../../functions/messages/format.ts';
import { render } from '../../functions/messages/render.ts';
import { type SmsParts, smsParts } from '../../functions/messages/sms-parts.ts';
import { titleOf } from './describe.ts';
import { localesOf } from './locales.ts';
import { costsOf, type Way, waysOf } from './routes.ts';
import { inLocale, type Situation } from './situations.ts';

const NO_LINES = Object.fromEntries(
  [
    'top',
    'top-mid',
    'top-left',
    'top-right',
    'bottom',
    'bottom-mid',
    'bottom-left',
    'bottom-right',
    'left',
    'left-mid',
    'mid',
    'mid-mid',
    'right',
    'right-mid',
  ].map((name) => [name, '']),
);

interface Counted extends SmsParts {
  /** The dearest of the routes that have a price. */
  cost?: number | undefined;
}

/** Each text where it is dearest: beside a dispute, after a relapse, within a lockout. */
export function smsTable(policy: Policy, situations: readonly Situation[]): string {
  const locales = localesOf(policy);
  const table = new Table({
    head: ['text message', ...locales],
    style: { head: [], border: [], 'padding-left': 0 },
    chars: { ...NO_LINES, middle: ' ' },
  });
  const byText = Map.groupBy(situations.filter(saidBySms), (one) => titleOf(one).replace(/,.*/, ''));
  for (const [text, all] of byText)
    table.push([text, ...locales.map((locale) => cell(policy, dearest(policy, { all, locale })))]);
  return `${table.toString().replace(/[ \t]+$/gm, '')}\n`;
}

const saidBySms = ({ facts }: Situation): boolean => facts.some(({ channel }) => channel === 'sms');

/** Of its situations and of the ways that the policy names. */
function dearest(policy: Policy, { all, locale }: { all: readonly Situation[]; locale: TextLocale }): Counted {
  const told = all.flatMap(({ facts }) => facts.filter(({ channel }) => channel === 'sms'));
  const counted = told.flatMap((facts) => waysOf(policy).map((way) => count(policy, way, inLocale(facts, locale))));
  return counted.reduce((most, one) => (weight(one) > weight(most) ? one : most));
}

const weight = ({ cost = 0, parts, units }: Counted): number => (cost * 100 + parts.length) * 10_000 + units;

function count(policy: Policy, { profile, routes }: Way, facts: Situation['facts'][0]): Counted {
  const counted = smsParts(render(facts, { signature: profile === 'china' ? 'carrier' : 'text' }).text);
  const costs = costsOf(policy, routes, counted.parts.length).map((one) => one.amount);
  return costs.length === 0 ? counted : { ...counted, cost: Math.max(...costs) };
}

function cell({ currency }: Policy, { encoding, parts, characters, cost }: Counted): string {
  const said = `${parts.length} ${parts.length === 1 ? 'part ' : 'parts'} ${encoding}, ${characters}`;
  return cost === undefined ? said : `${said}: ${formatMoney(cost, currency, 'en')}`;
}

/** What stands before the table. */
export function smsTableHead(policy: Policy): string {
  const priced = [policy.sms.default, ...Object.values(policy.sms.countries)].some(
    (one) => one.pricePerThousandParts !== undefined,
  );
  const what = priced
    ? 'parts, encoding, characters and cost of a thousand by the dearest route'
    : 'parts, encoding and characters';
  return `${what}, each text where it is longest`;
}
