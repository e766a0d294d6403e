import { describe, expect, test } from 'vitest';
import type { Json } from '../../../lib/local/states/machines.ts';
import { only, run, world } from './world.ts';

const FN = 'arn:aws:lambda:eu-west-1:123456789012:function:work';
const echo = { [FN]: (input: Json) => ({ got: input }) };
const INPUT: Json = { a: { b: 1 }, list: [1, 2, 3], none: null };

/** The output of one task that answers with its input as `got`. */
const through = async (fields: object, input: Json = INPUT) => {
  const { status, output, error } = await run(only({ Type: 'Task', Resource: FN, ...fields }), input, echo);
  return status === 'SUCCEEDED' ? output : error;
};

describe('InputPath, ResultPath and OutputPath', () => {
  test.each<[string, object, Json]>([
    ['all of the input, and the result instead of it', {}, { got: INPUT }],
    ['InputPath $', { InputPath: '$' }, { got: INPUT }],
    ['InputPath', { InputPath: '$.a' }, { got: { b: 1 } }],
    ['InputPath to null', { InputPath: '$.none' }, { got: null }],
    ['InputPath null', { InputPath: null }, { got: {} }],
    ['InputPath to several nodes', { InputPath: '$.list[1:]' }, { got: [2, 3] }],
    ['InputPath into the context object', { InputPath: '$$.State.Name' }, { got: 'Only' }],
    ['ResultPath $', { ResultPath: '$' }, { got: INPUT }],
    ['ResultPath null', { ResultPath: null }, INPUT],
    ['ResultPath', { InputPath: '$.a', ResultPath: '$.r' }, { ...INPUT, r: { got: { b: 1 } } }],
    [
      'ResultPath to a field that is there',
      { InputPath: '$.a', ResultPath: '$.a' },
      { ...INPUT, a: { got: { b: 1 } } },
    ],
    [
      'ResultPath deep inside',
      { InputPath: '$.a', ResultPath: '$.a.x.y' },
      { ...INPUT, a: { b: 1, x: { y: { got: { b: 1 } } } } },
    ],
    ['ResultPath in brackets', { InputPath: '$.a', ResultPath: "$['r s']" }, { ...INPUT, 'r s': { got: { b: 1 } } }],
    ['OutputPath', { OutputPath: '$.got.a.b' }, 1],
    ['OutputPath after ResultPath', { InputPath: '$.a', ResultPath: '$.r', OutputPath: '$.r.got' }, { b: 1 }],
    ['OutputPath null', { OutputPath: null }, {}],
    ['OutputPath into the context object', { OutputPath: '$$.State.Name' }, 'Only'],
    ['InputPath that leads nowhere', { InputPath: '$.x' }, 'States.Runtime'],
    ['OutputPath that leads nowhere', { OutputPath: '$.x' }, 'States.Runtime'],
    ['ResultPath into a number', { ResultPath: '$.a.b.c' }, 'States.ResultPathMatchFailure'],
  ])('%s', async (_, fields, output) => {
    expect(await through(fields)).toEqual(output);
  });

  test('ResultPath cannot place a result in an input that is no object', async () => {
    expect(await through({ ResultPath: '$.r' }, 'text')).toBe('States.ResultPathMatchFailure');
  });
});

