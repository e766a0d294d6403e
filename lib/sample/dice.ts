import { seeded } from '../local/random.ts';

/** Choices that are the same for the same seed. */
export interface Dice {
  /** A whole number from `from` to `to`, both included. */
  between(from: number, to: number): number;
  oneOf<T>(list: readonly [T, ...T[]]): T;
  /** True that often: 0.1 is once in ten. */
  chance(share: number): boolean;
}

export function dice(seed: number): Dice {
  const random = seeded(seed);
  const between = (from: number, to: number): number => from + Math.floor(random() * (to - from + 1));
  return {
    between,
    oneOf: (list) => list[between(0, list.length - 1)] ?? list[0],
    chance: (share) => random() < share,
  };
}

/** The same things in another order. */
export function shuffled<T>(things: readonly T[], { between }: Dice): T[] {
  const keyed = things.map((thing) => ({ thing, key: between(0, 2 ** 31) }));
  return keyed.sort((a, b) => a.key - b.key).map(({ thing }) => thing);
}
