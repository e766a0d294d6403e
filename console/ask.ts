// Every question to the server ends: with an answer, with its problem, or after a time with one of our own.
import { useCallback, useEffect, useState } from 'react';
import type { ProblemAnswer, ProblemCode } from '../lib/console/problems.ts';

const READ_MS = 20_000;
/** A change runs what it causes before it is answered. */
const CHANGE_MS = 60_000;

export class Refused extends Error {
  readonly code: ProblemCode | 'server-gone' | 'timeout';

  constructor(code: Refused['code'], message: string) {
    super(message);
    this.code = code;
  }
}

async function asked<T>(path: string, init: RequestInit, ms: number): Promise<T> {
  let response: Response;
  try {
    response = await fetch(path, { ...init, signal: AbortSignal.timeout(ms) });
  } catch (error) {
    const late = error instanceof DOMException && error.name === 'TimeoutError';
    throw new Refused(late ? 'timeout' : 'server-gone', error instanceof Error ? error.message : String(error));
  }
  const answer: unknown = await response.json().catch(() => undefined);
  if (response.ok && answer !== undefined) return answer as T;
  const { code = 'failed', message = `HTTP ${response.status}` } = (answer ?? {}) as Partial<ProblemAnswer>;
  throw new Refused(code, message);
}

export const read = <T>(path: string): Promise<T> => asked(path, {}, READ_MS);

export const change = <T>(path: string, body: object): Promise<T> =>
  asked(
    path,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-cureflow-change': '1' },
      body: JSON.stringify(body),
    },
    CHANGE_MS,
  );

/** `/api/…` with what is set of the query. */
export function address(path: string, query: Record<string, string | number | undefined> = {}): string {
  const set = Object.entries(query).filter(([, value]) => value !== undefined && value !== '');
  const search = new URLSearchParams(set.map(([name, value]) => [name, String(value)])).toString();
  return `/api/${path}${search === '' ? '' : `?${search}`}`;
}

export interface Answer<T> {
  data: T | undefined;
  problem: Refused | undefined;
  loading: boolean;
  again: () => void;
}

/**
 * What was there stays until the next answer comes; a path of undefined asks nothing. `at` asks again when it changes.
 * With a `body`, for what must not stand in an address, it is posted.
 */
export function useAnswer<T>(asking: string | undefined, at: unknown = undefined, body?: object): Answer<T> {
  const path = asking === undefined ? undefined : `${asking}\n${body === undefined ? '' : JSON.stringify(body)}`;
  const [state, setState] = useState<{ path?: string; data?: T; problem?: Refused; loading: boolean }>({
    loading: true,
  });
  const [round, setRound] = useState(0);
  // biome-ignore lint/correctness/useExhaustiveDependencies: `round` and `at` ask the same again.
  useEffect(() => {
    if (path === undefined) return;
    let wanted = true;
    setState((before) => ({
      ...(before.path === path && before.data ? { data: before.data } : {}),
      path,
      loading: true,
    }));
    const [target = '', text = ''] = path.split('\n');
    (text === '' ? read<T>(target) : change<T>(target, JSON.parse(text) as object)).then(
      (data) => wanted && setState({ path, data, loading: false }),
      (problem: Refused) => wanted && setState({ path, problem, loading: false }),
    );
    return () => {
      wanted = false;
    };
  }, [path, round, at]);
  const again = useCallback(() => setRound((before) => before + 1), []);
  return { data: state.data, problem: state.problem, loading: state.loading, again };
}