describe('Parameters and ResultSelector', () => {
  test.each<[string, object, Json]>([
    ['fixed values', { Parameters: { n: 1, o: { p: [null] } } }, { got: { n: 1, o: { p: [null] } } }],
    [
      'paths at any depth',
      { Parameters: { 'x.$': '$.a.b', o: { 'y.$': '$.list[0]' }, l: [{ 'z.$': '$.a' }] } },
      { got: { x: 1, o: { y: 1 }, l: [{ z: { b: 1 } }] } },
    ],
    ['null that a path finds', { Parameters: { 'x.$': '$.none' } }, { got: { x: null } }],
    [
      'lists that paths make',
      { Parameters: { 'x.$': '$.list[1:]', 'y.$': '$.list[?(@ > 9)]' } },
      { got: { x: [2, 3], y: [] } },
    ],
    ['what InputPath selected', { InputPath: '$.a', Parameters: { 'x.$': '$.b' } }, { got: { x: 1 } }],
    ['intrinsic functions', { Parameters: { 'x.$': "States.Format('{}!', $.a.b)" } }, { got: { x: '1!' } }],
    ['text that only looks like a path', { Parameters: { x: '$.a.b' } }, { got: { x: '$.a.b' } }],
    ['a path that leads nowhere', { Parameters: { 'x.$': '$.nope' } }, 'States.Runtime'],
    ['ResultSelector', { ResultSelector: { 'b.$': '$.got.a.b', fixed: true } }, { b: 1, fixed: true }],
    [
      'ResultSelector before ResultPath',
      { ResultSelector: { 'b.$': '$.got.a.b' }, ResultPath: '$.r' },
      { ...INPUT, r: { b: 1 } },
    ],
    ['ResultSelector that leads nowhere', { ResultSelector: { 'b.$': '$.nope' } }, 'States.Runtime'],
  ])('%s', async (_, fields, output) => {
    expect(await through(fields)).toEqual(output);
  });

  test('too much data is States.DataLimitExceeded', async () => {
    const big = 'x'.repeat(200_000);
    expect(await through({ Parameters: { 'x.$': '$', 'y.$': '$' } }, big)).toBe('States.DataLimitExceeded');
    expect(await through({ Parameters: { 'x.$': '$' }, ResultPath: null }, big)).toBe(big);
  });
});

test('the context object tells of execution, machine, state and start', async () => {
  const there = world();
  there.define(only({ Type: 'Pass', Parameters: { 'context.$': '$$' } }));
  const arn = there.start({ n: 1 }, 'run-1');
  await there.pass(0);
  expect(there.result(arn).output).toEqual({
    context: {
      Execution: {
        Id: 'arn:aws:states:eu-west-1:123456789012:execution:test:run-1',
        Input: { n: 1 },
        Name: 'run-1',
        RoleArn: 'arn:aws:iam::123456789012:role/test',
        StartTime: '2026-03-01T00:00:00.000Z',
        RedriveCount: 0,
      },
      StateMachine: { Id: there.arn, Name: 'test' },
      State: { EnteredTime: '2026-03-01T00:00:00.000Z', Name: 'Only', RetryCount: 0 },
    },
  });
});

describe('Pass', () => {
  test.each<[string, object, Json]>([
    ['passes its input on', {}, INPUT],
    ['gives its Result', { Result: { r: 1 } }, { r: 1 }],
    ['gives a Result of null', { Result: null }, null],
    ['puts its Result into the input', { Result: 1, ResultPath: '$.r' }, { ...INPUT, r: 1 }],
    ['shapes its input', { Parameters: { 'b.$': '$.a.b' } }, { b: 1 }],
    [
      'shapes part of its input into it',
      { InputPath: '$.a', Parameters: { 'x.$': '$.b' }, ResultPath: '$.a' },
      { ...INPUT, a: { x: 1 } },
    ],
    ['prefers Result to Parameters', { Parameters: { x: 1 }, Result: 2 }, 2],
  ])('%s', async (_, fields, output) => {
    expect((await run(only({ Type: 'Pass', ...fields }), INPUT)).output).toEqual(output);
  });

  test('may go round for longer than a stack is deep, until the history is full', async () => {
    const there = world({}, { keepHistory: false });
    there.define({ StartAt: 'A', States: { A: { Type: 'Pass', Next: 'B' }, B: { Type: 'Pass', Next: 'A' } } });
    const arn = there.start();
    await there.pass(0);
    expect(there.result(arn)).toEqual({
      status: 'FAILED',
      error: 'States.Runtime',
      cause: 'The execution reached the maximum number of history events (25000).',
    });
    expect(there.machines.transitions).toBeGreaterThan(12_000);
  });
});

