// The examples of the States Language specification, https://states-language.net (samples: Apache-2.0), made whole where
// the page shows a part.
import { describe, expect, test } from 'vitest';
import { named, run, type Tasks } from './world.ts';

const fn = (name: string) => `arn:aws:lambda:us-east-1:123456789012:function:${name}`;
const end = { Type: 'Succeed' };

test('Hello World', async () => {
  const definition = {
    Comment: 'A simple minimal example of the States language',
    StartAt: 'Hello World',
    States: { 'Hello World': { Type: 'Task', Resource: fn('HelloWorld'), End: true } },
  };
  const result = await run(definition, { who: 'World' }, { [fn('HelloWorld')]: (input) => ({ greeted: input }) });
  expect(result).toMatchObject({ status: 'SUCCEEDED', output: { greeted: { who: 'World' } }, states: ['Hello World'] });
});

describe('paths and data', () => {
  test('a result is placed beside the input', async () => {
    const Add = { Type: 'Task', Resource: fn('Add'), InputPath: '$.numbers', ResultPath: '$.sum', End: true };
    const input = { title: 'Numbers to add', numbers: { val1: 3, val2: 4 } };
    const add: Tasks = {
      [fn('Add')]: (numbers) => (numbers as { val1: number }).val1 + (numbers as { val2: number }).val2,
    };
    expect((await run({ StartAt: 'Add', States: { Add } }, input, add)).output).toEqual({ ...input, sum: 7 });
  });

  test('Parameters picks parts of the input', async () => {
    const X = {
      Type: 'Task',
      Resource: fn('X'),
      Parameters: { flagged: true, parts: { 'first.$': '$.vals[0]', 'last3.$': '$.vals[3:]' } },
      End: true,
    };
    const input = { flagged: 7, vals: [0, 10, 20, 30, 40, 50] };
    const result = await run({ StartAt: 'X', States: { X } }, input, { [fn('X')]: (given) => given });
    expect(result.output).toEqual({ flagged: true, parts: { first: 0, last3: [30, 40, 50] } });
  });

  test('ResultSelector and the context object', async () => {
    const Create = {
      Type: 'Task',
      Resource: fn('CreateCluster'),
      Parameters: { 'day.$': '$$.Execution.StartTime' },
      ResultSelector: { flag: true, 'ClusterId.$': '$.output.ClusterId', 'day.$': '$.output.day' },
      ResultPath: '$.Cluster',
      End: true,
    };
    const tasks: Tasks = {
      [fn('CreateCluster')]: (given) => ({ output: { ClusterId: 'j-1', ...(given as object) }, resourceType: 'x' }),
    };
    const result = await run({ StartAt: 'Create', States: { Create } }, { foo: 1 }, tasks);
    expect(result.output).toEqual({
      foo: 1,
      Cluster: { flag: true, ClusterId: 'j-1', day: '2026-03-01T00:00:00.000Z' },
    });
  });

  test('intrinsic functions in a template', async () => {
    const X = {
      Type: 'Pass',
      Parameters: {
        static: 'foo',
        'greeting.$': "States.Format('Welcome to {} {}\\'s playlist.', $.firstName, $.lastName)",
        'parts.$': "States.Array('Foo', 2020, $.firstName, null)",
        'again.$': 'States.StringToJson($.escaped)',
        'text.$': 'States.JsonToString($.again)',
      },
      End: true,
    };
    const input = { firstName: 'John', lastName: 'Doe', escaped: '{"number": 20}', again: { number: 20 } };
    expect((await run({ StartAt: 'X', States: { X } }, input)).output).toEqual({
      static: 'foo',
      greeting: "Welcome to John Doe's playlist.",
      parts: ['Foo', 2020, 'John', null],
      again: { number: 20 },
      text: '{"number":20}',
    });
  });

  test('a pass without operation puts fixed data into its input', async () => {
    const NoOp = {
      Type: 'Pass',
      Result: { 'x-datum': 0, 'y-datum': 600 },
      ResultPath: '$.coords',
      End: true,
    };
    const result = await run({ StartAt: 'No-op', States: { 'No-op': NoOp } }, { georefOf: 'Home' });
    expect(result.output).toEqual({ georefOf: 'Home', coords: { 'x-datum': 0, 'y-datum': 600 } });
  });
});

