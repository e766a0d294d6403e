/** The same handler code, unmodified clients, through both lanes. */
import {
  ConditionalCheckFailedException,
  DynamoDBClient,
  DynamoDBServiceException,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { MessageRejected, SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import {
  DescribeExecutionCommand,
  ExecutionAlreadyExists,
  SendTaskSuccessCommand,
  SFNClient,
  StartExecutionCommand,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { InvalidParameterValueException, OptedOutException, PublishCommand, SNSClient } from '@aws-sdk/client-sns';
import { QueueDoesNotExist, SendMessageCommand, SQSClient } from '@aws-sdk/client-sqs';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { DynamoDbEngine } from '../../../lib/local/dynamodb/index.ts';
import {
  type FaultHook,
  installFullLane,
  installLeanLane,
  type LocalService,
  type LocalServices,
  ServiceFault,
} from '../../../lib/local/sdk.ts';

/** Built before any lane is installed. */
const early = new DynamoDBClient({ region: 'eu-central-1' });

const lanes = [
  ['lean', installLeanLane],
  ['full', installFullLane],
] as const;

describe.each(lanes)('through the %s lane', (_name, install) => {
  let engine: DynamoDbEngine;
  let calls: { service: LocalService; operation: string; input: object }[];
  let answers: (service: LocalService, operation: string, input: object) => object;
  let faults: FaultHook | undefined;
  let uninstall: () => void;

  beforeEach(() => {
    engine = new DynamoDbEngine();
    engine.createTable({
      TableName: 'accounts',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [
        { AttributeName: 'pk', AttributeType: 'S' },
        { AttributeName: 'sk', AttributeType: 'S' },
      ],
      KeySchema: [
        { AttributeName: 'pk', KeyType: 'HASH' },
        { AttributeName: 'sk', KeyType: 'RANGE' },
      ],
    });
    calls = [];
    answers = () => ({});
    faults = undefined;
    const services: LocalServices = {
      call(service, operation, input) {
        if (service === 'DynamoDB') return engine.call(operation, input);
        calls.push({ service, operation, input });
        return answers(service, operation, input);
      },
    };
    uninstall = install(services, { faults: (service, operation) => faults?.(service, operation) });
  });
  afterEach(() => uninstall());

  const client = () => new DynamoDBClient({ region: 'eu-central-1', maxAttempts: 3 });
  const put = (sk: string, attributes: object = {}) =>
    new PutItemCommand({ TableName: 'accounts', Item: marshall({ pk: 'a-1', sk, ...attributes }) });
  const get = (sk: string) => new GetItemCommand({ TableName: 'accounts', Key: marshall({ pk: 'a-1', sk }) });

  test('an item of every type comes back as it was put', async () => {
    const item = {
      text: 'Zahlung fällig 💶',
      amount: 12.5,
      nothing: null,
      open: true,
      bytes: new Uint8Array([0, 1, 255]),
      tags: new Set(['a', 'b']),
      days: new Set([1, 2]),
      blobs: new Set([new Uint8Array([1])]),
      list: [1, 'two', { three: 3 }],
      map: { B: 'an attribute named like a type', deep: { N: '1' } },
    };
    await client().send(put('profile', item));
    const { Item: found, $metadata: metadata } = await client().send(get('profile'));
    expect(unmarshall(found ?? {})).toEqual({ pk: 'a-1', sk: 'profile', ...item });
    expect(metadata.httpStatusCode).toBe(200);
  });

  test('a client built before the lane was installed uses it', async () => {
    await early.send(put('early'));
    expect((await early.send(get('early'))).Item).toEqual(marshall({ pk: 'a-1', sk: 'early' }));
  });

  test('what the caller does to input and output afterwards does not reach the table', async () => {
    const item = marshall({ pk: 'a-1', sk: 'x', inner: { value: 1 } });
    await client().send(new PutItemCommand({ TableName: 'accounts', Item: item }));
    item.inner = { S: 'changed' };
    const first = await client().send(get('x'));
    if (first.Item?.inner?.M) first.Item.inner.M.value = { S: 'changed' };
    expect((await client().send(get('x'))).Item?.inner).toEqual({ M: { value: { N: '1' } } });
  });

  test('a failed condition is the SDK exception, with the item if asked for', async () => {
    await client().send(put('case', { state: 'open' }));
    const again = client().send(
      new PutItemCommand({
        TableName: 'accounts',
        Item: marshall({ pk: 'a-1', sk: 'case' }),
        ConditionExpression: 'attribute_not_exists(pk)',
        ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
      }),
    );
    const error = await again.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConditionalCheckFailedException);
    expect(error).toMatchObject({
      name: 'ConditionalCheckFailedException',
      message: 'The conditional request failed',
      $fault: 'client',
      $metadata: { httpStatusCode: 400 },
      Item: marshall({ pk: 'a-1', sk: 'case', state: 'open' }),
    });
  });

  test('a cancelled transaction says for each action why', async () => {
    await client().send(put('taken'));
    const transaction = client().send(
      new TransactWriteItemsCommand({
        TransactItems: ['free', 'taken'].map((sk) => ({
          Put: {
            TableName: 'accounts',
            Item: marshall({ pk: 'a-1', sk }),
            ConditionExpression: 'attribute_not_exists(pk)',
            ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
          },
        })),
      }),
    );
    const error = await transaction.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(TransactionCanceledException);
    expect(error).toMatchObject({
      message:
        'Transaction cancelled, please refer cancellation reasons for specific reasons [None, ConditionalCheckFailed]',
      CancellationReasons: [
        { Code: 'None' },
        {
          Code: 'ConditionalCheckFailed',
          Message: 'The conditional request failed',
          Item: marshall({ pk: 'a-1', sk: 'taken' }),
        },
      ],
    });
    expect((await client().send(get('free'))).Item).toBeUndefined();
  });

  test('an error without a class of its own is the service exception under its name', async () => {
    const query = client().send(new QueryCommand({ TableName: 'accounts', KeyConditionExpression: 'pk = :pk' }));
    const error = await query.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(DynamoDBServiceException);
    expect(error).toMatchObject({
      name: 'ValidationException',
      message:
        'Invalid KeyConditionExpression: An expression attribute value used in expression is not defined; attribute value: :pk',
    });
  });

  test('a call back instead of a promise is answered', async () => {
    const found = await new Promise((resolve, reject) => {
      const done = (error: unknown, output: unknown) => (error ? reject(error) : resolve(output));
      void client().send(get('nobody'), done);
    });
    expect(found).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  test('an aborted call has no effect', async () => {
    const abort = new AbortController();
    abort.abort();
    await expect(client().send(put('aborted'), { abortSignal: abort.signal })).rejects.toThrow(/abort/i);
    expect((await client().send(get('aborted'))).Item).toBeUndefined();
  });

  test('an execution is started and described with its dates', async () => {
    const startDate = new Date('2026-03-01T06:00:00.250Z');
    const arn = 'arn:aws:states:eu-central-1:000000000000:execution:case:c-1';
    answers = (_service, operation) =>
      operation === 'StartExecution'
        ? { executionArn: arn, startDate }
        : { executionArn: arn, status: 'RUNNING', startDate };
    const sfn = new SFNClient({ region: 'eu-central-1' });
    const started = await sfn.send(
      new StartExecutionCommand({ stateMachineArn: 'arn:case', name: 'c-1', input: '{"a":1}' }),
    );
    expect(started).toMatchObject({ executionArn: arn, startDate });
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn: arn }))).toMatchObject({
      status: 'RUNNING',
      startDate,
    });
    expect(calls[0]).toEqual({
      service: 'SFN',
      operation: 'StartExecution',
      input: { stateMachineArn: 'arn:case', name: 'c-1', input: '{"a":1}' },
    });
  });

  test.each([
    ['ExecutionAlreadyExists', ExecutionAlreadyExists],
    ['TaskTimedOut', TaskTimedOut],
  ])('%s of Step Functions is the SDK exception', async (name, exception) => {
    answers = () => {
      throw new ServiceFault(name, `${name} it is`);
    };
    const sfn = new SFNClient({ region: 'eu-central-1' });
    const error = await sfn
      .send(new SendTaskSuccessCommand({ taskToken: 't', output: '{}' }))
      .catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(exception);
    expect(error).toMatchObject({ name, message: `${name} it is`, $fault: 'client' });
  });

  test('an email arrives as the handler wrote it', async () => {
    answers = () => ({ MessageId: 'm-1' });
    const input = {
      FromEmailAddress: 'no-reply@example.com',
      Destination: { ToAddresses: ['ana@example.com'] },
      Content: {
        Simple: { Subject: { Data: 'Überfällig <b>' }, Body: { Text: { Data: 'Grüße & so' } } },
      },
      EmailTags: [{ Name: 'notice', Value: 'n-1' }],
      ConfigurationSetName: 'notices',
    };
    const ses = new SESv2Client({ region: 'eu-central-1' });
    expect(await ses.send(new SendEmailCommand(input))).toMatchObject({ MessageId: 'm-1' });
    expect(calls).toEqual([{ service: 'SESv2', operation: 'SendEmail', input }]);
  });

  test('a raw email arrives as bytes', async () => {
    answers = () => ({ MessageId: 'm-2' });
    const input = { Content: { Raw: { Data: new Uint8Array([77, 73, 77, 69]) } } };
    await new SESv2Client({ region: 'eu-central-1' }).send(new SendEmailCommand(input));
    expect(calls[0]?.input).toEqual(input);
  });

  test('a rejected email is the SDK exception', async () => {
    answers = () => {
      throw new ServiceFault('MessageRejected', 'Email address is not verified');
    };
    const sent = new SESv2Client({ region: 'eu-central-1' }).send(new SendEmailCommand({ Content: {} }));
    const error = await sent.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(MessageRejected);
    expect(error).toMatchObject({ name: 'MessageRejected', message: 'Email address is not verified' });
  });

  test('a text message arrives with its attributes', async () => {
    answers = () => ({ MessageId: 's-1' });
    const input = {
      PhoneNumber: '+491701234567',
      Message: '你的还款 & <已到期> 5%+1',
      MessageAttributes: {
        'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
        'AWS.MM.SMS.OriginationNumber': { DataType: 'String', StringValue: '+15550100' },
      },
    };
    const sns = new SNSClient({ region: 'eu-central-1' });
    expect(await sns.send(new PublishCommand(input))).toMatchObject({ MessageId: 's-1' });
    expect(calls).toEqual([{ service: 'SNS', operation: 'Publish', input }]);
  });

  test.each([
    ['OptedOutException', OptedOutException],
    ['InvalidParameterValueException', InvalidParameterValueException],
  ])('%s of SNS is the SDK exception', async (name, exception) => {
    answers = () => {
      throw new ServiceFault(name, 'no <message> & no thanks');
    };
    const sent = new SNSClient({ region: 'eu-central-1' }).send(
      new PublishCommand({ Message: 'x', PhoneNumber: '+1' }),
    );
    const error = await sent.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(exception);
    expect(error).toMatchObject({ name, message: 'no <message> & no thanks' });
  });

  test('an event arrives with its time', async () => {
    answers = () => ({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] });
    const Entries = [
      {
        Source: 'cureflow',
        DetailType: 'case.opened',
        Detail: '{"caseId":"c-1"}',
        Time: new Date('2026-03-01T00:00:00Z'),
      },
    ];
    const output = await new EventBridgeClient({ region: 'eu-central-1' }).send(new PutEventsCommand({ Entries }));
    expect(output).toMatchObject({ FailedEntryCount: 0, Entries: [{ EventId: 'e-1' }] });
    expect(calls).toEqual([{ service: 'EventBridge', operation: 'PutEvents', input: { Entries } }]);
  });

  test('a queue takes a message', async () => {
    answers = () => ({ MessageId: 'q-1' });
    const input = { QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/000000000000/intake', MessageBody: '{"é":1}' };
    const output = await new SQSClient({ region: 'eu-central-1' }).send(new SendMessageCommand(input));
    expect(output).toMatchObject({ MessageId: 'q-1' });
    expect(calls).toEqual([{ service: 'SQS', operation: 'SendMessage', input }]);
  });

  test('a queue that is not there is the SDK exception', async () => {
    answers = () => {
      throw new ServiceFault('QueueDoesNotExist', 'The specified queue does not exist.');
    };
    const sent = new SQSClient({ region: 'eu-central-1' }).send(
      new SendMessageCommand({ QueueUrl: 'https://sqs.eu-central-1.amazonaws.com/0/none', MessageBody: 'x' }),
    );
    await expect(sent).rejects.toBeInstanceOf(QueueDoesNotExist);
  });

  test('a mistake in the local services reaches the handler as it is', async () => {
    answers = () => {
      throw new RangeError('a bug');
    };
    const sent = new SNSClient({ region: 'eu-central-1' }).send(new PublishCommand({ Message: 'x' }));
    await expect(sent).rejects.toThrow('a bug');
  });

  test('a call that the hook lets fail every time fails with an internal error and no effect', async () => {
    faults = (_service, operation) => (operation === 'PutItem' ? 'fail' : undefined);
    const error = await client()
      .send(put('never'))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'InternalServerError', $fault: 'server', $metadata: { httpStatusCode: 500 } });
    expect((await client().send(get('never'))).Item).toBeUndefined();
  });

  test('a call whose answer is lost has taken effect', async () => {
    faults = (_service, operation) => (operation === 'PutItem' ? 'timeout-after-effect' : undefined);
    const error = await client()
      .send(put('lost'))
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ name: 'TimeoutError' });
    expect((await client().send(get('lost'))).Item).toBeDefined();
  });

  test('once taken away, the lane is gone', () => {
    const handler = Object.getPrototypeOf(early.config.requestHandler) as { handle: unknown };
    const before = [DynamoDBClient.prototype.send, handler.handle, process.env.AWS_ACCESS_KEY_ID];
    install({ call: () => ({}) })();
    expect([DynamoDBClient.prototype.send, handler.handle, process.env.AWS_ACCESS_KEY_ID]).toEqual(before);
  });
});

