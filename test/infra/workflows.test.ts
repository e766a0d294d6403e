import validate from 'asl-validator';
import { describe, expect, test } from 'vitest';
import { errorNames } from '../../functions/contracts/errors.ts';
import { decisionKinds } from '../../functions/contracts/workflow.ts';
import { executionExists, lambdaErrors } from '../../lib/infra/retries.ts';
import { allStates, allTasks, definition, definitions, type State } from './definitions.ts';

const invokesFunction = ([, , { Resource = '' }]: (typeof allTasks)[number]) => Resource.includes(':lambda:');
const lambdaTasks = allTasks.filter(invokesFunction);
const startTasks = allTasks.filter((task) => !invokesFunction(task));
const loops = ['collections-case', 'account-errand'];

/** What a task is given, without the envelope of its integration. */
const payload = ({ Parameters = {} }: State): object =>
  (Parameters.Payload ?? Parameters.Input ?? Parameters) as object;
const catches = (state: State, error: string) => state.Catch?.find(({ ErrorEquals }) => ErrorEquals.includes(error));

describe('every state machine', () => {
  test.each([...definitions.keys()])('%s is valid', (name) => {
    const verdict = validate(structuredClone(definition(name)));
    expect(verdict.errorsText('\n')).toBe('');
    expect(verdict.isValid).toBe(true);
  });

  test('is one of the five', () => {
    expect([...definitions.keys()].sort()).toEqual([
      'account-errand',
      'collections-case',
      'daily-sweep',
      'event-drop',
      'waiting-events',
    ]);
  });

  test.each(allStates)('%s: the choice “%s” is a question, and nothing else is', (_, name, { Type }) => {
    expect(name.endsWith('?')).toBe(Type === 'Choice');
  });

  test.each(allStates)('%s: “%s” names errors that somebody throws', (_, __, { Retry = [], Catch = [] }) => {
    const ours: string[] = Object.values(errorNames);
    const named = [...Retry, ...Catch].flatMap(({ ErrorEquals }) => ErrorEquals);
    const known = [...ours, ...lambdaErrors, executionExists];
    expect(named.filter((error) => !known.includes(error) && !error.startsWith('States.'))).toEqual([]);
  });

  test.each(allStates)('%s: “%s” has States.ALL alone and last', (_, __, { Retry = [], Catch = [] }) => {
    for (const rules of [Retry, Catch]) {
      const withAll = rules.filter(({ ErrorEquals }) => ErrorEquals.includes('States.ALL'));
      expect(withAll.flatMap(({ ErrorEquals }) => ErrorEquals)).toEqual(withAll.map(() => 'States.ALL'));
      expect(rules.findIndex((rule) => withAll.includes(rule))).toBe(withAll.length > 0 ? rules.length - 1 : -1);
    }
  });
});

describe('every task', () => {
  test.each(allTasks)('%s: “%s” names its payload, never the whole state', (_, __, state) => {
    const values = Object.entries(payload(state));
    expect(values.length).toBeGreaterThan(0);
    for (const [field, path] of values) expect([field, path]).not.toEqual([field, '$']);
  });

  test.each(allTasks)('%s: “%s” leaves the ids of the execution alone', (machine, _, { ResultPath }) => {
    // Tasks that go page by page answer with the next page's input; the others add a field or nothing.
    const byPages = ['daily-sweep', 'waiting-events'].includes(machine);
    expect(['$.assessment', '$.advanced', '$.plan', null, ...(byPages ? [undefined] : [])]).toContain(ResultPath);
  });

  test.each(lambdaTasks)('%s: “%s” tries again when a service refuses, spread at random', (_, __, { Retry = [] }) => {
    const [retry] = Retry;
    expect(retry?.ErrorEquals).toEqual([errorNames.tryAgain, ...lambdaErrors]);
    expect(retry).toMatchObject({ MaxAttempts: 9, JitterStrategy: 'FULL' });
  });

  test.each(startTasks)('%s: “%s” tries again when a service refuses, but not what exists', (_, __, { Retry = [] }) => {
    expect(Retry).toMatchObject([
      { ErrorEquals: [executionExists], MaxAttempts: 0 },
      { ErrorEquals: ['States.TaskFailed'], MaxAttempts: 9, JitterStrategy: 'FULL' },
    ]);
  });

  test.each(startTasks)('%s: “%s” is content with an execution that exists', (_, __, state) => {
    expect(catches(state, executionExists)?.Next).toBe(state.Next);
  });

  const parkable = allTasks.filter(([machine, name]) => loops.includes(machine) && name !== 'Park the case');
  test.each(parkable)('%s: “%s” parks the case on an error nobody planned for', (_, __, state) => {
    expect(catches(state, 'States.ALL')).toMatchObject({ Next: 'Park the case', ResultPath: '$.failure' });
  });

  const acts = lambdaTasks.filter(([machine, name]) => loops.includes(machine) && !/^(Assess|Park)/.test(name));
  test.each(acts)('%s: “%s” assesses again when the ledger has moved', (_, __, state) => {
    expect(catches(state, errorNames.ledgerMoved)?.Next).toBe('Assess the case');
  });

  test.each(allTasks)('%s: “%s” says what comes after a time-out, when it has one', (_, __, state) => {
    const timed = 'TimeoutSeconds' in state || 'TimeoutSecondsPath' in state;
    expect(catches(state, 'States.Timeout') !== undefined).toBe(timed);
  });
});