test('the dispatch of events by a choice', async () => {
  const definition = {
    StartAt: 'DispatchEvent',
    States: {
      DispatchEvent: {
        Type: 'Choice',
        Choices: [
          { Not: { Variable: '$.type', StringEquals: 'Private' }, Next: 'Public' },
          {
            And: [
              { Variable: '$.value', IsPresent: true },
              { Variable: '$.value', IsNumeric: true },
              { Variable: '$.value', NumericGreaterThanEquals: 20 },
              { Variable: '$.value', NumericLessThan: 30 },
            ],
            Next: 'ValueInTwenties',
          },
          { Variable: '$.rating', NumericGreaterThanPath: '$.auditThreshold', Next: 'StartAudit' },
        ],
        Default: 'RecordEvent',
      },
      Public: end,
      ValueInTwenties: end,
      StartAudit: end,
      RecordEvent: end,
    },
  };
  const goes = async (input: { [key: string]: string | number }) => (await run(definition, input)).states?.at(-1);
  expect(await goes({ type: 'Public' })).toBe('Public');
  expect(await goes({ type: 'Private', value: 22 })).toBe('ValueInTwenties');
  expect(await goes({ type: 'Private', value: '22', rating: 5, auditThreshold: 3 })).toBe('StartAudit');
  expect(await goes({ type: 'Private', rating: 1, auditThreshold: 3 })).toBe('RecordEvent');
});

test.each([
  [{ Seconds: 10 }, '2026-03-01T00:00:10.000Z'],
  [{ Timestamp: '2026-03-14T01:59:00Z' }, '2026-03-14T01:59:00.000Z'],
  [{ TimestampPath: '$.expirydate' }, '2026-03-02T00:00:00.000Z'],
  [{ SecondsPath: '$.seconds' }, '2026-03-01T01:00:00.000Z'],
])('waits: %j', async (fields, until) => {
  const States = {
    wait: { Type: 'Wait', ...fields, Next: 'NextState' },
    NextState: { Type: 'Pass', Parameters: { 'at.$': '$$.State.EnteredTime' }, End: true },
  };
  const result = await run({ StartAt: 'wait', States }, { expirydate: '2026-03-02T00:00:00Z', seconds: 3600 }, {}, 30);
  expect(result.output).toEqual({ at: until });
});

test('a state that fails', async () => {
  const FailState = { Type: 'Fail', Error: 'ErrorA', Cause: 'Kaiju attack' };
  expect(await run({ StartAt: 'FailState', States: { FailState } })).toMatchObject({
    status: 'FAILED',
    error: 'ErrorA',
    cause: 'Kaiju attack',
  });
});

describe('errors', () => {
  const failing = (...errors: string[]): Tasks => ({
    [fn('X')]: () => {
      const error = errors.shift();
      if (error !== undefined) throw named(error);
      return 'done';
    },
  });

  test('a timeout retried after 3 and 4.5 seconds', async () => {
    const X = {
      Type: 'Task',
      Resource: fn('X'),
      Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 3, MaxAttempts: 2, BackoffRate: 1.5 }],
      End: true,
    };
    const result = await run({ StartAt: 'X', States: { X } }, {}, failing('States.Timeout', 'States.Timeout'));
    expect(result.calls.map(({ at }) => at)).toEqual([0, 3, 7.5]);
  });

  test('the complex scenario of retriers that count for themselves', async () => {
    const X = {
      Type: 'Task',
      Resource: fn('X'),
      Next: 'Y',
      Retry: [
        { ErrorEquals: ['ErrorA', 'ErrorB'], IntervalSeconds: 1, BackoffRate: 2, MaxAttempts: 2 },
        { ErrorEquals: ['ErrorC'], IntervalSeconds: 5 },
      ],
      Catch: [{ ErrorEquals: ['States.ALL'], Next: 'Z' }],
    };
    const errors = failing('ErrorA', 'ErrorB', 'ErrorC', 'ErrorB', 'ErrorB');
    const result = await run({ StartAt: 'X', States: { X, Y: end, Z: end } }, {}, errors);
    expect(result.calls.map(({ at }) => at)).toEqual([0, 1, 3, 8]);
    expect(result.states).toEqual(['X', 'Z']);
  });

  test('fallback states by the name of the error', async () => {
    const X = {
      Type: 'Task',
      Resource: fn('X'),
      Next: 'Y',
      Catch: [
        { ErrorEquals: ['java.lang.Exception'], ResultPath: '$.error-info', Next: 'RecoveryState' },
        { ErrorEquals: ['States.ALL'], Next: 'EndMachine' },
      ],
    };
    const States = { X, Y: end, RecoveryState: end, EndMachine: end };
    const result = await run({ StartAt: 'X', States }, { foo: 'bar' }, failing('java.lang.Exception'));
    expect(result.output).toEqual({ foo: 'bar', 'error-info': { Error: 'java.lang.Exception', Cause: '' } });
    expect((await run({ StartAt: 'X', States }, {}, failing('Other'))).states).toEqual(['X', 'EndMachine']);
  });
});

