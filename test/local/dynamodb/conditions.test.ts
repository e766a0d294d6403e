import { describe, expect, test } from 'vitest';
import { type Item, key, on, singleTable } from './tables.ts';

const item: Item = {
  ...key(),
  n: { N: '5' },
  big: { N: '12345678901234567890' },
  s: { S: 'account#42' },
  blank: { S: '' },
  yes: { BOOL: true },
  nothing: { NULL: true },
  bin: { B: new Uint8Array([1, 2, 3]) },
  tags: { SS: ['a', 'b'] },
  days: { NS: ['1', '2.5'] },
  parts: { L: [{ S: 'x' }, { N: '7' }, { M: { deep: { S: 'y' } } }] },
  box: { M: { core: { N: '3' }, parts: { L: [{ N: '1' }] } } },
};

const values: Item = {
  ':three': { N: '3' },
  ':five': { N: '5.0' },
  ':nine': { N: '9' },
  ':bigger': { N: '12345678901234567891' },
  ':half': { N: '2.5' },
  ':s': { S: 'account#42' },
  ':part': { S: 'count' },
  ':account': { S: 'account#' },
  ':five_text': { S: '5' },
  ':a': { S: 'a' },
  ':x': { S: 'x' },
  ':z': { S: 'z' },
  ':true': { BOOL: true },
  ':bytes': { B: new Uint8Array([1, 2]) },
  ':ba': { SS: ['b', 'a'] },
  ':deep': { M: { deep: { S: 'y' } } },
  ':parts': { L: [{ S: 'x' }, { N: '7.00' }, { M: { deep: { S: 'y' } } }] },
  ':type_n': { S: 'N' },
  ':type_ss': { S: 'SS' },
  ':null': { NULL: true },
};

describe('a condition', () => {
  const table = on(singleTable());
  table.put(item);

  test.each<[expression: string, holds: boolean]>([
    ['n = :five', true],
    ['n <> :five', false],
    ['n = :five_text', false],
    ['n <> :five_text', true],
    ['n < :nine', true],
    ['n < :five', false],
    ['n <= :five', true],
    ['n > :three', true],
    ['n >= :nine', false],
    ['n < :z', false],
    ['big < :bigger', true],
    ['big >= :bigger', false],
    ['s < :z', true],
    ['s = :s', true],
    [':s = s', true],
    ['bin > :bytes', true],
    ['yes = :true', true],
    ['nothing = :null', true],
    ['absent = :five', false],
    ['absent <> :five', true],
    ['absent < :five', false],
    ['NOT absent < :five', true],
    ['n BETWEEN :three AND :nine', true],
    ['n BETWEEN :five AND :five', true],
    ['s BETWEEN :a AND :z', true],
    ['n BETWEEN :a AND :z', false],
    ['n IN (:three, :five)', true],
    ['n IN (:three, :nine)', false],
    ['absent IN (:three)', false],
    ['s IN (:z, :s, :a)', true],
    ['tags = :ba', true],
    ['parts = :parts', true],
    ['parts[2] = :deep', true],
    ['attribute_exists(n)', true],
    ['attribute_exists(absent)', false],
    ['attribute_exists(parts[1])', true],
    ['attribute_exists(parts[9])', false],
    ['attribute_exists(box.core)', true],
    ['attribute_exists(box.core.deeper)', false],
    ['attribute_exists(valueOf)', false],
    ['attribute_not_exists(toString)', true],
    ['attribute_not_exists(n)', false],
    ['attribute_type(n, :type_n)', true],
    ['attribute_type(tags, :type_n)', false],
    ['attribute_type(tags, :type_ss)', true],
    ['begins_with(s, :account)', true],
    ['begins_with(s, :part)', false],
    ['begins_with(bin, :bytes)', true],
    ['begins_with(n, :account)', false],
    ['contains(s, :part)', true],
    ['contains(tags, :a)', true],
    ['contains(tags, :x)', false],
    ['contains(days, :half)', true],
    ['contains(parts, :x)', true],
    ['contains(parts, :deep)', true],
    ['contains(bin, :bytes)', true],
    ['contains(n, :five)', false],
    ['size(s) > :nine', true],
    ['size(tags) < :three', true],
    ['size(parts) = :three', true],
    ['size(box) < :three', true],
    ['size(bin) = :three', true],
    ['size(blank) < :three', true],
    ['size(absent) < :three', false],
    ['n = :five AND s = :s', true],
    ['n = :nine OR s = :s', true],
    ['n = :nine OR s = :z', false],
    ['NOT n = :nine AND s = :s', true],
    ['NOT (n = :nine OR s = :s)', false],
    ['(n = :nine AND s = :s) OR yes = :true', true],
    ['n = :nine AND s = :s OR yes = :true', true],
    ['box.core = parts[1]', false],
    ['box.core < parts[1]', true],
    ['box.parts[0] < box.core', true],
  ])('%s holds: %s', (expression, holds) => {
    const used = Object.fromEntries(
      Object.entries(values).filter(([name]) => new RegExp(`${name}\\b`).test(expression)),
    );
    const attempt = () =>
      table.update(key(), {
        ConditionExpression: expression,
        ...(Object.keys(used).length > 0 && { ExpressionAttributeValues: used }),
      });
    if (holds) expect(attempt).not.toThrow();
    else expect(attempt).toThrow('The conditional request failed');
  });

  test('is parsed once, and still reads the values of each call', () => {
    const exists = (value: string) => () =>
      table.put(item, { ConditionExpression: 's = :s', ExpressionAttributeValues: { ':s': { S: value } } });
    expect(exists('account#42')).not.toThrow();
    expect(exists('account#43')).toThrow('The conditional request failed');
    expect(exists('account#42')).not.toThrow();
  });

  test('that is remembered is still refused when its bounds are the wrong way round', () => {
    const between = (low: string, high: string) => () =>
      table.put(item, {
        ConditionExpression: 'n BETWEEN :low AND :high',
        ExpressionAttributeValues: { ':low': { N: low }, ':high': { N: high } },
      });
    expect(between('1', '9')).not.toThrow();
    expect(between('9', '1')).toThrow(
      'Invalid ConditionExpression: The BETWEEN operator requires upper bound to be greater than or equal to lower bound; lower bound operand: AttributeValue: {N:9}, upper bound operand: AttributeValue: {N:1}',
    );
  });

  test('that is remembered is parsed again for other names', () => {
    const named = (name: string) => () =>
      table.put(item, { ConditionExpression: 'attribute_exists(#a)', ExpressionAttributeNames: { '#a': name } });
    expect(named('n')).not.toThrow();
    expect(named('absent')).toThrow('The conditional request failed');
  });

  test('on an item that is not there sees no attributes', () => {
    expect(() => table.put(key('new'), { ConditionExpression: 'attribute_not_exists(pk)' })).not.toThrow();
    expect(() => table.remove(key('other'), { ConditionExpression: 'attribute_exists(pk)' })).toThrow(
      'The conditional request failed',
    );
  });
});
