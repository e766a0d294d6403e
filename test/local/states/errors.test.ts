import { describe, expect, test } from 'vitest';
import { takes } from '../../../lib/local/states/errors.ts';
import type { Json } from '../../../lib/local/states/machines.ts';
import { named, only, run, world } from './world.ts';

const FN = 'arn:aws:lambda:eu-west-1:123456789012:function:work';

/** A task that fails with these errors in turn, then succeeds. */
function failing(...errors: string[]) {
  const left = [...errors];
  return {
    [FN]: () => {
      const error = left.shift();
      if (error !== undefined) throw named(error, `because of ${error}`);
      return 'done';
    },
  };
}

const task = (fields: object) => only({ Type: 'Task', Resource: FN, ...fields });

describe('error names', () => {
  test.each<[string[], string, boolean]>([
    [['Custom'], 'Custom', true],
    [['Custom'], 'custom', false],
    [['Other', 'Custom'], 'Custom', true],
    [['States.ALL'], 'Custom', true],
    [['States.ALL'], 'States.Timeout', true],
    [['States.ALL'], 'States.NoChoiceMatched', true],
    [['States.ALL'], 'States.DataLimitExceeded', false],
    [['States.ALL'], 'States.Runtime', false],
    [['States.Runtime'], 'States.Runtime', false],
    [['States.DataLimitExceeded'], 'States.DataLimitExceeded', true],
    [['States.TaskFailed'], 'Custom', true],
    [['States.TaskFailed'], 'States.Permissions', true],
    [['States.TaskFailed'], 'States.TaskFailed', true],
    [['States.TaskFailed'], 'States.Timeout', false],
    [['States.TaskFailed'], 'States.HeartbeatTimeout', false],
    [['States.TaskFailed'], 'States.DataLimitExceeded', false],
    [['States.TaskFailed'], 'States.Runtime', false],
    [['States.Timeout'], 'States.Timeout', true],
    [['States.Timeout'], 'States.HeartbeatTimeout', true],
    [['States.HeartbeatTimeout'], 'States.Timeout', false],
  ])('ErrorEquals %j and the error %s: %s', (names, error, taken) => {
    expect(takes(names, { error })).toBe(taken);
  });

  test('a missed heartbeat, reported as States.Timeout, is also taken by its own name', () => {
    expect(takes(['States.HeartbeatTimeout'], { error: 'States.Timeout', heartbeat: true })).toBe(true);
    expect(takes(['States.TaskFailed'], { error: 'States.Timeout', heartbeat: true })).toBe(false);
  });
});

