// RedriveExecution: what may go on, where it goes on, and what the history says of it.
import { describe, expect, test } from 'vitest';
import type { Json } from '../../../lib/local/states/machines.ts';
import { broken, lambda, raises, task } from './broken.ts';
import { named, only, world } from './world.ts';

const DAY = 86_400;
const callback = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
const twoSteps = {
  StartAt: 'First',
  States: {
    First: { Type: 'Pass', Result: 'kept', ResultPath: '$.first', Next: 'Second' },
    Second: { ...task, ResultPath: '$.second', End: true },
  },
};

describe('an execution that failed', () => {
  test('goes on at the state that failed, with its input, under its own name', async () => {
    const { start, pass, mend, redrive, result, describe: told, types, calls, machines } = broken(twoSteps);
    const arn = start({ a: 1 });
    await pass(60);
    expect(result(arn)).toEqual({ status: 'FAILED', error: 'Broken', cause: 'no light' });
    expect(told(arn)).toMatchObject({ redriveCount: 0, redriveStatus: 'REDRIVABLE' });
    expect(told(arn)).not.toHaveProperty('redriveStatusReason');
    mend();
    expect(redrive(arn).toISOString()).toBe('2026-03-01T00:01:00.000Z');
    expect(told(arn)).toMatchObject({
      status: 'RUNNING',
      redriveCount: 1,
      redriveDate: new Date('2026-03-01T00:01:00Z'),
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is RUNNING and cannot be redriven',
    });
    expect(told(arn)).not.toHaveProperty('stopDate');
    expect(told(arn)).not.toHaveProperty('error');
    await pass(1);
    const input = { a: 1, first: 'kept' };
    expect(result(arn)).toEqual({ status: 'SUCCEEDED', output: { ...input, second: { done: input } } });
    expect(calls.map((call) => call.input)).toEqual([input, input]);
    expect(types(arn)).toEqual([
      'ExecutionStarted',
      'PassStateEntered',
      'PassStateExited',
      'TaskStateEntered',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionFailed',
      'ExecutionFailed',
      'ExecutionRedriven',
      'LambdaFunctionScheduled',
      'LambdaFunctionStarted',
      'LambdaFunctionSucceeded',
      'TaskStateExited',
      'ExecutionSucceeded',
    ]);
    const { events } = machines.getExecutionHistory({ executionArn: arn });
    expect(events?.[8]).toEqual({
      id: 9,
      previousEventId: 8,
      type: 'ExecutionRedriven',
      timestamp: new Date('2026-03-01T00:01:00Z'),
      executionRedrivenEventDetails: { redriveCount: 1 },
    });
    expect(events?.map(({ previousEventId }) => previousEventId).slice(9)).toEqual([9, 10, 11, 12, 13]);
    expect([...machines.executions()][0]?.states).toEqual(['First', 'Second']);
    expect(machines.listExecutions({ stateMachineArn: told(arn).stateMachineArn }).executions).toMatchObject([
      { status: 'SUCCEEDED', redriveCount: 1, redriveDate: new Date('2026-03-01T00:01:00Z') },
    ]);
  });

  test('may fail and be redriven again, and its context object counts', async () => {
    const fails = only({ ...task, Parameters: { 'count.$': '$$.Execution.RedriveCount' } });
    const { start, pass, redrive, calls, describe: told, types } = broken(fails);
    const arn = start();
    for (let time = 0; time < 3; time++) {
      await pass(60);
      if (time < 2) redrive(arn);
    }
    expect(calls.map(({ input }) => input)).toEqual([{ count: 0 }, { count: 1 }, { count: 2 }]);
    expect(told(arn)).toMatchObject({ status: 'FAILED', redriveCount: 2, redriveStatus: 'REDRIVABLE' });
    expect(types(arn).filter((type) => type === 'ExecutionRedriven')).toHaveLength(2);
  });

  test('has its retries anew', async () => {
    const Retry = [{ ErrorEquals: ['Broken'], MaxAttempts: 2, IntervalSeconds: 1 }];
    const { start, pass, redrive, calls } = broken(only({ ...task, Retry }));
    const arn = start();
    await pass(60);
    redrive(arn);
    await pass(60);
    expect(calls.map(({ at }) => at)).toEqual([0, 1, 3, 60, 61, 63]);
  });

  test('in a Fail state enters it again', async () => {
    const { start, pass, redrive, types, result } = broken(only({ Type: 'Fail', Error: 'No' }));
    const arn = start();
    await pass(1);
    redrive(arn);
    await pass(1);
    expect(result(arn)).toEqual({ status: 'FAILED', error: 'No' });
    const once = ['FailStateEntered', 'ExecutionFailed'];
    expect(types(arn)).toEqual(['ExecutionStarted', ...once, 'ExecutionRedriven', ...once]);
  });

  test('of data that no state can work with fails again at the same place', async () => {
    const { start, pass, redrive, result } = broken(only({ Type: 'Pass', InputPath: '$.missing' }));
    const arn = start();
    await pass(1);
    const first = result(arn);
    redrive(arn);
    await pass(1);
    expect(first.error).toBe('States.Runtime');
    expect(result(arn)).toEqual(first);
  });
});

