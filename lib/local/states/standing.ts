import type { Json } from './json.ts';
import type { MapRun } from './map-run.ts';

/** Where a line of control stood when its execution ended without success, so that a redrive can go on from there. */
export interface Standing {
  state: string;
  /** The state's input as it came. */
  raw: Json;
  enteredAt: number;
  enteredEvent: number;
  /** What went on inside a Parallel or a Map. */
  within?: Within;
}

export type Within = CrewStanding | MapRun;

/** Of the branches of a Parallel and the iterations of a Map, by index. */
export interface CrewStanding {
  /** Of those that succeeded. */
  results: (Json | undefined)[];
  /** Of those that began and did not. */
  lines: Map<number, Standing>;
}
