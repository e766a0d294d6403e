import { describe, expect, test } from 'vitest';
import type { StreamRecord } from '../../../lib/local/dynamodb/index.ts';
import { type Item, key, on, singleTable } from './tables.ts';

const DAY_S = 24 * 60 * 60;
const one = { ExpressionAttributeValues: { ':one': { N: '1' } } };

describe('a batch', () => {
  test('writes and reads many items', () => {
    const engine = singleTable();
    on(engine).put(key('old'));
    const requests = [
      { PutRequest: { Item: key('a') } },
      { PutRequest: { Item: key('b') } },
      { DeleteRequest: { Key: key('old') } },
    ];
    expect(engine.call('BatchWriteItem', { RequestItems: { main: requests } })).toEqual({ UnprocessedItems: {} });
    const Keys = [key('b'), key('a'), key('old')];
    expect(engine.call('BatchGetItem', { RequestItems: { main: { Keys } } })).toEqual({
      Responses: { main: [key('b'), key('a')] },
      UnprocessedKeys: {},
    });
  });

  test('names an item only once', () => {
    const engine = singleTable();
    const requests = [{ PutRequest: { Item: key('a') } }, { DeleteRequest: { Key: key('a') } }];
    const message = 'Provided list of item keys contains duplicates';
    expect(() => engine.call('BatchWriteItem', { RequestItems: { main: requests } })).toThrow(message);
    expect(on(engine).get(key('a'))).toBeUndefined();
    expect(() => engine.call('BatchGetItem', { RequestItems: { main: { Keys: [key('a'), key('a')] } } })).toThrow(
      message,
    );
  });

  test('writes at most 25 items and reads at most 100', () => {
    const engine = singleTable();
    const keys = Array.from({ length: 101 }, (_, i) => key(String(i)));
    const requests = keys.slice(0, 26).map((item) => ({ PutRequest: { Item: item } }));
    expect(() => engine.call('BatchWriteItem', { RequestItems: { main: requests } })).toThrow(
      'Too many items requested',
    );
    expect(() => engine.call('BatchGetItem', { RequestItems: { main: { Keys: keys } } })).toThrow(
      'Too many items requested',
    );
  });

  test('leaves what goes beyond 16 MB for the next call', () => {
    const engine = singleTable();
    const keys = Array.from({ length: 50 }, (_, i) => key(String(i)));
    for (const itemKey of keys) on(engine).put({ ...itemKey, body: { S: 'x'.repeat(400_000) } });
    const answer = engine.call('BatchGetItem', { RequestItems: { main: { Keys: keys } } }) as {
      Responses: { main: Item[] };
      UnprocessedKeys: { main: { Keys: Item[] } };
    };
    expect(answer.Responses.main.length + answer.UnprocessedKeys.main.Keys.length).toBe(50);
    expect(answer.Responses.main).toHaveLength(41);
  });
});

