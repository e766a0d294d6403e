import { describe, expect, test } from 'vitest';
import { DynamoDbFault } from '../../../lib/local/dynamodb/index.ts';
import { type Item, key, on, singleTable, thrownBy } from './tables.ts';

const engine = singleTable();
const table = on(engine);
table.put({ ...key(), n: { N: '1' }, s: { S: 'x' }, tags: { SS: ['a'] } });

const update = (UpdateExpression: string, ExpressionAttributeValues?: Item) => () =>
  table.update(key(), { UpdateExpression, ...(ExpressionAttributeValues && { ExpressionAttributeValues }) });
const condition =
  (ConditionExpression: string, more: object = {}) =>
  () =>
    table.put(key(), { ConditionExpression, ...more });
const query =
  (KeyConditionExpression: string, values: Item, more: object = {}) =>
  () =>
    table.query({ KeyConditionExpression, ExpressionAttributeValues: values, ...more });
const put = (value: object) => () => engine.call('PutItem', { TableName: 'main', Item: { ...key(), value } });
const ONE = { ':v': { N: '1' } };

describe('a wrong request is a ValidationException', () => {
  test.each<[what: string, run: () => unknown, message: string]>([
    // Values
    [
      'an empty value',
      put({}),
      'Supplied AttributeValue is empty, must contain exactly one of the supported datatypes',
    ],
    [
      'two types',
      put({ S: 'a', N: '1' }),
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    ],
    ['no number', put({ N: 'abc' }), 'The parameter cannot be converted to a numeric value: abc'],
    ['an empty number', put({ N: '' }), 'The parameter cannot be converted to a numeric value'],
    ['39 digits', put({ N: '1'.repeat(39) }), 'Attempting to store more than 38 significant digits in a Number'],
    [
      'a number too large',
      put({ N: '1e126' }),
      'Number overflow. Attempting to store a number with magnitude larger than supported range',
    ],
    [
      'a number too small',
      put({ N: '1e-131' }),
      'Number underflow. Attempting to store a number with magnitude smaller than supported range',
    ],
    ['an empty set', put({ SS: [] }), 'One or more parameter values were invalid: An string set  may not be empty'],
    [
      'a set with duplicates',
      put({ SS: ['a', 'a'] }),
      'One or more parameter values were invalid: Input collection [a, a] contains duplicates.',
    ],
    ['a number set with duplicates', put({ NS: ['1', '1.0'] }), 'Input collection contains duplicates'],
    [
      'a null that is not true',
      put({ NULL: false }),
      'One or more parameter values were invalid: Null attribute value types must have the value of true',
    ],
    ['a large item', put({ S: 'x'.repeat(410_000) }), 'Item size has exceeded the maximum allowed size'],
    ['an item large in bytes', put({ S: '期'.repeat(140_000) }), 'Item size has exceeded the maximum allowed size'],
    // Keys
    [
      'an item without its key',
      () => table.put({ pk: { S: 'p' } }),
      'One or more parameter values were invalid: Missing the key sk in the item',
    ],
    [
      'a key of another type',
      () => table.put({ pk: { S: 'p' }, sk: { N: '1' } }),
      'One or more parameter values were invalid: Type mismatch for key sk expected: S actual: N',
    ],
    [
      'an empty key',
      () => table.put({ pk: { S: '' }, sk: { S: 's' } }),
      'One or more parameter values are not valid. The AttributeValue for a key attribute cannot contain an empty string value. Key: pk',
    ],
    [
      'a long hash key',
      () => table.put(key('s', 'x'.repeat(2049))),
      'One or more parameter values were invalid: Size of hashkey has exceeded the maximum size limit of2048 bytes',
    ],
    [
      'a long sort key',
      () => table.put(key('ü'.repeat(513))),
      'One or more parameter values were invalid: Aggregated size of all range keys has exceeded the size limit of 1024 bytes',
    ],
    [
      'a key with more',
      () => table.get({ ...key(), n: { N: '1' } }),
      'The provided key element does not match the schema',
    ],
    ['a key with less', () => table.get({ pk: { S: 'p' } }), 'The provided key element does not match the schema'],
    [
      'an index key of another type',
      () => table.put({ ...key(), gpk: { N: '1' } }),
      'One or more parameter values were invalid: Type mismatch for Index Key gpk Expected: S Actual: N IndexName: gsi1',
    ],
    [
      'an empty index key',
      () => table.put({ ...key(), gpk: { S: '' } }),
      'One or more parameter values are not valid. A value specified for a secondary index key is not supported. The AttributeValue for a key attribute cannot contain an empty string value. IndexName: gsi1, IndexKey: gpk',
    ],
    // Conditions
    ['a syntax error', condition('a = = b'), 'Invalid ConditionExpression: Syntax error; token: "=", near: "= = b"'],
    ['an empty expression', condition(''), 'Invalid ConditionExpression: The expression can not be empty;'],
    [
      'a reserved word',
      condition('attribute_exists(status)'),
      'Invalid ConditionExpression: Attribute name is a reserved keyword; reserved keyword: status',
    ],
    [
      'an undefined value',
      condition('n = :v'),
      'Invalid ConditionExpression: An expression attribute value used in expression is not defined; attribute value: :v',
    ],
    [
      'an undefined name',
      condition('attribute_exists(#n)'),
      'Invalid ConditionExpression: An expression attribute name used in the document path is not defined; attribute name: #n',
    ],
    [
      'an unused value',
      condition('attribute_exists(n)', { ExpressionAttributeValues: ONE }),
      'Value provided in ExpressionAttributeValues unused in expressions: keys: {:v}',
    ],
    [
      'an unused name',
      condition('attribute_exists(n)', { ExpressionAttributeNames: { '#n': 'n' } }),
      'Value provided in ExpressionAttributeNames unused in expressions: keys: {#n}',
    ],
    [
      'names without expression',
      () => table.put(key(), { ExpressionAttributeNames: { '#n': 'n' } }),
      'ExpressionAttributeNames can only be specified when using expressions',
    ],
    [
      'values without expression',
      () => table.put(key(), { ExpressionAttributeValues: ONE }),
      'ExpressionAttributeValues can only be specified when using expressions: ConditionExpression is null',
    ],
    [
      'no names',
      condition('attribute_exists(n)', { ExpressionAttributeNames: {} }),
      'ExpressionAttributeNames must not be empty',
    ],
    [
      'a name without its mark',
      condition('attribute_exists(n)', { ExpressionAttributeNames: { n: 'n' } }),
      'ExpressionAttributeNames contains invalid key: Syntax error; key: "n"',
    ],
    [
      'a value without its mark',
      condition('n = :v', { ExpressionAttributeValues: { v: { N: '1' } } }),
      'ExpressionAttributeValues contains invalid key: Syntax error; key: "v"',
    ],
    [
      'a wrong value',
      condition('n = :v', { ExpressionAttributeValues: { ':v': { N: 'x' } } }),
      'ExpressionAttributeValues contains invalid value: The parameter cannot be converted to a numeric value: x for key :v',
    ],
    [
      'an unknown function',
      condition('exists(n)'),
      'Invalid ConditionExpression: Invalid function name; function: exists',
    ],
    [
      'too few operands',
      condition('begins_with(n)'),
      'Invalid ConditionExpression: Incorrect number of operands for operator or function; operator or function: begins_with, number of operands: 1',
    ],
    [
      'a nested key',
      condition('attribute_exists(pk.x)'),
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: pk",
    ],
    [
      'an order of truth values',
      condition('NOT n < :v', { ExpressionAttributeValues: { ':v': { BOOL: true } } }),
      'Invalid ConditionExpression: Incorrect operand type for operator or function; operator: <, operand type: BOOL',
    ],
    // Updates
    [
      'an update of the key',
      update('SET sk = :v', { ':v': { S: 'x' } }),
      'One or more parameter values were invalid: Cannot update attribute sk. This attribute is part of the key',
    ],
    [
      'overlapping paths',
      update('SET a.b = :v, a = :v', ONE),
      'Invalid UpdateExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a, b], path two: [a]',
    ],
    [
      'a missing parent',
      update('SET a.b = :v', ONE),
      'The document path provided in the update expression is invalid for update',
    ],
    [
      'a missing operand',
      update('SET a = b + :v', ONE),
      'The provided expression refers to an attribute that does not exist in the item',
    ],
    [
      'text plus a number',
      update('SET n = s + :v', ONE),
      'An operand in the update expression has an incorrect data type',
    ],
    [
      'a number added to text',
      update('ADD s :v', ONE),
      'An operand in the update expression has an incorrect data type',
    ],
    [
      'text added',
      update('ADD s :v', { ':v': { S: 'x' } }),
      'Invalid UpdateExpression: Incorrect operand type for operator or function; operator: ADD, operand type: STRING',
    ],
    [
      'a section twice',
      update('SET a = :v SET b = :v', ONE),
      'Invalid UpdateExpression: The "SET" section can only be used once in an update expression;',
    ],
    [
      'an index key of another type set',
      update('SET gpk = :v', ONE),
      'One or more parameter values were invalid: Type mismatch for Index Key gpk Expected: S Actual: N IndexName: gsi1',
    ],
    [
      'a sum with too many digits',
      update('SET n = n + :v', { ':v': { N: `0.${'1'.repeat(38)}` } }),
      'Attempting to store more than 38 significant digits in a Number',
    ],
    [
      'an update too large',
      update('SET big = :v', { ':v': { S: 'x'.repeat(410_000) } }),
      'Item size to update has exceeded the maximum allowed size',
    ],
    // Queries
    [
      'a query without condition',
      () => table.query({}),
      'Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.',
    ],
    [
      'a query without hash key',
      query('sk = :v', { ':v': { S: 'x' } }),
      'Query condition missed key schema element: pk',
    ],
    [
      'a query with another attribute',
      query('pk = :v AND n = :v', { ':v': { S: 'x' } }),
      'Query condition missed key schema element: sk',
    ],
    ['a hash key not by equality', query('pk > :v', { ':v': { S: 'x' } }), 'Query key condition not supported'],
    [
      'a key condition of another type',
      query('pk = :v', ONE),
      'One or more parameter values were invalid: Condition parameter type does not match schema type',
    ],
    [
      'a key condition with OR',
      query('pk = :v OR sk = :v', { ':v': { S: 'x' } }),
      'Invalid operator used in KeyConditionExpression: OR',
    ],
    [
      'a key condition with <>',
      query('pk = :v AND sk <> :v', { ':v': { S: 'x' } }),
      'Invalid operator used in KeyConditionExpression: <>',
    ],
    [
      'a key condition with contains',
      query('pk = :v AND contains(sk, :v)', { ':v': { S: 'x' } }),
      'Invalid operator used in KeyConditionExpression: contains',
    ],
    [
      'two conditions on a key',
      query('pk = :v AND sk > :v AND sk < :v', { ':v': { S: 'x' } }),
      'KeyConditionExpressions must only contain one condition per key',
    ],
    [
      'a filter on a key',
      query('pk = :v', { ':v': { S: 'x' } }, { FilterExpression: 'sk = :v' }),
      'Filter Expression can only contain non-primary key attributes: Primary key attribute: sk',
    ],
    [
      'an unknown index',
      query('pk = :v', { ':v': { S: 'x' } }, { IndexName: 'gsi9' }),
      'The table does not have the specified index: gsi9',
    ],
    [
      'a consistent read of an index',
      query('gpk = :v', { ':v': { S: 'x' } }, { IndexName: 'gsi1', ConsistentRead: true }),
      'Consistent reads are not supported on global secondary indexes',
    ],
    [
      'a start outside',
      query('pk = :v', { ':v': { S: 'x' } }, { ExclusiveStartKey: key() }),
      'The provided starting key is outside query boundaries based on provided conditions',
    ],
    [
      'an incomplete start',
      query('pk = :v', { ':v': { S: 'x' } }, { ExclusiveStartKey: { pk: { S: 'x' } } }),
      'The provided starting key is invalid',
    ],
    [
      'a limit of nothing',
      query('pk = :v', { ':v': { S: 'x' } }, { Limit: 0 }),
      "1 validation error detected: Value '0' at 'limit' failed to satisfy constraint: Member must have value greater than or equal to 1",
    ],
    [
      'a projection of a nested key',
      query('pk = :v', { ':v': { S: 'x' } }, { ProjectionExpression: 'sk[0]' }),
      "Key attributes must be scalars; list random access '[]' and map lookup '.' are not allowed: Key: sk",
    ],
    [
      'overlapping projections',
      query('pk = :v', { ':v': { S: 'x' } }, { ProjectionExpression: 'a, a.b' }),
      'Invalid ProjectionExpression: Two document paths overlap with each other; must remove or rewrite one of these paths; path one: [a], path two: [a, b]',
    ],
    // Parameters
    [
      'no table',
      () => engine.call('GetItem', { Key: key() }),
      "1 validation error detected: Value null at 'tableName' failed to satisfy constraint: Member must not be null",
    ],
    [
      'no key',
      () => engine.call('GetItem', { TableName: 'main' }),
      "1 validation error detected: Value null at 'key' failed to satisfy constraint: Member must not be null",
    ],
    [
      'a short table name',
      () => engine.call('GetItem', { TableName: 'm', Key: key() }),
      "1 validation error detected: Value 'm' at 'tableName' failed to satisfy constraint: Member must have length greater than or equal to 3",
    ],
    [
      'an unknown ReturnValues',
      () => table.put(key(), { ReturnValues: 'SOME' }),
      "1 validation error detected: Value 'SOME' at 'returnValues' failed to satisfy constraint: Member must satisfy enum value set: [ALL_NEW, UPDATED_OLD, ALL_OLD, NONE, UPDATED_NEW]",
    ],
    [
      'new values of a put',
      () => table.put(key(), { ReturnValues: 'ALL_NEW' }),
      'ReturnValues can only be ALL_OLD or NONE',
    ],
    [
      'a legacy parameter',
      () => table.put(key(), { Expected: {} }),
      'The local DynamoDB does not support the parameter Expected of PutItem',
    ],
    [
      'a misspelt parameter',
      () => table.query({ KeyConditionExpresion: 'x' }),
      'The local DynamoDB does not support the parameter KeyConditionExpresion of Query',
    ],
    [
      'a parameter of another operation',
      () => table.get(key(), { IndexName: 'gsi1' }),
      'The local DynamoDB does not support the parameter IndexName of GetItem',
    ],
  ])('%s', (_what, run, message) => {
    const error = thrownBy(run) as Error;
    expect(error.name).toBe('ValidationException');
    expect(error.message).toBe(message);
  });
});

test.each<[what: string, run: () => unknown, name: string, message: string]>([
  [
    'a description of an unknown table',
    () => engine.call('DescribeTable', { TableName: 'nowhere' }),
    'ResourceNotFoundException',
    'Requested resource not found: Table: nowhere not found',
  ],
  ['a number that is not text', put({ N: 5 }), 'SerializationException', 'NUMBER_VALUE cannot be converted to String'],
  [
    'an unknown table',
    () => engine.call('GetItem', { TableName: 'nowhere', Key: key() }),
    'ResourceNotFoundException',
    'Requested resource not found',
  ],
  [
    'an unknown operation',
    () => engine.call('ExecuteStatement', {}),
    'UnknownOperationException',
    'The local DynamoDB does not support ExecuteStatement',
  ],
  [
    'a name of the prototype',
    () => engine.call('constructor', {}),
    'UnknownOperationException',
    'The local DynamoDB does not support constructor',
  ],
])('%s is refused', (_what, run, name, message) => {
  const error = thrownBy(run);
  expect(error).toBeInstanceOf(DynamoDbFault);
  expect(error).toMatchObject({ name, message, statusCode: 400 });
});
