// The runs of distributed maps: listed, described, and redriven with the execution they belong to.
import { describe, expect, test } from 'vitest';
import { broken, raises, task } from './broken.ts';
import { only } from './world.ts';

const children = (ExecutionType: string, states: object) => ({
  ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType },
  StartAt: Object.keys(states)[0],
  States: states,
});
const distributed = (
  type: string,
  more: object = {},
  states: object = { Before: pass, Each: { ...task, End: true } },
) => only({ Type: 'Map', Label: 'Shards', ItemProcessor: children(type, states), ...more });
const pass = { Type: 'Pass', Next: 'Each' };

/** After a minute. */
async function run(definition: object, items: string[]) {
  const there = broken(definition);
  const arn = there.start(items);
  await there.pass(60);
  const { machines } = there;
  const mapRunArn = machines.listMapRuns({ executionArn: arn }).mapRuns?.[0]?.mapRunArn ?? '';
  return {
    ...there,
    arn,
    mapRunArn,
    children: () => machines.listExecutions({ mapRunArn }).executions ?? [],
    counts: () => machines.describeMapRun({ mapRunArn }).executionCounts,
  };
}

test('a run is listed and described with its counts', async () => {
  const { machines, arn, mapRunArn } = await run(distributed('STANDARD', { MaxConcurrency: 2 }), [
    'fine',
    'a',
    'b',
    'c',
  ]);
  const ended = { startDate: new Date('2026-03-01T00:00:00Z'), stopDate: new Date('2026-03-01T00:00:00Z') };
  const stateMachineArn = 'arn:aws:states:eu-west-1:123456789012:stateMachine:test/Shards';
  expect(mapRunArn).toMatch(/^arn:aws:states:eu-west-1:123456789012:mapRun:test\/Shards:[\w-]+$/);
  expect(machines.listMapRuns({ executionArn: arn })).toEqual({
    mapRuns: [{ executionArn: arn, mapRunArn, stateMachineArn, ...ended }],
  });
  const ran = { pending: 1, running: 0, succeeded: 1, failed: 1, timedOut: 0, aborted: 1, total: 4 };
  const counts = { ...ran, resultsWritten: 0, failuresNotRedrivable: 0, pendingRedrive: 0 };
  expect(machines.describeMapRun({ mapRunArn })).toEqual({
    mapRunArn,
    executionArn: arn,
    status: 'FAILED',
    ...ended,
    maxConcurrency: 2,
    toleratedFailureCount: 0,
    toleratedFailurePercentage: 0,
    itemCounts: counts,
    executionCounts: counts,
    redriveCount: 0,
  });
});

test('a run that is not there, or of an execution that is not there, is an error of the service', () => {
  const { machines } = broken(distributed('STANDARD'));
  const nowhere = 'arn:nowhere';
  expect(() => machines.describeMapRun({ mapRunArn: nowhere })).toThrow(raises('ResourceNotFound'));
  expect(() => machines.listExecutions({ mapRunArn: nowhere })).toThrow(raises('ResourceNotFound'));
  expect(() => machines.listMapRuns({ executionArn: nowhere })).toThrow(raises('ExecutionDoesNotExist'));
});

