import { describe, expect, test } from 'vitest';
import { DefinitionRefused } from '../../../lib/local/states/machines.ts';
import { only, world } from './world.ts';

const FN = 'arn:aws:lambda:eu-west-1:123456789012:function:work';

/** The problems of a definition, or none. */
function problems(definition: object | string): readonly string[] {
  const there = world({ [FN]: () => null });
  try {
    there.machines.create({ arn: there.arn, name: 'm', definition, type: 'STANDARD' });
    return [];
  } catch (error) {
    if (error instanceof DefinitionRefused) return error.problems;
    throw error;
  }
}

const state = (fields: object) => problems(only(fields));
const task = (fields: object) => state({ Type: 'Task', Resource: FN, ...fields });
const pass = { Type: 'Pass', End: true };
const inner = (extra: object = {}) => ({ StartAt: 'In', States: { In: pass }, ...extra });

describe('a definition is refused by name', () => {
  test.each<[string, readonly string[], string]>([
    ['text that is no JSON', problems('{'), 'm: '],
    ['what is no object', problems('[]'), 'm: must be an object'],
    ['no states', problems({ StartAt: 'A' }), 'm.States: must be an object'],
    ['no start', problems({ States: { A: pass } }), 'm.StartAt: is missing'],
    ['a start that is not there', problems({ StartAt: 'B', States: { A: pass } }), 'm.StartAt: there is no state «B»'],
    [
      'an unknown field of the machine',
      problems({ ...only({ Type: 'Pass' }), Wisdom: 1 }),
      'm.Wisdom: is not known here',
    ],
    ['another version', problems({ ...only({ Type: 'Pass' }), Version: '2.0' }), 'm.Version: 2.0'],
    [
      'JSONata for the machine',
      problems({ ...only({ Type: 'Pass' }), QueryLanguage: 'JSONata' }),
      'm.QueryLanguage: JSONata cannot run here',
    ],
    ['JSONata for a state', state({ Type: 'Pass', QueryLanguage: 'JSONata' }), 'm.States.Only.QueryLanguage: JSONata'],
    ['a field of JSONata', task({ Arguments: {} }), 'm.States.Only.Arguments: is not known here'],
    ['variables', task({ Assign: { x: 1 } }), 'm.States.Only.Assign: is not known here'],
    ['credentials', task({ Credentials: {} }), 'm.States.Only.Credentials: is not known here'],
    ['a state without a type', problems({ StartAt: 'A', States: { A: { End: true } } }), 'm.States.A.Type: is missing'],
    ['an unknown type', state({ Type: 'Dream' }), 'm.States.Only.Type: Dream is not known here'],
    [
      'a type that every object has',
      state({ Type: 'constructor' }),
      'm.States.Only.Type: constructor is not known here',
    ],
    ['an unknown field', state({ Type: 'Pass', Colour: 'red' }), 'm.States.Only.Colour: is not known here'],
    ['Retry where it has no meaning', state({ Type: 'Pass', Retry: [] }), 'm.States.Only.Retry: is not known here'],
    [
      'neither Next nor End',
      problems({ StartAt: 'A', States: { A: { Type: 'Pass' } } }),
      'm.States.A.Next: a state has either',
    ],
    ['both Next and End', state({ Type: 'Pass', Next: 'Only', End: true }), 'm.States.Only.Next: a state has either'],
    ['End false', state({ Type: 'Pass', Next: 'Only', End: false }), 'm.States.Only.End: can only be true'],
    ['a Next that is not there', state({ Type: 'Pass', Next: 'Gone' }), 'm.States.Only.Next: there is no state «Gone»'],
    [
      'a resource without a runner',
      state({ Type: 'Task', Resource: 'arn:aws:states:::sqs:sendMessage' }),
      'm.States.Only.Resource: arn:aws:states:::sqs:sendMessage cannot run here',
    ],
    ['a bad path', state({ Type: 'Pass', InputPath: 'a' }), 'm.States.Only.InputPath: a: expected $'],
    ['a path function', state({ Type: 'Pass', InputPath: '$.a.length()' }), 'the path function length()'],
    [
      'a ResultPath to several nodes',
      task({ ResultPath: '$.a[*]' }),
      'm.States.Only.ResultPath: $.a[*]: must name a single node',
    ],
    ['a ResultPath into the context', task({ ResultPath: '$$.a' }), 'cannot write to the context object'],
    [
      'a bad path in a template',
      task({ Parameters: { a: [{ 'b.$': 'c' }] } }),
      'm.States.Only.Parameters.a[0].b.$: c: must be a path or an intrinsic function',
    ],
    ['a number for a path', task({ Parameters: { 'b.$': 1 } }), 'm.States.Only.Parameters.b.$: must be a path'],
    ['a field given twice', task({ Parameters: { b: 1, 'b.$': '$' } }), 'm.States.Only.Parameters.b: is given twice'],
    ['an unknown intrinsic', task({ ResultSelector: { 'b.$': 'States.Magic(1)' } }), 'States.Magic is not known'],
    ['a template that is no object', task({ Parameters: ['$'] }), 'm.States.Only.Parameters: must be an object'],
    [
      'a timeout that is no number',
      task({ TimeoutSeconds: '5' }),
      'm.States.Only.TimeoutSeconds: must be a whole number',
    ],
    [
      'a timeout given twice',
      task({ TimeoutSeconds: 5, TimeoutSecondsPath: '$.t' }),
      'm.States.Only.TimeoutSecondsPath: cannot stand beside TimeoutSeconds',
    ],
    ['a wait for nothing', state({ Type: 'Wait' }), 'm.States.Only.Seconds: is missing'],
    [
      'a wait for two things',
      state({ Type: 'Wait', Seconds: 1, Timestamp: '2026-01-01T00:00:00Z' }),
      'm.States.Only.Timestamp: cannot stand beside Seconds',
    ],
    ['a wait for a bad timestamp', state({ Type: 'Wait', Timestamp: 'tomorrow' }), 'm.States.Only.Timestamp: is none'],
    [
      'both Error and ErrorPath',
      state({ Type: 'Fail', Error: 'E', ErrorPath: '$.e' }),
      'm.States.Only.ErrorPath: cannot stand beside Error',
    ],
    ['a choice of nothing', state({ Type: 'Choice' }), 'm.States.Only.Choices: is missing'],
    [
      'a choice with End',
      state({ Type: 'Choice', Choices: [{ Variable: '$', IsNull: true, Next: 'Only' }], End: true }),
      'm.States.Only.End: is not known here',
    ],
    ['a parallel of nothing', state({ Type: 'Parallel' }), 'm.States.Only.Branches: is missing'],
    [
      'a problem in a branch',
      state({ Type: 'Parallel', Branches: [inner({ Extra: 1 })] }),
      'm.States.Only.Branches[0].Extra: is not known here',
    ],
    [
      'a way out of a branch',
      state({ Type: 'Parallel', Branches: [{ StartAt: 'In', States: { In: { Type: 'Pass', Next: 'Only' } } }] }),
      'm.States.Only.Branches[0].States.In.Next: there is no state «Only»',
    ],
    ['a name used twice', state({ Type: 'Parallel', Branches: [inner(), inner()] }), '«In» is there twice'],
    [
      'a name beyond 80 characters',
      problems({ StartAt: 'A'.repeat(81), States: { ['A'.repeat(81)]: pass } }),
      'longer than 80',
    ],
    ['a map without a processor', state({ Type: 'Map' }), 'm.States.Only.ItemProcessor: must be an object'],
    [
      'a map with two',
      state({ Type: 'Map', ItemProcessor: inner(), Iterator: inner() }),
      'm.States.Only.Iterator: cannot stand beside ItemProcessor',
    ],
    [
      'an unknown mode',
      state({ Type: 'Map', ItemProcessor: inner({ ProcessorConfig: { Mode: 'ODD' } }) }),
      'm.States.Only.ItemProcessor.ProcessorConfig.Mode: ODD',
    ],
    [
      'a distributed map that does not say of what type',
      state({ Type: 'Map', ItemProcessor: inner({ ProcessorConfig: { Mode: 'DISTRIBUTED' } }) }),
      'm.States.Only.ItemProcessor.ProcessorConfig.ExecutionType: is missing',
    ],
    [
      'tolerance inline',
      state({ Type: 'Map', ItemProcessor: inner(), ToleratedFailureCount: 1 }),
      'm.States.Only.ToleratedFailureCount: is not known here',
    ],
    [
      'an item reader inline',
      state({ Type: 'Map', ItemProcessor: inner(), ItemReader: {} }),
      'm.States.Only.ItemReader: is not known here',
    ],
    [
      'ItemBatcher inline',
      state({ Type: 'Map', ItemProcessor: inner(), ItemBatcher: {} }),
      'm.States.Only.ItemBatcher: is not known here',
    ],
    [
      'ItemBatcher without a limit',
      state({
        Type: 'Map',
        ItemProcessor: inner({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }),
        ItemBatcher: {},
      }),
      'm.States.Only.ItemBatcher: needs MaxItemsPerBatch or MaxInputBytesPerBatch',
    ],
    [
      'ResultWriter',
      state({ Type: 'Map', ItemProcessor: inner(), ResultWriter: {} }),
      'm.States.Only.ResultWriter: cannot run here',
    ],
    [
      'an item reader that nobody runs',
      state({
        Type: 'Map',
        ItemProcessor: inner({ ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' } }),
        ItemReader: { Resource: 'arn:x' },
      }),
      'm.States.Only.ItemReader.Resource: arn:x cannot run here',
    ],
  ])('%s', (_, found, problem) => {
    expect(found.join('\n')).toContain(problem);
  });
});

describe('a choice rule is refused by name', () => {
  test.each<[string, object, string]>([
    ['without an operator', { Variable: '$.a' }, 'Choices[0].Variable: comes without an operator'],
    ['with an unknown operator', { Variable: '$.a', Resembles: 'b' }, 'Choices[0].Resembles: is not known here'],
    ['with two operators', { Variable: '$.a', IsNull: true, IsString: true }, 'cannot stand beside'],
    ['without a variable', { IsNull: true }, 'Choices[0].Variable: is missing'],
    [
      'with a value of the wrong type',
      { Variable: '$.a', NumericEquals: '5' },
      'Choices[0].NumericEquals: cannot be "5"',
    ],
    [
      'with a timestamp that is none',
      { Variable: '$.a', TimestampEquals: '2026-01-01' },
      'Choices[0].TimestampEquals: cannot be',
    ],
    ['with a type test of text', { Variable: '$.a', IsNull: 'true' }, 'Choices[0].IsNull: must be true or false'],
    ['with an empty And', { And: [] }, 'Choices[0].And: must be a list'],
    [
      'with a problem inside',
      { Not: { And: [{ Variable: 'a', IsNull: true }] } },
      'Choices[0].Not.And[0].Variable: a: expected $',
    ],
    [
      'with Next inside',
      { Not: { Variable: '$.a', IsNull: true, Next: 'Only' } },
      'Choices[0].Not.Next: is not known here',
    ],
  ])('%s', (_, rule, problem) => {
    expect(state({ Type: 'Choice', Choices: [{ ...rule, Next: 'Only' }] }).join('\n')).toContain(problem);
  });

  test('without Next', () => {
    expect(state({ Type: 'Choice', Choices: [{ Variable: '$', IsNull: true }] }).join()).toContain(
      'Choices[0].Next: is missing',
    );
  });
});

describe('Retry and Catch are refused by name', () => {
  test.each<[string, object, string]>([
    ['no errors', { Retry: [{}] }, 'Retry[0].ErrorEquals: must be a list of error names'],
    ['an unknown field', { Retry: [{ ErrorEquals: ['A'], Patience: 1 }] }, 'Retry[0].Patience: is not known here'],
    [
      'States.ALL among others',
      { Retry: [{ ErrorEquals: ['A', 'States.ALL'] }] },
      'Retry[0].ErrorEquals: States.ALL must stand alone',
    ],
    [
      'States.ALL before others',
      { Retry: [{ ErrorEquals: ['States.ALL'] }, { ErrorEquals: ['A'] }] },
      'Retry[0].ErrorEquals: States.ALL must stand alone, in the last',
    ],
    [
      'an interval of 0',
      { Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 0 }] },
      'Retry[0].IntervalSeconds: must be a whole number from 1',
    ],
    [
      'a shrinking interval',
      { Retry: [{ ErrorEquals: ['A'], BackoffRate: 0.5 }] },
      'Retry[0].BackoffRate: must be a number from 1',
    ],
    [
      'a cap below the interval',
      { Retry: [{ ErrorEquals: ['A'], IntervalSeconds: 5, MaxDelaySeconds: 5 }] },
      'Retry[0].MaxDelaySeconds: must be more than IntervalSeconds',
    ],
    ['an unknown jitter', { Retry: [{ ErrorEquals: ['A'], JitterStrategy: 'SOME' }] }, 'Retry[0].JitterStrategy: SOME'],
    [
      'a catcher that leads nowhere',
      { Catch: [{ ErrorEquals: ['A'], Next: 'Gone' }] },
      'Catch[0].Next: there is no state «Gone»',
    ],
    ['a catcher without Next', { Catch: [{ ErrorEquals: ['A'] }] }, 'Catch[0].Next: is missing'],
    [
      'States.ALL before other catchers',
      {
        Catch: [
          { ErrorEquals: ['States.ALL'], Next: 'Only' },
          { ErrorEquals: ['A'], Next: 'Only' },
        ],
      },
      'Catch[0].ErrorEquals: States.ALL',
    ],
  ])('%s', (_, fields, problem) => {
    expect(task(fields).join('\n')).toContain(problem);
  });
});