test('a command that passes by the lean lane is answered through the full one', async () => {
  const uninstall = installLeanLane({ call: () => ({ MessageId: 'm' }) });
  try {
    const sns = new SNSClient({ region: 'eu-central-1' });
    const { send } = Object.getPrototypeOf(SNSClient.prototype) as { send: (command: object) => Promise<object> };
    const answer: unknown = await Reflect.apply(send, sns, [new PublishCommand({ Message: 'x', PhoneNumber: '+1' })]);
    expect(answer).toMatchObject({ MessageId: 'm', $metadata: { requestId: 'sns-full-1' } });
  } finally {
    uninstall();
  }
});

describe('the full lane alone', () => {
  test('the SDK itself retries what failed once', async () => {
    let attempts = 0;
    const uninstall = installFullLane(
      { call: () => ({ MessageId: 'm' }) },
      { faults: () => (++attempts === 1 ? 'fail' : undefined) },
    );
    try {
      const { $metadata: metadata } = await new SNSClient({ region: 'eu-central-1' }).send(
        new PublishCommand({ Message: 'x', PhoneNumber: '+1' }),
      );
      expect(metadata.attempts).toBe(2);
    } finally {
      uninstall();
    }
  });

  test('a transaction whose answer is lost is not done twice: the SDK sends its token again', async () => {
    const engine = new DynamoDbEngine();
    engine.createTable({
      TableName: 'counters',
      BillingMode: 'PAY_PER_REQUEST',
      AttributeDefinitions: [{ AttributeName: 'id', AttributeType: 'S' }],
      KeySchema: [{ AttributeName: 'id', KeyType: 'HASH' }],
    });
    let attempts = 0;
    const uninstall = installFullLane(
      { call: (_service, operation, input) => engine.call(operation, input) },
      { faults: () => (++attempts === 1 ? 'timeout-after-effect' : undefined) },
    );
    try {
      await new DynamoDBClient({ region: 'eu-central-1' }).send(
        new TransactWriteItemsCommand({
          TransactItems: [
            {
              Update: {
                TableName: 'counters',
                Key: { id: { S: 'c' } },
                UpdateExpression: 'ADD paid :one',
                ExpressionAttributeValues: { ':one': { N: '1' } },
              },
            },
          ],
        }),
      );
    } finally {
      uninstall();
    }
    expect(attempts).toBe(2);
    expect(engine.call('GetItem', { TableName: 'counters', Key: { id: { S: 'c' } } })).toEqual({
      Item: { id: { S: 'c' }, paid: { N: '1' } },
    });
  });

  test('a request to anything else is refused and does not leave the machine', async () => {
    const uninstall = installFullLane({ call: () => ({}) });
    try {
      const { handle } = Object.getPrototypeOf(early.config.requestHandler) as {
        handle: (request: object) => Promise<unknown>;
      };
      const request = { method: 'GET', hostname: 'example.com', path: '/', headers: {} };
      await expect(handle(request)).rejects.toThrow('no answer to GET https://example.com/');
    } finally {
      uninstall();
    }
  });
});