describe('the change stream', () => {
  function recorded() {
    const engine = singleTable({ now: () => 1_700_000_000_123 });
    const records: StreamRecord[] = [];
    const stop = engine.onChange((record) => records.push(record));
    return { engine, table: on(engine), records, stop };
  }

  test('tells of every item that comes, changes and goes, with images and keys', () => {
    const { table, records } = recorded();
    table.put({ ...key(), n: { N: '1' } });
    table.update(key(), { UpdateExpression: 'ADD n :one', ...one });
    table.remove(key());
    expect(
      records.map(({ eventName, dynamodb }) => [eventName, dynamodb.Keys, dynamodb.OldImage, dynamodb.NewImage]),
    ).toEqual([
      ['INSERT', key(), undefined, { ...key(), n: { N: '1' } }],
      ['MODIFY', key(), { ...key(), n: { N: '1' } }, { ...key(), n: { N: '2' } }],
      ['REMOVE', key(), { ...key(), n: { N: '2' } }, undefined],
    ]);
    const numbers = records.map(({ dynamodb }) => dynamodb.SequenceNumber);
    expect(numbers).toEqual([...numbers].sort());
    expect(records[0]?.dynamodb.ApproximateCreationDateTime).toBe(1_700_000_000);
  });

  test('is silent about writes that change nothing or fail', () => {
    const { table, records } = recorded();
    table.remove(key());
    table.put(key());
    table.put(key());
    expect(() => table.put(key(), { ConditionExpression: 'attribute_not_exists(pk)' })).toThrow();
    expect(records).toHaveLength(1);
  });

  test('tells of a transaction only once all of it is there', () => {
    const { table, records, engine } = recorded();
    const seen: unknown[] = [];
    engine.onChange(() => seen.push(table.get(key('b'))));
    table.transact({ Put: { TableName: 'main', Item: key('a') } }, { Put: { TableName: 'main', Item: key('b') } });
    expect(seen).toEqual([key('b'), key('b')]);
    expect(records).toHaveLength(2);
  });

  test('stays in order when a listener writes', () => {
    const { engine, table, records } = recorded();
    engine.onChange(({ dynamodb }) => {
      if (dynamodb.Keys.sk?.S === 'a') table.put(key('by-listener'));
    });
    table.transact({ Put: { TableName: 'main', Item: key('a') } }, { Put: { TableName: 'main', Item: key('b') } });
    expect(records.map(({ dynamodb }) => dynamodb.Keys.sk?.S)).toEqual(['a', 'b', 'by-listener']);
  });

  test('ends for a listener that stops', () => {
    const { table, records, stop } = recorded();
    stop();
    table.put(key());
    expect(records).toEqual([]);
  });

  test('gives images that cannot change the table', () => {
    const { engine, table } = recorded();
    engine.onChange(({ dynamodb }) => {
      if (dynamodb.NewImage) dynamodb.NewImage.n = { N: '9' };
    });
    table.put({ ...key(), n: { N: '1' } });
    expect(table.get(key())).toEqual({ ...key(), n: { N: '1' } });
  });
});

describe('time to live', () => {
  const enable = { TableName: 'main', TimeToLiveSpecification: { AttributeName: 'expiresAt', Enabled: true } };
  const item = (sk: string, expiresAt: number): Item => ({ ...key(sk), expiresAt: { N: String(expiresAt) } });

  test('takes items whose second has come, from before and after it was enabled', () => {
    const engine = singleTable();
    const table = on(engine);
    table.put(item('before', 1_000_000_000));
    engine.call('UpdateTimeToLive', enable);
    table.put(item('after', 1_000_000_001));
    table.put(item('later', 1_000_000_002));
    table.put({ ...key('text'), expiresAt: { S: '1' } });
    table.put(key('never'));
    const names: (string | undefined)[] = [];
    engine.onChange(({ dynamodb, eventName, userIdentity }) => {
      expect([eventName, userIdentity?.principalId]).toEqual(['REMOVE', 'dynamodb.amazonaws.com']);
      names.push(dynamodb.Keys.sk?.S);
    });
    expect(engine.expire(1_000_000_001_999)).toBe(2);
    expect(names).toEqual(['before', 'after']);
    expect(engine.expire(1_000_000_001_999)).toBe(0);
    expect(table.scan({}).Count).toBe(3);
  });

  test('follows an item whose time is moved', () => {
    const engine = singleTable();
    const table = on(engine);
    engine.call('UpdateTimeToLive', enable);
    table.put(item('moved', 1_000_000_000));
    table.put(item('cleared', 1_000_000_000));
    const at = { ExpressionAttributeValues: { ':t': { N: '2000000000' } } };
    table.update(key('moved'), { UpdateExpression: 'SET expiresAt = :t', ...at });
    table.update(key('cleared'), { UpdateExpression: 'REMOVE expiresAt' });
    expect(engine.expire(1_500_000_000_000)).toBe(0);
    expect(engine.expire(2_000_000_000_000)).toBe(1);
  });

  test('leaves items whose time passed more than five years ago', () => {
    const engine = singleTable();
    engine.call('UpdateTimeToLive', enable);
    on(engine).put(item('ancient', 1_000_000_000));
    expect(engine.expire((1_000_000_000 + 6 * 365 * DAY_S) * 1000)).toBe(0);
  });

  test('is described, and enabled only once', () => {
    const engine = singleTable();
    const describeTtl = () => engine.call('DescribeTimeToLive', { TableName: 'main' });
    expect(describeTtl()).toEqual({ TimeToLiveDescription: { TimeToLiveStatus: 'DISABLED' } });
    engine.call('UpdateTimeToLive', enable);
    expect(describeTtl()).toEqual({
      TimeToLiveDescription: { TimeToLiveStatus: 'ENABLED', AttributeName: 'expiresAt' },
    });
    expect(() => engine.call('UpdateTimeToLive', enable)).toThrow('TimeToLive is already enabled');
  });
});

