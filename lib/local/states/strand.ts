import type { Execution } from './execution.ts';
import type { EventDetails, EventType } from './history.ts';
import type { Json } from './json.ts';
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
  #visit: Visit | undefined;
  #next: { name: string; data: Json } | undefined;
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

  /** Enters a state. States that end at once follow in a loop, not on the stack: a workflow may cycle for ever. */
  go(name: string, data: Json): void {
    this.#next = { name, data };
    if (this.#walking) return;
    this.#walking = true;
    try {
      while (this.#next !== undefined && !this.over) {
        const step = this.#next;
        this.#next = undefined;
        this.#enter(step.name, step.data);
      }
    } finally {
      this.#walking = false;
    }
  }

  end(outcome: Outcome): void {
    if (this.over) return;
    this.over = true;
    this.#visit = undefined;
    this.#onEnd(outcome);
  }

  /** Stops without an outcome; `event` is the event to name as the reason, if the history is to show it. */
  abort(event?: number): void {
    if (this.over) return;
    this.over = true;
    this.#visit?.abort(event);
    this.#visit = undefined;
  }

  record(type: EventType, details?: EventDetails): number {
    this.lastEvent = this.execution.record(type, this.lastEvent, details);
    return this.lastEvent;
  }

  #enter(name: string, data: Json): void {
    const state = this.#flow.states.get(name);
    // Definitions are checked when they are loaded.
    if (state === undefined) throw new Error(`no state ${name}`);
    if (!this.execution.transition(state.name)) return;
    const entered = this.record(state.events.entered, { name: state.name, input: data });
    this.#visit = new Visit(this, state, { raw: data, entered });
    this.#visit.begin();
  }
}
