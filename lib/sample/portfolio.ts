// The bundled sample: some three hundred accounts of both sample products, in which everything happens at least once.
import type { InboundEvent } from '../../functions/contracts/events.ts';
import type { Day, Instant } from '../../functions/contracts/time.ts';
import type { Archetype } from './archetypes/archetype.ts';
import { corrected } from './archetypes/corrected.ts';
import { limited } from './archetypes/limited.ts';
import { paying } from './archetypes/paying.ts';
import { reach } from './archetypes/reach.ts';
import { stopped } from './archetypes/stopped.ts';
import { type Dice, dice, shuffled } from './dice.ts';
import { inOrder, Life, midnight } from './life.ts';
import { mistakes } from './mistakes.ts';
import { person } from './people.ts';

/** A day of mid August: whoever was frozen in February and paid has their whole line back by then. */
export const SAMPLE_SPAN = { from: '2026-01-01' as Day, until: '2026-08-16' as Day };

export const archetypes: readonly Archetype[] = [...paying, ...limited, ...corrected, ...stopped, ...reach];

/** One line of the file; most are events, a few are deliberate mistakes. */
export interface PortfolioLine {
  time: Instant;
  text: string;
}

export interface Portfolio {
  /** JSON lines, in order of time. */
  text: string;
  /** What these accounts live after the sample's last day, for a world that goes on. */
  later: string;
  /** The archetype that each account lives. */
  lives: ReadonlyMap<string, string>;
}

interface SampleOptions {
  seed: number;
  atMost?: number;
}

/** `atMost` makes a smaller one: of each archetype no more accounts than that. */
export function samplePortfolio({ seed, atMost = Number.POSITIVE_INFINITY }: SampleOptions): Portfolio {
  const chosen = dice(seed);
  const lives: Life[] = [];
  const order = shuffled(
    archetypes.flatMap((one) => Array.from({ length: Math.min(one.accounts, atMost) }, () => one)),
    chosen,
  );
  // Second accounts come last: their customers have to be there.
  const first = order.filter((one) => !one.secondAccount);
  for (const archetype of [...first, ...order.filter((one) => one.secondAccount)]) {
    const life = lifeOf(archetype, lives, chosen);
    archetype.live(life);
    lives.push(life);
  }
  const all = inOrder(lives.flatMap((life) => life.happenings));
  const events = all.filter(isInTime);
  const lines = [...events.map(lineOf), ...mistakes(subjectOf(events))].sort((a, b) => compare(a.time, b.time));
  return {
    text: textOf(lines),
    later: textOf(all.filter((event) => !isInTime(event)).map(lineOf)),
    lives: new Map(lives.map((one) => [one.accountId, one.archetype])),
  };
}

function lifeOf(archetype: Archetype, lives: readonly Life[], chosen: Dice): Life {
  const number = lives.length + 1;
  // In turn, so that each product is there, whatever the seed.
  const before = lives.filter((one) => one.archetype === archetype.name).length;
  const product = archetype.products[before % archetype.products.length] ?? archetype.products[0];
  const [from, to] = archetype.dueDays ?? [3, 26];
  const [head, ...others] = lives.filter((one) => one.product !== product);
  const partner = archetype.secondAccount && head !== undefined ? chosen.oneOf([head, ...others]) : undefined;
  const invented = person(`C-${1000 + number}`, chosen);
  return new Life(
    {
      person: partner?.person ?? archetype.as?.(invented) ?? invented,
      known: partner !== undefined,
      archetype: archetype.name,
      accountId: `${product === 'pay-later' ? 'PL' : 'CL'}-${1000 + number}`,
      product,
      dueDay: chosen.between(from, to),
      autopay: archetype.autopay === true,
      months: product === 'pay-later' ? 9 : 12,
    },
    dice(chosen.between(0, 2 ** 31)),
  );
}

const isInTime = ({ time }: InboundEvent): boolean => time < midnight(SAMPLE_SPAN.until);

const textOf = (lines: readonly PortfolioLine[]): string => lines.map(({ text }) => `${text}\n`).join('');
const lineOf = (event: InboundEvent): PortfolioLine => ({ time: event.time, text: JSON.stringify(event) });

function subjectOf(events: readonly InboundEvent[]): Parameters<typeof mistakes>[0] {
  const first = events.find((one) => one.type === 'PaymentPosted');
  if (first?.type !== 'PaymentPosted') throw new Error('the sample has no payment');
  return { accountId: first.detail.accountId, first };
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