describe('an execution that was stopped', () => {
  test('goes on where it waited, with a token of its own', async () => {
    const tokens: string[] = [];
    const there = broken(only({ Type: 'Task', Resource: callback, Parameters: { 'token.$': '$$.Task.Token' } }), {
      [callback]: (_input, token = '') => {
        tokens.push(token);
        return null;
      },
    });
    const arn = there.start();
    await there.pass(60);
    there.machines.stopExecution({ executionArn: arn, error: 'Enough' });
    expect(there.describe(arn)).toMatchObject({ status: 'ABORTED', redriveStatus: 'REDRIVABLE' });
    there.redrive(arn);
    await there.pass(60);
    const [first = '', second = ''] = tokens;
    expect(() => there.machines.sendTaskSuccess({ taskToken: first, output: '1' })).toThrow(raises('TaskTimedOut'));
    there.machines.sendTaskSuccess({ taskToken: second, output: '2' });
    await there.pass(1);
    expect(there.result(arn)).toEqual({ status: 'SUCCEEDED', output: 2 });
  });

  test('before it began begins, once', async () => {
    const { start, pass, redrive, types, machines } = broken(only({ Type: 'Pass' }));
    const arn = start();
    machines.stopExecution({ executionArn: arn });
    redrive(arn);
    await pass(1);
    expect(types(arn)).toEqual([
      'ExecutionAborted',
      'ExecutionRedriven',
      'PassStateEntered',
      'PassStateExited',
      'ExecutionSucceeded',
    ]);
  });

  test('again between a redrive and its beginning loses nothing and runs nothing twice', async () => {
    const { start, pass, mend, redrive, machines, calls, result } = broken(twoSteps);
    const arn = start({ a: 1 });
    await pass(1);
    mend();
    for (let time = 0; time < 2; time++) {
      redrive(arn);
      if (time < 1) machines.stopExecution({ executionArn: arn });
    }
    await pass(1);
    expect(calls).toHaveLength(2);
    expect(result(arn)).toMatchObject({ status: 'SUCCEEDED', output: { first: 'kept' } });
  });

  test('while it waited waits anew, but for an instant that is past not at all', async () => {
    const span = broken(only({ Type: 'Wait', Seconds: 100 }));
    const instant = broken(only({ Type: 'Wait', Timestamp: '2026-03-01T00:01:40Z' }));
    for (const { start, pass, redrive, machines, result, expected } of [
      { ...span, expected: ['RUNNING', 'SUCCEEDED'] },
      { ...instant, expected: ['SUCCEEDED', 'SUCCEEDED'] },
    ]) {
      const arn = start();
      await pass(50);
      machines.stopExecution({ executionArn: arn });
      await pass(100);
      redrive(arn);
      await pass(99);
      const before = result(arn).status;
      await pass(1);
      expect([before, result(arn).status]).toEqual(expected);
    }
  });
});

