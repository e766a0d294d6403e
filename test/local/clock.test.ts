import { setTimeout as importedTimeout } from 'node:timers';
import { scheduler, setTimeout as sleep, setInterval as ticks } from 'node:timers/promises';
import { promisify } from 'node:util';
import fc from 'fast-check';
import { afterEach, describe, expect, test } from 'vitest';
import { VirtualClock } from '../../lib/local/clock.ts';

const START = Date.parse('2026-03-01T00:00:00Z');
const DAY = 24 * 60 * 60 * 1000;

describe('timers', () => {
  test('run in the order of their instants, and at one instant in the order they were scheduled', async () => {
    const clock = new VirtualClock(0);
    const ran: string[] = [];
    for (const [name, at] of Object.entries({ late: 30, first: 10, second: 10, middle: 20 })) {
      clock.schedule(at, () => void ran.push(`${name}@${clock.now()}`));
    }
    await clock.runUntil(30);
    expect(ran).toEqual(['first@10', 'second@10', 'middle@20', 'late@30']);
  });

  test('in the past run now', async () => {
    const clock = new VirtualClock(1000);
    const ran: number[] = [];
    clock.schedule(5, () => void ran.push(clock.now()));
    await clock.runUntil(1000);
    expect(ran).toEqual([1000]);
  });

  test('that are cancelled do not run, and cancelling twice or too late does nothing', async () => {
    const clock = new VirtualClock(0);
    const ran: string[] = [];
    const kept = clock.schedule(10, () => void ran.push('kept'));
    const cancelled = clock.schedule(10, () => void ran.push('cancelled'));
    clock.cancel(cancelled);
    clock.cancel(cancelled);
    await clock.runUntil(10);
    clock.cancel(kept);
    expect(ran).toEqual(['kept']);
  });

  test('scheduled by a timer for its own instant run before time moves on', async () => {
    const clock = new VirtualClock(0);
    const ran: string[] = [];
    clock.schedule(10, () => {
      clock.schedule(10, () => void ran.push(`inner@${clock.now()}`));
    });
    clock.schedule(11, () => void ran.push('next'));
    await clock.runUntil(20);
    expect(ran).toEqual(['inner@10', 'next']);
  });

  test('beyond the deadline wait for the next run, and the clock ends at the deadline', async () => {
    const clock = new VirtualClock(0);
    let ran = false;
    clock.schedule(100 * DAY, () => {
      ran = true;
    });
    await clock.runUntil(99 * DAY);
    expect([ran, clock.now(), clock.next()]).toEqual([false, 99 * DAY, 100 * DAY]);
    await clock.runUntil(100 * DAY);
    expect([ran, clock.next()]).toEqual([true, undefined]);
  });

  test('come out sorted whatever is scheduled and cancelled', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ at: fc.integer({ min: 0, max: 50 }), cancelled: fc.boolean() }), { maxLength: 200 }),
        async (plan) => {
          const clock = new VirtualClock(0);
          const ran: number[] = [];
          const handles = plan.map(({ at }, index) => clock.schedule(at, () => void ran.push(index)));
          for (const [index, handle] of handles.entries()) if (plan[index]?.cancelled) clock.cancel(handle);
          await clock.runUntil(50);
          const wanted = plan.map((timer, index) => ({ ...timer, index })).filter(({ cancelled }) => !cancelled);
          expect(ran).toEqual(wanted.sort((a, b) => a.at - b.at || a.index - b.index).map(({ index }) => index));
        },
      ),
    );
  });

  test('that throw or reject make the run fail', async () => {
    const clock = new VirtualClock(0);
    clock.schedule(1, () => {
      throw new Error('thrown');
    });
    clock.schedule(2, () => Promise.reject(new Error('rejected')));
    await expect(clock.runUntil(10)).rejects.toThrow('thrown');
    await expect(clock.runUntil(10)).rejects.toThrow('rejected');
  });

  test('do not let the clock run back, or be driven twice at once', async () => {
    const clock = new VirtualClock(100);
    await expect(clock.runUntil(50)).rejects.toThrow('cannot run back');
    const under = clock.runUntil(200);
    await expect(clock.runUntil(300)).rejects.toThrow('already under way');
    await under;
    expect(clock.now()).toBe(200);
  });
});

describe('tracked work', () => {
  test('is waited for over several real turns before time moves', async () => {
    const clock = new VirtualClock(0);
    const seen: string[] = [];
    clock.schedule(10, async () => {
      for (let turn = 0; turn < 3; turn++) await new Promise((resolve) => setImmediate(resolve));
      seen.push(`done@${clock.now()}`);
    });
    clock.schedule(20, () => void seen.push('next'));
    await clock.runUntil(20);
    expect(seen).toEqual(['done@10', 'next']);
  });

  test('that sleeps on a virtual timer does not hold time up', async () => {
    const clock = new VirtualClock(0);
    const woke = clock.track(new Promise<number>((resolve) => clock.schedule(5000, () => resolve(clock.now()))));
    await clock.runUntil(6000);
    expect(await woke).toBe(5000);
  });

  test('outside the process holds time until it is done', async () => {
    const clock = new VirtualClock(0);
    const real = new Promise<void>((resolve) => setTimeout(resolve, 30));
    let seen: number | undefined;
    void clock.track(real, { outside: true }).then(() => {
      seen = clock.now();
    });
    clock.schedule(10, () => {});
    await clock.runUntil(1000);
    expect(seen).toBe(0);
  });

  test('gives back its result or its error', async () => {
    const clock = new VirtualClock(0);
    expect(await clock.track(Promise.resolve(7))).toBe(7);
    await expect(clock.track(Promise.reject(new Error('no')))).rejects.toThrow('no');
  });
});

