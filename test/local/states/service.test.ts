import { describe, expect, test } from 'vitest';
import { only, world } from './world.ts';

const DAY = 86400;
const waiting = (seconds = DAY) => only({ Type: 'Wait', Seconds: seconds });

function there(definition: object = waiting()) {
  const made = world();
  made.define(definition);
  const begin = (fields: object = {}) => made.machines.startExecution({ stateMachineArn: made.arn, ...fields });
  return { ...made, begin };
}

const raises = (name: string) => expect.objectContaining({ name });

describe('startExecution', () => {
  test('answers with the ARN and the start, and begins only when the clock runs', async () => {
    const { begin, machines, clock } = there(only({ Type: 'Pass' }));
    const { executionArn, startDate } = begin({ name: 'one', input: '{"n":1}' });
    expect(executionArn).toBe('arn:aws:states:eu-west-1:123456789012:execution:test:one');
    expect(startDate.toISOString()).toBe('2026-03-01T00:00:00.000Z');
    expect(machines.describeExecution({ executionArn }).status).toBe('RUNNING');
    await clock.runUntil(clock.now());
    expect(machines.describeExecution({ executionArn })).toEqual({
      executionArn,
      stateMachineArn: 'arn:aws:states:eu-west-1:123456789012:stateMachine:test',
      name: 'one',
      status: 'SUCCEEDED',
      startDate,
      stopDate: startDate,
      input: '{"n":1}',
      inputDetails: { included: true },
      output: '{"n":1}',
      outputDetails: { included: true },
      redriveCount: 0,
      redriveStatus: 'NOT_REDRIVABLE',
      redriveStatusReason: 'Execution is SUCCEEDED and cannot be redriven',
    });
  });

  test('without a name makes one up', () => {
    const { begin } = there();
    expect(begin().executionArn).not.toBe(begin().executionArn);
  });

  test('with the same name and input answers again while the execution runs', async () => {
    const { begin, pass, machines } = there();
    const first = begin({ name: 'one', input: '{"a": 1}' });
    await pass(60);
    expect(begin({ name: 'one', input: '{"a":1}' })).toEqual(first);
    expect([...machines.executions()]).toHaveLength(1);
  });

  test('with the same name and another input is refused', () => {
    const { begin } = there();
    begin({ name: 'one', input: '{"a":1}' });
    expect(() => begin({ name: 'one', input: '{"a":2}' })).toThrow(raises('ExecutionAlreadyExists'));
  });

  test('keeps the name of a closed execution for 90 days, even for the same input', async () => {
    const { begin, pass, machines } = there();
    const { executionArn } = begin({ name: 'one' });
    await pass(DAY);
    expect(() => begin({ name: 'one' })).toThrow(raises('ExecutionAlreadyExists'));
    await pass(90 * DAY - 1);
    expect(() => begin({ name: 'one' })).toThrow(raises('ExecutionAlreadyExists'));
    await pass(1);
    expect(begin({ name: 'one' }).executionArn).toBe(executionArn);
    expect(machines.describeExecution({ executionArn }).status).toBe('RUNNING');
    expect([...machines.executions()].map(({ status }) => status)).toEqual(['SUCCEEDED', 'RUNNING']);
  });

  test.each([
    ['StateMachineDoesNotExist', { stateMachineArn: 'arn:nowhere' }],
    ['InvalidName', { name: 'a b' }],
    ['InvalidName', { name: 'a/b' }],
    ['InvalidName', { name: '' }],
    ['InvalidName', { name: 'x'.repeat(81) }],
    ['InvalidExecutionInput', { input: '{' }],
    ['InvalidExecutionInput', { input: JSON.stringify('x'.repeat(300_000)) }],
  ])('raises %s', (error, fields) => {
    const { begin } = there();
    expect(() => begin(fields)).toThrow(raises(error));
  });
});

