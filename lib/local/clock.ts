import { setImmediate as realTurn } from 'node:timers';
import { installFakes } from './fake-timers.ts';

type Task = () => void | Promise<void>;

/** One planned call; opaque to callers, who only hand it back to `cancel`. */
export interface TimerHandle {
  at: number;
  order: number;
  /** Place in the heap, or -1 once it ran or was cancelled. */
  place: number;
  task: Task;
}

/** Timers of one instant that run before the world settles: bounds how many handlers are in memory at once. */
const BATCH = 128;

/** Turns given to tracked work that still runs but shows no sign of life: it sleeps on a virtual timer, or hops over real turns. */
const QUIET_TURNS = 4;

/** Virtual time: it stands still while work is done, and jumps to the next timer when nothing is left to do. */
export class VirtualClock {
  readonly #heap: TimerHandle[] = [];
  #now: number;
  #order = 0;
  #inFlight = 0;
  #outside = 0;
  #progress = 0;
  #failures: unknown[] = [];
  #running = false;

  constructor(startEpochMs: number) {
    this.#now = startEpochMs;
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return this.#now;
  }

  /** The instant of the next timer, if there is one. */
  next(): number | undefined {
    return this.#heap[0]?.at;
  }

  /** Timers of the same instant run in the order they were scheduled; an instant in the past is now. */
  schedule(at: number, task: Task): TimerHandle {
    if (Number.isNaN(at)) throw new RangeError('no instant to schedule for');
    const timer: TimerHandle = { at: Math.max(at, this.#now), order: this.#order++, place: this.#heap.length, task };
    this.#progress++;
    this.#heap.push(timer);
    this.#up(timer);
    return timer;
  }

  /** Does nothing to a timer that ran or was cancelled before. */
  cancel(timer: TimerHandle): void {
    const { place } = timer;
    if (place < 0) return;
    timer.place = -1;
    this.#progress++;
    const last = this.#heap.pop();
    if (last === undefined || last === timer) return;
    last.place = place;
    this.#heap[place] = last;
    this.#up(last);
    this.#down(last);
  }

  /**
   * Work that time waits for. It may sleep on a virtual timer without holding time up; work that waits for something
   * real (a file, a socket) says so with `outside`, and time stands still until it is done.
   */
  async track<T>(work: Promise<T>, { outside = false }: { outside?: boolean } = {}): Promise<T> {
    this.#inFlight++;
    if (outside) this.#outside++;
    try {
      return await work;
    } finally {
      this.#inFlight--;
      if (outside) this.#outside--;
      this.#progress++;
    }
  }

  /** Waits until tracked work is done or only sleeps. One real turn drains all microtasks, which is mostly all there is. */
  async settle(): Promise<void> {
    let quiet = 0;
    do {
      const before = this.#progress;
      await new Promise<void>((resolve) => realTurn(resolve));
      quiet = this.#progress === before ? quiet + 1 : 0;
    } while (this.#inFlight > 0 && (this.#outside > 0 || quiet < QUIET_TURNS));
    if (this.#failures.length > 0) throw this.#failures.splice(0)[0];
  }

  /** Runs every timer up to and including `at`, in order, and leaves the clock at `at`. Rejects with what a timer threw. */
  async runUntil(at: number): Promise<void> {
    if (this.#running) throw new Error('runUntil is already under way; the clock has one driver');
    if (!(at >= this.#now)) throw new RangeError(`the clock stands at ${this.#now} and cannot run back to ${at}`);
    this.#running = true;
    try {
      await this.settle();
      for (let due = this.#heap[0]; due !== undefined && due.at <= at; due = this.#heap[0]) {
        this.#now = due.at;
        this.#runInstant();
        await this.settle();
      }
      this.#now = at;
    } finally {
      this.#running = false;
    }
  }

  /** Fakes the timers and the Date of this process, for code that is not ours; returns what undoes it. */
  install(): () => void {
    return installFakes(this);
  }

  #runInstant(): void {
    for (let ran = 0; ran < BATCH; ran++) {
      const due = this.#heap[0];
      if (due === undefined || due.at > this.#now) return;
      this.cancel(due);
      const done = due.task();
      if (done !== undefined) this.track(done).catch((error: unknown) => this.#failures.push(error));
    }
  }

  #up(timer: TimerHandle): void {
    const heap = this.#heap;
    while (timer.place > 0) {
      const parent = heap[(timer.place - 1) >> 1];
      if (parent === undefined || before(parent, timer)) return;
      this.#swap(parent, timer);
    }
  }

  #down(timer: TimerHandle): void {
    const heap = this.#heap;
    for (;;) {
      const left = heap[timer.place * 2 + 1];
      if (left === undefined) return;
      const right = heap[left.place + 1];
      const child = right !== undefined && before(right, left) ? right : left;
      if (before(timer, child)) return;
      this.#swap(timer, child);
    }
  }

  /** `upper` and `lower` change places. */
  #swap(upper: TimerHandle, lower: TimerHandle): void {
    [upper.place, lower.place] = [lower.place, upper.place];
    this.#heap[upper.place] = upper;
    this.#heap[lower.place] = lower;
  }
}

function before(a: TimerHandle, b: TimerHandle): boolean {
  return a.at < b.at || (a.at === b.at && a.order < b.order);
}
