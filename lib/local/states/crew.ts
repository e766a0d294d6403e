import type { Failure } from './errors.ts';
import type { Json } from './json.ts';
import type { Outcome } from './state.ts';

export interface Worker {
  abort(event?: number): void;
}

interface Plan {
  count: number;
  /** How many may be at work at once. */
  limit: number;
  start(index: number, onEnd: (outcome: Outcome) => void): Worker;
  /** Told of every failure; true lets the others go on without a result from this one. */
  tolerates?(failure: Failure): boolean;
  /** All ended; a failure that was tolerated leaves no result. */
  done(results: Json[]): void;
  /** One failed; the others are still there, to be aborted by who hears of it. */
  failed(failure: Failure, index: number): void;
}

/** Workers side by side: the branches of a Parallel, the iterations of a Map. */
export class Crew {
  readonly #plan: Plan;
  readonly #results: (Json | undefined)[];
  readonly #working = new Map<number, Worker>();
  #started = 0;
  #ended = 0;
  #over = false;
  #hiring = false;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#results = new Array<Json | undefined>(plan.count);
  }

  start(): void {
    if (this.#plan.count === 0) this.#plan.done([]);
    else this.#hire();
  }

  /** `each` is called for every worker that was stopped. */
  abort(event?: number, each?: (index: number) => void): void {
    this.#over = true;
    for (const [index, worker] of this.#working) {
      worker.abort(event);
      each?.(index);
    }
    this.#working.clear();
  }

  /** Not recursive: workers may end while they are started. */
  #hire(): void {
    if (this.#hiring) return;
    this.#hiring = true;
    const { count, limit } = this.#plan;
    while (!this.#over && this.#started < count && this.#started - this.#ended < limit) {
      const index = this.#started++;
      let ended = false;
      const worker = this.#plan.start(index, (outcome) => {
        ended = true;
        this.#leaves(index, outcome);
      });
      if (!ended && !this.#over) this.#working.set(index, worker);
    }
    this.#hiring = false;
  }

  #leaves(index: number, outcome: Outcome): void {
    if (this.#over) return;
    this.#working.delete(index);
    this.#ended++;
    if ('output' in outcome) this.#results[index] = outcome.output;
    else if (!this.#plan.tolerates?.(outcome.failure)) {
      this.#over = true;
      this.#plan.failed(outcome.failure, index);
      return;
    }
    if (this.#ended < this.#plan.count) {
      this.#hire();
      return;
    }
    this.#over = true;
    this.#plan.done(this.#results.filter((result) => result !== undefined));
  }
}
