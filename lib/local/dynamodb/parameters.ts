/**
 * Which parameters an operation takes. What is not listed is refused by name, never ignored. A well-formed request
 * passes here at once; for another one dynalite's own checks find the service's words.
 */
import { rulesOf, validations } from './dynalite.ts';
import { DynamoDbFault, invalid } from './fault.ts';
import { base64 } from './values.ts';

type Kind = 'string' | 'name' | 'index' | 'boolean' | 'count' | 'map' | 'list' | 'any' | readonly string[];
type Parameters = Record<string, Kind>;

const CAPACITY: Kind = ['INDEXES', 'TOTAL', 'NONE'];
const EXPRESSION = { ExpressionAttributeNames: 'map', ExpressionAttributeValues: 'map' } as const;
const ON_FAILURE = { ReturnValuesOnConditionCheckFailure: ['ALL_OLD', 'NONE'] } as const;
const WRITE = {
  TableName: 'name',
  ConditionExpression: 'string',
  ...EXPRESSION,
  ...ON_FAILURE,
  ReturnValues: ['NONE', 'ALL_OLD', 'UPDATED_OLD', 'ALL_NEW', 'UPDATED_NEW'],
  ReturnConsumedCapacity: CAPACITY,
  ReturnItemCollectionMetrics: ['NONE'],
} as const;
const SEARCH = {
  TableName: 'name',
  IndexName: 'index',
  FilterExpression: 'string',
  ProjectionExpression: 'string',
  ...EXPRESSION,
  ConsistentRead: 'boolean',
  ExclusiveStartKey: 'map',
  Limit: 'count',
  Select: ['ALL_ATTRIBUTES', 'ALL_PROJECTED_ATTRIBUTES', 'SPECIFIC_ATTRIBUTES', 'COUNT'],
  ReturnConsumedCapacity: CAPACITY,
} as const;

const KNOWN: Record<string, { required: string[]; parameters: Parameters }> = {
  GetItem: {
    required: ['TableName', 'Key'],
    parameters: {
      TableName: 'name',
      Key: 'map',
      ConsistentRead: 'boolean',
      ProjectionExpression: 'string',
      ExpressionAttributeNames: 'map',
      ReturnConsumedCapacity: CAPACITY,
    },
  },
  PutItem: { required: ['TableName', 'Item'], parameters: { Item: 'map', ...WRITE } },
  DeleteItem: { required: ['TableName', 'Key'], parameters: { Key: 'map', ...WRITE } },
  UpdateItem: { required: ['TableName', 'Key'], parameters: { Key: 'map', UpdateExpression: 'string', ...WRITE } },
  Query: {
    required: ['TableName'],
    parameters: { KeyConditionExpression: 'string', ScanIndexForward: 'boolean', ...SEARCH },
  },
  Scan: { required: ['TableName'], parameters: { Segment: 'any', TotalSegments: 'any', ...SEARCH } },
  BatchGetItem: { required: ['RequestItems'], parameters: { RequestItems: 'map', ReturnConsumedCapacity: CAPACITY } },
  BatchWriteItem: {
    required: ['RequestItems'],
    parameters: { RequestItems: 'map', ReturnConsumedCapacity: CAPACITY, ReturnItemCollectionMetrics: ['NONE'] },
  },
  TransactWriteItems: {
    required: ['TransactItems'],
    parameters: {
      TransactItems: 'list',
      ClientRequestToken: 'string',
      ReturnConsumedCapacity: CAPACITY,
      ReturnItemCollectionMetrics: ['NONE'],
    },
  },
  TransactGetItems: {
    required: ['TransactItems'],
    parameters: { TransactItems: 'list', ReturnConsumedCapacity: CAPACITY },
  },
  CreateTable: {
    required: ['TableName', 'AttributeDefinitions', 'KeySchema'],
    parameters: {
      TableName: 'name',
      AttributeDefinitions: 'list',
      KeySchema: 'list',
      GlobalSecondaryIndexes: 'list',
      BillingMode: ['PROVISIONED', 'PAY_PER_REQUEST'],
      ProvisionedThroughput: 'map',
      StreamSpecification: 'map',
      SSESpecification: 'map',
      DeletionProtectionEnabled: 'boolean',
      TableClass: ['STANDARD', 'STANDARD_INFREQUENT_ACCESS'],
      Tags: 'list',
    },
  },
  DescribeTable: { required: ['TableName'], parameters: { TableName: 'name' } },
  DescribeTimeToLive: { required: ['TableName'], parameters: { TableName: 'name' } },
  UpdateTimeToLive: {
    required: ['TableName', 'TimeToLiveSpecification'],
    parameters: { TableName: 'name', TimeToLiveSpecification: 'map' },
  },
  ListTables: { required: [], parameters: { ExclusiveStartTableName: 'string', Limit: 'count' } },
  // The parts of transactions and batches.
  'TransactWriteItems Put': {
    required: ['TableName', 'Item'],
    parameters: { TableName: 'name', Item: 'map', ConditionExpression: 'string', ...EXPRESSION, ...ON_FAILURE },
  },
  'TransactWriteItems Delete': {
    required: ['TableName', 'Key'],
    parameters: { TableName: 'name', Key: 'map', ConditionExpression: 'string', ...EXPRESSION, ...ON_FAILURE },
  },
  'TransactWriteItems Update': {
    required: ['TableName', 'Key', 'UpdateExpression'],
    parameters: {
      TableName: 'name',
      Key: 'map',
      UpdateExpression: 'string',
      ConditionExpression: 'string',
      ...EXPRESSION,
      ...ON_FAILURE,
    },
  },
  'TransactWriteItems ConditionCheck': {
    required: ['TableName', 'Key', 'ConditionExpression'],
    parameters: { TableName: 'name', Key: 'map', ConditionExpression: 'string', ...EXPRESSION, ...ON_FAILURE },
  },
  'TransactGetItems Get': {
    required: ['TableName', 'Key'],
    parameters: { TableName: 'name', Key: 'map', ProjectionExpression: 'string', ExpressionAttributeNames: 'map' },
  },
  'BatchGetItem RequestItems': {
    required: ['Keys'],
    parameters: {
      Keys: 'list',
      ConsistentRead: 'boolean',
      ProjectionExpression: 'string',
      ExpressionAttributeNames: 'map',
    },
  },
};

