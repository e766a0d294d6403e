import { describe, expect, test } from 'vitest';
import { type Item, key, on, singleTable } from './tables.ts';

const item: Item = {
  ...key(),
  n: { N: '5' },
  s: { S: 'text' },
  tags: { SS: ['a', 'b'] },
  days: { NS: ['1', '2'] },
  parts: { L: [{ S: 'a' }, { S: 'b' }, { S: 'c' }, { S: 'd' }] },
  box: { M: { core: { N: '3' }, parts: { L: [{ N: '1' }] } } },
};

/** The item after an update, without its key. */
function updated(expression: string, values: Item = {}, names: Record<string, string> = {}): Item {
  const table = on(singleTable());
  table.put(item);
  const { Attributes: attributes = {} } = table.update(key(), {
    UpdateExpression: expression,
    ReturnValues: 'ALL_NEW',
    ...(Object.keys(values).length > 0 && { ExpressionAttributeValues: values }),
    ...(Object.keys(names).length > 0 && { ExpressionAttributeNames: names }),
  });
  const { pk: _pk, sk: _sk, ...rest } = attributes;
  return rest;
}

const { pk: _pk, sk: _sk, ...unchanged } = item;
const without = (name: string): Item =>
  Object.fromEntries(Object.entries(unchanged).filter(([other]) => other !== name));

describe('an update', () => {
  test.each<[expression: string, values: Item, changed: Item]>([
    ['SET n = :v', { ':v': { N: '007.50' } }, { n: { N: '7.5' } }],
    ['SET n = n + :v', { ':v': { N: '-8' } }, { n: { N: '-3' } }],
    ['SET n = n - :v', { ':v': { N: '0.1' } }, { n: { N: '4.9' } }],
    ['SET n = :v - n', { ':v': { N: '5' } }, { n: { N: '0' } }],
    ['SET totals = if_not_exists(totals, :v) + n', { ':v': { N: '0' } }, { totals: { N: '5' } }],
    ['SET n = if_not_exists(n, :v)', { ':v': { N: '0' } }, { n: { N: '5' } }],
    ['SET big = :v + n', { ':v': { N: '99999999999999999999' } }, { big: { N: '100000000000000000004' } }],
    ['SET copied = s, s = :v', { ':v': { S: 'new' } }, { copied: { S: 'text' }, s: { S: 'new' } }],
    [
      'SET parts = list_append(parts, :v)',
      { ':v': { L: [{ N: '1' }] } },
      { parts: { L: [...(item.parts?.L ?? []), { N: '1' }] } },
    ],
    [
      'SET parts = list_append(:v, parts)',
      { ':v': { L: [{ N: '1' }] } },
      { parts: { L: [{ N: '1' }, ...(item.parts?.L ?? [])] } },
    ],
    ['SET parts[1] = :v', { ':v': { S: 'B' } }, { parts: { L: [{ S: 'a' }, { S: 'B' }, { S: 'c' }, { S: 'd' }] } }],
    ['SET parts[9] = :v', { ':v': { S: 'e' } }, { parts: { L: [...(item.parts?.L ?? []), { S: 'e' }] } }],
    ['REMOVE parts[0], parts[2]', {}, { parts: { L: [{ S: 'b' }, { S: 'd' }] } }],
    ['REMOVE parts[9]', {}, {}],
    ['SET parts[3] = :v REMOVE parts[0]', { ':v': { S: 'D' } }, { parts: { L: [{ S: 'b' }, { S: 'c' }, { S: 'D' }] } }],
    ['SET box.core = :v', { ':v': { S: 'x' } }, { box: { M: { core: { S: 'x' }, parts: { L: [{ N: '1' }] } } } }],
    ['SET box.parts[0] = box.core REMOVE box.core', {}, { box: { M: { parts: { L: [{ N: '3' }] } } } }],
    ['ADD n :v', { ':v': { N: '1.5' } }, { n: { N: '6.5' } }],
    ['ADD tally :v', { ':v': { N: '1' } }, { tally: { N: '1' } }],
    ['ADD tags :v', { ':v': { SS: ['b', 'c'] } }, { tags: { SS: ['a', 'b', 'c'] } }],
    ['ADD fresh :v', { ':v': { NS: ['1.0'] } }, { fresh: { NS: ['1'] } }],
    ['DELETE days :v', { ':v': { NS: ['2.0', '3'] } }, { days: { NS: ['1'] } }],
    ['DELETE absent :v', { ':v': { SS: ['x'] } }, {}],
    ['REMOVE absent', {}, {}],
  ])('%s with %o', (expression, values, changed) => {
    expect(updated(expression, values)).toEqual({ ...unchanged, ...changed });
  });

  test.each<[expression: string, values: Item, gone: string]>([
    ['REMOVE s', {}, 's'],
    ['DELETE tags :v', { ':v': { SS: ['a', 'b'] } }, 'tags'],
  ])('%s with %o takes the attribute away', (expression, values, gone) => {
    expect(updated(expression, values)).toEqual(without(gone));
  });

  test('reaches attributes with any name by its placeholder', () => {
    const names = { '#p': '__proto__', '#c': 'constructor', '#d': 'a.b' };
    const after = updated('SET #p = :v, #c = :v, #d = :v', { ':v': { S: 'x' } }, names);
    expect(Object.keys(after).sort()).toEqual([...Object.keys(unchanged), '__proto__', 'constructor', 'a.b'].sort());
  });

  test.each<[returned: string, attributes: Item | undefined]>([
    ['NONE', undefined],
    ['ALL_OLD', item],
    ['UPDATED_OLD', { n: { N: '5' } }],
    ['UPDATED_NEW', { n: { N: '6' }, fresh: { S: 'x' } }],
    ['ALL_NEW', { ...item, n: { N: '6' }, fresh: { S: 'x' } }],
  ])('answers %s', (returned, attributes) => {
    const table = on(singleTable());
    table.put(item);
    const answer = table.update(key(), {
      UpdateExpression: 'SET fresh = :x ADD n :one',
      ExpressionAttributeValues: { ':x': { S: 'x' }, ':one': { N: '1' } },
      ReturnValues: returned,
    });
    expect(answer.Attributes).toEqual(attributes);
  });

  test('of nested paths answers UPDATED_NEW with these paths alone', () => {
    const table = on(singleTable());
    table.put(item);
    const answer = table.update(key(), {
      UpdateExpression: 'SET box.core = :v, parts[3] = :v, parts[1] = :v',
      ExpressionAttributeValues: { ':v': { S: 'x' } },
      ReturnValues: 'UPDATED_NEW',
    });
    expect(answer.Attributes).toEqual({
      box: { M: { core: { S: 'x' } } },
      parts: { L: [{ S: 'x' }, { S: 'x' }] },
    });
  });

  test('creates an item that is not there', () => {
    const table = on(singleTable());
    table.update(key('new'), { UpdateExpression: 'REMOVE x' });
    expect(table.get(key('new'))).toEqual(key('new'));
  });

  test('that fails changes nothing', () => {
    const table = on(singleTable());
    table.put(item);
    const broken = () =>
      table.update(key(), {
        UpdateExpression: 'SET box.core = :v, n = s + :one',
        ExpressionAttributeValues: { ':v': { N: '9' }, ':one': { N: '1' } },
      });
    expect(broken).toThrow('An operand in the update expression has an incorrect data type');
    expect(table.get(key())).toEqual(item);
  });
});
