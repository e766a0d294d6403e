import { describe, expect, test } from 'vitest';
import type { Json } from '../../../lib/local/states/machines.ts';
import { run } from './world.ts';

/** Whether a rule matches an input; or the error it fails with. */
async function matches(rule: object, input: Json): Promise<boolean | string> {
  const result = await run(
    {
      StartAt: 'Ask',
      States: {
        Ask: { Type: 'Choice', Choices: [{ ...rule, Next: 'Yes' }], Default: 'No' },
        Yes: { Type: 'Succeed' },
        No: { Type: 'Succeed' },
      },
    },
    input,
  );
  return result.error ?? result.states?.at(-1) === 'Yes';
}

const T1 = '2026-03-01T00:00:00Z';
const T2 = '2026-03-01T00:00:00.001Z';

/** Operator, then rows of: value compared with, value found, whether it holds. */
const OPERATORS: Record<string, [Json, Json, boolean][]> = {
  StringEquals: [
    ['a', 'a', true],
    ['a', 'A', false],
    ['', '', true],
    ['3', 3, false],
    ['true', true, false],
    ['null', null, false],
  ],
  StringLessThan: [
    ['b', 'a', true],
    ['b', 'b', false],
    ['b', 'B', true],
    ['5', 3, false],
  ],
  StringGreaterThan: [
    ['a', 'b', true],
    ['a', 'a', false],
    ['10', '9', true],
  ],
  StringLessThanEquals: [
    ['b', 'b', true],
    ['b', 'c', false],
  ],
  StringGreaterThanEquals: [
    ['b', 'b', true],
    ['b', 'a', false],
    ['b', ['b'], false],
  ],
  NumericEquals: [
    [3, 3, true],
    [3, 3.0, true],
    [0.5, 0.5, true],
    [3, '3', false],
    [0, null, false],
    [1, true, false],
  ],
  NumericLessThan: [
    [5, 3, true],
    [5, '3', false],
    [5, 5, false],
    [0, -0.1, true],
  ],
  NumericGreaterThan: [
    [5, 6, true],
    [5, '6', false],
    [5, 5, false],
  ],
  NumericLessThanEquals: [
    [5, 5, true],
    [5, 5.1, false],
  ],
  NumericGreaterThanEquals: [
    [5, 5, true],
    [5, 4.9, false],
    [5, [6], false],
  ],
  BooleanEquals: [
    [true, true, true],
    [true, false, false],
    [false, false, true],
    [true, 'true', false],
    [false, 0, false],
    [false, null, false],
  ],
  TimestampEquals: [
    [T1, T1, true],
    [T1, '2026-03-01T01:00:00+01:00', true],
    [T1, '2026-03-01T00:00:00.000Z', true],
    [T1, '2026-03-01', false],
    [T1, 1772323200, false],
  ],
  TimestampLessThan: [
    [T2, T1, true],
    [T1, T1, false],
    [T1, 'yesterday', false],
  ],
  TimestampGreaterThan: [
    [T1, T2, true],
    [T2, T1, false],
    [T1, '2026-03-01T00:00:00.0001Z', true],
  ],
  TimestampLessThanEquals: [
    [T1, T1, true],
    [T1, T2, false],
  ],
  TimestampGreaterThanEquals: [
    [T1, T1, true],
    [T2, T1, false],
  ],
};

const rows = Object.entries(OPERATORS).flatMap(([operator, cases]) =>
  cases.map(([wanted, found, holds]) => ({ operator, wanted, found, holds })),
);

describe('comparison', () => {
  test.each(rows)('$found $operator $wanted is $holds', async ({ operator, wanted, found, holds }) => {
    expect(await matches({ Variable: '$.v', [operator]: wanted }, { v: found })).toBe(holds);
  });

  test.each(rows)('$found $operator a path to $wanted is $holds', async ({ operator, wanted, found, holds }) => {
    expect(await matches({ Variable: '$.v', [`${operator}Path`]: '$.w' }, { v: found, w: wanted })).toBe(holds);
  });

  test('of two values by path fails to match when the second has the wrong type', async () => {
    expect(await matches({ Variable: '$.v', NumericLessThanPath: '$.w' }, { v: 3, w: '5' })).toBe(false);
  });

  test('may look into the context object', async () => {
    expect(await matches({ Variable: '$$.State.Name', StringEquals: 'Ask' }, {})).toBe(true);
    expect(await matches({ Variable: '$.me', StringEqualsPath: '$$.State.Name' }, { me: 'Ask' })).toBe(true);
  });

  test.each([
    { Variable: '$.nothing', StringEquals: 'a' },
    { Variable: '$.nothing', IsNull: true },
    { Variable: '$.nothing', IsString: false },
    { Variable: '$.nothing', StringMatches: '*' },
    { Variable: '$.v', StringEqualsPath: '$.nothing' },
  ])('of what is not there is an error: %j', async (rule) => {
    expect(await matches(rule, { v: 'a' })).toBe('States.Runtime');
  });
});

