import { describe, expect, test } from 'vitest';
import { LedgerMoved, NotFound } from '../../functions/contracts/errors.ts';
import { executionExists } from '../../lib/infra/retries.ts';
import { VirtualClock } from '../../lib/local/clock.ts';
import { type Json, StateMachines } from '../../lib/local/states/machines.ts';
import { definition } from './definitions.ts';

const day = 86_400_000;
const noon = Date.parse('2026-03-01T12:00:00Z');
type Input = Record<string, unknown>;
/** What a task answers, by the name of its function or by its service. */
type Answers = Record<string, (input: Input) => unknown>;

/** Runs one execution for a day, and tells how it ended and what it called. */
async function run(name: string, input: Input, answers: Answers) {
  const clock = new VirtualClock(noon);
  const calls: { task: string; input: Input }[] = [];
  const machines = new StateMachines({
    clock,
    tasks: {
      supports: () => true,
      invoke: async ({ resource, input: given }) => {
        const { FunctionName, Payload } = given as Input;
        const [, task = 'startExecution'] =
          /:[A-Z][a-z]+([A-Za-z]+)[0-9A-F]{8}\.Arn$/.exec(String(FunctionName ?? resource)) ?? [];
        const asked = (Payload ?? given) as Input;
        calls.push({ task, input: asked });
        return ((await answers[task]?.(asked)) ?? null) as Json;
      },
    },
    random: () => 0.5,
    account: '111122223333',
    region: 'eu-west-1',
    keepHistory: true,
  });
  const stateMachineArn = `arn:aws:states:eu-west-1:111122223333:stateMachine:${name}`;
  machines.create({ arn: stateMachineArn, name, definition: definition(name), type: 'STANDARD' });
  const { executionArn } = machines.startExecution({ stateMachineArn, input: JSON.stringify(input), name: 'first' });
  await clock.runUntil(noon + day);
  const { status, error } = machines.describeExecution({ executionArn });
  return {
    status,
    error,
    calls,
    called: (task: string) => calls.filter((call) => call.task === task).map((call) => call.input),
  };
}

/** Assessments one after the other; the last one stays. */
function assessing(...assessments: Input[]): () => Input {
  let at = 0;
  return () => {
    const next = assessments[Math.min(at, assessments.length - 1)];
    at += 1;
    return { act: 'act', revision: 1, waitSeconds: 60, grownOld: false, ...next };
  };
}

const aCase = { accountId: 'a', caseId: 'a-2026-03-01' };
const done = { decision: 'done' };
const fails = (error: Error) => () => {
  throw error;
};
const exists = () => fails(Object.assign(new Error('exists'), { name: executionExists }));

describe('a case', () => {
  test('assesses again when nobody woke it in time', async () => {
    const { status, called } = await run('collections-case', aCase, {
      AssessCase: assessing({ decision: 'wait' }, done),
      AwaitEvent: () => null,
    });
    expect(status).toBe('SUCCEEDED');
    expect(called('AwaitEvent')).toMatchObject([{ ...aCase, revision: 1, waitSeconds: 60 }]);
    expect(called('AssessCase')).toHaveLength(2);
  });

  test('assesses again when the ledger moved while it acted or began to wait', async () => {
    const { status, called } = await run('collections-case', aCase, {
      AssessCase: assessing({ decision: 'notice' }, { decision: 'wait' }, done),
      SendNotice: fails(new LedgerMoved('moved')),
      AwaitEvent: fails(new LedgerMoved('moved')),
    });
    expect(status).toBe('SUCCEEDED');
    expect(called('AssessCase')).toHaveLength(3);
    expect(called('ParkCase')).toEqual([]);
  });

  test('starts the case that follows it, and is content when that runs already', async () => {
    const { status, called } = await run('collections-case', aCase, {
      AssessCase: assessing({ decision: 'case' }, { decision: 'case' }, done),
      AdvanceCase: () => ({ outcome: 'done', startCase: 'a-2026-05-01', executionName: 'a-2026-05-01' }),
      startExecution: exists(),
    });
    expect(status).toBe('SUCCEEDED');
    expect(called('startExecution')[0]).toMatchObject({
      Name: 'a-2026-05-01',
      Input: { accountId: 'a', caseId: 'a-2026-05-01' },
    });
  });

  test('that has grown old continues under a name of its own', async () => {
    const { status, called } = await run('collections-case', aCase, { AssessCase: assessing({ grownOld: true }) });
    expect(status).toBe('SUCCEEDED');
    expect(called('startExecution')).toMatchObject([
      { Name: 'first--2', Input: { ...aCase, continues: { name: 'first', number: 2 } } },
    ]);
  });

  test('that has continued before keeps the name it began with', async () => {
    const continues = { name: 'long-ago', number: 7 };
    const { called } = await run(
      'collections-case',
      { ...aCase, continues },
      { AssessCase: assessing({ grownOld: true }) },
    );
    expect(called('startExecution')).toMatchObject([
      { Name: 'long-ago--8', Input: { ...aCase, continues: { name: 'long-ago', number: 8 } } },
    ]);
  });

  test('is parked under the error that nobody planned for', async () => {
    const { status, error, called } = await run('collections-case', aCase, { AssessCase: fails(new NotFound('gone')) });
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'NotFound' });
    expect(called('ParkCase')).toMatchObject([{ ...aCase, error: 'NotFound' }]);
  });

  test('fails under that error even when it cannot be parked', async () => {
    const { error } = await run('collections-case', aCase, {
      AssessCase: fails(new NotFound('gone')),
      ParkCase: fails(new Error('no')),
    });
    expect(error).toBe('NotFound');
  });
});

test('an errand waits, acts and ends', async () => {
  const { status, calls } = await run(
    'account-errand',
    { accountId: 'a', caseId: null },
    {
      AssessCase: assessing({ decision: 'wait' }, { decision: 'notice' }, done),
    },
  );
  expect(status).toBe('SUCCEEDED');
  expect(calls.map(({ task }) => task)).toEqual(['AssessCase', 'AssessCase', 'SendNotice', 'AssessCase']);
});

describe('a sweep', () => {
  const twoPages = (input: Input) => ({ ...input, cursor: input.cursor === null ? 'page 2' : null });

  test('reads every shard page by page', async () => {
    const { status, called } = await run('daily-sweep', { product: 'pay-later' }, { SweepShard: twoPages });
    expect(status).toBe('SUCCEEDED');
    expect(called('SweepShard')).toHaveLength(128);
    expect(called('SweepShard')).toContainEqual({ product: 'pay-later', shard: 63, cursor: 'page 2' });
  });

  test('finishes the other shards when one cannot be read, and fails', async () => {
    const { status, error, called } = await run(
      'daily-sweep',
      { product: 'pay-later' },
      {
        SweepShard: (input) => (input.shard === 3 ? fails(new Error('broken'))() : twoPages(input)),
      },
    );
    expect({ status, error }).toEqual({ status: 'FAILED', error: 'ShardFailed' });
    expect(called('SweepShard')).toHaveLength(127);
  });
});
