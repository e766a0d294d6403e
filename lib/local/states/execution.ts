import type { TimerHandle } from '../clock.ts';
import type { Engine } from './engine.ts';
import type { Failure } from './errors.ts';
import { type EventDetails, type EventType, History } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import { MAX_AGE_SECONDS, MAX_EVENTS } from './quotas.ts';
import type { Flow, Outcome } from './state.ts';
import { type MapItem, Strand } from './strand.ts';

export interface Machine {
  arn: string;
  name: string;
  flow: Flow;
  timeoutSeconds?: number | undefined;
}

export type Status = 'RUNNING' | 'SUCCEEDED' | 'FAILED' | 'TIMED_OUT' | 'ABORTED';

interface Start {
  machine: Machine;
  arn: string;
  name: string;
  /** JSON text. */
  input: string;
  /** Where to write the names of states entered; a map's children share their parent's. */
  states?: string[];
  /** Of a distributed map's child. */
  mapRunArn?: string;
  item?: MapItem;
  onEnd?: (execution: Execution) => void;
}

/** One run of a machine. Ended, it keeps its input, output and trail, and nothing it worked with. */
export class Execution {
  readonly engine: Engine;
  readonly machine: Machine;
  readonly arn: string;
  readonly name: string;
  readonly input: string;
  readonly states: string[];
  readonly mapRunArn: string | undefined;
  readonly startedAt: number;
  readonly history: History;
  /** Child executions of its distributed maps. */
  children = 0;
  status: Status = 'RUNNING';
  stoppedAt: number | undefined;
  /** JSON text. */
  output: string | undefined;
  error: string | undefined;
  cause: string | undefined;
  readonly #item: MapItem | undefined;
  #root: Strand | undefined;
  #parsed: Json | undefined;
  #deadline: TimerHandle | undefined;
  #onEnd: ((execution: Execution) => void) | undefined;

  constructor(engine: Engine, { machine, arn, name, input, states = [], mapRunArn, item, onEnd }: Start) {
    this.engine = engine;
    this.machine = machine;
    this.arn = arn;
    this.name = name;
    this.input = input;
    this.states = states;
    this.mapRunArn = mapRunArn;
    this.#item = item;
    this.startedAt = engine.clock.now();
    this.history = new History(engine.keepHistory);
    this.#onEnd = onEnd;
  }

  begin(): void {
    if (this.status !== 'RUNNING') return;
    const { clock } = this.engine;
    const input = JSON.parse(this.input) as Json;
    this.#parsed = input;
    this.record('ExecutionStarted', 0, { input, roleArn: this.#roleArn() });
    const seconds = Math.min(this.machine.timeoutSeconds ?? MAX_AGE_SECONDS, MAX_AGE_SECONDS);
    this.#deadline = clock.schedule(this.startedAt + seconds * 1000, () => this.#end('TIMED_OUT', 'ExecutionTimedOut'));
    // The first state, like the start, has no predecessor in the service's histories.
    const root = new Strand({ execution: this, lastEvent: 0, item: this.#item }, this.machine.flow, (outcome) =>
      this.#finish(outcome),
    );
    this.#root = root;
    root.start(input);
  }

  stop(failure: Failure): void {
    if (this.status === 'RUNNING') this.#end('ABORTED', 'ExecutionAborted', failure);
  }

  record(type: EventType, previous: number, details?: EventDetails): number {
    return this.history.record(type, this.engine.clock.now(), previous, details);
  }

  /** Counts a transition, into `state` or as a retry; false if the history is full, which ends the execution. */
  transition(state?: string): boolean {
    if (this.history.count >= MAX_EVENTS - 1) {
      const cause = `The execution reached the maximum number of history events (${MAX_EVENTS}).`;
      this.#end('FAILED', 'ExecutionFailed', { error: 'States.Runtime', cause });
      return false;
    }
    this.engine.transitions++;
    if (state !== undefined) this.states.push(state);
    return true;
  }

  /** Its part of the context object. */
  context(): JsonObject {
    const { arn, name, machine } = this;
    const StartTime = new Date(this.startedAt).toISOString();
    return {
      Execution: {
        Id: arn,
        Input: this.#parsed ?? null,
        Name: name,
        RoleArn: this.#roleArn(),
        StartTime,
        RedriveCount: 0,
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
  }

  #roleArn(): string {
    return `arn:aws:iam::${this.engine.account}:role/${this.machine.name}`;
  }

  #finish(outcome: Outcome): void {
    if ('failure' in outcome) {
      this.#end('FAILED', 'ExecutionFailed', outcome.failure);
      return;
    }
    this.output = JSON.stringify(outcome.output);
    this.#end('SUCCEEDED', 'ExecutionSucceeded', {}, outcome.output);
  }

  #end(status: Status, event: EventType, failure: Failure = {}, output?: Json): void {
    const last = this.#root?.lastEvent ?? 0;
    this.#root?.abort();
    this.#root = undefined;
    this.#parsed = undefined;
    if (this.#deadline !== undefined) this.engine.clock.cancel(this.#deadline);
    this.status = status;
    this.stoppedAt = this.engine.clock.now();
    this.error = failure.error;
    this.cause = failure.cause;
    this.record(event, last, { error: failure.error, cause: failure.cause, output });
    const onEnd = this.#onEnd;
    this.#onEnd = undefined;
    onEnd?.(this);
  }
}