test('a machine that timed out has its time anew', async () => {
  const { start, pass, redrive, result } = broken({ TimeoutSeconds: 60, ...only({ Type: 'Wait', Seconds: 59 }) });
  const slow = broken({ TimeoutSeconds: 60, ...only({ Type: 'Wait', Seconds: 61 }) });
  const [fine, late] = [start(), slow.start()];
  await slow.pass(100);
  expect(slow.result(late)).toEqual({ status: 'TIMED_OUT' });
  slow.redrive(late);
  await slow.pass(59);
  expect(slow.result(late).status).toBe('RUNNING');
  await slow.pass(1);
  expect(slow.result(late)).toEqual({ status: 'TIMED_OUT' });
  await pass(100);
  expect(() => redrive(fine)).toThrow(raises('ExecutionNotRedrivable'));
  expect(result(fine).status).toBe('SUCCEEDED');
});

describe('what may not be redriven', () => {
  test('is what runs, what succeeded and what is not there', async () => {
    const { start, pass, redrive } = broken(only({ Type: 'Wait', Seconds: 10 }));
    const arn = start();
    expect(() => redrive(arn)).toThrow(raises('ExecutionNotRedrivable', /Execution is RUNNING and cannot be redriven/));
    await pass(10);
    expect(() => redrive(arn)).toThrow(raises('ExecutionNotRedrivable', /Execution is SUCCEEDED/));
    expect(() => redrive('arn:nowhere')).toThrow(raises('ExecutionDoesNotExist'));
  });

  test('is what ended more than 14 days ago', async () => {
    const { start, pass, redrive, describe: told } = broken(only(task));
    const arn = start();
    await pass(14 * DAY);
    expect(told(arn).redriveStatus).toBe('REDRIVABLE');
    await pass(1);
    const reason = 'Execution redrivable period exceeded';
    expect(told(arn)).toMatchObject({ redriveStatus: 'NOT_REDRIVABLE', redriveStatusReason: reason });
    expect(() => redrive(arn)).toThrow(raises('ExecutionNotRedrivable', new RegExp(reason)));
  });

  test('is what has been open for a year', async () => {
    const { start, pass, describe: told } = broken(only({ Type: 'Wait', Seconds: 400 * DAY }));
    const arn = start();
    await pass(365 * DAY);
    expect(told(arn)).toMatchObject({
      status: 'TIMED_OUT',
      redriveStatusReason: 'Execution has exceeded the max execution time',
    });
  });

  test('is what has a full history', async () => {
    const loop = { StartAt: 'Loop', States: { Loop: { Type: 'Pass', Next: 'Loop' } } };
    const { start, pass, describe: told } = broken(loop);
    const arn = start();
    await pass(1);
    expect(told(arn)).toMatchObject({
      status: 'FAILED',
      redriveStatusReason: 'Execution history event limit exceeded',
    });
  });
});

test('the same client token is the same redrive for a quarter of an hour', async () => {
  const { start, pass, redrive, describe: told } = broken(only(task));
  const arn = start();
  await pass(1);
  const first = redrive(arn, 'once');
  await pass(60);
  expect(redrive(arn, 'once')).toEqual(first);
  expect(told(arn).redriveCount).toBe(1);
  await pass(15 * 60);
  expect(redrive(arn, 'once')).not.toEqual(first);
  expect(told(arn).redriveCount).toBe(2);
});

