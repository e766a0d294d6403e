import { type Failure, failureOf, StatesError } from './errors.ts';
import type { Json, JsonObject } from './json.ts';
import type { Surroundings } from './paths.ts';
import { handler, type Retrier } from './retry.ts';
import type { Standing, Within } from './standing.ts';
import type { State } from './state.ts';
import type { Strand } from './strand.ts';

/** One stay in one state, retries included: its data, its context object and how it ends. */
export class Visit implements Surroundings {
  readonly strand: Strand;
  readonly state: State;
  /** The state's input as it came. */
  readonly raw: Json;
  /** Undoes what is under way (timers, branches) when the visit is cut short; `event` as in Strand.abort. */
  onAbort: ((event?: number) => void) | undefined;
  /** What goes on inside a Parallel or a Map. */
  within: (() => Within) | undefined;
  /** Of the attempt under way, where it waits for one. */
  token: string | undefined;
  readonly #enteredAt: number;
  readonly #enteredEvent: number;
  #attempts: Map<Retrier, number> | undefined;
  #retries = 0;
  #over = false;
  /** What went on inside before a redrive, until it is taken up. */
  #before: Within | undefined;

  constructor(
    strand: Strand,
    state: State,
    { raw, entered, again }: { raw: Json; entered: number; again?: Standing | undefined },
  ) {
    this.strand = strand;
    this.state = state;
    this.raw = raw;
    this.#enteredAt = again?.enteredAt ?? strand.execution.engine.clock.now();
    this.#enteredEvent = entered;
    this.#before = again?.within;
  }

  get engine() {
    return this.strand.execution.engine;
  }

  begin(): void {
    this.attempt(() => this.state.run(this, this.state.io.input(this.raw, this)));
  }

  /** What a redrive goes on with inside this state; a retry begins anew. */
  before(): Within | undefined {
    return this.#before;
  }

  standing(): Standing {
    const within = this.within?.() ?? this.#before;
    const standing = {
      state: this.state.name,
      raw: this.raw,
      enteredAt: this.#enteredAt,
      enteredEvent: this.#enteredEvent,
    };
    return within === undefined ? standing : { ...standing, within };
  }

  /** Ends the visit with the state's result, and goes on. */
  succeed(result: Json): void {
    if (this.#over) return;
    this.attempt(() => this.leave(this.state.next, this.state.io.output(this.raw, result, this)));
  }

  /** Ends the visit towards a state of its own choice, or its flow where there is none. */
  leave(next: string | undefined, output: Json): void {
    if (this.#over) return;
    this.#close();
    const { exited } = this.state.events;
    if (exited !== undefined) this.strand.record(exited, { name: this.state.name, output });
    if (next === undefined) this.strand.end({ output });
    else this.strand.go(next, output);
  }

  /** Retries, catches or gives up. */
  fail(failure: Failure): void {
    if (this.#over) return;
    this.onAbort = undefined;
    const { retriers, catchers } = this.state;
    const retrier = handler(retriers, failure);
    if (retrier !== undefined && this.#retry(retrier)) return;
    const catcher = handler(catchers, failure);
    if (catcher === undefined) {
      this.#close();
      this.strand.end({ failure });
      return;
    }
    const error = { Error: failure.error ?? '', Cause: failure.cause ?? '' };
    try {
      this.leave(catcher.next, catcher.place(this.raw, error));
    } catch (thrown) {
      this.#close();
      this.strand.end({ failure: this.#inWords(thrown) });
    }
  }

  abort(event?: number): void {
    if (this.#over) return;
    const undo = this.onAbort;
    this.#close();
    undo?.(event);
    const { aborted } = this.state.events;
    if (event !== undefined && aborted !== undefined) this.strand.execution.record(aborted, event);
  }

  /** Runs a part of the state's work; data that cannot be worked out fails the state. */
  attempt(work: () => void): void {
    try {
      work();
    } catch (thrown) {
      this.fail(this.#inWords(thrown));
    }
  }

  random(): number {
    return this.engine.random();
  }

  /** The context object, `$$`. Made when asked for: most states never look. */
  context(): JsonObject {
    const { execution, item } = this.strand;
    const context: JsonObject = {
      ...execution.context(),
      State: { EnteredTime: new Date(this.#enteredAt).toISOString(), Name: this.state.name, RetryCount: this.#retries },
    };
    if (this.token !== undefined) context.Task = { Token: this.token };
    if (item !== undefined) context.Map = { Item: { Index: item.index, Value: item.value } };
    return context;
  }

  #retry(retrier: Retrier): boolean {
    this.#attempts ??= new Map();
    const used = this.#attempts.get(retrier) ?? 0;
    if (used >= retrier.maxAttempts) return false;
    this.#attempts.set(retrier, used + 1);
    this.within = undefined;
    this.#before = undefined;
    const { clock, random } = this.engine;
    const timer = clock.schedule(clock.now() + retrier.delay(used, random), () => {
      this.#retries++;
      if (this.strand.execution.transition()) this.begin();
    });
    this.onAbort = () => clock.cancel(timer);
    return true;
  }

  /** A failure to work out data, with the place; anything else that is thrown is a fault of the interpreter. */
  #inWords(thrown: unknown): Failure {
    if (!(thrown instanceof StatesError)) throw thrown;
    const { error = '', cause = '' } = failureOf(thrown);
    const place = `An error occurred while executing the state '${this.state.name}' (entered at the event id #${this.#enteredEvent}).`;
    return { error, cause: `${place} ${cause}` };
  }

  #close(): void {
    this.#over = true;
    this.onAbort = undefined;
  }
}
