import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type Item, key, on, singleTable, thrownBy } from './tables.ts';

const put = (item: Item, more: object = {}) => ({ Put: { TableName: 'main', Item: item, ...more } });
const check = (itemKey: Item, condition: string) => ({
  ConditionCheck: { TableName: 'main', Key: itemKey, ConditionExpression: condition },
});
const remove = (itemKey: Item, more: object = {}) => ({ Delete: { TableName: 'main', Key: itemKey, ...more } });
const increment = (itemKey: Item, below?: number) => ({
  Update: {
    TableName: 'main',
    Key: itemKey,
    UpdateExpression: 'SET n = if_not_exists(n, :zero) + :one',
    ...(below !== undefined && { ConditionExpression: 'attribute_not_exists(n) OR n < :below' }),
    ExpressionAttributeValues: {
      ':zero': { N: '0' },
      ':one': { N: '1' },
      ...(below !== undefined && { ':below': { N: String(below) } }),
    },
  },
});

describe('a transaction', () => {
  test('puts, updates, deletes and checks at once', () => {
    const table = on(singleTable());
    table.put(key('gone'));
    table.put(key('there'));
    table.transact(
      put(key('new')),
      increment(key('count')),
      remove(key('gone')),
      check(key('there'), 'attribute_exists(pk)'),
    );
    expect(table.get(key('new'))).toEqual(key('new'));
    expect(table.get(key('count'))).toEqual({ ...key('count'), n: { N: '1' } });
    expect(table.get(key('gone'))).toBeUndefined();
    expect(table.get(key('there'))).toEqual(key('there'));
  });

  test('of 200 that race for one item lets exactly as many win as the condition permits', async () => {
    const table = on(singleTable());
    const races = Array.from({ length: 200 }, async (_, i) => {
      await Promise.resolve();
      if (i % 3 === 0) await new Promise((resolve) => setImmediate(resolve));
      table.transact(increment(key(), 7), put(key(`winner#${i}`)));
    });
    const won = (await Promise.allSettled(races)).filter(({ status }) => status === 'fulfilled');
    expect(won).toHaveLength(7);
    expect(table.get(key())).toMatchObject({ n: { N: '7' } });
    const winners = table.query({
      KeyConditionExpression: 'pk = :pk AND begins_with(sk, :w)',
      ExpressionAttributeValues: { ':pk': { S: 'p' }, ':w': { S: 'winner#' } },
    });
    expect(winners.Count).toBe(7);
  });

  test('changes all or nothing, and says for each action whether it stood in the way', () => {
    const action = fc.record({
      id: fc.nat(9),
      kind: fc.constantFrom('put', 'remove', 'increment', 'check'),
      wants: fc.constantFrom('exists', 'absent', 'anything'),
    });
    const transaction = fc.uniqueArray(action, { selector: ({ id }) => id, minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(fc.array(transaction, { maxLength: 25 }), (transactions) => {
        const table = on(singleTable());
        const model = new Map<number, number>();
        for (const [round, actions] of transactions.entries()) {
          const blocked = actions.map(
            ({ id, wants }) => wants !== 'anything' && model.has(id) !== (wants === 'exists'),
          );
          const run = () =>
            table.transact(
              ...actions.map(({ id, kind, wants }) => {
                const itemKey = key(String(id));
                const condition =
                  wants === 'anything'
                    ? kind === 'check'
                      ? 'attribute_exists(pk) OR attribute_not_exists(pk)'
                      : undefined
                    : wants === 'exists'
                      ? 'attribute_exists(pk)'
                      : 'attribute_not_exists(pk)';
                const more = condition === undefined ? {} : { ConditionExpression: condition };
                if (kind === 'put') return put({ ...itemKey, n: { N: String(round) } }, more);
                if (kind === 'remove') return remove(itemKey, more);
                if (kind === 'check') return check(itemKey, condition ?? '');
                return { Update: { ...increment(itemKey).Update, ...more } };
              }),
            );
          if (blocked.some(Boolean)) {
            expect(thrownBy(run)).toMatchObject({
              name: 'TransactionCanceledException',
              CancellationReasons: blocked.map((is) => ({ Code: is ? 'ConditionalCheckFailed' : 'None' })),
            });
          } else {
            run();
            for (const { id, kind } of actions) {
              if (kind === 'put') model.set(id, round);
              if (kind === 'remove') model.delete(id);
              if (kind === 'increment') model.set(id, (model.get(id) ?? 0) + 1);
            }
          }
          const items = table.scan({}).Items ?? [];
          expect(new Map(items.map((item) => [Number(item.sk?.S), Number(item.n?.N)]))).toEqual(model);
        }
      }),
      { numRuns: 60 },
    );
  });

  test('reports what the table refuses as the reason of the action', () => {
    const table = on(singleTable());
    table.put({ ...key(), s: { S: 'text' } });
    const run = () =>
      table.transact(
        put(key('fine')),
        {
          Update: {
            TableName: 'main',
            Key: key(),
            UpdateExpression: 'SET n = s + :v',
            ExpressionAttributeValues: { ':v': { N: '1' } },
          },
        },
        put({ pk: { S: 'p' } }),
      );
    expect(thrownBy(run)).toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ValidationError, ValidationError]',
      CancellationReasons: [
        { Code: 'None' },
        { Code: 'ValidationError', Message: 'An operand in the update expression has an incorrect data type' },
        {
          Code: 'ValidationError',
          Message: 'One or more parameter values were invalid: Missing the key sk in the item',
        },
      ],
    });
    expect(table.get(key('fine'))).toBeUndefined();
  });

  test('shows the item in the way only where it is asked for', () => {
    const table = on(singleTable());
    table.put({ ...key('a'), n: { N: '1' } });
    table.put(key('b'));
    const condition = { ConditionExpression: 'attribute_not_exists(pk)' };
    const run = () =>
      table.transact(
        put(key('a'), { ...condition, ReturnValuesOnConditionCheckFailure: 'ALL_OLD' }),
        put(key('b'), condition),
      );
    const { CancellationReasons: reasons } = thrownBy(run) as { CancellationReasons: object[] };
    expect(reasons).toEqual([
      {
        Code: 'ConditionalCheckFailed',
        Message: 'The conditional request failed',
        Item: { ...key('a'), n: { N: '1' } },
      },
      { Code: 'ConditionalCheckFailed', Message: 'The conditional request failed' },
    ]);
  });

  test.each<[what: string, actions: object[], message: string]>([
    [
      'two actions on one item',
      [put(key()), check(key(), 'attribute_exists(pk)')],
      'Transaction request cannot include multiple operations on one item',
    ],
    ['no action', [{}], 'TransactItems can only contain one of Check, Put, Update or Delete'],
    [
      'two actions in one',
      [{ ...put(key('a')), ...remove(key('b')) }],
      'TransactItems can only contain one of Check, Put, Update or Delete',
    ],
    [
      'a wrong expression',
      [check(key(), 'attribute_exists(')],
      'Invalid ConditionExpression: Syntax error; token: "<EOF>", near: "("',
    ],
    [
      'an unknown parameter',
      [put(key(), { ReturnValues: 'ALL_OLD' })],
      'The local DynamoDB does not support the parameter ReturnValues of TransactWriteItems Put',
    ],
    [
      'a check of nothing',
      [{ ConditionCheck: { TableName: 'main', Key: key() } }],
      "1 validation error detected: Value null at 'conditionExpression' failed to satisfy constraint: Member must not be null",
    ],
  ])('with %s is a ValidationException', (_what, actions, message) => {
    expect(thrownBy(() => on(singleTable()).transact(...actions))).toMatchObject({
      name: 'ValidationException',
      message,
    });
  });

  test('has from 1 to 100 actions', () => {
    const table = on(singleTable());
    const actions = Array.from({ length: 101 }, (_, i) => put(key(String(i))));
    expect(() => table.transact(...actions)).toThrow('Member must have length less than or equal to 100');
    expect(() => table.transact()).toThrow('Member must have length greater than or equal to 1');
    expect(() => table.transact(...actions.slice(1))).not.toThrow();
  });

  test('moves at most four megabytes', () => {
    const actions = Array.from({ length: 11 }, (_, i) => put({ ...key(String(i)), body: { S: 'x'.repeat(400_000) } }));
    expect(() => on(singleTable()).transact(...actions)).toThrow('Transaction cannot be larger than 4 MB in aggregate');
  });
});

