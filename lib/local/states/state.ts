import type { Failure } from './errors.ts';
import type { EventType } from './history.ts';
import type { Io } from './io.ts';
import type { Json } from './json.ts';
import type { Catcher, Retrier } from './retry.ts';
import type { Visit } from './visit.ts';

/** One state of a loaded definition. */
export interface State {
  readonly name: string;
  readonly io: Io;
  /** The state after this one; none where it ends its flow, or picks another itself. */
  readonly next?: string | undefined;
  readonly retriers: readonly Retrier[];
  readonly catchers: readonly Catcher[];
  readonly events: { entered: EventType; exited?: EventType; aborted?: EventType };
  /**
   * Does the state's work, now or later ends the visit by `succeed`, `fail`, `leave` or `finish`. `data` is what InputPath
   * selected. May throw. Runs again for each retry.
   */
  run(visit: Visit, data: Json): void;
}

/** States that follow one another: a machine, a branch of a Parallel or the processor of a Map. */
export interface Flow {
  readonly startAt: string;
  readonly states: ReadonlyMap<string, State>;
}

export type Outcome = { output: Json } | { failure: Failure };
