/** Tables and shorthands that the tests of the engine share. */
import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { DynamoDbEngine, type EngineOptions } from '../../../lib/local/dynamodb/index.ts';

export type Item = Record<string, AttributeValue>;
type KeyType = 'S' | 'N' | 'B';

/** One table called `main` with keys `pk` and `sk`, and index `gsi1` over `gpk` and `gsk`. */
export function singleTable(options: EngineOptions & { sk?: KeyType; projection?: object } = {}): DynamoDbEngine {
  const { sk = 'S', projection = { ProjectionType: 'ALL' }, ...rest } = options;
  const engine = new DynamoDbEngine(rest);
  engine.call('CreateTable', {
    TableName: 'main',
    BillingMode: 'PAY_PER_REQUEST',
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: sk },
      { AttributeName: 'gpk', AttributeType: 'S' },
      { AttributeName: 'gsk', AttributeType: 'N' },
    ],
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    GlobalSecondaryIndexes: [
      {
        IndexName: 'gsi1',
        KeySchema: [
          { AttributeName: 'gpk', KeyType: 'HASH' },
          { AttributeName: 'gsk', KeyType: 'RANGE' },
        ],
        Projection: projection,
      },
    ],
  });
  return engine;
}

export const key = (sk = 's', pk = 'p'): Item => ({ pk: { S: pk }, sk: { S: sk } });

export interface Answer {
  Item?: Item;
  Items?: Item[];
  Attributes?: Item;
  Count?: number;
  ScannedCount?: number;
  LastEvaluatedKey?: Item;
  Responses?: { Item?: Item }[];
  ConsumedCapacity?: { CapacityUnits: number };
}

/** Calls the engine on the table `main`. */
export function on(engine: DynamoDbEngine) {
  const call = (operation: string) => (input: object) =>
    engine.call(operation, { TableName: 'main', ...input }) as Answer;
  return {
    put: (item: Item, more: object = {}) => call('PutItem')({ Item: item, ...more }),
    get: (itemKey: Item, more: object = {}) => call('GetItem')({ Key: itemKey, ...more }).Item,
    update: (itemKey: Item, more: object) => call('UpdateItem')({ Key: itemKey, ...more }),
    remove: (itemKey: Item, more: object = {}) => call('DeleteItem')({ Key: itemKey, ...more }),
    query: call('Query'),
    scan: call('Scan'),
    transact: (...items: object[]) => engine.call('TransactWriteItems', { TransactItems: items }) as Answer,
  };
}

/** What the call throws, to hold its name, message and details against. */
export function thrownBy(run: () => unknown): unknown {
  try {
    run();
  } catch (error) {
    return error;
  }
  throw new Error('expected this to throw');
}
