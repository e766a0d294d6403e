import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { SortedList } from '../../../lib/local/dynamodb/sorted-list.ts';
import { type Answer, type Item, on, singleTable } from './tables.ts';

const partition = { KeyConditionExpression: 'pk = :pk', ExpressionAttributeValues: { ':pk': { S: 'p' } } };
const textsOf = ({ Items: items = [] }: Answer) => items.map((item) => item.sk?.S ?? item.sk?.N);

/** All pages of a query, joined. */
function allPages(query: (input: object) => Answer, input: object): Item[] {
  const items: Item[] = [];
  let start: Item | undefined;
  do {
    const page = query({ ...input, ...(start && { ExclusiveStartKey: start }) });
    items.push(...(page.Items ?? []));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return items;
}

function textTable(...texts: string[]) {
  const table = on(singleTable());
  for (const text of texts) table.put({ pk: { S: 'p' }, sk: { S: text }, n: { N: String(text.length) } });
  return table;
}

describe('a query', () => {
  test('answers strings in the order of their UTF-8 bytes, whatever order they came in', () => {
    fc.assert(
      fc.property(
        fc.uniqueArray(fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 }), { maxLength: 60 }),
        (texts) => {
          const sorted = [...texts].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
          expect(textsOf(textTable(...texts).query(partition))).toEqual(sorted);
        },
      ),
      { numRuns: 60 },
    );
  });

  test('puts emoji after the last of the basic plane', () => {
    const table = textTable('💶', '\uff5e', '\ud7ff', 'é', 'z');
    expect(textsOf(table.query(partition))).toEqual(['z', 'é', '\ud7ff', '\uff5e', '💶']);
  });

  test('answers numbers in their order, with any sign, size and fraction', () => {
    const number = fc.oneof(
      fc.integer().map(String),
      fc.tuple(fc.integer(), fc.nat(999_999)).map(([whole, part]) => `${whole}.${part}`),
      fc.tuple(fc.integer({ min: -999, max: 999 }), fc.integer({ min: -120, max: 120 })).map(([n, e]) => `${n}e${e}`),
    );
    fc.assert(
      fc.property(fc.uniqueArray(number, { selector: Number, maxLength: 40 }), (numbers) => {
        const table = on(singleTable({ sk: 'N' }));
        for (const text of numbers) table.put({ pk: { S: 'p' }, sk: { N: text } });
        const answered = textsOf(table.query(partition)).map(Number);
        expect(answered).toEqual(numbers.map((text) => Number(text) + 0).sort((a, b) => a - b));
      }),
      { numRuns: 60 },
    );
  });

  test('keeps numbers apart that a double cannot', () => {
    const table = on(singleTable({ sk: 'N' }));
    const numbers = [
      '12345678901234567891',
      '12345678901234567890',
      '-12345678901234567891',
      '0.1',
      '0.10000000000000000001',
    ];
    for (const text of numbers) table.put({ pk: { S: 'p' }, sk: { N: text } });
    expect(textsOf(table.query(partition))).toEqual([
      '-12345678901234567891',
      '0.1',
      '0.10000000000000000001',
      '12345678901234567890',
      '12345678901234567891',
    ]);
  });

  test.each<[condition: string, low: string, high: string | undefined, found: string[]]>([
    ['sk = :low', 'b', undefined, ['b']],
    ['sk < :low', 'b', undefined, ['a', 'a#1', 'a#2']],
    ['sk <= :low', 'b', undefined, ['a', 'a#1', 'a#2', 'b']],
    ['sk > :low', 'a#2', undefined, ['b', 'c']],
    ['sk >= :low', 'a#2', undefined, ['a#2', 'b', 'c']],
    [':low < sk', 'a#2', undefined, ['b', 'c']],
    ['sk BETWEEN :low AND :high', 'a#1', 'b', ['a#1', 'a#2', 'b']],
    ['begins_with(sk, :low)', 'a', undefined, ['a', 'a#1', 'a#2']],
    ['begins_with(sk, :low)', 'a#', undefined, ['a#1', 'a#2']],
    ['begins_with(sk, :low)', 'x', undefined, []],
  ])('with %s of %s and %s answers %o, forwards and backwards', (condition, low, high, found) => {
    const table = textTable('c', 'a#2', 'a', 'b', 'a#1');
    const input = {
      KeyConditionExpression: `pk = :pk AND ${condition}`,
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ':low': { S: low }, ...(high && { ':high': { S: high } }) },
    };
    expect(textsOf(table.query(input))).toEqual(found);
    expect(textsOf(table.query({ ...input, ScanIndexForward: false }))).toEqual([...found].reverse());
  });

  test('in pages of any length answers what it answers at once, in both directions', () => {
    const texts = Array.from({ length: 23 }, (_, i) => `k${String(i).padStart(2, '0')}`);
    const table = textTable(...texts);
    for (const forward of [true, false]) {
      for (const limit of [1, 2, 7, 22, 23, 24]) {
        const items = allPages(table.query, { ...partition, Limit: limit, ScanIndexForward: forward });
        expect(textsOf({ Items: items })).toEqual(forward ? texts : [...texts].reverse());
      }
    }
  });

  test('that ends at its limit has a next page, though an empty one', () => {
    const table = textTable('a', 'b');
    const page = table.query({ ...partition, Limit: 2 });
    expect(page.LastEvaluatedKey).toEqual({ pk: { S: 'p' }, sk: { S: 'b' } });
    expect(table.query({ ...partition, ExclusiveStartKey: page.LastEvaluatedKey })).toEqual({
      Items: [],
      Count: 0,
      ScannedCount: 0,
    });
  });

  test('goes on after an item that was deleted in between', () => {
    const table = textTable('a', 'b', 'c');
    const { LastEvaluatedKey: last = {} } = table.query({ ...partition, Limit: 2 });
    table.remove(last);
    expect(textsOf(table.query({ ...partition, ExclusiveStartKey: last }))).toEqual(['c']);
  });

  test('ends a page at one megabyte', () => {
    const table = on(singleTable());
    for (let i = 0; i < 5; i += 1)
      table.put({ pk: { S: 'p' }, sk: { S: String(i) }, body: { S: 'x'.repeat(300_000) } });
    const page = table.query(partition);
    expect(page.Items).toHaveLength(4);
    expect(allPages(table.query, partition)).toHaveLength(5);
  });

  test('filters after the page is cut, and counts both', () => {
    const table = textTable('a', 'bb', 'cc', 'd');
    const input = {
      ...partition,
      FilterExpression: 'n = :n',
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ':n': { N: '2' } },
    };
    expect(table.query({ ...input, Limit: 2 })).toMatchObject({ Count: 1, ScannedCount: 2 });
    expect(table.query({ ...input, Select: 'COUNT' })).toEqual({ Count: 2, ScannedCount: 4 });
  });

  test('answers only what the projection names', () => {
    const table = on(singleTable());
    table.put({ pk: { S: 'p' }, sk: { S: 's' }, a: { N: '1' }, b: { M: { c: { S: 'x' }, d: { S: 'y' } } } });
    expect(table.query({ ...partition, ProjectionExpression: 'a, b.c, nope' }).Items).toEqual([
      { a: { N: '1' }, b: { M: { c: { S: 'x' } } } },
    ]);
  });
});

