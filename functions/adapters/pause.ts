import { setTimeout } from 'node:timers/promises';
import { chance } from './chance.ts';

/** Exponential with full jitter: at most `firstMs` before the second try, doubling up to `longestMs`. */
export const pausing =
  (firstMs: number, longestMs: number) =>
  async (attempt: number): Promise<void> => {
    await setTimeout(chance() * Math.min(longestMs, firstMs * 2 ** (attempt - 1)));
  };

/** For a write that met another one. */
export const pause = pausing(20, 1000);
