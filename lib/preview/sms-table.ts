// What the text messages of a policy are and cost, one line for each text.
import Table from 'cli-table3';
import type { Policy } from '../../functions/contracts/policy.ts';
import { formatMoney, type TextLocale } from '../../functions/messages/format.ts';
import { render } from '../../functions/messages/render.ts';
import { type SmsParts, smsParts } from '../../functions/messages/sms-parts.ts';
import { titleOf } from './describe.ts';
import { localesOf } from './locales.ts';
import { costsOf, waysOf } from './routes.ts';
import { inLocale, type Situation } from './situations.ts';

const PLAIN = {
  head: [],
  border: [],
};
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

export function smsTable(policy: Policy, situations: readonly Situation[]): string {
  const locales = localesOf(policy);
  const table = new Table({
    head: ['text message', ...locales],
    style: { ...PLAIN, 'padding-left': 0 },
    chars: { ...NO_LINES, middle: ' ' },
  });
  for (const one of situations) {
    const facts = one.facts.find(({ channel }) => channel === 'sms');
    if (facts === undefined) continue;
    table.push([titleOf(one), ...locales.map((locale) => cell(policy, worst(policy, inLocale(facts, locale))))]);
  }
  return `${table.toString().replace(/[ \t]+$/gm, '')}\n`;
}

/** Of the ways that a policy names, the one with the most parts. */
function worst(policy: Policy, facts: Situation['facts'][0]): Counted {
  const all = waysOf(policy).map(({ profile, routes }) => {
    const counted = smsParts(render(facts, { signature: profile === 'china' ? 'carrier' : 'text' }).text);
    const costs = costsOf(policy, routes, counted.parts.length).map((one) => one.amount);
    return { ...counted, ...(costs.length === 0 ? {} : { cost: Math.max(...costs) }) };
  });
  const [first, ...others] = all.sort((a, b) => (b.cost ?? 0) - (a.cost ?? 0) || b.parts.length - a.parts.length);
  if (first === undefined) throw new Error(`a policy has a way at least, and ${others.length} more`);
  return first;
}

function cell({ currency }: Policy, { encoding, parts, characters, cost }: Counted): string {
  const count = `${parts.length} ${parts.length === 1 ? 'part ' : 'parts'} ${encoding}, ${characters}`;
  return cost === undefined ? count : `${count}: ${formatMoney(cost, currency, 'en')}`;
}

/** What stands before the table. */
export function smsTableHead(policy: Policy, locale: readonly TextLocale[] = localesOf(policy)): string {
  const priced = [policy.sms.default, ...Object.values(policy.sms.countries)].some(
    (one) => one.pricePerThousandParts !== undefined,
  );
  const what = priced
    ? 'parts, encoding, characters and cost of a thousand by the dearest route'
    : 'parts, encoding and characters';
  return `${what}; examples in ${locale.join(', ')}`;
}
