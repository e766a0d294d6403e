import type { ExecutionRedriveStatus } from '@aws-sdk/client-sfn';
import { ServiceError } from './errors.ts';
import type { Execution } from './execution.ts';
import { MAX_AGE_SECONDS, MAX_EVENTS, REDRIVABLE_MS, TOKEN_KEPT_MS, TOKENS_KEPT } from './quotas.ts';

/** Why an execution cannot go on from where it failed, in the words of the service; undefined where it can. */
export function notRedrivable({ status, stoppedAt = 0, startedAt, history, engine }: Execution): string | undefined {
  const now = engine.clock.now();
  if (status === 'RUNNING' || status === 'SUCCEEDED') return `Execution is ${status} and cannot be redriven`;
  // There has to be room for the event of the redrive and one more.
  if (history.count >= MAX_EVENTS - 1) return 'Execution history event limit exceeded';
  if (now - startedAt >= MAX_AGE_SECONDS * 1000) return 'Execution has exceeded the max execution time';
  if (now - stoppedAt > REDRIVABLE_MS) return 'Execution redrivable period exceeded';
  return undefined;
}

/** Throws the service's error for what it would not redrive by itself. */
export function checkRedrivable(execution: Execution): void {
  const reason = execution.mapRun === undefined ? notRedrivable(execution) : 'It is redriven with its map run';
  if (reason === undefined) return;
  throw new ServiceError('ExecutionNotRedrivable', `Execution Not Redrivable: '${execution.arn}'. ${reason}`);
}

export function redriveStatus(execution: Execution): {
  redriveStatus: ExecutionRedriveStatus;
  redriveStatusReason?: string;
} {
  const reason = notRedrivable(execution);
  if (reason !== undefined) return { redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason };
  // A child goes on with its map, when its parent does.
  return { redriveStatus: execution.mapRun === undefined ? 'REDRIVABLE' : 'REDRIVABLE_BY_MAP_RUN' };
}

/** Client tokens that redrove an execution: the same again is the same redrive. */
export class RedriveTokens {
  #used: { token: string; at: number }[] = [];

  /** When this token redrove, where that is remembered. */
  find(token: string | undefined, now: number): number | undefined {
    return this.#used.find((one) => one.token === token && now - one.at < TOKEN_KEPT_MS)?.at;
  }

  keep(token: string | undefined, at: number): void {
    if (token !== undefined) this.#used = [...this.#used, { token, at }].slice(-TOKENS_KEPT);
  }
}
