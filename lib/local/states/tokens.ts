import { ServiceError } from './errors.ts';
import type { Json } from './json.ts';

/** What can be said to a task that waits for its token. */
export interface TokenHolder {
  succeed(output: Json): void;
  fail(error: string | undefined, cause: string | undefined): void;
  heartbeat(): void;
}

/**
 * Task tokens. A token carries its own number and a check, so that one used long ago is told from one never given out
 * without remembering either.
 */
export class TaskTokens {
  readonly #waiting = new Map<string, TokenHolder>();
  readonly #key: number;
  #issued = 0;

  constructor(random: () => number) {
    this.#key = Math.floor(random() * 2 ** 32);
  }

  issue(holder: TokenHolder): string {
    const token = this.#token(++this.#issued);
    this.#waiting.set(token, holder);
    return token;
  }

  release(token: string): void {
    this.#waiting.delete(token);
  }

  /** The task that waits for a token, or the service's error. */
  holder(token: string): TokenHolder {
    const holder = this.#waiting.get(token);
    if (holder !== undefined) return holder;
    const number = Number(Buffer.from(token, 'base64').toString().split('.')[1] ?? 'none');
    if (!Number.isInteger(number)) throw new ServiceError('InvalidToken', `Invalid Token: '${token}'`);
    if (this.#token(number) !== token) throw new ServiceError('TaskDoesNotExist', 'Task does not exist');
    throw new ServiceError('TaskTimedOut', "Task Timed Out: 'Provided task does not exist anymore'");
  }

  #token(number: number): string {
    const check = (Math.imul(number ^ this.#key, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
    return Buffer.from(`task.${number}.${check}`).toString('base64');
  }
}
