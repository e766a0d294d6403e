// Running the local world on, a day a request: each is answered soon, and it can be stopped in between.
import { useCallback, useRef, useState } from 'react';
import type { Move, Moved } from '../lib/console/answers.ts';
import { address, change, type Refused } from './ask.ts';

const DAY_MS = 86_400_000;
/** Asked for the next event, it looks no further. */
const LONGEST_QUIET_DAYS = 60;
/** Slow enough to read what changes. */
const BEAT_MS = 1200;

export interface Running {
  /** Where it is running to; empty for no end. */
  to: string | undefined;
  problem: Refused | undefined;
  quiet: boolean;
  nextEvent: () => void;
  until: (to: string) => void;
  play: () => void;
  stop: () => void;
}

const move = (asked: Move): Promise<Moved> => change<Moved>(address('time'), asked);
const later = (instant: string, ms: number): string => new Date(Date.parse(instant) + ms).toISOString();

export function useRunning(now: string, onMove: (now: string) => void): Running {
  const [state, setState] = useState<{ to?: string; problem?: Refused; quiet?: boolean }>({});
  const wanted = useRef(false);
  const at = useRef(now);
  at.current = now;

  const run = useCallback(
    async (to: string, step: () => Promise<Moved | undefined>) => {
      if (wanted.current) return;
      wanted.current = true;
      setState({ to });
      try {
        for (let moved = await step(); moved !== undefined; moved = wanted.current ? await step() : undefined) {
          at.current = moved.now;
          onMove(moved.now);
        }
        setState((before) => ({ ...(before.quiet ? { quiet: true } : {}) }));
      } catch (error) {
        setState({ problem: error as Refused });
      } finally {
        wanted.current = false;
      }
    },
    [onMove],
  );

  const nextEvent = () => {
    const latest = later(at.current, LONGEST_QUIET_DAYS * DAY_MS);
    let found = false;
    void run('', async () => {
      if (found) return undefined;
      if (at.current >= latest) {
        setState({ quiet: true });
        return undefined;
      }
      const moved = await move({ next: 'event' });
      found = moved.quiet !== true;
      return moved;
    });
  };
  const until = (to: string) =>
    void run(to, async () => {
      if (at.current >= to) return undefined;
      const next = later(at.current, DAY_MS);
      return move({ to: (next < to ? next : to) as Extract<Move, { to: unknown }>['to'] });
    });
  const play = () =>
    void run('', async () => {
      const moved = await move({ to: later(at.current, DAY_MS) as Extract<Move, { to: unknown }>['to'] });
      await new Promise((resolve) => setTimeout(resolve, BEAT_MS));
      return moved;
    });
  const stop = () => {
    wanted.current = false;
  };
  return { to: state.to, problem: state.problem, quiet: state.quiet === true, nextEvent, until, play, stop };
}