describe('Succeed and Fail', () => {
  test('Succeed gives what InputPath and OutputPath select', async () => {
    expect((await run(only({ Type: 'Succeed', InputPath: '$.a', OutputPath: '$.b' }), INPUT)).output).toBe(1);
  });

  test.each<[string, object, Json, object]>([
    ['with Error and Cause', { Error: 'E', Cause: 'C' }, {}, { error: 'E', cause: 'C' }],
    ['with neither', {}, {}, {}],
    ['by path', { ErrorPath: '$.e', CausePath: '$.c' }, { e: 'E', c: 'C' }, { error: 'E', cause: 'C' }],
    [
      'by intrinsic',
      { Error: 'E', CausePath: "States.Format('no {}', $.e)" },
      { e: 'x' },
      { error: 'E', cause: 'no x' },
    ],
    ['by the context', { Error: 'E', CausePath: '$$.State.Name' }, {}, { error: 'E', cause: 'Only' }],
  ])('Fail %s', async (_, fields, input, failure) => {
    const { status, error, cause } = await run(only({ Type: 'Fail', ...fields }), input);
    expect({ status, error, cause }).toEqual({ status: 'FAILED', error: undefined, cause: undefined, ...failure });
  });

  test('Fail by a path to what is no text is States.Runtime', async () => {
    expect((await run(only({ Type: 'Fail', ErrorPath: '$.e' }), { e: 1 })).error).toBe('States.Runtime');
  });
});

describe('Wait', () => {
  const waited = async (fields: object, input: Json = {}) => {
    const there = world();
    there.define(only({ Type: 'Wait', ...fields }));
    const executionArn = there.start(input);
    await there.pass(200 * 86400);
    const { status, error, startDate, stopDate } = there.machines.describeExecution({ executionArn });
    return status === 'SUCCEEDED' ? (Number(stopDate) - Number(startDate)) / 1000 : error;
  };

  test.each<[string, object, Json, number | string]>([
    ['Seconds', { Seconds: 10 }, {}, 10],
    ['Seconds 0', { Seconds: 0 }, {}, 0],
    ['SecondsPath', { SecondsPath: '$.s' }, { s: 7 }, 7],
    ['SecondsPath after InputPath', { InputPath: '$.in', SecondsPath: '$.s' }, { in: { s: 3 } }, 3],
    ['Timestamp', { Timestamp: '2026-03-02T00:00:00Z' }, {}, 86400],
    ['Timestamp with an offset', { Timestamp: '2026-03-02T00:00:00+08:00' }, {}, 57600],
    ['Timestamp beyond the cap of timers', { Timestamp: '2026-06-09T00:00:00Z' }, {}, 8640000],
    ['Timestamp in the past', { Timestamp: '2020-01-01T00:00:00Z' }, {}, 0],
    ['TimestampPath', { TimestampPath: '$.t' }, { t: '2026-03-01T00:00:01.5Z' }, 1.5],
    ['SecondsPath to text', { SecondsPath: '$.s' }, { s: '7' }, 'States.Runtime'],
    ['SecondsPath below zero', { SecondsPath: '$.s' }, { s: -1 }, 'States.Runtime'],
    ['SecondsPath to nothing', { SecondsPath: '$.s' }, {}, 'States.Runtime'],
    ['TimestampPath to a day', { TimestampPath: '$.t' }, { t: '2026-03-02' }, 'States.Runtime'],
  ])('%s', async (_, fields, input, seconds) => {
    expect(await waited(fields, input)).toBe(seconds);
  });

  test('passes its input on', async () => {
    expect((await run(only({ Type: 'Wait', Seconds: 1, OutputPath: '$.a' }), INPUT)).output).toEqual({ b: 1 });
  });
});

test('a machine with TimeoutSeconds times out, and what it waited for is forgotten', async () => {
  const there = world();
  there.define({ ...only({ Type: 'Wait', Seconds: 1000 }), TimeoutSeconds: 100 });
  const arn = there.start();
  await there.pass(99);
  expect(there.result(arn).status).toBe('RUNNING');
  await there.pass(1);
  expect(there.result(arn)).toEqual({ status: 'TIMED_OUT' });
  expect(there.clock.next()).toBeUndefined();
});
