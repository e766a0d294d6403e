import type { Failure } from './errors.ts';
import type { Json } from './json.ts';
import type { CrewStanding, Standing } from './standing.ts';
import type { Outcome } from './state.ts';

export interface Worker {
  begin(): void;
  abort(event?: number): void;
  /** Where it stands; nothing where that is told in another way. */
  standing(): Standing | undefined;
}

interface Plan {
  count: number;
  /** How many may be at work at once. */
  limit: number;
  /** What is there of an earlier attempt: results are kept, and only what has none is done. */
  before?: Partial<CrewStanding> | undefined;
  /** A worker that has not begun; `standing` as it told it in an earlier attempt. */
  hire(index: number, onEnd: (outcome: Outcome) => void, standing: Standing | undefined): Worker;
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
  /** Those that began and have not succeeded. */
  readonly #workers = new Map<number, Worker>();
  readonly #working = new Set<number>();
  #next = 0;
  #left: number;
  #over = false;
  #hiring = false;

  constructor(plan: Plan) {
    this.#plan = plan;
    this.#results = Array.from({ length: plan.count }, (_, index) => plan.before?.results?.[index]);
    this.#left = this.#results.filter((result) => result === undefined).length;
  }

  start(): void {
    if (this.#left === 0) this.#finish();
    else this.#hire();
  }

  /** `each` is called for every worker that was stopped. */
  abort(event?: number, each?: (index: number) => void): void {
    this.#over = true;
    const stopped = [...this.#working];
    this.#working.clear();
    for (const index of stopped) {
      this.#workers.get(index)?.abort(event);
      each?.(index);
    }
  }

  /** Also of what was never taken up again since an earlier attempt. */
  standing(): CrewStanding {
    const lines = new Map(this.#plan.before?.lines);
    for (const [index, worker] of this.#workers) {
      const standing = worker.standing();
      if (standing !== undefined) lines.set(index, standing);
    }
    return { results: [...this.#results], lines };
  }

  /** Not recursive: workers may end while they begin. */
  #hire(): void {
    if (this.#hiring) return;
    this.#hiring = true;
    const { count, limit, before } = this.#plan;
    while (!this.#over && this.#working.size < limit) {
      while (this.#next < count && this.#results[this.#next] !== undefined) this.#next++;
      if (this.#next >= count) break;
      const index = this.#next++;
      const worker = this.#plan.hire(index, (outcome) => this.#leaves(index, outcome), before?.lines?.get(index));
      this.#workers.set(index, worker);
      this.#working.add(index);
      worker.begin();
    }
    this.#hiring = false;
  }

  #leaves(index: number, outcome: Outcome): void {
    if (this.#over) return;
    this.#working.delete(index);
    this.#left--;
    if ('output' in outcome) {
      this.#results[index] = outcome.output;
      this.#workers.delete(index);
    } else if (!this.#plan.tolerates?.(outcome.failure)) {
      this.#over = true;
      this.#plan.failed(outcome.failure, index);
      return;
    }
    if (this.#left > 0) this.#hire();
    else this.#finish();
  }

  #finish(): void {
    this.#over = true;
    this.#plan.done(this.#results.filter((result) => result !== undefined));
  }
}
