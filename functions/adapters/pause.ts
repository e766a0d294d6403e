import { setTimeout } from 'node:timers/promises';

const FIRST_MS = 20;
const LONGEST_MS = 1000;

/** Exponential with full jitter: at most 20 ms before the second try, doubling up to a second. */
export async function pause(attempt: number): Promise<void> {
  await setTimeout(Math.random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** (attempt - 1)));
}