describe('usage', () => {
  /** The item as big as asked, its key included. */
  const sized = (sk: string, bytes: number, more: Item = {}): Item => {
    const base = { ...key(sk), body: { S: '' }, ...more };
    const used = Object.entries(base).reduce((sum, [name, value]) => sum + name.length + (value.S?.length ?? 2), 0);
    return { ...base, body: { S: 'x'.repeat(bytes - used) } };
  };

  test.each<[what: string, run: (table: ReturnType<typeof on>) => unknown, read: number, write: number]>([
    ['an eventual read of 4 KB', (t) => t.get(key('4k')), 0.5, 0],
    ['a strong read of 4 KB', (t) => t.get(key('4k'), { ConsistentRead: true }), 1, 0],
    ['a strong read of a byte more', (t) => t.get(key('more')), 1, 0],
    ['a read of nothing', (t) => t.get(key('none')), 0.5, 0],
    ['a write of 1 KB', (t) => t.put(sized('new', 1024)), 0, 1],
    ['a write of a byte more', (t) => t.put(sized('new', 1025)), 0, 2],
    ['a small item over a large one', (t) => t.put(key('4k')), 0, 4],
    ['the deletion of nothing', (t) => t.remove(key('none')), 0, 1],
    [
      'a transaction of two',
      (t) =>
        t.transact(
          { Put: { TableName: 'main', Item: key('x') } },
          { Put: { TableName: 'main', Item: sized('y', 1025) } },
        ),
      0,
      6,
    ],
    ['a write that an index takes up', (t) => t.put({ ...key('i'), gpk: { S: 'g' }, gsk: { N: '1' } }), 0, 2],
    [
      'a write that moves an index entry',
      (t) => t.update(key('indexed'), { UpdateExpression: 'SET gsk = :one', ...one }),
      0,
      3,
    ],
    [
      'a query of 8 KB',
      (t) =>
        t.query({
          KeyConditionExpression: 'pk = :pk AND sk <= :sk',
          ExpressionAttributeValues: { ':pk': { S: 'p' }, ':sk': { S: '4l' } },
        }),
      1,
      0,
    ],
  ])('of %s is %o', (_what, run, read, write) => {
    const engine = singleTable();
    const table = on(engine);
    table.put(sized('4k', 4096));
    table.put(sized('4l', 4096));
    table.put(sized('more', 4097));
    table.put({ ...key('indexed'), gpk: { S: 'g' }, gsk: { N: '0' } });
    const before = { ...engine.usage };
    run(table);
    expect([engine.usage.readUnits - before.readUnits, engine.usage.writeUnits - before.writeUnits]).toEqual([
      read,
      write,
    ]);
  });

  test('counts calls, failed ones too, and bills a condition that does not hold', () => {
    const engine = singleTable();
    const table = on(engine);
    table.put(key());
    expect(() => table.put(key(), { ConditionExpression: 'attribute_not_exists(pk)' })).toThrow();
    expect(engine.usage.calls).toEqual({ CreateTable: 1, PutItem: 2 });
    expect(engine.usage.writeUnits).toBe(2);
  });

  test('is answered where it is asked for', () => {
    const table = on(singleTable());
    expect(table.put(key(), { ReturnConsumedCapacity: 'TOTAL' }).ConsumedCapacity).toEqual({
      TableName: 'main',
      CapacityUnits: 1,
    });
  });
});

