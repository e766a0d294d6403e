import type { TimerHandle } from '../clock.ts';
import type { Engine } from './engine.ts';
import type { Failure } from './errors.ts';
import { type EventDetails, type EventType, History } from './history.ts';
import type { Json, JsonObject } from './json.ts';
import type { MapRun } from './map-run.ts';
import { MAX_AGE_SECONDS, MAX_EVENTS } from './quotas.ts';
import { RedriveTokens } from './redrive.ts';
import type { Standing } from './standing.ts';
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
  mapRun?: MapRun;
  item?: MapItem;
  onEnd?: (execution: Execution) => void;
}

/**
 * One run of a machine. Ended, it keeps its input, output and trail; without success also where it stood, and nothing
 * else that it worked with.
 */
export class Execution {
  readonly engine: Engine;
  readonly machine: Machine;
  readonly arn: string;
  readonly name: string;
  readonly input: string;
  readonly states: string[];
  readonly mapRun: MapRun | undefined;
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
  redriveCount = 0;
  redrivenAt: number | undefined;
  readonly redriveTokens = new RedriveTokens();
  readonly #item: MapItem | undefined;
  #root: Strand | undefined;
  #standing: Standing | undefined;
  #parsed: Json | undefined;
  #deadline: TimerHandle | undefined;
  #onEnd: ((execution: Execution) => void) | undefined;

  constructor(engine: Engine, { machine, arn, name, input, states = [], mapRun, item, onEnd }: Start) {
    this.engine = engine;
    this.machine = machine;
    this.arn = arn;
    this.name = name;
    this.input = input;
    this.states = states;
    this.mapRun = mapRun;
    this.#item = item;
    this.startedAt = engine.clock.now();
    this.history = new History(engine.keepHistory);
    this.#onEnd = onEnd;
  }

  begin(): void {
    // It may have been stopped, and redriven, before its beginning.
    if (this.status !== 'RUNNING' || this.history.count > 0) return;
    const input = this.#open(this.startedAt);
    this.record('ExecutionStarted', 0, { input, roleArn: this.#roleArn() });
    // The first state, like the start, has no predecessor in the service's histories.
    this.#strand(0).start(input);
  }

  /** Runs again from now on; `goOn` follows from the clock. Who asks has seen that it can be redriven. */
  reopen(): void {
    this.status = 'RUNNING';
    this.stoppedAt = undefined;
    this.error = undefined;
    this.cause = undefined;
    this.redriveCount++;
    this.redrivenAt = this.engine.clock.now();
  }

  goOn(): void {
    if (this.status !== 'RUNNING' || this.#root !== undefined) return;
    // The machine's own timeout begins anew, a year at most since the start does not.
    const input = this.#open(this.redrivenAt ?? this.startedAt);
    const redriven = this.record('ExecutionRedriven', this.history.count, { redriveCount: this.redriveCount });
    const root = this.#strand(redriven);
    const standing = this.#standing;
    this.#standing = undefined;
    if (standing === undefined) root.start(input);
    else root.resume(standing);
  }

  /** A child goes on with its map. */
  redrive(onEnd: (execution: Execution) => void): void {
    this.#onEnd = onEnd;
    this.reopen();
    this.goOn();
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
        RedriveCount: this.redriveCount,
        ...(this.redrivenAt === undefined ? {} : { RedriveTime: new Date(this.redrivenAt).toISOString() }),
      },
      StateMachine: { Id: machine.arn, Name: machine.name },
    };
  }

  /** Sets the deadline, `since` being where the machine's own timeout counts from; answers the input. */
  #open(since: number): Json {
    const { clock } = this.engine;
    const input = JSON.parse(this.input) as Json;
    this.#parsed = input;
    const seconds = this.machine.timeoutSeconds ?? MAX_AGE_SECONDS;
    const at = Math.min(since + seconds * 1000, this.startedAt + MAX_AGE_SECONDS * 1000);
    this.#deadline = clock.schedule(at, () => this.#end('TIMED_OUT', 'ExecutionTimedOut'));
    return input;
  }

  #strand(lastEvent: number): Strand {
    const { flow } = this.machine;
    const root = new Strand({ execution: this, lastEvent, item: this.#item }, flow, (outcome) => this.#finish(outcome));
    this.#root = root;
    return root;
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
    if (status !== 'SUCCEEDED') this.#standing = this.#root?.standing() ?? this.#standing;
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