describe('installed', () => {
  const clock = () => {
    const made = new VirtualClock(START);
    uninstall = made.install();
    return made;
  };
  let uninstall = () => {};
  afterEach(() => uninstall());

  test('Date tells virtual time, and still makes and reads other dates', async () => {
    const virtual = clock();
    await virtual.runUntil(START + DAY);
    expect(Date.now()).toBe(START + DAY);
    expect(new Date().toISOString()).toBe('2026-03-02T00:00:00.000Z');
    expect(new Date(2020, 0, 1).getFullYear()).toBe(2020);
    expect(new Date(0) instanceof Date).toBe(true);
    expect(Date.UTC(1970, 0)).toBe(0);
    expect(Date()).toContain('2026');
    class Later extends Date {}
    expect(new Later().getTime()).toBe(START + DAY);
  });

  test('setTimeout runs in virtual time, with its arguments, beyond the 24.8 days of Node', async () => {
    const virtual = clock();
    const ran: unknown[] = [];
    setTimeout((...args) => ran.push(...args), 100 * DAY, 'a', 1);
    await virtual.runUntil(START + 100 * DAY - 1);
    expect(ran).toEqual([]);
    await virtual.runUntil(START + 100 * DAY);
    expect(ran).toEqual(['a', 1]);
  });

  test('clearTimeout takes the timer, its number, and nonsense', async () => {
    const virtual = clock();
    const ran: string[] = [];
    clearTimeout(setTimeout(() => ran.push('object'), 10));
    clearTimeout(Number(setTimeout(() => ran.push('number'), 10)));
    clearTimeout(undefined);
    await virtual.runUntil(START + 100);
    expect(ran).toEqual([]);
  });

  test('setInterval ticks until it is cleared, also from inside', async () => {
    const virtual = clock();
    const at: number[] = [];
    const interval = setInterval(() => {
      at.push(Date.now() - START);
      if (at.length === 3) clearInterval(interval);
    }, 10);
    await virtual.runUntil(START + 100);
    expect(at).toEqual([10, 20, 30]);
  });

  test('a timer has the methods of Node', async () => {
    const virtual = clock();
    let at = 0;
    const timer = setTimeout(() => {
      at = Date.now() - START;
    }, 50);
    expect(timer.unref().ref().hasRef()).toBe(true);
    await virtual.runUntil(START + 40);
    timer.refresh();
    await virtual.runUntil(START + 100);
    expect(at).toBe(90);
  });

  test('imports of node:timers and node:timers/promises follow', async () => {
    const virtual = clock();
    const woke: string[] = [];
    importedTimeout(() => woke.push('node:timers'), 10 * DAY);
    void sleep(20 * DAY, 'promise').then((value) => woke.push(value));
    void scheduler.wait(30 * DAY).then(() => woke.push('scheduler'));
    void promisify(setTimeout)(40 * DAY).then(() => woke.push('promisified'));
    await virtual.runUntil(START + 50 * DAY);
    expect(woke).toEqual(['node:timers', 'promise', 'scheduler', 'promisified']);
  });

  test('a sleep can be aborted', async () => {
    clock();
    const controller = new AbortController();
    const asleep = sleep(DAY, null, { signal: controller.signal });
    controller.abort();
    await expect(asleep).rejects.toMatchObject({ name: 'AbortError', code: 'ABORT_ERR' });
    await expect(sleep(1, null, { signal: controller.signal })).rejects.toMatchObject({ name: 'AbortError' });
  });

  test('an interval of promises yields in virtual time', async () => {
    const virtual = clock();
    const at: number[] = [];
    const loop = async () => {
      for await (const _ of ticks(DAY)) if (at.push(Date.now() - START) === 2) return;
    };
    const looping = loop();
    await virtual.runUntil(START + 5 * DAY);
    await looping;
    expect(at).toEqual([DAY, 2 * DAY]);
  });

  test('a handler that sleeps in back-off does not stop the world', async () => {
    const virtual = clock();
    const seen: string[] = [];
    virtual.schedule(START + 10, async () => {
      await sleep(1000);
      seen.push(`handler@${Date.now() - START}`);
    });
    virtual.schedule(START + 500, () => void seen.push('other'));
    await virtual.runUntil(START + 2000);
    expect(seen).toEqual(['other', 'handler@1010']);
  });

  test('setImmediate, nextTick and queueMicrotask stay real, and uninstalling restores everything', () => {
    const real = {
      Date,
      setTimeout,
      setImmediate,
      nextTick: process.nextTick,
      queueMicrotask,
      imported: importedTimeout,
    };
    clock();
    expect({ setImmediate, nextTick: process.nextTick, queueMicrotask }).toEqual({
      setImmediate: real.setImmediate,
      nextTick: real.nextTick,
      queueMicrotask: real.queueMicrotask,
    });
    expect(setTimeout).not.toBe(real.setTimeout);
    uninstall();
    expect([Date, setTimeout, importedTimeout]).toEqual([real.Date, real.setTimeout, real.imported]);
    expect(Math.abs(Date.now() - START)).toBeGreaterThan(0);
  });
});
