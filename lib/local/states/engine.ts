import type { VirtualClock } from '../clock.ts';
import type { Execution } from './execution.ts';
import type { Json } from './json.ts';
import type { MapRun } from './map-run.ts';
import type { TaskTokens } from './tokens.ts';

/** Runs what Task states name. Rejects with an Error whose name is the States error name and whose message is the cause. */
export interface TaskInvoker {
  /** Asked when a definition is loaded; the whole resource, suffixes such as `.waitForTaskToken` included. */
  supports(resource: string): boolean;
  /** Must not change `input`: it is shared with the execution's data. */
  invoke(call: { resource: string; input: Json; token?: string }): Promise<Json>;
}

/** What every execution of one world shares. */
export interface Engine {
  readonly clock: VirtualClock;
  readonly tasks: TaskInvoker;
  /** From 0 up to, not including, 1. */
  readonly random: () => number;
  readonly account: string;
  readonly region: string;
  readonly keepHistory: boolean;
  readonly tokens: TaskTokens;
  /** State transitions as the service bills them: states entered and retries. */
  transitions: number;
  /** Makes a child of a distributed map findable, where histories are kept. */
  adopt(child: Execution): void;
  /** The same for a distributed map's run. */
  opened(run: MapRun): void;
}