describe('listExecutions', () => {
  test('tells the newest first, page by page, also while more are started', async () => {
    const { begin, pass, machines, arn } = there();
    for (let index = 0; index < 7; index++) {
      begin({ name: `run-${index}` });
      await pass(1);
    }
    const names: (string | undefined)[] = [];
    let nextToken: string | undefined;
    do {
      const page = machines.listExecutions({ stateMachineArn: arn, maxResults: 3, nextToken });
      expect(page.executions?.length).toBeLessThanOrEqual(3);
      names.push(...(page.executions ?? []).map(({ name }) => name));
      nextToken = page.nextToken;
      begin();
    } while (nextToken !== undefined);
    expect(names).toEqual(['run-6', 'run-5', 'run-4', 'run-3', 'run-2', 'run-1', 'run-0']);
  });

  test('filters by status', async () => {
    const { begin, pass, machines, arn } = there();
    begin({ name: 'done' });
    await pass(DAY);
    begin({ name: 'stopped' });
    begin({ name: 'running' });
    machines.stopExecution({ executionArn: `${arn.replace('stateMachine', 'execution')}:stopped` });
    const names = (statusFilter: 'RUNNING' | 'SUCCEEDED' | 'ABORTED' | 'FAILED') =>
      machines.listExecutions({ stateMachineArn: arn, statusFilter }).executions?.map(({ name }) => name);
    expect([names('SUCCEEDED'), names('ABORTED'), names('RUNNING'), names('FAILED')]).toEqual([
      ['done'],
      ['stopped'],
      ['running'],
      [],
    ]);
  });

  test('has a page of 100 and refuses a token that is none', () => {
    const { begin, machines, arn } = there();
    for (let index = 0; index < 101; index++) begin();
    const { executions, nextToken } = machines.listExecutions({ stateMachineArn: arn });
    expect(executions).toHaveLength(100);
    expect(machines.listExecutions({ stateMachineArn: arn, nextToken })).toMatchObject({ executions: [{}] });
    expect(() => machines.listExecutions({ stateMachineArn: arn, nextToken: 'x' })).toThrow(raises('InvalidToken'));
    const far = Buffer.from(`place.${'9'.repeat(300)}`).toString('base64');
    expect(machines.listExecutions({ stateMachineArn: arn, nextToken: far }).executions).toHaveLength(100);
    expect(() => machines.listExecutions({ stateMachineArn: arn, maxResults: 1001 })).toThrow(
      raises('ValidationException'),
    );
  });
});

describe('stopExecution', () => {
  test('aborts a running execution and tells when', async () => {
    const { begin, pass, machines, result } = there();
    const { executionArn } = begin();
    await pass(60);
    const { stopDate } = machines.stopExecution({ executionArn, error: 'E', cause: 'C' });
    expect(stopDate.toISOString()).toBe('2026-03-01T00:01:00.000Z');
    expect(result(executionArn)).toEqual({ status: 'ABORTED', error: 'E', cause: 'C' });
  });

  test('does nothing to one that ended, and can come before the beginning', async () => {
    const { begin, pass, machines, result } = there();
    const ended = begin().executionArn;
    await pass(DAY);
    machines.stopExecution({ executionArn: ended });
    expect(result(ended).status).toBe('SUCCEEDED');
    const fresh = begin().executionArn;
    machines.stopExecution({ executionArn: fresh });
    await pass(DAY);
    expect(result(fresh)).toEqual({ status: 'ABORTED' });
  });
});

test('an execution that is not there is ExecutionDoesNotExist', () => {
  const { machines } = there();
  const executionArn = 'arn:nowhere';
  expect(() => machines.describeExecution({ executionArn })).toThrow(raises('ExecutionDoesNotExist'));
  expect(() => machines.stopExecution({ executionArn })).toThrow(raises('ExecutionDoesNotExist'));
  expect(() => machines.getExecutionHistory({ executionArn })).toThrow(raises('ExecutionDoesNotExist'));
});

test('a machine is created once', () => {
  const { define } = there();
  expect(() => define(waiting())).toThrow(raises('StateMachineAlreadyExists'));
});

test('machines are listed and described', () => {
  const { machines, arn } = there();
  const creationDate = new Date('2026-03-01T00:00:00Z');
  expect(machines.listStateMachines()).toEqual({
    stateMachines: [{ stateMachineArn: arn, name: 'test', type: 'STANDARD', creationDate }],
  });
  expect(machines.describeStateMachine({ stateMachineArn: arn })).toMatchObject({
    definition: JSON.stringify(waiting()),
    status: 'ACTIVE',
  });
});

test('the same seed gives the same run, names and all', async () => {
  const trails = async () => {
    const made = there(only({ Type: 'Pass', Parameters: { 'id.$': 'States.UUID()' } }));
    for (let index = 0; index < 3; index++) made.begin();
    await made.pass(1);
    return [...made.machines.executions()].map((trail) => ({ ...trail, ...made.result(trail.executionArn) }));
  };
  expect(await trails()).toEqual(await trails());
});