test('all problems of a definition are told at once', () => {
  const found = problems({
    StartAt: 'A',
    Odd: true,
    States: { A: { Type: 'Dream', Next: 'B' }, B: { Type: 'Pass', Colour: 1, InputPath: 'x', Next: 'C' } },
  });
  expect(found).toEqual([
    'm.States.A.Type: Dream is not known here',
    'm.States.B.InputPath: x: expected $ at «x»',
    'm.States.B.Colour: is not known here',
    'm.States.B.Next: there is no state «C»',
    'm.Odd: is not known here',
  ]);
});

test('what is accepted has comments everywhere and the older defaults', () => {
  const rule = { Comment: 'c', Variable: '$.a', IsPresent: true };
  expect(
    problems({
      Comment: 'c',
      Version: '1.0',
      QueryLanguage: 'JSONPath',
      StartAt: 'A',
      States: {
        A: { Type: 'Choice', Comment: 'c', Choices: [{ ...rule, Next: 'B' }], Default: 'B' },
        B: {
          Type: 'Task',
          Comment: 'c',
          Resource: FN,
          Retry: [{ ErrorEquals: ['A'], Comment: 'c' }],
          Catch: [{ ErrorEquals: ['A'], Comment: 'c', Next: 'C' }],
          Next: 'C',
        },
        C: { Type: 'Map', ItemProcessor: { Comment: 'c', StartAt: 'D', States: { D: pass } }, End: true },
      },
    }),
  ).toEqual([]);
});
