import { describe, expect, test } from 'vitest';
import type { Json } from '../../../lib/local/states/machines.ts';
import { named, only, run, type Tasks, world } from './world.ts';

const FN = 'arn:aws:lambda:eu-west-1:123456789012:function:work';

const flow = (name: string, state: object) => ({ StartAt: name, States: { [name]: { End: true, ...state } } });

describe('Parallel', () => {
  test('gives all branches its input and lists their outputs in their order', async () => {
    const definition = only({
      Type: 'Parallel',
      Parameters: { 'n.$': '$.n' },
      Branches: [flow('Slow', { Type: 'Wait', Seconds: 5 }), flow('Fast', { Type: 'Pass', Result: 'fast' })],
    });
    const result = await run(definition, { n: 1, more: 2 });
    expect(result).toMatchObject({ output: [{ n: 1 }, 'fast'], states: ['Only', 'Slow', 'Fast'] });
  });

  test('has ResultSelector, ResultPath and OutputPath', async () => {
    const fields = { ResultSelector: { 'first.$': '$[0]' }, ResultPath: '$.r', OutputPath: '$.r.first' };
    const result = await run(only({ Type: 'Parallel', Branches: [flow('A', { Type: 'Pass' })], ...fields }), { n: 1 });
    expect(result.output).toEqual({ n: 1 });
  });

  const race = (fields: object) =>
    only({
      Type: 'Parallel',
      Branches: [
        flow('Sleeps', { Type: 'Wait', Seconds: 50 }),
        {
          StartAt: 'Later',
          States: {
            Later: { Type: 'Wait', Seconds: 5, Next: 'Breaks' },
            Breaks: { Type: 'Fail', Error: 'E', Cause: 'C' },
          },
        },
      ],
      ...fields,
    });

  test('fails with the first branch that fails, and stops the others', async () => {
    const there = world();
    there.define(race({}));
    const arn = there.start();
    await there.pass(5);
    expect(there.result(arn)).toEqual({ status: 'FAILED', error: 'E', cause: 'C' });
    expect(there.clock.next()).toBeUndefined();
  });

  test('runs all branches again when it is retried', async () => {
    const result = await run(race({ Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }] }));
    expect(result.status).toBe('FAILED');
    expect(result.states).toEqual(['Only', 'Sleeps', 'Later', 'Breaks', 'Sleeps', 'Later', 'Breaks']);
  });

  test('catches what a branch did not', async () => {
    const definition = {
      StartAt: 'Both',
      States: {
        Both: {
          Type: 'Parallel',
          Branches: [flow('Breaks', { Type: 'Task', Resource: FN })],
          Catch: [{ ErrorEquals: ['States.TaskFailed'], Next: 'Caught', ResultPath: '$.why' }],
          End: true,
        },
        Caught: { Type: 'Succeed' },
      },
    };
    const result = await run(definition, {}, { [FN]: () => Promise.reject(named('E', 'C')) });
    expect(result).toMatchObject({ status: 'SUCCEEDED', output: { why: { Error: 'E', Cause: 'C' } } });
  });

  test('lets go of tokens and nested branches when a sibling fails', async () => {
    const callback = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
    const tokens: string[] = [];
    const there = world({ [callback]: (_, token = '') => tokens.push(token) });
    there.define(
      only({
        Type: 'Parallel',
        Branches: [
          flow('Inner', {
            Type: 'Parallel',
            Branches: [flow('Token', { Type: 'Task', Resource: callback, TimeoutSeconds: 900 })],
          }),
          {
            StartAt: 'Later',
            States: { Later: { Type: 'Wait', Seconds: 5, Next: 'Breaks' }, Breaks: { Type: 'Fail' } },
          },
        ],
      }),
    );
    there.start();
    await there.pass(6);
    const answer = () => there.machines.sendTaskSuccess({ taskToken: tokens[0] ?? '', output: '1' });
    expect(answer).toThrow(expect.objectContaining({ name: 'TaskTimedOut' }));
    expect(there.clock.next()).toBeUndefined();
  });
});

/** A map of tasks that fail for the items named, and the most that ran at once. */
function mapping(fields: object, processor: object = {}, broken: Json[] = []) {
  let running = 0;
  let most = 0;
  const tasks: Tasks = {
    [FN]: async (input) => {
      most = Math.max(most, ++running);
      await new Promise((resolve) => setImmediate(resolve));
      running--;
      if (broken.includes(input)) throw named('Bad', `item ${JSON.stringify(input)}`);
      return { did: input };
    },
  };
  const definition = only({
    Type: 'Map',
    ItemProcessor: { ...flow('Work', { Type: 'Task', Resource: FN }), ...processor },
    ...fields,
  });
  return { definition, tasks, most: () => most };
}

const DISTRIBUTED = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } };

