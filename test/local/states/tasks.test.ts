import { describe, expect, test } from 'vitest';
import type { Json } from '../../../lib/local/states/machines.ts';
import { named, only, type Tasks, world } from './world.ts';

const FN = 'arn:aws:lambda:eu-west-1:123456789012:function:work';
const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';

/** A machine with one task, started; time stands still. */
function begun(task: object, tasks: Tasks, input: Json = {}) {
  const there = world(tasks);
  there.define(only({ Type: 'Task', ...task }));
  const executionArn = there.start(input);
  const result = () => there.result(executionArn);
  return { ...there, executionArn, result };
}

describe('a task', () => {
  test('gets its input and gives its result', async () => {
    const there = begun({ Resource: FN }, { [FN]: (input) => ({ got: input }) }, { n: 1 });
    await there.pass(0);
    expect(there.result()).toEqual({ status: 'SUCCEEDED', output: { got: { n: 1 } } });
  });

  test('fails the execution with its error and cause', async () => {
    const there = begun({ Resource: FN }, { [FN]: () => Promise.reject(named('Broken', 'beyond repair')) });
    await there.pass(0);
    expect(there.result()).toEqual({ status: 'FAILED', error: 'Broken', cause: 'beyond repair' });
  });

  test('cannot change the data of its execution', async () => {
    const there = begun(
      { Resource: FN, ResultPath: null },
      {
        [FN]: (input) => {
          Object.assign(input as object, { changed: true });
          return null;
        },
      },
      { n: 1 },
    );
    await there.pass(0);
    expect(there.result().output).toEqual({ n: 1 });
  });

  const never = { [FN]: () => new Promise<Json>(() => {}) };

  test('without a timeout may take for ever, up to the year that an execution has', async () => {
    const there = begun({ Resource: FN }, never);
    await there.pass(364 * 86400);
    expect(there.result()).toEqual({ status: 'RUNNING' });
    await there.pass(86400);
    expect(there.result()).toEqual({ status: 'TIMED_OUT' });
  });

  test.each<[string, object, Json]>([
    ['TimeoutSeconds', { TimeoutSeconds: 60 }, {}],
    ['TimeoutSecondsPath', { TimeoutSecondsPath: '$.limit' }, { limit: 60 }],
    ['TimeoutSecondsPath, read before Parameters', { TimeoutSecondsPath: '$.limit', Parameters: {} }, { limit: 60 }],
  ])('fails with States.Timeout after %s', async (_, fields, input) => {
    const there = begun({ Resource: FN, ...fields }, never, input);
    await there.pass(59.999);
    expect(there.result().status).toBe('RUNNING');
    await there.pass(0.001);
    expect(there.result()).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  test.each<[string, Json]>([
    ['is missing', {}],
    ['is text', { limit: '60' }],
    ['is zero', { limit: 0 }],
    ['is a fraction', { limit: 1.5 }],
  ])('does not run when what TimeoutSecondsPath names %s', async (_, input) => {
    const there = begun({ Resource: FN, TimeoutSecondsPath: '$.limit' }, never, input);
    await there.pass(0);
    expect(there.result()).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
    expect(there.calls).toEqual([]);
  });

  test('does not run when a heartbeat would come after the timeout', async () => {
    const there = begun({ Resource: FN, TimeoutSeconds: 10, HeartbeatSecondsPath: '$.beat' }, never, { beat: 10 });
    await there.pass(0);
    expect(there.result()).toMatchObject({ status: 'FAILED', error: 'States.Runtime' });
  });

  test('that answers after its timeout is not heard', async () => {
    let answer: (value: Json) => void = () => {};
    const there = begun(
      { Resource: FN, TimeoutSeconds: 1 },
      { [FN]: () => new Promise((resolve) => (answer = resolve)) },
    );
    await there.pass(10);
    answer('late');
    await there.pass(10);
    expect(there.result()).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  test('that answers after its timeout does not answer for its retry', async () => {
    const answers: ((value: Json) => void)[] = [];
    const there = begun(
      { Resource: FN, TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.Timeout'], IntervalSeconds: 1 }] },
      { [FN]: () => new Promise<Json>((resolve) => answers.push(resolve)) },
    );
    await there.pass(12);
    expect(answers).toHaveLength(2);
    answers[0]?.('first');
    await there.pass(1);
    expect(there.result()).toEqual({ status: 'RUNNING' });
    answers[1]?.('second');
    await there.pass(1);
    expect(there.result()).toEqual({ status: 'SUCCEEDED', output: 'second' });
  });

  test('leaves no timers behind', async () => {
    const there = begun({ Resource: FN, TimeoutSeconds: 60, HeartbeatSeconds: 10 }, { [FN]: () => 1 });
    await there.pass(0);
    expect(there.result().status).toBe('SUCCEEDED');
    expect(there.clock.next()).toBeUndefined();
  });
});

describe('a task that waits for its token', () => {
  /** Starts one, and tells what token it was given. */
  function waiting(task: object = {}, input: Json = {}) {
    const tokens: string[] = [];
    const given: Json[] = [];
    const there = begun(
      { Resource: CALLBACK, Parameters: { 'token.$': '$$.Task.Token' }, ...task },
      {
        [CALLBACK]: (parameters, token = '') => {
          given.push(parameters);
          tokens.push(token);
          return 'ignored';
        },
      },
      input,
    );
    return { ...there, tokens, given, token: () => tokens.at(-1) ?? '' };
  }

  test('is given the token by $$.Task.Token', async () => {
    const there = waiting();
    await there.pass(1);
    expect(there.given).toEqual([{ token: there.token() }]);
    expect(there.result().status).toBe('RUNNING');
  });

  test('goes on with the output of SendTaskSuccess', async () => {
    const there = waiting();
    await there.pass(3600);
    expect(there.machines.sendTaskSuccess({ taskToken: there.token(), output: '{"paid":true}' })).toEqual({});
    await there.pass(0);
    expect(there.result()).toEqual({ status: 'SUCCEEDED', output: { paid: true } });
  });

  test('fails as SendTaskFailure says', async () => {
    const there = waiting();
    await there.pass(1);
    there.machines.sendTaskFailure({ taskToken: there.token(), error: 'Refused', cause: 'by the borrower' });
    await there.pass(0);
    expect(there.result()).toEqual({ status: 'FAILED', error: 'Refused', cause: 'by the borrower' });
  });

  test('fails with States.Timeout when nobody answers', async () => {
    const there = waiting({ TimeoutSeconds: 86400 });
    await there.pass(86399);
    expect(there.result().status).toBe('RUNNING');
    await there.pass(1);
    expect(there.result()).toEqual({ status: 'FAILED', error: 'States.Timeout' });
  });

  test.each([{ HeartbeatSeconds: 60 }, { HeartbeatSecondsPath: '$.beat' }])(
    'is kept alive by heartbeats, and fails without: %j',
    async (fields) => {
      const there = waiting({ ...fields, TimeoutSeconds: 1000 }, { beat: 60 });
      for (let beat = 0; beat < 5; beat++) {
        await there.pass(59);
        there.machines.sendTaskHeartbeat({ taskToken: there.token() });
      }
      await there.pass(59);
      expect(there.result().status).toBe('RUNNING');
      await there.pass(1);
      expect(there.result()).toEqual({ status: 'FAILED', error: 'States.Timeout' });
    },
  );

  test('can catch a missed heartbeat by its own name', async () => {
    const there = world({ [CALLBACK]: () => null });
    there.define({
      StartAt: 'Wait',
      States: {
        Wait: {
          Type: 'Task',
          Resource: CALLBACK,
          HeartbeatSeconds: 10,
          Catch: [
            { ErrorEquals: ['States.HeartbeatTimeout'], Next: 'Silent' },
            { ErrorEquals: ['States.Timeout'], Next: 'Late' },
          ],
          End: true,
        },
        Silent: { Type: 'Succeed' },
        Late: { Type: 'Succeed' },
      },
    });
    there.start();
    await there.pass(10);
    expect([...there.machines.executions()][0]?.states).toEqual(['Wait', 'Silent']);
  });

  test('fails when its invocation fails', async () => {
    const there = begun({ Resource: CALLBACK }, { [CALLBACK]: () => Promise.reject(named('Lambda.TooManyRequests')) });
    await there.pass(0);
    expect(there.result()).toMatchObject({ status: 'FAILED', error: 'Lambda.TooManyRequests' });
  });

  test('can be answered before its invocation ends', async () => {
    const there = world({
      [CALLBACK]: (_, token = '') => there.machines.sendTaskSuccess({ taskToken: token, output: '"at once"' }) as Json,
    });
    there.define(only({ Type: 'Task', Resource: CALLBACK }));
    const arn = there.start();
    await there.pass(0);
    expect(there.result(arn)).toEqual({ status: 'SUCCEEDED', output: 'at once' });
  });

  test('gets a new token for every retry', async () => {
    const there = waiting({ TimeoutSeconds: 10, Retry: [{ ErrorEquals: ['States.Timeout'], MaxAttempts: 2 }] });
    await there.pass(60);
    expect(new Set(there.tokens).size).toBe(3);
    expect(there.given).toEqual(there.tokens.map((token) => ({ token })));
  });

  const answers = (taskToken: string) => [
    [
      'SendTaskSuccess',
      (m: ReturnType<typeof world>['machines']) => m.sendTaskSuccess({ taskToken, output: '1' }),
    ] as const,
    ['SendTaskFailure', (m: ReturnType<typeof world>['machines']) => m.sendTaskFailure({ taskToken })] as const,
    ['SendTaskHeartbeat', (m: ReturnType<typeof world>['machines']) => m.sendTaskHeartbeat({ taskToken })] as const,
  ];

  test('a token that was used, timed out or belongs to a stopped execution answers TaskTimedOut', async () => {
    const used = waiting();
    await used.pass(0);
    used.machines.sendTaskSuccess({ taskToken: used.token(), output: '1' });
    const late = waiting({ TimeoutSeconds: 1 });
    await late.pass(2);
    const stopped = waiting();
    await stopped.pass(0);
    stopped.machines.stopExecution({ executionArn: stopped.executionArn });
    for (const there of [used, late, stopped]) {
      for (const [, answer] of answers(there.token())) {
        expect(() => answer(there.machines)).toThrow(expect.objectContaining({ name: 'TaskTimedOut' }));
      }
    }
  });

  test('a token never given out answers InvalidToken or TaskDoesNotExist', async () => {
    const there = waiting();
    await there.pass(0);
    const foreign = Buffer.from('task.999.00000000').toString('base64');
    for (const [, answer] of answers('nonsense')) {
      expect(() => answer(there.machines)).toThrow(expect.objectContaining({ name: 'InvalidToken' }));
    }
    for (const [, answer] of answers(foreign)) {
      expect(() => answer(there.machines)).toThrow(expect.objectContaining({ name: 'TaskDoesNotExist' }));
    }
  });

  test('an output that is no JSON is refused and leaves the task waiting', async () => {
    const there = waiting();
    await there.pass(0);
    const answer = () => there.machines.sendTaskSuccess({ taskToken: there.token(), output: '{' });
    expect(answer).toThrow(expect.objectContaining({ name: 'InvalidOutput' }));
    expect(there.result().status).toBe('RUNNING');
  });
});
