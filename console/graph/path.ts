// Which way an execution went, by its events.
import type { EventAnswer } from '../../lib/console/answers.ts';

export interface Path {
  visited: ReadonlySet<string>;
  /** `from → to`. */
  taken: ReadonlySet<string>;
  /** Entered last and not left. */
  current?: string;
  failed?: string;
}

export const step = (from: string, to: string): string => `${from} → ${to}`;

const FAILURE = /^(Execution|Task|Lambda\w*|Map\w*)(Failed|TimedOut|Aborted)$/;

/** `events` newest first, as they are read. */
export function pathOf(events: readonly EventAnswer[], status: string): Path {
  const visited = new Set<string>();
  const taken = new Set<string>();
  const byId = new Map(events.map((one) => [one.id, one]));
  const entered = events.filter(({ type }) => type.endsWith('StateEntered')).reverse();
  for (const event of entered) {
    visited.add(event.state ?? '');
    const from = leftBefore(event, byId);
    if (from !== undefined) taken.add(step(from, event.state ?? ''));
  }
  const last = entered.at(-1)?.state;
  const ended = ['FAILED', 'TIMED_OUT', 'ABORTED'].includes(status);
  const failed = ended ? failedState(events, byId) : undefined;
  return {
    visited,
    taken,
    ...(status === 'RUNNING' && last !== undefined ? { current: last } : {}),
    ...(failed === undefined ? {} : { failed }),
  };
}

/** The state whose exit, or whose caught error, led to this one. */
function leftBefore(event: EventAnswer, byId: ReadonlyMap<number, EventAnswer>): string | undefined {
  for (let before = byId.get(event.previous); before !== undefined; before = byId.get(before.previous)) {
    if (before.state !== undefined) return before.state;
  }
  return undefined;
}

/** Where the error came from that nobody caught, or, where the end is a plain `Fail` after a catch, the one before it. */
function failedState(events: readonly EventAnswer[], byId: ReadonlyMap<number, EventAnswer>): string | undefined {
  const failures = events.filter(({ type }) => FAILURE.test(type) && !type.startsWith('Execution'));
  const source = failures[0];
  return source === undefined ? events.find(({ state }) => state !== undefined)?.state : leftBefore(source, byId);
}