describe('a table', () => {
  test('is described with its keys, indexes and counts', () => {
    const engine = singleTable({ now: () => 0, projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] } });
    on(engine).put({ ...key(), gpk: { S: 'g' }, gsk: { N: '1' } });
    expect(engine.call('DescribeTable', { TableName: 'main' })).toMatchObject({
      Table: {
        TableName: 'main',
        TableArn: 'arn:aws:dynamodb:us-east-1:000000000000:table/main',
        TableStatus: 'ACTIVE',
        CreationDateTime: new Date(0),
        ItemCount: 1,
        KeySchema: [
          { AttributeName: 'pk', KeyType: 'HASH' },
          { AttributeName: 'sk', KeyType: 'RANGE' },
        ],
        GlobalSecondaryIndexes: [
          { IndexName: 'gsi1', ItemCount: 1, Projection: { ProjectionType: 'INCLUDE', NonKeyAttributes: ['a'] } },
        ],
      },
    });
  });

  test('is listed by name', () => {
    const engine = singleTable();
    const names = ['zebra', 'alpha'];
    for (const TableName of names) {
      engine.createTable({
        TableName,
        BillingMode: 'PAY_PER_REQUEST',
        AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'B' }],
        KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      });
    }
    expect(engine.call('ListTables', {})).toEqual({ TableNames: ['alpha', 'main', 'zebra'] });
    expect(engine.call('ListTables', { Limit: 1 })).toEqual({ TableNames: ['alpha'], LastEvaluatedTableName: 'alpha' });
    expect(engine.call('ListTables', { ExclusiveStartTableName: 'main' })).toEqual({ TableNames: ['zebra'] });
  });

  test.each<[what: string, change: object, message: string]>([
    [
      'with a key that is not defined',
      { AttributeDefinitions: [{ AttributeName: 'other', AttributeType: 'S' }] },
      'One or more parameter values were invalid: Some index key attributes are not defined in AttributeDefinitions. Keys: [id], AttributeDefinitions: [other]',
    ],
    [
      'without capacity',
      { BillingMode: 'PROVISIONED' },
      'One or more parameter values were invalid: ReadCapacityUnits and WriteCapacityUnits must both be specified when BillingMode is PROVISIONED',
    ],
    [
      'with local indexes',
      { LocalSecondaryIndexes: [] },
      'The local DynamoDB does not support the parameter LocalSecondaryIndexes of CreateTable',
    ],
    [
      'with a resource policy',
      { ResourcePolicy: '{}' },
      'The local DynamoDB does not support the parameter ResourcePolicy of CreateTable',
    ],
  ])('%s is refused', (_what, change, message) => {
    const input = {
      TableName: 'other',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
      ...change,
    };
    expect(() => singleTable().call('CreateTable', input)).toThrow(message);
  });

  test('that is there is not created again', () => {
    const engine = singleTable();
    const again = {
      TableName: 'main',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    };
    expect(() => engine.call('CreateTable', again)).toThrow('Table already exists: main');
  });
});

test('neither input nor output is shared with what is stored', () => {
  const engine = singleTable();
  const table = on(engine);
  const bytes = new Uint8Array([1, 2]);
  const item: Item = { ...key(), bytes: { B: bytes }, box: { M: { n: { N: '1' } } }, tags: { SS: ['a'] } };
  const stored = structuredClone(item);
  table.put(item);
  bytes[0] = 9;
  item.tags = { SS: ['changed'] };
  if (item.box?.M) item.box.M.n = { N: '2' };
  const first = table.get(key()) ?? {};
  expect(first).toEqual(stored);
  first.bytes?.B?.fill(7);
  first.tags?.SS?.push('x');
  delete first.box?.M?.n;
  expect(table.get(key())).toEqual(stored);
});

test('values put by an update are not shared either', () => {
  const table = on(singleTable());
  const values: Item = { ':v': { M: { n: { N: '1' } } } };
  table.update(key(), { UpdateExpression: 'SET a = :v, b = :v', ExpressionAttributeValues: values });
  if (values[':v']?.M) values[':v'].M.n = { N: '2' };
  const nine = { ExpressionAttributeValues: { ':n': { N: '9' } } };
  table.update(key(), { UpdateExpression: 'SET a.n = :n', ...nine });
  expect(table.get(key())).toEqual({ ...key(), a: { M: { n: { N: '9' } } }, b: { M: { n: { N: '1' } } } });
});
