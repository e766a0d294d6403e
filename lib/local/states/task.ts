import type { TimerHandle } from '../clock.ts';
import { type Failure, failureOf, StatesError } from './errors.ts';
import type { Fields } from './fields.ts';
import { ioOf, sized } from './io.ts';
import type { Json } from './json.ts';
import type { StateOfKind } from './kinds.ts';
import { wholeNumber } from './numbers.ts';
import { MAX_SECONDS } from './quotas.ts';
import { type TaskEvents, taskEvents } from './task-events.ts';
import type { TokenHolder } from './tokens.ts';
import type { Visit } from './visit.ts';

const CALLBACK = '.waitForTaskToken';

export function compileTask(fields: Fields): StateOfKind {
  const io = ioOf(fields, { parameters: true, resultSelector: true, resultPath: true });
  const resource = fields.needed('Resource');
  if (resource !== '' && !fields.loading.supports(resource)) fields.refuse('Resource', `${resource} cannot run here`);
  const timeout = wholeNumber(fields, 'TimeoutSeconds', { min: 1, max: MAX_SECONDS });
  const heartbeat = wholeNumber(fields, 'HeartbeatSeconds', { min: 1, max: MAX_SECONDS });
  const events = taskEvents(resource);
  return {
    io,
    events: { entered: 'TaskStateEntered', exited: 'TaskStateExited', aborted: 'TaskStateAborted' },
    run: (visit, data) => {
      // Timeouts are read from the state's input, before Parameters.
      const limits = { timeout: timeout?.(visit, data), heartbeat: heartbeat?.(visit, data) };
      if (limits.timeout !== undefined && limits.heartbeat !== undefined && limits.heartbeat >= limits.timeout) {
        throw new StatesError('States.Runtime', 'HeartbeatSeconds must be less than TimeoutSeconds');
      }
      new Attempt(visit, { resource, events }).start(limits, () => io.parameters(data, visit));
    },
  };
}

interface Limits {
  timeout: number | undefined;
  heartbeat: number | undefined;
}

/** One call of a task. The first of answer, token, timeout and abort ends it; the others then find it closed. */
class Attempt implements TokenHolder {
  readonly #visit: Visit;
  readonly #resource: string;
  readonly #events: TaskEvents;
  #open = true;
  #token: string | undefined;
  #timeout: TimerHandle | undefined;
  #heartbeat: TimerHandle | undefined;
  #heartbeatSeconds: number | undefined;

  constructor(visit: Visit, { resource, events }: { resource: string; events: TaskEvents }) {
    this.#visit = visit;
    this.#resource = resource;
    this.#events = events;
  }

  start({ timeout, heartbeat }: Limits, parameters: () => Json): void {
    const visit = this.#visit;
    const { clock, tasks, tokens } = visit.engine;
    if (this.#resource.endsWith(CALLBACK)) this.#token = tokens.issue(this);
    visit.token = this.#token;
    visit.onAbort = () => this.#close();
    const input = this.#orClose(parameters);
    this.#events.scheduled(visit, { input, timeoutInSeconds: timeout, heartbeatInSeconds: heartbeat });
    if (timeout !== undefined) {
      this.#timeout = clock.schedule(clock.now() + timeout * 1000, () => this.#late({ error: 'States.Timeout' }));
    }
    this.#heartbeatSeconds = heartbeat;
    this.heartbeat();
    const call = { resource: this.#resource, input, ...(this.#token === undefined ? {} : { token: this.#token }) };
    const answer = clock.track(new Promise<Json>((resolve) => resolve(tasks.invoke(call))));
    answer.then(
      (output) => this.#answered(output ?? null),
      (error: unknown) => this.#failed(failureOf(error)),
    );
  }

  succeed(output: Json): void {
    this.#close();
    this.#later(() => this.#succeeded(output));
  }

  fail(error: string | undefined, cause: string | undefined): void {
    this.#close();
    this.#later(() =>
      this.#ended({ ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) }),
    );
  }

  heartbeat(): void {
    const { clock } = this.#visit.engine;
    if (this.#heartbeat !== undefined) clock.cancel(this.#heartbeat);
    if (this.#heartbeatSeconds === undefined) return;
    this.#heartbeat = clock.schedule(clock.now() + this.#heartbeatSeconds * 1000, () =>
      this.#late({ error: 'States.Timeout', heartbeat: true }),
    );
  }

  /** A token is answered inside somebody's call; the workflow goes on after it, at the same instant. */
  #later(work: () => void): void {
    const { clock } = this.#visit.engine;
    const timer = clock.schedule(clock.now(), work);
    this.#visit.onAbort = () => clock.cancel(timer);
  }

  #answered(output: Json): void {
    if (!this.#open) return;
    if (this.#token !== undefined) {
      this.#events.submitted(this.#visit, output);
      return;
    }
    this.#close();
    this.#succeeded(output);
  }

  #succeeded(output: Json): void {
    try {
      sized(output, `state/task '${this.#resource}'`);
    } catch (error) {
      this.#ended(failureOf(error));
      return;
    }
    this.#events.succeeded(this.#visit, output);
    this.#visit.succeed(output);
  }

  #failed(failure: Failure): void {
    if (!this.#open) return;
    this.#close();
    this.#ended(failure);
  }

  #ended(failure: Failure): void {
    this.#events.failed(this.#visit, failure.error, failure.cause);
    this.#visit.fail(failure);
  }

  #late(failure: Failure & { error: string }): void {
    this.#close();
    this.#events.timedOut(this.#visit, failure.error);
    this.#visit.fail(failure);
  }

  #orClose<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      this.#close();
      throw error;
    }
  }

  #close(): void {
    this.#open = false;
    const { clock, tokens } = this.#visit.engine;
    if (this.#timeout !== undefined) clock.cancel(this.#timeout);
    if (this.#heartbeat !== undefined) clock.cancel(this.#heartbeat);
    if (this.#token !== undefined) tokens.release(this.#token);
  }
}