describe('type tests', () => {
  const VALUES: Record<string, Json> = {
    null: null,
    string: 'a',
    time: T1,
    number: 1.5,
    boolean: false,
    list: [],
    object: {},
  };
  test.each<[string, string[]]>([
    ['IsNull', ['null']],
    ['IsString', ['string', 'time']],
    ['IsNumeric', ['number']],
    ['IsBoolean', ['boolean']],
    ['IsTimestamp', ['time']],
    ['IsPresent', Object.keys(VALUES)],
  ])('%s holds for %j', async (operator, kinds) => {
    for (const [kind, v] of Object.entries(VALUES)) {
      expect([kind, await matches({ Variable: '$.v', [operator]: true }, { v })]).toEqual([kind, kinds.includes(kind)]);
      expect([kind, await matches({ Variable: '$.v', [operator]: false }, { v })]).toEqual([
        kind,
        !kinds.includes(kind),
      ]);
    }
  });

  test('IsPresent asks about what is not there', async () => {
    expect(await matches({ Variable: '$.v.deep', IsPresent: false }, {})).toBe(true);
    expect(await matches({ Variable: '$.v.deep', IsPresent: true }, {})).toBe(false);
  });

  test.each<[string, boolean]>([
    ['2026-03-01T00:00:00Z', true],
    ['2026-03-01T00:00:00.123456Z', true],
    ['2026-03-01T00:00:00+08:00', true],
    ['2026-03-01t00:00:00Z', false],
    ['2026-03-01T00:00:00z', false],
    ['2026-03-01 00:00:00Z', false],
    ['2026-03-01T00:00:00', false],
    ['2026-13-01T00:00:00Z', false],
    ['2026-03-01', false],
  ])('%s is a timestamp: %s', async (v, is) => {
    expect(await matches({ Variable: '$.v', IsTimestamp: true }, { v })).toBe(is);
  });
});

describe('StringMatches', () => {
  test.each<[string, Json, boolean]>([
    ['log-*.txt', 'log-zebra.txt', true],
    ['log-*.txt', 'log-.txt', true],
    ['log-*.txt', 'log-zebra-txt', false],
    ['*', '', true],
    ['*', 'two\nlines', true],
    ['a*b*c', 'a1b2c', true],
    ['a*b*c', 'a1b2', false],
    ['exact', 'exactly', false],
    ['star\\*', 'star*', true],
    ['star\\*', 'starry', false],
    ['back\\\\slash', 'back\\slash', true],
    ['(a|b)[c]', '(a|b)[c]', true],
    ['(a|b)[c]', 'ac', false],
    ['*', 5, false],
    ['*', null, false],
  ])('%s and %j: %s', async (pattern, v, holds) => {
    expect(await matches({ Variable: '$.v', StringMatches: pattern }, { v })).toBe(holds);
  });
});

describe('And, Or and Not', () => {
  const big = { Variable: '$.n', NumericGreaterThan: 10 };
  const even = { Variable: '$.even', BooleanEquals: true };
  test.each<[string, object, Json, boolean]>([
    ['And', { And: [big, even] }, { n: 12, even: true }, true],
    ['And', { And: [big, even] }, { n: 12, even: false }, false],
    ['Or', { Or: [big, even] }, { n: 2, even: true }, true],
    ['Or', { Or: [big, even] }, { n: 2, even: false }, false],
    ['Not', { Not: big }, { n: 2 }, true],
    ['Not', { Not: big }, { n: 12 }, false],
    ['nested', { Not: { And: [big, { Or: [even, { Not: even }] }] } }, { n: 12, even: false }, false],
    // The second part would fail on what is not there.
    [
      'And that stops',
      {
        And: [
          { Variable: '$.x', IsPresent: true },
          { Variable: '$.x', IsNull: true },
        ],
      },
      {},
      false,
    ],
    [
      'Or that stops',
      {
        Or: [
          { Variable: '$.x', IsPresent: false },
          { Variable: '$.x', IsNull: true },
        ],
      },
      {},
      true,
    ],
  ])('%s %j of %j', async (_, rule, input, holds) => {
    expect(await matches(rule, input)).toBe(holds);
  });
});

describe('a choice', () => {
  test('takes the first rule that matches', async () => {
    const definition = {
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Choice',
          Choices: [
            { Variable: '$.n', NumericGreaterThan: 100, Next: 'Huge' },
            { Variable: '$.n', NumericGreaterThan: 10, Next: 'Big' },
            { Variable: '$.n', NumericGreaterThan: 5, Next: 'Huge' },
          ],
        },
        Huge: { Type: 'Succeed' },
        Big: { Type: 'Succeed' },
      },
    };
    expect((await run(definition, { n: 50 })).states).toEqual(['Ask', 'Big']);
    expect(await run(definition, { n: 1 })).toMatchObject({ status: 'FAILED', error: 'States.NoChoiceMatched' });
  });

  test('tests what InputPath selects, and passes on what OutputPath selects of that', async () => {
    const definition = {
      StartAt: 'Ask',
      States: {
        Ask: {
          Type: 'Choice',
          InputPath: '$.inner',
          OutputPath: '$.kept',
          Choices: [{ Variable: '$.yes', BooleanEquals: true, Next: 'Yes' }],
        },
        Yes: { Type: 'Succeed' },
      },
    };
    expect(await run(definition, { inner: { yes: true, kept: 1 } })).toMatchObject({ status: 'SUCCEEDED', output: 1 });
  });
});