describe('a request token', () => {
  const MINUTE = 60_000;

  test('lets a transaction that succeeded take effect once, for ten minutes', () => {
    let now = 0;
    const engine = singleTable({ now: () => now });
    const send = (token: string) =>
      engine.call('TransactWriteItems', { TransactItems: [increment(key())], ClientRequestToken: token });
    const count = () => on(engine).get(key())?.n?.N;
    send('t-1');
    send('t-1');
    expect(count()).toBe('1');
    send('t-2');
    expect(count()).toBe('2');
    now = 9 * MINUTE;
    send('t-1');
    expect(count()).toBe('2');
    now = 11 * MINUTE;
    send('t-1');
    expect(count()).toBe('3');
  });

  test('with another transaction is refused', () => {
    const engine = singleTable();
    engine.call('TransactWriteItems', { TransactItems: [increment(key())], ClientRequestToken: 't' });
    const other = { TransactItems: [increment(key('other'))], ClientRequestToken: 't' };
    expect(thrownBy(() => engine.call('TransactWriteItems', other))).toMatchObject({
      name: 'IdempotentParameterMismatchException',
    });
  });

  test('of a cancelled transaction may be used again', () => {
    const engine = singleTable();
    const table = on(engine);
    const input = { TransactItems: [put(key('a')), check(key('b'), 'attribute_exists(pk)')], ClientRequestToken: 't' };
    expect(() => engine.call('TransactWriteItems', input)).toThrow('Transaction cancelled');
    table.put(key('b'));
    engine.call('TransactWriteItems', input);
    expect(table.get(key('a'))).toBeDefined();
  });
});

test('a reading transaction answers item by item, in its order', () => {
  const engine = singleTable();
  const table = on(engine);
  table.put({ ...key('a'), n: { N: '1' }, m: { N: '2' } });
  const get = (itemKey: Item, more: object = {}) => ({ Get: { TableName: 'main', Key: itemKey, ...more } });
  expect(
    engine.call('TransactGetItems', {
      TransactItems: [get(key('none')), get(key('a'), { ProjectionExpression: 'n' })],
    }),
  ).toEqual({ Responses: [{}, { Item: { n: { N: '1' } } }] });
  expect(() => engine.call('TransactGetItems', { TransactItems: [get(key('a')), get(key('a'))] })).toThrow(
    'Transaction request cannot include multiple operations on one item',
  );
});