describe.each(loops)('%s', (machine) => {
  const { States } = definition(machine);
  const state = (name: string): State => States[name] ?? { Type: 'missing' };

  test('asks what is due for every decision there is', () => {
    const choices = state('What is due?').Choices as { StringEquals: string }[];
    expect(choices.map(({ StringEquals }) => StringEquals)).toEqual([...decisionKinds]);
  });

  test('is given ids and counts, and passes on nothing else', () => {
    const own = ['accountId', 'caseId', 'continues', 'name', 'number'];
    const started = [state('Start the new case'), state('Continue as a new execution')].map(payload);
    const fields = started.flatMap((input) => [...Object.keys(input), ...Object.keys({ ...nested(input) })]);
    expect(fields.map((field) => field.replace('.$', '')).filter((field) => !own.includes(field))).toEqual([]);
  });

  test('keeps its ids when it continues as a new execution, and its name when it has one', () => {
    const next = state('Continue as a new execution');
    expect(payload(next)).toMatchObject({ 'accountId.$': '$.accountId', 'caseId.$': '$.caseId' });
    expect(next.Parameters?.['StateMachineArn.$']).toBe('$$.StateMachine.Id');
    expect(state('Does it continue another?').Default).toBe('Count it as the first');
  });

  test('reports the error itself when it is parked', () => {
    expect(payload(state('Park the case'))).toMatchObject({
      'error.$': '$.failure.Error',
      'execution.$': '$$.Execution.Id',
    });
    expect(state('Parked for an operator')).toMatchObject({ Type: 'Fail', ErrorPath: '$.failure.Error' });
  });
});

const nested = (input: object): object | undefined => ('continues' in input ? (input.continues as object) : undefined);

test('a case waits for its token as long as the assessment says, then looks again', () => {
  const wait = definition('collections-case').States['Await the next event'];
  expect(wait?.Resource).toBe('arn:aws:states:::lambda:invoke.waitForTaskToken');
  expect(wait).toMatchObject({ TimeoutSecondsPath: '$.assessment.waitSeconds', Next: 'Assess the case' });
  expect(wait && payload(wait)).toMatchObject({ 'taskToken.$': '$$.Task.Token' });
  expect(wait && catches(wait, 'States.Timeout')).toMatchObject({ Next: 'Assess the case', ResultPath: null });
});

test('an errand waits without a token, and starts cases on the machine for cases', () => {
  const { States } = definition('account-errand');
  expect(States['Wait until then']).toMatchObject({ Type: 'Wait', SecondsPath: '$.assessment.waitSeconds' });
  expect(States['Start the new case']?.Parameters?.StateMachineArn).toMatch(/:CasesCaseMachine/);
});

describe('daily-sweep', () => {
  const { States } = definition('daily-sweep');
  const map = States['Sweep the shards'];

  test('lists all shards and sweeps all of them at once', () => {
    expect(States['List the shards']?.Parameters).toEqual({ 'list.$': 'States.ArrayRange(0, 63, 1)' });
    expect(map).toMatchObject({ MaxConcurrency: 64, ItemProcessor: { ProcessorConfig: { Mode: 'DISTRIBUTED' } } });
  });

  test('begins every shard at its first page', () => {
    expect(map?.ItemSelector).toEqual({ 'product.$': '$.product', 'shard.$': '$$.Map.Item.Value', cursor: null });
  });

  test('finishes the other shards when one fails, and fails in the end', () => {
    const sweepOne = map?.ItemProcessor?.States['Sweep one shard'];
    expect(sweepOne && catches(sweepOne, 'States.ALL')?.Next).toBe('Shard failed');
    expect(map?.ResultSelector).toEqual({ 'failed.$': "States.ArrayContains($, 'failed')" });
    expect(States['Was every shard swept?']).toMatchObject({
      Choices: [{ Variable: '$.sweep.failed', BooleanEquals: true, Next: 'Sweep failed' }],
      Default: 'Product swept',
    });
  });
});