describe('Retry', () => {
  const retry = (fields: object, ...more: object[]) => task({ Retry: [{ ErrorEquals: ['A'], ...fields }, ...more] });

  test.each<[string, object, string[], number[], string]>([
    ['three times, after 1, 2 and 4 seconds, unless told otherwise', {}, ['A', 'A', 'A'], [0, 1, 3, 7], 'SUCCEEDED'],
    ['no more than that', {}, ['A', 'A', 'A', 'A'], [0, 1, 3, 7], 'FAILED'],
    ['never with MaxAttempts 0', { MaxAttempts: 0 }, ['A'], [0], 'FAILED'],
    [
      'at IntervalSeconds times BackoffRate',
      { IntervalSeconds: 10, BackoffRate: 1.5 },
      ['A', 'A', 'A'],
      [0, 10, 25, 47.5],
      'SUCCEEDED',
    ],
    ['evenly with BackoffRate 1', { IntervalSeconds: 5, BackoffRate: 1 }, ['A', 'A'], [0, 5, 10], 'SUCCEEDED'],
    [
      'at most MaxDelaySeconds apart',
      { IntervalSeconds: 2, MaxDelaySeconds: 5, MaxAttempts: 4 },
      ['A', 'A', 'A', 'A'],
      [0, 2, 6, 11, 16],
      'SUCCEEDED',
    ],
    ['only the errors it names', {}, ['B'], [0], 'FAILED'],
  ])('tries again %s', async (_, fields, errors, at, status) => {
    const result = await run(retry(fields), {}, failing(...errors));
    expect(result.calls.map((call) => call.at)).toEqual(at);
    expect(result.status).toBe(status);
  });

  test('counts the attempts of each retrier for itself', async () => {
    const once = { MaxAttempts: 1, IntervalSeconds: 1 };
    const definition = retry(once, { ErrorEquals: ['B'], ...once });
    expect((await run(definition, {}, failing('A', 'B'))).status).toBe('SUCCEEDED');
    expect(await run(definition, {}, failing('A', 'B', 'A'))).toMatchObject({ status: 'FAILED', error: 'A' });
  });

  test('uses the first retrier that matches, and no later one when it is used up', async () => {
    const definition = retry({ MaxAttempts: 0 }, { ErrorEquals: ['States.ALL'], MaxAttempts: 5 });
    expect((await run(definition, {}, failing('A'))).status).toBe('FAILED');
    expect((await run(definition, {}, failing('B', 'C'))).status).toBe('SUCCEEDED');
  });

  test('with full jitter waits a random part of the delay', async () => {
    const there = world(failing('A', 'A'), { random: () => 0.25 });
    there.define(retry({ IntervalSeconds: 4, JitterStrategy: 'FULL' }));
    there.start();
    await there.pass(60);
    expect(there.calls.map((call) => call.at)).toEqual([0, 1, 3]);
  });

  test('comes before Catch', async () => {
    const definition = {
      StartAt: 'Try',
      States: {
        Try: {
          Type: 'Task',
          Resource: FN,
          Retry: [{ ErrorEquals: ['A'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    };
    expect((await run(definition, {}, failing('A'))).states).toEqual(['Try']);
    const result = await run(definition, {}, failing('A', 'A'));
    expect(result).toMatchObject({ states: ['Try', 'Caught'], output: { Error: 'A', Cause: 'because of A' } });
  });

  test('tells the task how often it was retried', async () => {
    const seen: Json[] = [];
    const definition = task({
      Parameters: { 'retries.$': '$$.State.RetryCount' },
      Retry: [{ ErrorEquals: ['States.ALL'] }],
    });
    await run(
      definition,
      {},
      {
        [FN]: (input) => {
          seen.push(input);
          if (seen.length < 3) throw named('A');
          return null;
        },
      },
    );
    expect(seen).toEqual([{ retries: 0 }, { retries: 1 }, { retries: 2 }]);
  });

  test('counts every retry as a transition', async () => {
    const there = world(failing('A', 'A'));
    there.define(retry({}));
    there.start();
    await there.pass(60);
    expect(there.machines.transitions).toBe(3);
  });

  test('is cut short when the execution is stopped', async () => {
    const there = world(failing('A', 'A', 'A'));
    there.define(retry({ IntervalSeconds: 100 }));
    const executionArn = there.start();
    await there.pass(50);
    there.machines.stopExecution({ executionArn, error: 'Enough', cause: 'of this' });
    await there.pass(1000);
    expect(there.calls).toHaveLength(1);
    expect(there.result(executionArn)).toEqual({ status: 'ABORTED', error: 'Enough', cause: 'of this' });
    expect(there.clock.next()).toBeUndefined();
  });
});

describe('Catch', () => {
  const caught = (...catchers: object[]) => ({
    StartAt: 'Try',
    States: {
      Try: { Type: 'Task', Resource: FN, Catch: catchers, Next: 'Never' },
      Never: { Type: 'Fail' },
      First: { Type: 'Succeed' },
      Second: { Type: 'Succeed' },
    },
  });

  test('goes where the first matching catcher says', async () => {
    const definition = caught({ ErrorEquals: ['A'], Next: 'First' }, { ErrorEquals: ['States.ALL'], Next: 'Second' });
    expect((await run(definition, {}, failing('A'))).states).toEqual(['Try', 'First']);
    expect((await run(definition, {}, failing('B'))).states).toEqual(['Try', 'Second']);
  });

  test.each<[string, object, Json]>([
    ['replaces the input', {}, { Error: 'A', Cause: 'because of A' }],
    ['replaces the input with ResultPath $', { ResultPath: '$' }, { Error: 'A', Cause: 'because of A' }],
    ['is dropped with ResultPath null', { ResultPath: null }, { n: 1 }],
    ['is put into the input', { ResultPath: '$.why' }, { n: 1, why: { Error: 'A', Cause: 'because of A' } }],
    ['is put deep into the input', { ResultPath: '$.a.b' }, { n: 1, a: { b: { Error: 'A', Cause: 'because of A' } } }],
  ])('the error %s', async (_, fields, output) => {
    const definition = caught({ ErrorEquals: ['States.ALL'], Next: 'First', ...fields });
    expect((await run(definition, { n: 1 }, failing('A'))).output).toEqual(output);
  });

  test('puts the error into the raw input, not into what InputPath selected', async () => {
    const definition = {
      StartAt: 'Try',
      States: {
        Try: {
          Type: 'Task',
          Resource: FN,
          InputPath: '$.inner',
          Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Caught', ResultPath: '$.why' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    };
    expect((await run(definition, { inner: 1 }, failing('A'))).output).toMatchObject({ inner: 1, why: { Error: 'A' } });
  });

  test.each(['States.Runtime', 'States.DataLimitExceeded'])('by States.ALL lets %s through', async (error) => {
    const definition = caught({ ErrorEquals: ['States.ALL'], Next: 'First' });
    expect(await run(definition, {}, failing(error))).toMatchObject({ status: 'FAILED', error, states: ['Try'] });
  });

  test('takes a task result beyond 256 KiB only by name', async () => {
    const big = { [FN]: () => 'x'.repeat(300_000) };
    const byName = caught({ ErrorEquals: ['States.DataLimitExceeded'], Next: 'First' });
    expect((await run(byName, {}, big)).states).toEqual(['Try', 'First']);
    const byAll = caught({ ErrorEquals: ['States.ALL'], Next: 'First' });
    expect(await run(byAll, {}, big)).toMatchObject({ status: 'FAILED', error: 'States.DataLimitExceeded' });
  });

  test('that cannot place the error fails the execution', async () => {
    const definition = caught({ ErrorEquals: ['States.ALL'], Next: 'First', ResultPath: '$.n.why' });
    expect(await run(definition, { n: 1 }, failing('A'))).toMatchObject({ error: 'States.ResultPathMatchFailure' });
  });

  test('handles a task that throws what is no Error', async () => {
    const definition = caught({ ErrorEquals: ['States.TaskFailed'], Next: 'First' });
    const result = await run(definition, {}, { [FN]: () => Promise.reject(undefined) });
    expect(result.states).toEqual(['Try', 'First']);
  });

  test('handles a result that ResultPath cannot place', async () => {
    const definition = {
      StartAt: 'Try',
      States: {
        Try: {
          Type: 'Task',
          Resource: FN,
          ResultPath: '$.list[3]',
          Catch: [{ ErrorEquals: ['States.ResultPathMatchFailure'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    };
    expect((await run(definition, { list: [] }, failing())).states).toEqual(['Try', 'Caught']);
  });
});
