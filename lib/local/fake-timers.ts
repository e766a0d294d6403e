import { createRequire, syncBuiltinESMExports } from 'node:module';
import { promisify } from 'node:util';
import type { TimerHandle, VirtualClock } from './clock.ts';

type Patch = { on: object; name: string; value: unknown };
type Callback = (...args: unknown[]) => void;

const realDate = Date;

/**
 * Puts virtual time under code that is not ours: SDK back-off, middleware, loggers. `setImmediate`, `nextTick` and
 * `queueMicrotask` stay real, because they are how the clock knows that work has come to rest.
 */
export function installFakes(clock: VirtualClock): () => void {
  const require = createRequire(import.meta.url);
  const timers = require('node:timers') as object;
  const promises = require('node:timers/promises') as { scheduler: object };
  const callbacks = callbackTimers(clock);
  const sleeps = promiseTimers(clock);
  Object.assign(callbacks.setTimeout, { [promisify.custom]: sleeps.setTimeout });
  const patches: Patch[] = [
    { on: globalThis, name: 'Date', value: virtualDate(clock) },
    ...Object.entries(callbacks).flatMap(([name, value]) => [globalThis, timers].map((on) => ({ on, name, value }))),
    { on: promises, name: 'setTimeout', value: sleeps.setTimeout },
    { on: promises, name: 'setInterval', value: sleeps.setInterval },
    { on: Object.getPrototypeOf(promises.scheduler) as object, name: 'wait', value: sleeps.wait },
  ];
  const undo = patches.map(replace);
  // `import { setTimeout } from 'node:timers'` is bound once; this makes such bindings follow.
  syncBuiltinESMExports();
  return () => {
    for (const restore of undo) restore();
    syncBuiltinESMExports();
  };
}

function replace({ on, name, value }: Patch): () => void {
  const was = Object.getOwnPropertyDescriptor(on, name);
  Object.defineProperty(on, name, { configurable: true, enumerable: was?.enumerable ?? true, writable: true, value });
  return () => {
    if (was === undefined) Reflect.deleteProperty(on, name);
    else Object.defineProperty(on, name, was);
  };
}

function virtualDate(clock: VirtualClock): unknown {
  function FakeDate(...args: unknown[]): unknown {
    if (new.target === undefined) return new realDate(clock.now()).toString();
    const maker = new.target === (FakeDate as unknown) ? realDate : new.target;
    return Reflect.construct(realDate, args.length === 0 ? [clock.now()] : args, maker);
  }
  // The same prototype, so that `instanceof` holds for dates made before and after.
  FakeDate.prototype = realDate.prototype;
  return Object.assign(FakeDate, { now: () => clock.now(), parse: realDate.parse, UTC: realDate.UTC });
}

/** Node's rule for delays (what is not at least 1 is 1), without its cap of 2^31 - 1 ms. */
function delayOf(ms: unknown): number {
  const delay = Math.trunc(Number(ms ?? 1));
  return delay >= 1 ? delay : 1;
}

/** A timer object of Node's shape; `ref` and `unref` mean nothing where time moves only when it is told to. */
class FakeTimeout {
  readonly id: number;
  readonly #start: () => TimerHandle;
  readonly #clock: VirtualClock;
  #timer: TimerHandle;

  constructor(clock: VirtualClock, id: number, start: () => TimerHandle) {
    this.id = id;
    this.#clock = clock;
    this.#start = start;
    this.#timer = start();
  }

  ref(): this {
    return this;
  }

  unref(): this {
    return this;
  }

  hasRef(): boolean {
    return true;
  }

  refresh(): this {
    this.close();
    this.#timer = this.#start();
    return this;
  }

  close(): this {
    this.#clock.cancel(this.#timer);
    return this;
  }

  [Symbol.toPrimitive](): number {
    return this.id;
  }

  [Symbol.dispose](): void {
    this.close();
  }
}

function callbackTimers(clock: VirtualClock) {
  const live = new Map<number, FakeTimeout>();
  let lastId = 0;

  const setTimeout = (callback: Callback, ms?: unknown, ...args: unknown[]): FakeTimeout => {
    const id = ++lastId;
    const fire = () => {
      live.delete(id);
      callback(...args);
    };
    const timeout = new FakeTimeout(clock, id, () => {
      return clock.schedule(clock.now() + delayOf(ms), fire);
    });
    live.set(id, timeout);
    return timeout;
  };

  const setInterval = (callback: Callback, ms?: unknown, ...args: unknown[]): FakeTimeout => {
    const id = ++lastId;
    const fire = () => {
      live.get(id)?.refresh();
      callback(...args);
    };
    const interval = new FakeTimeout(clock, id, () => clock.schedule(clock.now() + delayOf(ms), fire));
    live.set(id, interval);
    return interval;
  };

  const clear = (timer: unknown): void => {
    // Node takes the object, its number and that number as a string.
    const timeout = timer instanceof FakeTimeout ? timer : live.get(Number(timer));
    if (timeout === undefined) return;
    live.delete(timeout.id);
    timeout.close();
  };

  return { setTimeout, setInterval, clearTimeout: clear, clearInterval: clear };
}

interface SleepOptions {
  signal?: AbortSignal;
}

function promiseTimers(clock: VirtualClock) {
  const setTimeout = <T>(ms?: number, value?: T, { signal }: SleepOptions = {}): Promise<T | undefined> =>
    new Promise((resolve, reject) => {
      const abort = () => {
        if (timer !== undefined) clock.cancel(timer);
        const error = new Error('The operation was aborted', { cause: signal?.reason });
        reject(Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' }));
      };
      let timer: TimerHandle | undefined;
      if (signal?.aborted) return abort();
      signal?.addEventListener('abort', abort, { once: true });
      timer = clock.schedule(clock.now() + delayOf(ms), () => {
        signal?.removeEventListener('abort', abort);
        resolve(value);
      });
    });

  async function* setInterval<T>(ms?: number, value?: T, options: SleepOptions = {}): AsyncGenerator<T | undefined> {
    for (;;) yield await setTimeout(ms, value, options);
  }

  return { setTimeout, setInterval, wait: (ms: number, options?: SleepOptions) => setTimeout(ms, undefined, options) };
}