describe('a redrive', () => {
  test('goes on with the same run, its children of type STANDARD where they failed', async () => {
    const there = await run(distributed('STANDARD'), ['fine', 'a', 'b']);
    const { arn, redrive, calls, types, describe: told } = there;
    const childArn = there.children().find(({ status }) => status === 'FAILED')?.executionArn ?? '';
    expect(told(childArn)).toMatchObject({ redriveStatus: 'REDRIVABLE_BY_MAP_RUN' });
    expect(() => redrive(childArn)).toThrow(raises('ExecutionNotRedrivable', /with its map run/));
    there.mend();
    redrive(arn);
    await there.pass(1);
    expect(there.result(arn).output).toEqual(['fine', 'a', 'b'].map((done) => ({ done })));
    expect(calls.filter(({ input }) => input === 'fine')).toHaveLength(1);
    expect(types(arn).filter((type) => type.startsWith('Map'))).toEqual([
      'MapStateEntered',
      'MapStateStarted',
      'MapRunStarted',
      'MapRunFailed',
      'MapStateFailed',
      'MapRunRedriven',
      'MapRunSucceeded',
      'MapStateSucceeded',
      'MapStateExited',
    ]);
    expect(types(childArn).filter((type) => type === 'PassStateEntered')).toHaveLength(1);
    expect(types(childArn)).toContain('ExecutionRedriven');
    const { machines, mapRunArn } = there;
    expect(machines.describeMapRun({ mapRunArn })).toMatchObject({
      status: 'SUCCEEDED',
      redriveCount: 1,
      redriveDate: new Date('2026-03-01T00:01:00Z'),
      executionCounts: { succeeded: 3, failed: 0, total: 3 },
    });
    const names = (redriveFilter: 'REDRIVEN' | 'NOT_REDRIVEN') =>
      machines.listExecutions({ mapRunArn, redriveFilter }).executions?.length;
    expect([names('REDRIVEN'), names('NOT_REDRIVEN')]).toEqual([2, 1]);
  });

  test('starts children of type EXPRESS anew', async () => {
    const { arn, children, redrive, pass, mend, result } = await run(distributed('EXPRESS'), ['fine', 'a']);
    const before = children().map(({ executionArn }) => executionArn);
    mend();
    redrive(arn);
    await pass(1);
    expect(result(arn).output).toEqual([{ done: 'fine' }, { done: 'a' }]);
    const after = children().map(({ executionArn }) => executionArn);
    expect(after).toHaveLength(3);
    expect(after).toEqual(expect.arrayContaining(before));
  });

  test('counts the failures it tolerates anew, and shows who still waits for it', async () => {
    const bounded = distributed('STANDARD', { MaxConcurrency: 1, ToleratedFailureCount: 1 });
    const { machines, arn, mapRunArn, redrive, pass, result, clock, counts } = await run(bounded, ['a', 'b', 'c']);
    expect(counts()).toMatchObject({ failed: 2, pending: 1 });
    redrive(arn);
    const waiting: unknown[] = [];
    clock.schedule(clock.now(), () => {
      const { executions } = machines.listExecutions({ mapRunArn, statusFilter: 'PENDING_REDRIVE' });
      waiting.push(executions?.length, counts()?.pendingRedrive);
    });
    await pass(1);
    expect(waiting).toEqual([1, 1]);
    expect(result(arn).error).toBe('States.ExceedToleratedFailureThreshold');
    expect(counts()).toMatchObject({ failed: 2, pending: 1, pendingRedrive: 0 });
  });

  test('takes up a run that was stopped with its execution', async () => {
    const slow = distributed('STANDARD', {}, { Each: { Type: 'Wait', Seconds: 100, End: true } });
    const { machines, arn, mapRunArn, children, redrive, pass, result } = await run(slow, ['a', 'b']);
    expect(machines.describeMapRun({ mapRunArn }).status).toBe('RUNNING');
    machines.stopExecution({ executionArn: arn });
    expect(machines.describeMapRun({ mapRunArn }).status).toBe('ABORTED');
    expect(children().map(({ status }) => status)).toEqual(['ABORTED', 'ABORTED']);
    redrive(arn);
    await pass(100);
    expect(result(arn)).toEqual({ status: 'SUCCEEDED', output: ['a', 'b'] });
  });

  test('leaves alone children that can no longer be redriven, which count as failed again', async () => {
    const DAY = 86_400;
    const states = {
      Each: { Type: 'Choice', Choices: [{ Variable: '$', StringEquals: 'slow', Next: 'Late' }], Default: 'Now' },
    };
    const late = { Type: 'Wait', Seconds: 20 * DAY, Next: 'Now' };
    const two = { ...states, Late: late, Now: { ...task, End: true } };
    const { arn, redrive, pass, mend, result, counts } = await run(
      distributed('STANDARD', { ToleratedFailureCount: 1 }, two),
      ['early', 'slow'],
    );
    await pass(20 * DAY);
    expect(result(arn).error).toBe('States.ExceedToleratedFailureThreshold');
    expect(counts()).toMatchObject({ failed: 2, failuresNotRedrivable: 1 });
    mend();
    redrive(arn);
    await pass(1);
    expect(result(arn)).toEqual({ status: 'SUCCEEDED', output: [{ done: 'slow' }] });
  });
});