describe('side by side', () => {
  const branch = (name: string, state: object) => ({ StartAt: name, States: { [name]: { ...state, End: true } } });
  const parallel = {
    Type: 'Parallel',
    Branches: [
      branch('Fine', { ...task, InputPath: '$.fine' }),
      branch('Broken', task),
      branch('Slow', { Type: 'Wait', Seconds: 100 }),
    ],
  };

  test('only the branches of a Parallel that failed or were aborted run again', async () => {
    const { start, pass, mend, redrive, calls, result, types } = broken(only(parallel));
    const input = { fine: 'fine' };
    const arn = start(input);
    await pass(10);
    mend();
    redrive(arn);
    await pass(99);
    expect(result(arn).status).toBe('RUNNING');
    await pass(1);
    expect(result(arn).output).toEqual([{ done: 'fine' }, { done: input }, input]);
    expect(calls.map((call) => call.input)).toEqual(['fine', input, input]);
    const count = (type: string) => types(arn).filter((one) => one === type).length;
    expect([count('ParallelStateStarted'), count('ParallelStateEntered'), count('WaitStateEntered')]).toEqual([
      1, 1, 1,
    ]);
  });

  test('a branch that fails again keeps what the others have done since', async () => {
    const { start, pass, mend, redrive, result, calls } = broken(
      only({ ...parallel, Branches: [...parallel.Branches.slice(0, 2)] }),
    );
    const arn = start({ fine: 'fine' });
    for (let time = 0; time < 3; time++) {
      await pass(1);
      if (time === 1) mend();
      if (time < 2) redrive(arn);
    }
    expect(result(arn)).toMatchObject({ status: 'SUCCEEDED' });
    expect(calls.filter(({ input }) => input === 'fine')).toHaveLength(1);
  });

  test('a retry of a Parallel after a redrive begins with all branches', async () => {
    const Retry = [{ ErrorEquals: ['Broken'], MaxAttempts: 1 }];
    const { start, pass, redrive, calls } = broken(
      only({ ...parallel, Branches: parallel.Branches.slice(0, 2), Retry }),
    );
    const arn = start({ fine: 'fine' });
    await pass(10);
    redrive(arn);
    await pass(10);
    expect(calls.map(({ input, at }) => [at, input === 'fine'])).toEqual([
      [0, true],
      [0, false],
      [1, true],
      [1, false],
      [10, false],
      [11, true],
      [11, false],
    ]);
  });

  test('only the iterations of a Map that failed, were aborted or did not begin run again, in their place', async () => {
    const inner = { StartAt: 'Each', States: { Each: { ...task, Next: 'Note' }, Note: { Type: 'Pass', End: true } } };
    const map = { Type: 'Map', ItemProcessor: inner, MaxConcurrency: 1 };
    const { start, pass, mend, redrive, result, calls, types } = broken(only(map));
    const arn = start(['fine', 'one', 'fine', 'two'] as Json);
    await pass(1);
    expect(calls).toHaveLength(2);
    mend();
    redrive(arn);
    await pass(1);
    expect(result(arn).output).toEqual(['fine', 'one', 'fine', 'two'].map((done) => ({ done })));
    expect(calls.map(({ input }) => input)).toEqual(['fine', 'one', 'one', 'fine', 'two']);
    const count = (type: string) => types(arn).filter((one) => one === type).length;
    expect([count('MapStateStarted'), count('MapIterationStarted'), count('MapIterationSucceeded')]).toEqual([1, 4, 4]);
  });

  test('a Map inside a Parallel inside a Map is taken up at its innermost state', async () => {
    const innermost = { Type: 'Map', ItemsPath: '$.items', ItemProcessor: branch('Innermost', task) };
    const middle = { Type: 'Parallel', Branches: [branch('Inner', innermost), branch('Beside', { Type: 'Pass' })] };
    const { start, pass, mend, redrive, result, calls } = broken(
      only({ Type: 'Map', ItemProcessor: branch('Middle', middle) }),
    );
    const item = { items: ['fine', 'bad'] };
    const arn = start([item] as Json);
    await pass(1);
    mend();
    redrive(arn);
    await pass(1);
    expect(result(arn).output).toEqual([[[{ done: 'fine' }, { done: 'bad' }], item]]);
    expect(calls.map(({ input }) => input)).toEqual(['fine', 'bad', 'bad']);
  });
});

test('a redrive needs no histories, and the same seed gives the same run', async () => {
  const run = async () => {
    const made = world({ [lambda]: () => Promise.reject(named('Broken')) }, { keepHistory: false });
    made.define(twoSteps);
    const arn = made.start();
    await made.pass(1);
    made.machines.redriveExecution({ executionArn: arn });
    await made.pass(1);
    return [...made.machines.executions()];
  };
  const [trail] = await run();
  expect(trail).toMatchObject({ status: 'FAILED', states: ['First', 'Second'], events: 13 });
  expect([trail]).toEqual(await run());
});
