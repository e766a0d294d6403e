import { describe, expect, test } from 'vitest';
import { compileIntrinsic } from '../../../lib/local/states/intrinsics.ts';
import type { Json } from '../../../lib/local/states/json.ts';
import { only, run, seeded } from './world.ts';

const DATA: Json = {
  name: 'Foo',
  template: 'Hello {}',
  zip: '98101',
  json: '{"number":20}',
  object: { a: 1, b: [true, null] },
  list: [1, 2, 3, 4, 5, 6, 7, 8, 9],
  doubles: [1, 2, 3, 3, 3, { a: 1 }, { a: 1 }],
  index: 5,
  words: 'This.is+a,test=string',
  nothing: null,
};

const around = (random = () => 0.5) => ({ context: (): Json => ({ Execution: { Name: 'run-1' } }), random });
const evaluate = (text: string, random?: () => number) => compileIntrinsic(text)(DATA, around(random));

describe('intrinsic functions', () => {
  test.each<[string, Json]>([
    ["States.Format('Hello, my name is {}.', $.name)", 'Hello, my name is Foo.'],
    ['States.Format($.template, $.name)', 'Hello Foo'],
    ["States.Format('{} {} {} {}', $.index, $.object, $.nothing, true)", '5 {"a":1,"b":[true,null]} null true'],
    ["States.Format('\\{{}\\} it\\'s \\\\', $.name)", "{Foo} it's \\"],
    ["States.Format('plain')", 'plain'],
    ["States.Format('a, (b) {}', 'c, $.d)')", 'a, (b) c, $.d)'],
    ["States.Format('{}', $$.Execution.Name)", 'run-1'],
    ['States.StringToJson($.json)', { number: 20 }],
    ['States.StringToJson(\'[1,"a"]\')', [1, 'a']],
    ['States.JsonToString($.object)', '{"a":1,"b":[true,null]}'],
    ["States.Array('Foo', 2020, $.json, null)", ['Foo', 2020, '{"number":20}', null]],
    ['States.Array()', []],
    ['States.Array(-1.5e2, false)', [-150, false]],
    ['States.ArrayPartition($.list, 4)', [[1, 2, 3, 4], [5, 6, 7, 8], [9]]],
    ['States.ArrayContains($.list, $.index)', true],
    ["States.ArrayContains($.list, '5')", false],
    ['States.ArrayContains($.doubles, $.doubles[6])', true],
    ['States.ArrayRange(1, 9, 2)', [1, 3, 5, 7, 9]],
    ['States.ArrayRange(5, 1, -2)', [5, 3, 1]],
    ['States.ArrayRange(1, 0, 1)', []],
    ['States.ArrayGetItem($.list, $.index)', 6],
    ['States.ArrayLength($.list)', 9],
    ['States.ArrayUnique($.doubles)', [1, 2, 3, { a: 1 }]],
    ["States.Base64Encode('Data to encode')", 'RGF0YSB0byBlbmNvZGU='],
    ["States.Base64Decode('RGF0YSB0byBlbmNvZGU=')", 'Data to encode'],
    ["States.Hash('input data', 'SHA-1')", 'aaff4a450a104cd177d28d18d74485e8cae074b7'],
    ["States.Hash('input data', 'MD5')", '812f45842bc6d66ee14572ce20db8e86'],
    ["States.Hash('abc', 'SHA-256')", 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad'],
    [
      "States.ArrayContains(States.Array(States.Hash($.object, 'MD5')), States.Hash(States.JsonToString($.object), 'MD5'))",
      true,
    ],
    [
      'States.JsonMerge($.object, States.StringToJson(\'{"a":{"x":1},"c":2}\'), false)',
      { a: { x: 1 }, b: [true, null], c: 2 },
    ],
    ['States.MathRandom(1, 999)', 500],
    ['States.MathAdd(111, -1)', 110],
    ['States.MathAdd(1.4, 1.6)', 3],
    ["States.StringSplit('1,2,3,4,5', ',')", ['1', '2', '3', '4', '5']],
    ["States.StringSplit($.words, '.+,=')", ['This', 'is', 'a', 'test', 'string']],
    ["States.StringSplit(',a,,b', ',')", ['a', 'b']],
    [
      "States.Format('{}-{}', States.ArrayGetItem(States.StringSplit($.words, '.'), 0), States.MathAdd($.index, 1))",
      'This-6',
    ],
    ['States.ArrayLength(States.Array(States.Array(), $.list[?(@ > 3)]))', 2],
    ['  States.Array( 1 ,2 )'.trim(), [1, 2]],
  ])('%s', (text, result) => {
    expect(evaluate(text)).toEqual(result);
  });

  test.each([
    ['SHA-384', 96],
    ['SHA-512', 128],
  ])('States.Hash knows %s', (algorithm, digits) => {
    expect(evaluate(`States.Hash('x', '${algorithm}')`)).toMatch(new RegExp(`^[0-9a-f]{${digits}}$`));
  });

  test('States.UUID is a version 4 UUID that a seed repeats', () => {
    const first = evaluate('States.UUID()', seeded(7));
    expect(first).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(evaluate('States.UUID()', seeded(7))).toBe(first);
    expect(evaluate('States.UUID()', seeded(8))).not.toBe(first);
  });

  test('States.MathRandom stays inside its bounds, and a seed of its own repeats', () => {
    for (const share of [0, 0.999999]) expect([1, 2]).toContain(evaluate('States.MathRandom(1, 3)', () => share));
    const own = () => evaluate('States.MathRandom(1, 1000, 42)', Math.random);
    expect(own()).toBe(own());
  });
});

describe('an intrinsic that fails', () => {
  test.each([
    ["States.Format('{} {}', $.name)", '2 placeholders for 1 values'],
    ["States.Format('{}', 1, 2)", '1 placeholders for 2 values'],
    ["States.Format('a { b', 1)", 'a lone {'],
    ['States.Format($.object, 1)', 'not a string'],
    ["States.StringToJson('{')", 'JSON'],
    ['States.ArrayGetItem($.list, 99)', 'no item 99'],
    ['States.ArrayGetItem($.list, -1)', 'no item -1'],
    ['States.ArrayLength($.name)', 'not an array'],
    ['States.ArrayPartition($.list, 0)', 'not positive'],
    ['States.ArrayRange(0, 1000, 1)', 'more than 1000'],
    ['States.ArrayRange(0, 10, 0)', 'steps of 0'],
    ["States.Hash('x', 'CRC')", 'CRC is not known'],
    ['States.JsonMerge($.object, $.object, true)', 'shallow'],
    ['States.JsonMerge($.object, $.list, false)', 'only objects'],
    ["States.MathAdd('1', 2)", 'not a number'],
    ['States.MathAdd(2147483647, 1)', 'beyond 32 bits'],
    ['States.MathRandom(3, 3)', 'no number'],
  ])('%s', (text, why) => {
    expect(() => evaluate(text)).toThrow(
      expect.objectContaining({ name: 'States.IntrinsicFailure', message: expect.stringContaining(why) }),
    );
  });

  test('for want of a path among its arguments ends the execution, as without a function', () => {
    expect(() => evaluate('States.ArrayLength($.missing)')).toThrow(
      expect.objectContaining({ name: 'States.Runtime' }),
    );
  });

  test('is a failure of its state', async () => {
    const result = await run(only({ Type: 'Pass', Parameters: { 'x.$': 'States.ArrayLength($.a)' } }), { a: 1 });
    expect(result).toMatchObject({ status: 'FAILED', error: 'States.IntrinsicFailure' });
    expect(result.cause).toContain("the state 'Only' (entered at the event id #2)");
  });
});

describe('refused when it is loaded', () => {
  test.each([
    ['States.Nope(1)', 'States.Nope is not known'],
    ['States.toString()', 'States.toString is not known'],
    ['States.ArrayLength()', 'takes 1 arguments, not 0'],
    ['States.MathRandom(1)', 'takes 2 to 3 arguments'],
    ['States.UUID(1)', 'takes 0 arguments'],
    ['States.Array(1', 'expected )'],
    ['States.Array(1,)', 'not understood'],
    ['States.Array(x)', 'not understood'],
    ["States.Array('a)", 'not closed'],
    ["States.Array('a\\n')", 'can be escaped'],
    ['States.Array(1) + 1', 'not understood'],
    ['States.Array($.a.length())', 'function length()'],
    [`${'States.Array('.repeat(11)}${')'.repeat(11)}`, 'nest 10 deep'],
  ])('%s', (text, why) => {
    expect(() => compileIntrinsic(text)).toThrow(why);
  });
});
