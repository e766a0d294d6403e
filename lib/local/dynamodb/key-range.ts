/** The part of a partition that a key condition names. */
import { keyOrder } from './compare.ts';
import type { IndexDefinition, KeyAttribute } from './definition.ts';
import type { KeyTest } from './expressions.ts';
import { invalid } from './fault.ts';
import { partitionKey } from './indexes.ts';
import type { Item, Value } from './values.ts';

export interface KeyRange {
  hash: string;
  before: (order: string) => boolean;
  after: (order: string) => boolean;
}

const never = (): boolean => false;

export function keyRange(
  tests: ReadonlyMap<string, KeyTest>,
  values: Item,
  { hash, range }: Pick<IndexDefinition, 'hash' | 'range'>,
): KeyRange {
  if (range === undefined && tests.size > 1) throw invalid('Query key condition not supported');
  const partition = tests.get(hash.name);
  if (partition === undefined) throw invalid(`Query condition missed key schema element: ${hash.name}`);
  const [value] = operands(partition, hash, values);
  if (partition.operator !== 'EQ' || value === undefined) throw invalid('Query key condition not supported');
  if (value.S === '') {
    throw invalid(
      `One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: ${hash.name}`,
    );
  }
  const sort = range && tests.get(range.name);
  if (range !== undefined && sort === undefined && tests.size > 1) {
    throw invalid(`Query condition missed key schema element: ${range.name}`);
  }
  const limits = range && sort && limitsOf(sort, operands(sort, range, values).map(keyOrder));
  return { hash: partitionKey(value), ...(limits ?? { before: never, after: never }) };
}

function operands(test: KeyTest, attribute: KeyAttribute, values: Item): Value[] {
  const found = test.operands.map((name) => values[name] as Value);
  if (found.some((value) => value[attribute.type] === undefined)) {
    throw invalid('One or more parameter values were invalid: Condition parameter type does not match schema type');
  }
  return found;
}

function limitsOf({ operator }: KeyTest, [low = '', high = '']: string[]): Omit<KeyRange, 'hash'> {
  switch (operator) {
    case 'EQ':
      return { before: (order) => order < low, after: (order) => order > low };
    case 'LT':
      return { before: never, after: (order) => order >= low };
    case 'LE':
      return { before: never, after: (order) => order > low };
    case 'GT':
      return { before: (order) => order <= low, after: never };
    case 'GE':
      return { before: (order) => order < low, after: never };
    case 'BETWEEN':
      return { before: (order) => order < low, after: (order) => order > high };
    case 'BEGINS_WITH':
      return { before: (order) => order < low, after: (order) => order > low && !order.startsWith(low) };
  }
}