describe.each([
  ['inline', {}],
  ['distributed', DISTRIBUTED],
])('Map, %s', (_, mode) => {
  test('runs its processor for every item and lists the outputs in the order of the items', async () => {
    const { definition, tasks } = mapping({}, mode);
    const result = await run(definition, [1, 2, 3], tasks);
    expect(result).toMatchObject({
      output: [{ did: 1 }, { did: 2 }, { did: 3 }],
      states: ['Only', 'Work', 'Work', 'Work'],
    });
  });

  test('of no items gives no results', async () => {
    const { definition, tasks } = mapping({ ItemsPath: '$.list' }, mode);
    expect(await run(definition, { list: [] }, tasks)).toMatchObject({ status: 'SUCCEEDED', output: [] });
  });

  test.each<Json>(['text', { a: 1 }, null])('of %j instead of a list is States.Runtime', async (list) => {
    const { definition, tasks } = mapping({ ItemsPath: '$.list' }, mode);
    expect(await run(definition, { list }, tasks)).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('takes items by ItemsPath and shapes each by ItemSelector', async () => {
    const ItemSelector = { 'i.$': '$$.Map.Item.Index', 'v.$': '$$.Map.Item.Value.n', 'all.$': '$.common' };
    const { definition, tasks } = mapping({ InputPath: '$.in', ItemsPath: '$.list', ItemSelector }, mode);
    const result = await run(definition, { in: { common: 'c', list: [{ n: 7 }, { n: 8 }] } }, tasks);
    expect(result.output).toEqual([{ did: { i: 0, v: 7, all: 'c' } }, { did: { i: 1, v: 8, all: 'c' } }]);
  });

  test.each<[object, number]>([
    [{}, 6],
    [{ MaxConcurrency: 0 }, 6],
    [{ MaxConcurrency: 1 }, 1],
    [{ MaxConcurrency: 4 }, 4],
    [{ MaxConcurrencyPath: '$.most' }, 2],
    [{ MaxConcurrency: 100 }, 6],
  ])('%j runs %i of 6 at once', async (fields, most) => {
    const made = mapping({ ItemsPath: '$.list', ...fields }, mode);
    const result = await run(made.definition, { list: [1, 2, 3, 4, 5, 6], most: 2 }, made.tasks);
    expect(result.output).toHaveLength(6);
    expect(made.most()).toBe(most);
  });

  test('has ResultSelector and ResultPath', async () => {
    const { definition, tasks } = mapping({ ResultSelector: { 'first.$': '$[0].did' }, ResultPath: '$[1]' }, mode);
    expect((await run(definition, [1, 2], tasks)).output).toEqual([1, { first: 1 }]);
  });

  test('can be retried and caught', async () => {
    const fields = { Retry: [{ ErrorEquals: ['States.ALL'], MaxAttempts: 1 }] };
    const { definition, tasks } = mapping({ MaxConcurrency: 1, ...fields }, mode, [2]);
    const result = await run(definition, [1, 2, 3], tasks);
    expect(result.status).toBe('FAILED');
    expect(result.calls.map(({ input }) => input)).toEqual([1, 2, 1, 2]);
  });
});

describe('Map, inline', () => {
  test('fails with the first iteration that fails and starts no more', async () => {
    const { definition, tasks } = mapping({ MaxConcurrency: 2 }, {}, [2]);
    const result = await run(definition, [1, 2, 3, 4, 5, 6], tasks);
    expect(result).toMatchObject({ status: 'FAILED', error: 'Bad', cause: 'item 2' });
    expect(result.calls.length).toBeLessThan(6);
  });

  test('runs at most 40 at once', async () => {
    const made = mapping({});
    await run(
      made.definition,
      Array.from({ length: 100 }, (_, index) => index),
      made.tasks,
    );
    expect(made.most()).toBe(40);
  });

  test('shows item and index inside its states', async () => {
    const processor = {
      ...flow('Show', { Type: 'Pass', Parameters: { 'v.$': '$$.Map.Item.Value', 'i.$': '$$.Map.Item.Index' } }),
    };
    const { definition } = mapping({}, processor);
    expect((await run(definition, ['a', 'b'])).output).toEqual([
      { v: 'a', i: 0 },
      { v: 'b', i: 1 },
    ]);
  });

  test('still reads Iterator and Parameters, its fields of old', async () => {
    const definition = only({
      Type: 'Map',
      Iterator: flow('Show', { Type: 'Pass' }),
      Parameters: { 'v.$': '$$.Map.Item.Value' },
    });
    expect((await run(definition, [1])).output).toEqual([{ v: 1 }]);
  });
});

describe('Map, distributed', () => {
  test.each<[string, object, string]>([
    ['none by default', {}, 'FAILED'],
    ['as many as ToleratedFailureCount', { ToleratedFailureCount: 2 }, 'SUCCEEDED'],
    ['no more than ToleratedFailureCount', { ToleratedFailureCount: 1 }, 'FAILED'],
    ['ToleratedFailurePercentage', { ToleratedFailurePercentage: 20 }, 'SUCCEEDED'],
    ['no more than ToleratedFailurePercentage', { ToleratedFailurePercentage: 19 }, 'FAILED'],
    ['both', { ToleratedFailureCount: 5, ToleratedFailurePercentage: 50 }, 'SUCCEEDED'],
    ['the stricter of both', { ToleratedFailureCount: 1, ToleratedFailurePercentage: 50 }, 'FAILED'],
    ['the stricter of both, again', { ToleratedFailureCount: 5, ToleratedFailurePercentage: 10 }, 'FAILED'],
    ['a count by path', { ToleratedFailureCountPath: '$.two' }, 'SUCCEEDED'],
    ['a percentage by path', { ToleratedFailurePercentagePath: '$.two' }, 'FAILED'],
  ])('tolerates %s', async (_, fields, status) => {
    const { definition, tasks } = mapping({ ItemsPath: '$.list', ...fields }, DISTRIBUTED, [3, 7]);
    const result = await run(definition, { list: [1, 2, 3, 4, 5, 6, 7, 8, 9, 10], two: 2 }, tasks);
    expect(result.status).toBe(status);
    if (status === 'FAILED') expect(result.error).toBe('States.ExceedToleratedFailureThreshold');
    else expect(result.output).toEqual([1, 2, 4, 5, 6, 8, 9, 10].map((did) => ({ did })));
  });

  test('counts its children, which are executions of their own', async () => {
    const there = world(mapping({}).tasks);
    there.define(mapping({ Label: 'shards' }, DISTRIBUTED).definition);
    const executionArn = there.start([1, 2, 3], 'sweep');
    await there.pass(0);
    expect([...there.machines.executions()]).toMatchObject([{ name: 'sweep', children: 3 }]);
    const { events = [] } = there.machines.getExecutionHistory({ executionArn });
    const mapRunArn = events.find(({ type }) => type === 'MapRunStarted')?.mapRunStartedEventDetails?.mapRunArn ?? '';
    expect(mapRunArn).toMatch(/^arn:aws:states:eu-west-1:123456789012:mapRun:test\/shards:[0-9a-f-]{36}$/);
    const { executions } = there.machines.listExecutions({ mapRunArn });
    expect(executions).toHaveLength(3);
    expect(executions?.[0]).toMatchObject({
      executionArn: expect.stringMatching(/:execution:test\/shards:/),
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:test/shards',
      status: 'SUCCEEDED',
      mapRunArn,
    });
  });

  test('gives children of type EXPRESS five minutes', async () => {
    const processor = {
      ...flow('Sleep', { Type: 'Wait', Seconds: 500 }),
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'EXPRESS' },
    };
    const { definition } = mapping({ ToleratedFailureCount: 1 }, processor);
    expect(await run(definition, [1])).toMatchObject({ status: 'SUCCEEDED', output: [] });
    expect(await run(definition, [1, 2])).toMatchObject({ error: 'States.ExceedToleratedFailureThreshold' });
  });

  test('stops its children with the execution', async () => {
    const there = world();
    const processor = { ...flow('Sleep', { Type: 'Wait', Seconds: 500 }), ...DISTRIBUTED };
    there.define(only({ Type: 'Map', ItemProcessor: processor }));
    const executionArn = there.start([1, 2]);
    await there.pass(1);
    there.machines.stopExecution({ executionArn });
    expect(there.clock.next()).toBeUndefined();
  });

  const reader = 'arn:aws:states:::s3:getObject';
  const reading = (answer: () => Json) => {
    const { definition, tasks } = mapping(
      { ItemReader: { Resource: reader, Parameters: { 'Key.$': '$.key' }, ReaderConfig: { InputType: 'JSON' } } },
      DISTRIBUTED,
    );
    return run(definition, { key: 'k' }, { ...tasks, [reader]: answer });
  };

  test('has its items read by the invoker where there is an ItemReader', async () => {
    const result = await reading(() => [1, 2]);
    expect(result.calls[0]).toMatchObject({
      resource: reader,
      input: { Key: 'k', ReaderConfig: { InputType: 'JSON' } },
    });
    expect(result.output).toEqual([{ did: 1 }, { did: 2 }]);
  });

  test.each([
    ['so many', { MaxItemsPerBatch: 2 }, [['a', 'b'], ['c']]],
    ['so many bytes', { MaxInputBytesPerBatch: 40 }, [['a'], ['b'], ['c']]],
  ])('gives its items to the children in batches of %s at most', async (_, limits, expected) => {
    const { definition, tasks } = mapping(
      { ItemReader: { Resource: reader }, ItemBatcher: { ...limits, BatchInput: { 'key.$': '$.key' } } },
      DISTRIBUTED,
    );
    const result = await run(definition, { key: 'k' }, { ...tasks, [reader]: () => ['a', 'b', 'c'] });
    const inputs = result.calls.slice(1).map((one) => one.input);
    expect(inputs).toEqual(expected.map((Items) => ({ BatchInput: { key: 'k' }, Items })));
  });

  test.each<[string, () => Json]>([
    ['does not answer with a list', () => 'text'],
    [
      'fails',
      () => {
        throw named('NoSuchKey');
      },
    ],
  ])('fails with States.ItemReaderFailed when the reader %s', async (_, answer) => {
    expect(await reading(answer)).toMatchObject({ status: 'FAILED', error: 'States.ItemReaderFailed' });
  });
});