describe('parallel', () => {
  test('looks a customer up', async () => {
    const branch = (name: string) => ({
      StartAt: name,
      States: { [name]: { Type: 'Task', Resource: fn(name), End: true } },
    });
    const Lookup = { Type: 'Parallel', Branches: [branch('LookupAddress'), branch('LookupPhone')], End: true };
    const tasks: Tasks = {
      [fn('LookupAddress')]: () => ({ street: '1 Any St' }),
      [fn('LookupPhone')]: () => ({ phone: '555' }),
    };
    const result = await run(
      { StartAt: 'LookupCustomerInfo', States: { LookupCustomerInfo: Lookup } },
      { id: 1 },
      tasks,
    );
    expect(result.output).toEqual([{ street: '1 Any St' }, { phone: '555' }]);
  });

  test('fun with math', async () => {
    const branch = (name: string) => ({
      StartAt: name,
      States: { [name]: { Type: 'Task', Resource: fn(name), End: true } },
    });
    const FunWithMath = { Type: 'Parallel', Branches: [branch('Add'), branch('Subtract')], End: true };
    const calculate = (of: (a: number, b: number) => number) => (input: unknown) => {
      const [a = 0, b = 0] = input as number[];
      return of(a, b);
    };
    const tasks: Tasks = { [fn('Add')]: calculate((a, b) => a + b), [fn('Subtract')]: calculate((a, b) => a - b) };
    expect((await run({ StartAt: 'FunWithMath', States: { FunWithMath } }, [3, 2], tasks)).output).toEqual([5, 1]);
  });
});

describe('map', () => {
  const input = {
    'ship-date': '2016-03-14T01:59:00Z',
    detail: {
      'delivery-partner': 'UQS',
      shipped: [
        { prod: 'R31', quantity: 1 },
        { prod: 'S39', quantity: 2 },
      ],
    },
  };
  const processor = {
    ProcessorConfig: { Mode: 'INLINE' },
    StartAt: 'Validate',
    States: { Validate: { Type: 'Task', Resource: fn('ship-val'), End: true } },
  };

  test('validates all that was shipped', async () => {
    const definition = {
      StartAt: 'Validate-All',
      States: {
        'Validate-All': {
          Type: 'Map',
          InputPath: '$.detail',
          ItemsPath: '$.shipped',
          MaxConcurrency: 0,
          ItemProcessor: processor,
          ResultPath: '$.detail.shipped',
          End: true,
        },
      },
    };
    const result = await run(definition, input, { [fn('ship-val')]: (item) => ({ ...(item as object), valid: true }) });
    expect(result.output).toEqual({
      ...input,
      detail: { ...input.detail, shipped: input.detail.shipped.map((item) => ({ ...item, valid: true })) },
    });
  });

  test('gives every item its courier', async () => {
    const definition = {
      StartAt: 'Validate-All',
      States: {
        'Validate-All': {
          Type: 'Map',
          InputPath: '$.detail',
          ItemsPath: '$.shipped',
          MaxConcurrency: 0,
          ResultPath: '$.detail.shipped',
          ItemSelector: { 'parcel.$': '$$.Map.Item.Value', 'courier.$': '$.delivery-partner' },
          ItemProcessor: processor,
          End: true,
        },
      },
    };
    const result = await run(definition, input, { [fn('ship-val')]: () => null });
    expect(result.calls.map((call) => call.input)).toEqual([
      { parcel: { prod: 'R31', quantity: 1 }, courier: 'UQS' },
      { parcel: { prod: 'S39', quantity: 2 }, courier: 'UQS' },
    ]);
  });

  test('tolerates some failures when distributed', async () => {
    const definition = {
      StartAt: 'Map',
      States: {
        Map: {
          Type: 'Map',
          ItemProcessor: { ...processor, ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } },
          ToleratedFailurePercentage: 50,
          End: true,
        },
      },
    };
    const tasks: Tasks = {
      [fn('ship-val')]: (item) => {
        if (item === 'bad') throw named('Invalid');
        return item;
      },
    };
    expect((await run(definition, ['good', 'bad'], tasks)).output).toEqual(['good']);
    expect((await run(definition, ['bad', 'bad'], tasks)).error).toBe('States.ExceedToleratedFailureThreshold');
  });
});
