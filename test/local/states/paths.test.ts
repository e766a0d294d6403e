import { describe, expect, test } from 'vitest';
import type { Json } from '../../../lib/local/states/json.ts';
import { compilePath, compileReference, withValueAt } from '../../../lib/local/states/paths.ts';

const around = { context: (): Json => ({ State: { Name: 'Here' }, list: [1, 2] }), random: () => 0.5 };
const read = (path: string, data: Json) => compilePath(path).read(data, around);

const STORE: Json = {
  book: [
    { title: 'A', price: 8, tags: ['x'], isbn: '1' },
    { title: 'B', price: 12, tags: ['x', 'y'] },
    { title: 'C', price: 9, isbn: '3', nothing: null },
  ],
  'odd name': { "it's": 1, 'a.b': 2, '[0]': 3 },
  naïve: 'ü',
  'with-dash': true,
  max: 10,
};

describe('a path to one node', () => {
  test.each<[string, Json | undefined]>([
    ['$', STORE],
    ['$.max', 10],
    ['$.book[0].title', 'A'],
    ['$.book[-1].title', 'C'],
    ['$.book[2].nothing', null],
    ["$['max']", 10],
    ['$["max"]', 10],
    ["$.book[1]['title']", 'B'],
    ["$.['odd name']", { "it's": 1, 'a.b': 2, '[0]': 3 }],
    ["$['odd name']['it\\'s']", 1],
    ["$['odd name']['a.b']", 2],
    ["$['odd name']['[0]']", 3],
    ['$.naïve', 'ü'],
    ['$.with-dash', true],
    ['$.missing', undefined],
    ['$.max.deeper', undefined],
    ['$.book.title', undefined],
    ['$.book[9]', undefined],
    ['$.max[0]', undefined],
    ['$.constructor', undefined],
    ['$.book.length', undefined],
    ['$$.State.Name', 'Here'],
    ['$$.list[1]', 2],
    ['$$.State.Nope', undefined],
  ])('%s', (path, found) => {
    expect(read(path, STORE)).toEqual(found);
  });
});

describe('a path to several nodes yields a list', () => {
  test.each<[string, Json | undefined]>([
    ['$.book[*].title', ['A', 'B', 'C']],
    ['$.book[*].isbn', ['1', '3']],
    ['$.book[*].nothing', [null]],
    ["$['odd name'].*", [1, 2, 3]],
    ['$.book[0,2].title', ['A', 'C']],
    ['$.book[0,9].title', ['A']],
    ['$.book[1:].title', ['B', 'C']],
    ['$.book[:1].title', ['A']],
    ['$.book[-2:].title', ['B', 'C']],
    ['$.book[0:2].price', [8, 12]],
    ['$..price', [8, 12, 9]],
    ['$..tags[0]', ['x', 'x']],
    ['$.book[*].tags[*]', ['x', 'x', 'y']],
    ['$..nope', []],
    ['$.max[*]', []],
    ['$.missing[*]', undefined],
    ['$.missing..title', undefined],
    ['$$.list[*]', [1, 2]],
  ])('%s', (path, found) => {
    expect(read(path, STORE)).toEqual(found);
  });
});

describe('a filter', () => {
  test.each<[string, Json]>([
    ['@.price < 10', ['A', 'C']],
    ['@.price <= 9', ['A', 'C']],
    ['@.price>9', ['B']],
    ['@.price >= 9 && @.price < 12', ['C']],
    ["@.title == 'B'", ['B']],
    ['@.title != "B"', ['A', 'C']],
    ['@.isbn', ['A', 'C']],
    ['!@.isbn', ['B']],
    ['!(@.isbn && @.price > 8)', ['A', 'B']],
    ["@.title == 'A' || @.title == 'C'", ['A', 'C']],
    ["(@.title == 'A' || @.title == 'B') && @.price > 10", ['B']],
    ['@.price < $.max', ['A', 'C']],
    ['@.nothing == null', ['C']],
    ["@.price == '8'", []],
    ["@.price < '9'", []],
    ["@.tags == ['x']", 'refused'],
    ["@['price'] == 8", ['A']],
    ["@.tags[1] == 'y'", ['B']],
    ["@.title > 'A'", ['B', 'C']],
  ])('[?(%s)]', (filter, titles) => {
    const path = `$.book[?(${filter})].title`;
    if (titles === 'refused') expect(() => compilePath(path)).toThrow('not understood');
    else expect(read(path, STORE)).toEqual(titles);
  });

  test('on an object tests the object itself', () => {
    expect(read('$.o[?(@.a == 1)].b', { o: { a: 1, b: 2 } })).toEqual([2]);
  });
});

describe('refused by name', () => {
  test.each([
    ['book', 'expected $'],
    ['$.', 'expected a field name'],
    ['$.a b', 'not understood'],
    ['$.a[', 'not understood'],
    ['$.a[0', 'expected ]'],
    ["$.a['x", 'not closed'],
    ['$.book.length()', 'function length()'],
    ["$['a','b']", 'several names'],
    ['$.a[0:4:2]', 'steps of 2'],
    ['$.a[?(@.b =~ /x/)]', 'operator =~'],
    ["$.a[?(@.b in ['x'])]", 'operator in'],
    ['$.a[(@.length-1)]', 'not understood'],
  ])('%s', (path, why) => {
    expect(() => compilePath(path)).toThrow(why);
  });

  test.each(['$.a[*]', '$..a', '$.a[0,1]', '$.a[1:]', '$.a[?(@.b)]'])('%s is no reference path', (path) => {
    expect(() => compileReference(path)).toThrow('single node');
  });
});

describe('placing a value', () => {
  test.each<[Json, (string | number)[], Json | undefined]>([
    [{ a: 1 }, [], 'V'],
    [{ a: 1 }, ['b'], { a: 1, b: 'V' }],
    [{ a: 1 }, ['a'], { a: 'V' }],
    [{}, ['a', 'b', 'c'], { a: { b: { c: 'V' } } }],
    [{ a: { b: 1 } }, ['a', 'c'], { a: { b: 1, c: 'V' } }],
    [{ a: [1, 2] }, ['a', 1], { a: [1, 'V'] }],
    [{ a: [{ b: 1 }] }, ['a', 0, 'b'], { a: [{ b: 'V' }] }],
    [{ a: [1] }, ['a', 1], undefined],
    [{ a: 1 }, ['a', 'b'], undefined],
    [{ a: [] }, ['a', 'b'], undefined],
    ['text', ['a'], undefined],
    [[], ['a'], undefined],
  ])('into %j at %j gives %j', (target, keys, result) => {
    const before = structuredClone(target);
    expect(withValueAt(target, keys, 'V')).toEqual(result);
    expect(target).toEqual(before);
  });
});