describe('an index', () => {
  const dueOf = (gpk: string) => ({
    IndexName: 'gsi1',
    KeyConditionExpression: 'gpk = :gpk',
    ExpressionAttributeValues: { ':gpk': { S: gpk } },
  });
  const due = (pk: string, day: number, more: Item = {}): Item => ({
    pk: { S: pk },
    sk: { S: 'due' },
    gpk: { S: 'shard#1' },
    gsk: { N: String(day) },
    ...more,
  });
  const owners = ({ Items: items = [] }: Answer) => items.map((item) => item.pk?.S);

  test('holds the items that have its key, in its order', () => {
    const table = on(singleTable());
    table.put(due('late', 100));
    table.put(due('early', 9));
    table.put({ pk: { S: 'none' }, sk: { S: 'due' } });
    expect(owners(table.query(dueOf('shard#1')))).toEqual(['early', 'late']);
  });

  test('follows an item that moves, leaves or comes back', () => {
    const table = on(singleTable());
    table.put(due('a', 1));
    table.put(due('b', 2));
    const itemKey = { pk: { S: 'a' }, sk: { S: 'due' } };
    table.update(itemKey, { UpdateExpression: 'SET gsk = :d', ExpressionAttributeValues: { ':d': { N: '3' } } });
    expect(owners(table.query(dueOf('shard#1')))).toEqual(['b', 'a']);
    table.update(itemKey, { UpdateExpression: 'REMOVE gsk' });
    expect(owners(table.query(dueOf('shard#1')))).toEqual(['b']);
    table.put(due('a', 0));
    table.remove({ pk: { S: 'b' }, sk: { S: 'due' } });
    expect(owners(table.query(dueOf('shard#1')))).toEqual(['a']);
  });

  test('after any writes holds what the table holds, in order', () => {
    const write = fc.record({
      pk: fc.constantFrom('a', 'b', 'c', 'd'),
      kind: fc.constantFrom('put', 'move', 'leave', 'remove'),
      shard: fc.constantFrom('shard#1', 'shard#2'),
      day: fc.integer({ min: -5, max: 12 }),
    });
    fc.assert(
      fc.property(fc.array(write, { maxLength: 60 }), (writes) => {
        const table = on(singleTable());
        for (const { pk, kind, shard, day } of writes) {
          const itemKey = { pk: { S: pk }, sk: { S: 'due' } };
          const values = { ExpressionAttributeValues: { ':g': { S: shard }, ':d': { N: String(day) } } };
          if (kind === 'put') table.put({ ...due(pk, day), gpk: { S: shard } });
          if (kind === 'move') table.update(itemKey, { UpdateExpression: 'SET gpk = :g, gsk = :d', ...values });
          if (kind === 'leave') table.update(itemKey, { UpdateExpression: 'REMOVE gpk' });
          if (kind === 'remove') table.remove(itemKey);
        }
        const rows = table.scan({}).Items ?? [];
        for (const shard of ['shard#1', 'shard#2']) {
          const expected = rows
            .filter((row) => row.gpk?.S === shard && row.gsk !== undefined)
            .sort((a, b) => Number(a.gsk?.N) - Number(b.gsk?.N) || ((a.pk?.S ?? '') < (b.pk?.S ?? '') ? -1 : 1));
          expect(table.query(dueOf(shard)).Items).toEqual(expected);
        }
      }),
      { numRuns: 100 },
    );
  });

  test('with equal keys is paged without loss or repetition', () => {
    const table = on(singleTable());
    for (let i = 0; i < 20; i += 1) table.put(due(`p${i}`, i % 3));
    for (const forward of [true, false]) {
      const items = allPages(table.query, { ...dueOf('shard#1'), Limit: 3, ScanIndexForward: forward });
      expect(new Set(items.map((item) => item.pk?.S)).size).toBe(20);
      expect(items).toHaveLength(20);
    }
  });

  test.each([
    [{ ProjectionType: 'KEYS_ONLY' }, ['gpk', 'gsk', 'pk', 'sk']],
    [{ ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] }, ['a', 'gpk', 'gsk', 'pk', 'sk']],
    [{ ProjectionType: 'ALL' }, ['a', 'b', 'gpk', 'gsk', 'pk', 'sk']],
  ])('projecting %o shows %o', (projection, names) => {
    const table = on(singleTable({ projection }));
    table.put(due('p', 1, { a: { N: '1' }, b: { N: '2' } }));
    const [item = {}] = table.query(dueOf('shard#1')).Items ?? [];
    expect(Object.keys(item).sort()).toEqual(names);
  });

  test('refuses what it does not project', () => {
    const table = on(singleTable({ projection: { ProjectionType: 'KEYS_ONLY' } }));
    expect(() => table.query({ ...dueOf('shard#1'), ProjectionExpression: 'pk, amount' })).toThrow(
      'One or more parameter values were invalid: Global secondary index gsi1 does not project [amount]',
    );
    expect(() => table.query({ ...dueOf('shard#1'), Select: 'ALL_ATTRIBUTES' })).toThrow(
      'Select type ALL_ATTRIBUTES is not supported for global secondary index gsi1 because its projection type is not ALL',
    );
  });
});

