import type { HistoryEvent } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../lib/local/states/machines.ts';
import { named, only, type Tasks, world } from './world.ts';

const FN = 'arn:aws:lambda:eu-west-1:123456789012:function:work';
const CALLBACK = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const PUT = 'arn:aws:states:::aws-sdk:dynamodb:putItem';

async function history(definition: object, tasks: Tasks = {}, input: Json = { n: 1 }): Promise<HistoryEvent[]> {
  const there = world(tasks);
  there.define(definition);
  const executionArn = there.start(input);
  await there.pass(1000);
  return there.machines.getExecutionHistory({ executionArn }).events ?? [];
}

/** Each event as `id<previous type`. */
const outline = (events: HistoryEvent[]) =>
  events.map(({ id, previousEventId, type }) => `${id}<${previousEventId} ${type}`);

describe('the history', () => {
  test('of a pass has the events and details of the service', async () => {
    const timestamp = new Date('2026-03-01T00:00:00Z');
    expect(await history(only({ Type: 'Pass', Result: 2 }))).toEqual([
      {
        id: 1,
        previousEventId: 0,
        timestamp,
        type: 'ExecutionStarted',
        executionStartedEventDetails: {
          input: '{"n":1}',
          inputDetails: { truncated: false },
          roleArn: 'arn:aws:iam::123456789012:role/test',
        },
      },
      {
        id: 2,
        previousEventId: 0,
        timestamp,
        type: 'PassStateEntered',
        stateEnteredEventDetails: { name: 'Only', input: '{"n":1}', inputDetails: { truncated: false } },
      },
      {
        id: 3,
        previousEventId: 2,
        timestamp,
        type: 'PassStateExited',
        stateExitedEventDetails: { name: 'Only', output: '2', outputDetails: { truncated: false } },
      },
      {
        id: 4,
        previousEventId: 3,
        timestamp,
        type: 'ExecutionSucceeded',
        executionSucceededEventDetails: { output: '2', outputDetails: { truncated: false } },
      },
    ]);
  });

  test('of a task by the ARN of its function', async () => {
    const events = await history(only({ Type: 'Task', Resource: FN, TimeoutSeconds: 5 }), { [FN]: () => 'out' });
    expect(outline(events).slice(1)).toEqual([
      '2<0 TaskStateEntered',
      '3<2 LambdaFunctionScheduled',
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionSucceeded',
      '6<5 TaskStateExited',
      '7<6 ExecutionSucceeded',
    ]);
    expect(events[2]?.lambdaFunctionScheduledEventDetails).toEqual({
      resource: FN,
      input: '{"n":1}',
      inputDetails: { truncated: false },
      timeoutInSeconds: 5,
    });
    expect(events[4]?.lambdaFunctionSucceededEventDetails).toEqual({
      output: '"out"',
      outputDetails: { truncated: false },
    });
  });

  test('of a task that times out', async () => {
    const never = { [FN]: () => new Promise<Json>(() => {}) };
    const events = await history(only({ Type: 'Task', Resource: FN, TimeoutSeconds: 5 }), never);
    expect(outline(events).slice(3)).toEqual([
      '4<3 LambdaFunctionStarted',
      '5<4 LambdaFunctionTimedOut',
      '6<5 ExecutionFailed',
    ]);
    expect(events[4]?.lambdaFunctionTimedOutEventDetails).toEqual({ error: 'States.Timeout' });
    expect(events[5]?.executionFailedEventDetails).toEqual({ error: 'States.Timeout' });
  });

  test('of an integration names its service and action', async () => {
    const events = await history(only({ Type: 'Task', Resource: PUT, Parameters: { a: 1 } }), { [PUT]: () => ({}) });
    const of = { resourceType: 'aws-sdk:dynamodb', resource: 'putItem' };
    expect(events[2]?.taskScheduledEventDetails).toEqual({ ...of, region: 'eu-west-1', parameters: '{"a":1}' });
    expect(events[3]?.taskStartedEventDetails).toEqual(of);
    expect(events[4]?.taskSucceededEventDetails).toEqual({ ...of, output: '{}', outputDetails: { truncated: false } });
  });

  test('of a task token shows when the task was submitted', async () => {
    const there = world({
      [CALLBACK]: (_, taskToken = '') => void setTimeout(() => answer(taskToken), 0) as unknown as Json,
    });
    const answer = (taskToken: string) => there.machines.sendTaskSuccess({ taskToken, output: '"yes"' });
    const uninstall = there.clock.install();
    there.define(only({ Type: 'Task', Resource: CALLBACK, TimeoutSeconds: 600, HeartbeatSeconds: 5 }));
    const executionArn = there.start();
    await there.pass(3).finally(uninstall);
    const { events = [] } = there.machines.getExecutionHistory({ executionArn });
    expect(outline(events).slice(2)).toEqual([
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskSubmitted',
      '6<5 TaskSucceeded',
      '7<6 TaskStateExited',
      '8<7 ExecutionSucceeded',
    ]);
    expect(events[2]?.taskScheduledEventDetails).toMatchObject({
      resourceType: 'lambda',
      resource: 'invoke.waitForTaskToken',
      timeoutInSeconds: 600,
      heartbeatInSeconds: 5,
    });
  });

  test('of a retried and caught failure', async () => {
    const definition = {
      StartAt: 'Try',
      States: {
        Try: {
          Type: 'Task',
          Resource: PUT,
          Retry: [{ ErrorEquals: ['E'], MaxAttempts: 1 }],
          Catch: [{ ErrorEquals: ['E'], Next: 'Caught' }],
          End: true,
        },
        Caught: { Type: 'Fail', Error: 'F', Cause: 'C' },
      },
    };
    const events = await history(definition, { [PUT]: () => Promise.reject(named('E', 'why')) });
    expect(outline(events).slice(1)).toEqual([
      '2<0 TaskStateEntered',
      '3<2 TaskScheduled',
      '4<3 TaskStarted',
      '5<4 TaskFailed',
      '6<5 TaskScheduled',
      '7<6 TaskStarted',
      '8<7 TaskFailed',
      '9<8 TaskStateExited',
      '10<9 FailStateEntered',
      '11<10 ExecutionFailed',
    ]);
    expect(events[7]?.taskFailedEventDetails).toMatchObject({ error: 'E', cause: 'why' });
    expect(events[8]?.stateExitedEventDetails?.output).toBe('{"Error":"E","Cause":"why"}');
    expect(events[10]?.executionFailedEventDetails).toEqual({ error: 'F', cause: 'C' });
  });

  const branch = (name: string, seconds: number) => ({
    StartAt: name,
    States: { [name]: { Type: 'Wait', Seconds: seconds, End: true } },
  });

  test('of a parallel has a line for each branch', async () => {
    const events = await history(only({ Type: 'Parallel', Branches: [branch('A', 2), branch('B', 1)] }));
    expect(outline(events).slice(1)).toEqual([
      '2<0 ParallelStateEntered',
      '3<2 ParallelStateStarted',
      '4<3 WaitStateEntered',
      '5<3 WaitStateEntered',
      '6<5 WaitStateExited',
      '7<4 WaitStateExited',
      '8<7 ParallelStateSucceeded',
      '9<8 ParallelStateExited',
      '10<9 ExecutionSucceeded',
    ]);
  });

  test('of a parallel that fails shows what was aborted', async () => {
    const breaks = { StartAt: 'B', States: { B: { Type: 'Fail', Error: 'E' } } };
    const events = await history(only({ Type: 'Parallel', Branches: [branch('A', 2), breaks] }));
    expect(outline(events).slice(3)).toEqual([
      '4<3 WaitStateEntered',
      '5<3 FailStateEntered',
      '6<5 WaitStateAborted',
      '7<5 ParallelStateFailed',
      '8<7 ExecutionFailed',
    ]);
  });

  test('of an inline map has its iterations', async () => {
    const processor = { StartAt: 'In', States: { In: { Type: 'Pass', End: true } } };
    const events = await history(only({ Type: 'Map', ItemProcessor: processor }), {}, [1, 2]);
    expect(outline(events).slice(1)).toEqual([
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapIterationStarted',
      '5<4 PassStateEntered',
      '6<5 PassStateExited',
      '7<6 MapIterationSucceeded',
      '8<3 MapIterationStarted',
      '9<8 PassStateEntered',
      '10<9 PassStateExited',
      '11<10 MapIterationSucceeded',
      '12<11 MapStateSucceeded',
      '13<12 MapStateExited',
      '14<13 ExecutionSucceeded',
    ]);
    expect(events[2]?.mapStateStartedEventDetails).toEqual({ length: 2 });
    expect(events[7]?.mapIterationStartedEventDetails).toEqual({ name: 'Only', index: 1 });
  });

  test('of an inline map that fails shows the iterations it gave up', async () => {
    const sleepOrBreak = {
      StartAt: 'In',
      States: {
        In: { Type: 'Choice', Choices: [{ Variable: '$', NumericEquals: 0, Next: 'Break' }], Default: 'Sleep' },
        Sleep: { Type: 'Wait', Seconds: 9, End: true },
        Break: { Type: 'Fail', Error: 'E' },
      },
    };
    const events = await history(only({ Type: 'Map', ItemProcessor: sleepOrBreak }), {}, [1, 0]);
    expect(outline(events).slice(-5)).toEqual([
      '12<11 MapIterationFailed',
      '13<11 WaitStateAborted',
      '14<11 MapIterationAborted',
      '15<11 MapStateFailed',
      '16<15 ExecutionFailed',
    ]);
  });

  test('of a distributed map has the map run, and each child its own', async () => {
    const processor = {
      ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' },
      StartAt: 'In',
      States: { In: { Type: 'Fail', Error: 'E' } },
    };
    const tolerant = { Type: 'Map', ToleratedFailurePercentage: 100, ItemProcessor: processor };
    expect(outline(await history(only(tolerant), {}, [1])).slice(1)).toEqual([
      '2<0 MapStateEntered',
      '3<2 MapStateStarted',
      '4<3 MapRunStarted',
      '5<4 MapRunSucceeded',
      '6<5 MapStateSucceeded',
      '7<6 MapStateExited',
      '8<7 ExecutionSucceeded',
    ]);
    const strict = await history(only({ Type: 'Map', ItemProcessor: processor }), {}, [1]);
    expect(outline(strict).slice(3)).toEqual([
      '4<3 MapRunStarted',
      '5<4 MapRunFailed',
      '6<5 MapStateFailed',
      '7<6 ExecutionFailed',
    ]);
    expect(strict[4]?.mapRunFailedEventDetails?.error).toBe('States.ExceedToleratedFailureThreshold');
  });

  test('comes in pages, and backwards', async () => {
    const there = world();
    there.define(only({ Type: 'Pass' }));
    const executionArn = there.start();
    await there.pass(0);
    const ids = (reverseOrder: boolean) => {
      const found: (number | undefined)[] = [];
      let nextToken: string | undefined;
      do {
        const page = there.machines.getExecutionHistory({ executionArn, maxResults: 3, nextToken, reverseOrder });
        found.push(...(page.events ?? []).map(({ id }) => id));
        nextToken = page.nextToken;
      } while (nextToken !== undefined);
      return found;
    };
    expect([ids(false), ids(true)]).toEqual([
      [1, 2, 3, 4],
      [4, 3, 2, 1],
    ]);
  });

  test('that is not kept is said not to be', async () => {
    const there = world({}, { keepHistory: false });
    there.define(only({ Type: 'Pass' }));
    const executionArn = there.start();
    await there.pass(0);
    expect(() => there.machines.getExecutionHistory({ executionArn })).toThrow('keepHistory');
  });

  test('of a stopped and of a timed-out execution ends accordingly', async () => {
    const there = world();
    there.define({ ...only({ Type: 'Wait', Seconds: 900 }), TimeoutSeconds: 100 });
    const stopped = there.start();
    const late = there.start();
    await there.pass(50);
    there.machines.stopExecution({ executionArn: stopped, error: 'E', cause: 'C' });
    await there.pass(50);
    const last = (executionArn: string) =>
      there.machines.getExecutionHistory({ executionArn, reverseOrder: true, maxResults: 1 }).events?.[0];
    expect(last(stopped)).toMatchObject({
      type: 'ExecutionAborted',
      executionAbortedEventDetails: { error: 'E', cause: 'C' },
    });
    expect(last(late)).toMatchObject({ type: 'ExecutionTimedOut', id: 3 });
  });
});
