/** What a table is: its keys, its indexes, and the checks of items and keys against them. */
import { keyOrder } from './compare.ts';
import { ItemFault, invalid } from './fault.ts';
import { type Item, typeOf, type Value } from './values.ts';

type KeyType = 'S' | 'N' | 'B';

export interface KeyAttribute {
  name: string;
  type: KeyType;
  order: (value: Value) => string;
}

export interface IndexDefinition {
  name: string;
  hash: KeyAttribute;
  range: KeyAttribute | undefined;
  /** Undefined if all attributes are. */
  projected: ReadonlySet<string> | undefined;
}

export interface TableDefinition {
  name: string;
  hash: KeyAttribute;
  range: KeyAttribute | undefined;
  indexes: IndexDefinition[];
}

interface KeySchemaElement {
  AttributeName: string;
  KeyType: 'HASH' | 'RANGE';
}
interface Projection {
  ProjectionType: 'ALL' | 'KEYS_ONLY' | 'INCLUDE';
  NonKeyAttributes?: string[];
}
export interface CreateTable {
  TableName: string;
  AttributeDefinitions: { AttributeName: string; AttributeType: KeyType }[];
  KeySchema: KeySchemaElement[];
  GlobalSecondaryIndexes?: { IndexName: string; KeySchema: KeySchemaElement[]; Projection: Projection }[];
}

/** `input` has passed dynalite's checks. */
export function defineTable(input: CreateTable): TableDefinition {
  const attribute = ({ AttributeName: name }: KeySchemaElement): KeyAttribute => {
    const found = input.AttributeDefinitions.find((definition) => definition.AttributeName === name);
    if (found === undefined) throw invalid(`Attribute ${name} is not defined`);
    return { name, type: found.AttributeType, order: keyOrder };
  };
  const keys = (schema: KeySchemaElement[]): Pick<IndexDefinition, 'hash' | 'range'> => {
    const [hash, range] = schema as [KeySchemaElement, KeySchemaElement | undefined];
    return { hash: attribute(hash), range: range && attribute(range) };
  };
  const indexes = (input.GlobalSecondaryIndexes ?? []).map((index) => ({
    name: index.IndexName,
    ...keys(index.KeySchema),
    projected:
      index.Projection.ProjectionType === 'ALL'
        ? undefined
        : new Set([
            ...[...input.KeySchema, ...index.KeySchema].map((element) => element.AttributeName),
            ...(index.Projection.NonKeyAttributes ?? []),
          ]),
  }));
  return { name: input.TableName, ...keys(input.KeySchema), indexes };
}

export function keysOf({ hash, range }: Pick<IndexDefinition, 'hash' | 'range'>): KeyAttribute[] {
  return range === undefined ? [hash] : [hash, range];
}

const MISMATCH = 'The provided key element does not match the schema';

/** A key as GetItem takes it: exactly the key attributes. */
export function checkKey(key: Item, definition: TableDefinition): void {
  const { hash, range } = definition;
  let count = 0;
  for (const _ in key) count += 1;
  if (count !== (range === undefined ? 1 : 2)) throw new ItemFault(MISMATCH);
  checkKeyPart(key, hash, true);
  if (range !== undefined) checkKeyPart(key, range, false);
}

export function checkKeyPart(key: Item, attribute: KeyAttribute, isHash: boolean): void {
  const value = key[attribute.name];
  if (value?.[attribute.type] === undefined) throw new ItemFault(MISMATCH);
  refuseEmptyKey(value, attribute, 'One or more parameter values are not valid. ');
  checkKeySize(value, isHash);
}

/** An item as PutItem takes it: key attributes there and of their type, index attributes of their type if there. */
export function checkItem(item: Item, definition: TableDefinition): void {
  for (const attribute of keysOf(definition)) {
    const value = item[attribute.name];
    if (value === undefined) {
      throw new ItemFault(`One or more parameter values were invalid: Missing the key ${attribute.name} in the item`);
    }
    if (value[attribute.type] === undefined) {
      throw new ItemFault(
        `One or more parameter values were invalid: Type mismatch for key ${attribute.name} expected: ${
          attribute.type
        } actual: ${typeOf(value)}`,
      );
    }
    refuseEmptyKey(value, attribute, 'One or more parameter values are not valid. ');
    checkKeySize(value, attribute === definition.hash);
  }
  checkIndexKeys(item, definition);
}

export function checkIndexKeys(item: Item, definition: TableDefinition): void {
  for (const index of definition.indexes) {
    checkIndexKey(item, index, index.hash);
    if (index.range !== undefined) checkIndexKey(item, index, index.range);
  }
}

function checkIndexKey(item: Item, index: IndexDefinition, attribute: KeyAttribute): void {
  const value = item[attribute.name];
  if (value === undefined) return;
  if (value[attribute.type] === undefined) throw wrongIndexType(index, attribute, typeOf(value));
  if (value.S === '' || value.B?.length === 0) {
    throw new ItemFault(
      `One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty ${
        value.S === '' ? 'string' : 'binary'
      } value. IndexName: ${index.name}, IndexKey: ${attribute.name}`,
    );
  }
  checkKeySize(value, attribute === index.hash);
}

export function wrongIndexType(index: IndexDefinition, attribute: KeyAttribute, actual: string): ItemFault {
  return new ItemFault(
    `One or more parameter values were invalid: Type mismatch for Index Key ${attribute.name} Expected: ${attribute.type} Actual: ${actual} IndexName: ${index.name}`,
  );
}

function refuseEmptyKey(value: Value, { name }: KeyAttribute, opening: string): void {
  if (value.S !== '' && value.B?.length !== 0) return;
  throw new ItemFault(
    `${opening}The AttributeValue for a key attribute cannot contain an empty ${
      value.S === '' ? 'string' : 'binary'
    } value. Key: ${name}`,
  );
}

function checkKeySize(value: Value, isHash: boolean): void {
  const size = value.S !== undefined ? value.S.length : (value.B?.length ?? 0);
  // Most keys are far below; only near the limit do bytes differ enough from characters to count them.
  if (size <= 341) return;
  const bytes = value.S !== undefined ? Buffer.byteLength(value.S) : size;
  if (isHash && bytes > 2048) {
    throw new ItemFault(
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    );
  }
  if (!isHash && bytes > 1024) {
    throw new ItemFault(
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    );
  }
}

/** Expressions may name key attributes only as a whole. */
export function checkNested(nested: readonly string[], definition: TableDefinition): void {
  if (nested.length === 0) return;
  const scalars = "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed:";
  for (const { name } of keysOf(definition)) {
    if (nested.includes(name)) throw invalid(`${scalars} Key: ${name}`);
  }
  for (const { name } of definition.indexes.flatMap(keysOf)) {
    if (nested.includes(name)) throw invalid(`${scalars} IndexKey: ${name}`);
  }
}
