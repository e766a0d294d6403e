import { setTimeout } from 'node:timers/promises';

/** Exponential with full jitter: at most `firstMs` before the second try, doubling up to `longestMs`. */
export const pausing =
  (firstMs: number, longestMs: number) =>
  async (attempt: number): Promise<void> => {
    await setTimeout(Math.random() * Math.min(longestMs, firstMs * 2 ** (attempt - 1)));
  };

/** For a write that met another one. */
export const pause = pausing(20, 1000);
