import { type Failure, takes } from './errors.ts';
import { Fields } from './fields.ts';
import { placement } from './io.ts';
import type { Json } from './json.ts';
import { MAX_SECONDS } from './quotas.ts';

export interface Retrier {
  errors: string[];
  maxAttempts: number;
  /** Milliseconds to wait before attempt `attempt` (the first retry is 0). */
  delay(attempt: number, random: () => number): number;
}

export interface Catcher {
  errors: string[];
  next: string;
  /** Puts the error output into the state's raw input. */
  place(raw: Json, error: Json): Json;
}

export function retriersOf(fields: Fields): Retrier[] {
  return entries(fields, 'Retry', (entry, errors) => {
    const first = entry.number('IntervalSeconds', { min: 1, max: MAX_SECONDS }) ?? 1;
    const rate = entry.number('BackoffRate', { min: 1, whole: false }) ?? 2;
    const most = entry.number('MaxDelaySeconds', { min: 1, max: 31_622_399 });
    const jitter = entry.string('JitterStrategy') ?? 'NONE';
    if (most !== undefined && most <= first) entry.refuse('MaxDelaySeconds', 'must be more than IntervalSeconds');
    if (jitter !== 'NONE' && jitter !== 'FULL') entry.refuse('JitterStrategy', `${jitter} is not known here`);
    return {
      errors,
      maxAttempts: entry.number('MaxAttempts', { min: 0, max: 99_999_999 }) ?? 3,
      delay: (attempt, random) => {
        const seconds = Math.min(first * rate ** attempt, most ?? MAX_SECONDS);
        return Math.round(seconds * 1000 * (jitter === 'FULL' ? random() : 1));
      },
    };
  });
}

export function catchersOf(fields: Fields, goesTo: (next: string, where: string) => void): Catcher[] {
  return entries(fields, 'Catch', (entry, errors) => {
    const next = entry.needed('Next');
    goesTo(next, `${entry.where}.Next`);
    return { errors, next, place: placement(entry) };
  });
}

function entries<T>(fields: Fields, name: string, compile: (entry: Fields, errors: string[]) => T): T[] {
  const list = fields.list(name);
  return list.map((source, index) => {
    const entry = new Fields(source, `${fields.where}.${name}[${index}]`, fields.loading);
    const errors = entry.list('ErrorEquals').filter((error) => typeof error === 'string');
    if (errors.length === 0) entry.refuse('ErrorEquals', 'must be a list of error names');
    if (errors.includes('States.ALL') && (errors.length > 1 || index < list.length - 1)) {
      entry.refuse('ErrorEquals', 'States.ALL must stand alone, in the last entry');
    }
    entry.string('Comment');
    const compiled = compile(entry, errors);
    entry.close();
    return compiled;
  });
}

/** The first entry that takes the failure decides, even if it has no attempts left. */
export function handler<T extends { errors: string[] }>(list: readonly T[], failure: Failure): T | undefined {
  return list.find((entry) => takes(entry.errors, failure));
}
