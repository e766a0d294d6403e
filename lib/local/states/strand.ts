import type { Worker } from './crew.ts';
import type { Execution } from './execution.ts';
import type { EventDetails, EventType } from './history.ts';
import type { Json } from './json.ts';
import type { Standing } from './standing.ts';
import type { Flow, Outcome } from './state.ts';
import { Visit } from './visit.ts';

export interface MapItem {
  index: number;
  value: Json;
}

/** One line of control through a flow: an execution, a branch of a Parallel, an iteration of a Map. */
export class Strand {
  readonly execution: Execution;
  readonly item: MapItem | undefined;
  /** Id of the latest event on this line, which the next one names as its predecessor. */
  lastEvent: number;
  over = false;
  readonly #flow: Flow;
  readonly #onEnd: (outcome: Outcome) => void;
  /** Where the line is, or where it ended without success. */
  #visit: Visit | undefined;
  #next: { name: string; data: Json; again?: Standing } | undefined;
  #walking = false;

  constructor(
    { execution, lastEvent, item }: { execution: Execution; lastEvent: number; item?: MapItem | undefined },
    flow: Flow,
    onEnd: (outcome: Outcome) => void,
  ) {
    this.execution = execution;
    this.lastEvent = lastEvent;
    this.item = item;
    this.#flow = flow;
    this.#onEnd = onEnd;
  }

  start(input: Json): void {
    this.go(this.#flow.startAt, input);
  }

  /** Goes on from where it stood in an earlier attempt, without entering that state anew. */
  resume(standing: Standing): void {
    this.#go({ name: standing.state, data: standing.raw, again: standing });
  }

  /** This line as one of several side by side. */
  worker(input: Json, standing: Standing | undefined): Worker {
    return {
      begin: () => (standing === undefined ? this.start(input) : this.resume(standing)),
      abort: (event) => this.abort(event),
      standing: () => this.standing(),
    };
  }

  standing(): Standing | undefined {
    return this.#visit?.standing();
  }

  go(name: string, data: Json): void {
    this.#go({ name, data });
  }

  /** Enters a state. States that end at once follow in a loop, not on the stack: a workflow may cycle for ever. */
  #go(step: { name: string; data: Json; again?: Standing }): void {
    this.#next = step;
    if (this.#walking) return;
    this.#walking = true;
    try {
      while (this.#next !== undefined && !this.over) {
        const step = this.#next;
        this.#next = undefined;
        this.#enter(step);
      }
    } finally {
      this.#walking = false;
    }
  }

  end(outcome: Outcome): void {
    if (this.over) return;
    this.over = true;
    if ('output' in outcome) this.#visit = undefined;
    this.#onEnd(outcome);
  }

  /** Stops without an outcome; `event` is the event to name as the reason, if the history is to show it. */
  abort(event?: number): void {
    if (this.over) return;
    this.over = true;
    this.#visit?.abort(event);
  }

  record(type: EventType, details?: EventDetails): number {
    this.lastEvent = this.execution.record(type, this.lastEvent, details);
    return this.lastEvent;
  }

  #enter({ name, data, again }: { name: string; data: Json; again?: Standing }): void {
    const state = this.#flow.states.get(name);
    // Definitions are checked when they are loaded.
    if (state === undefined) throw new Error(`no state ${name}`);
    // A Fail state is all that is entered again when it is run again.
    const before = state.events.entered === 'FailStateEntered' ? undefined : again;
    if (!this.execution.transition(before === undefined ? state.name : undefined)) return;
    const entered = before?.enteredEvent ?? this.record(state.events.entered, { name: state.name, input: data });
    this.#visit = new Visit(this, state, { raw: data, entered, again: before });
    this.#visit.begin();
  }
}
