/** CreateTable, DescribeTable, ListTables and time to live. */
import { type CreateTable, defineTable, type IndexDefinition, keysOf } from './definition.ts';
import { DynamoDbFault, invalid, noSuchTable } from './fault.ts';
import { checkAsDynalite } from './parameters.ts';
import type { Store } from './store.ts';
import { Table } from './table.ts';

/** What DescribeTable tells of a table beside what it counts. */
const descriptions = new WeakMap<Table, object>();

/** Accepted because templates carry them; they change nothing here. */
interface Ignored {
  StreamSpecification?: { StreamEnabled?: boolean; StreamViewType?: string };
  SSESpecification?: object;
  DeletionProtectionEnabled?: boolean;
  TableClass?: string;
  Tags?: object[];
}

export function createTable(store: Store, input: CreateTable & Ignored & { BillingMode?: string }): object {
  const {
    StreamSpecification: stream,
    SSESpecification: _sse,
    DeletionProtectionEnabled: deletionProtection,
    ...rest
  } = input;
  const { TableClass: tableClass, Tags: _tags, ...checked } = rest;
  for (const index of checked.GlobalSecondaryIndexes ?? []) refuseUnknown(index);
  checkAsDynalite('CreateTable', checked);
  if (store.tables.has(input.TableName)) {
    throw new DynamoDbFault('ResourceInUseException', `Table already exists: ${input.TableName}`);
  }
  const table = new Table(defineTable(input));
  store.tables.set(table.name, table);
  const description = {
    CreationDateTime: new Date(store.place.now()),
    ...(input.BillingMode === 'PAY_PER_REQUEST' && { BillingModeSummary: { BillingMode: 'PAY_PER_REQUEST' } }),
    ...(stream && {
      StreamSpecification: structuredClone(stream),
      LatestStreamArn: `${store.arnOf(table.name)}/stream/1970-01-01T00:00:00.000`,
    }),
    ...(deletionProtection !== undefined && { DeletionProtectionEnabled: deletionProtection }),
    ...(tableClass !== undefined && { TableClassSummary: { TableClass: tableClass } }),
  };
  descriptions.set(table, description);
  return { TableDescription: describe(store, table) };
}

const INDEX_PARAMETERS: readonly string[] = ['IndexName', 'KeySchema', 'Projection', 'ProvisionedThroughput'];

function refuseUnknown(index: object): void {
  const unknown = Object.keys(index).find((name) => !INDEX_PARAMETERS.includes(name));
  if (unknown !== undefined) {
    throw invalid(`The local DynamoDB does not support the parameter ${unknown} of GlobalSecondaryIndexes`);
  }
}

export function describeTable(store: Store, input: { TableName: string }): object {
  return { Table: describe(store, named(store, input.TableName)) };
}

function named(store: Store, name: string): Table {
  const table = store.tables.get(name);
  if (table === undefined) throw noSuchTable(name);
  return table;
}

function describe(store: Store, table: Table): object {
  const { definition } = table;
  const attributes = new Map(
    [definition, ...definition.indexes].flatMap(keysOf).map(({ name, type }) => [name, type] as const),
  );
  return {
    ...structuredClone(descriptions.get(table)),
    TableName: table.name,
    TableArn: store.arnOf(table.name),
    TableStatus: 'ACTIVE',
    AttributeDefinitions: [...attributes].map(([name, type]) => ({ AttributeName: name, AttributeType: type })),
    KeySchema: keySchema(definition),
    ItemCount: table.count,
    TableSizeBytes: table.bytes,
    ...(table.indexes.size > 0 && {
      GlobalSecondaryIndexes: [...table.indexes.values()].map(({ definition: index, count }) => ({
        IndexName: index.name,
        IndexArn: `${store.arnOf(table.name)}/index/${index.name}`,
        IndexStatus: 'ACTIVE',
        KeySchema: keySchema(index),
        Projection: projection(
          index,
          [...keysOf(definition), ...keysOf(index)].map(({ name }) => name),
        ),
        ItemCount: count,
      })),
    }),
  };
}

function keySchema({ hash, range }: Pick<IndexDefinition, 'hash' | 'range'>): object[] {
  const schema = [{ AttributeName: hash.name, KeyType: 'HASH' }];
  return range === undefined ? schema : [...schema, { AttributeName: range.name, KeyType: 'RANGE' }];
}

function projection({ projected }: IndexDefinition, keys: string[]): object {
  if (projected === undefined) return { ProjectionType: 'ALL' };
  const others = [...projected].filter((name) => !keys.includes(name));
  return others.length === 0
    ? { ProjectionType: 'KEYS_ONLY' }
    : { ProjectionType: 'INCLUDE', NonKeyAttributes: others };
}

export function listTables(store: Store, input: { ExclusiveStartTableName?: string; Limit?: number }): object {
  const { ExclusiveStartTableName: after = '', Limit: limit = 100 } = input;
  const names = [...store.tables.keys()].filter((name) => name > after).sort();
  const page = names.slice(0, limit);
  return { TableNames: page, ...(names.length > limit && { LastEvaluatedTableName: page.at(-1) }) };
}

interface TtlInput {
  TableName: string;
  TimeToLiveSpecification: { AttributeName?: string; Enabled?: boolean };
}

export function updateTimeToLive(store: Store, input: TtlInput): object {
  const table = named(store, input.TableName);
  const { AttributeName: attribute, Enabled: enabled } = input.TimeToLiveSpecification;
  if (typeof attribute !== 'string' || typeof enabled !== 'boolean') {
    throw invalid('TimeToLiveSpecification needs an AttributeName and Enabled');
  }
  if (enabled && table.ttlAttribute !== undefined) throw invalid('TimeToLive is already enabled');
  if (!enabled && table.ttlAttribute === undefined) throw invalid('TimeToLive is already disabled');
  table.enableTtl(enabled ? attribute : undefined);
  return { TimeToLiveSpecification: { AttributeName: attribute, Enabled: enabled } };
}

export function describeTimeToLive(store: Store, input: { TableName: string }): object {
  const { ttlAttribute } = named(store, input.TableName);
  return {
    TimeToLiveDescription:
      ttlAttribute === undefined
        ? { TimeToLiveStatus: 'DISABLED' }
        : { TimeToLiveStatus: 'ENABLED', AttributeName: ttlAttribute },
  };
}
