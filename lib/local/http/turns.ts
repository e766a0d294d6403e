/**
 * One at a time: what is asked from outside finds the world at rest, and leaves it at rest. After each turn whatever
 * became due at this instant is run; the clock itself stays where it is.
 */
export class Turns {
  readonly #settle: () => Promise<void>;
  #last: Promise<unknown> = Promise.resolve();

  constructor(settle: () => Promise<void>) {
    this.#settle = settle;
  }

  take<T>(work: () => T | Promise<T>): Promise<T> {
    const turn = this.#last.then(async () => {
      try {
        return await work();
      } finally {
        await this.#settle();
      }
    });
    this.#last = turn.catch(() => {});
    return turn;
  }
}