export function knows(operation: string): boolean {
  return Object.hasOwn(KNOWN, operation) && !operation.includes(' ');
}

/** Throws unless `input` holds what `operation` needs, and nothing else. */
export function checkParameters(operation: string, input: object): void {
  const known = KNOWN[operation];
  if (known === undefined) throw new Error(`the local DynamoDB has no parameters for ${operation}`);
  const given = input as Record<string, unknown>;
  for (const name in given) {
    const value = given[name];
    if (value === undefined) continue;
    const kind = Object.hasOwn(known.parameters, name) ? known.parameters[name] : undefined;
    if (kind === undefined) {
      throw invalid(`The local DynamoDB does not support the parameter ${name} of ${operation}`);
    }
    if (!isOf(kind, value)) refuse(operation, given, name);
  }
  for (const name of known.required) if (given[name] === undefined) refuse(operation, given, name);
}

function isOf(kind: Kind, value: unknown): boolean {
  switch (kind) {
    case 'name':
    case 'index':
      return typeof value === 'string' && /^[a-zA-Z0-9_.-]{3,255}$/.test(value);
    case 'string':
      return typeof value === 'string';
    case 'boolean':
      return typeof value === 'boolean';
    case 'count':
      return Number.isInteger(value) && (value as number) >= 1;
    case 'map':
      return typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Uint8Array);
    case 'list':
      return Array.isArray(value);
    case 'any':
      return true;
    default:
      return (kind as readonly unknown[]).includes(value);
  }
}

/** Always throws: dynalite's message if it has one for this request, else one of our own. */
function refuse(operation: string, input: Record<string, unknown>, name: string): never {
  if (!operation.includes(' ') && !/^Transact|TimeToLive$/.test(operation)) checkAsDynalite(operation, input);
  const shown = input[name] === undefined ? 'null' : `'${JSON.stringify(input[name])}'`;
  const where = `${name.charAt(0).toLowerCase()}${name.slice(1)}`;
  throw invalid(
    `1 validation error detected: Value ${shown} at '${where}' failed to satisfy constraint: ${
      input[name] === undefined ? 'Member must not be null' : `${operation} does not take such a value`
    }`,
  );
}

export function checkAsDynalite(operation: string, input: object): void {
  const rules = rulesOf(operation);
  const asJson = JSON.stringify(input, (_name, value: unknown) =>
    value instanceof Uint8Array ? base64(value) : value,
  );
  try {
    const data = validations.checkTypes(JSON.parse(asJson) as object, rules.types);
    validations.checkValidations(data, rules.types, rules.custom, {
      options: { maxItemSize: Number.POSITIVE_INFINITY },
    });
  } catch (error) {
    const { body, message } = error as { body?: { __type: string }; message: string };
    if (body === undefined) throw error;
    throw new DynamoDbFault(body.__type.split('#').at(-1) ?? 'ValidationException', message);
  }
}