describe('a scan', () => {
  const table = on(singleTable());
  const ids = Array.from({ length: 50 }, (_, i) => `p${i}`);
  for (const pk of ids)
    table.put({ pk: { S: pk }, sk: { S: 's' }, gpk: { S: pk }, gsk: { N: '1' }, n: { N: pk.slice(1) } });
  const seen = (items: Item[]) => items.map((item) => item.pk?.S).sort();

  test.each([1, 7, 50, 51])('in pages of %i sees every item once', (limit) => {
    expect(seen(allPages(table.scan, { Limit: limit }))).toEqual([...ids].sort());
    expect(seen(allPages(table.scan, { Limit: limit, IndexName: 'gsi1' }))).toEqual([...ids].sort());
  });

  test('in segments sees every item in one of them', () => {
    const parts = [0, 1, 2].map((segment) => allPages(table.scan, { Segment: segment, TotalSegments: 3, Limit: 4 }));
    expect(seen(parts.flat())).toEqual([...ids].sort());
    for (const part of parts) expect(part.length).toBeGreaterThan(5);
  });

  test('filters', () => {
    const found = table.scan({ FilterExpression: 'n < :n', ExpressionAttributeValues: { ':n': { N: '3' } } });
    expect(found).toMatchObject({ Count: 3, ScannedCount: 50 });
  });
});

test('a sorted list stays sorted over its blocks, whatever comes and goes', () => {
  const step = fc.record({ add: fc.boolean(), value: fc.nat(3000) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 1200, maxLength: 2500 }), fc.nat(3000), (steps, from) => {
      const list = new SortedList<number>((a, b) => a - b);
      const model = new Set<number>();
      for (const { add, value } of steps) {
        if (add && !model.has(value)) list.insert(value);
        if (add) model.add(value);
        else {
          list.remove(value);
          model.delete(value);
        }
      }
      const sorted = [...model].sort((a, b) => a - b);
      const forward: number[] = [];
      list.forward(
        (entry) => entry < from,
        (entry) => forward.push(entry) > 0,
      );
      const backward: number[] = [];
      list.backward(
        (entry) => entry < from,
        (entry) => backward.push(entry) > 0,
      );
      expect(forward).toEqual(sorted.filter((value) => value >= from));
      expect(backward).toEqual(sorted.filter((value) => value < from).reverse());
      expect(list.length).toBe(sorted.length);
    }),
    { numRuns: 15 },
  );
});
