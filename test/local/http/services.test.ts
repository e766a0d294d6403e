// The services over real HTTP, with the clients that people use: shapes, pages and errors by class.
import {
  ConditionalCheckFailedException,
  DescribeTableCommand,
  PutItemCommand,
  QueryCommand,
  ResourceNotFoundException,
  TransactionCanceledException,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { PutEventsCommand } from '@aws-sdk/client-eventbridge';
import {
  DescribeExecutionCommand,
  DescribeMapRunCommand,
  DescribeStateMachineCommand,
  ExecutionAlreadyExists,
  ExecutionDoesNotExist,
  ExecutionNotRedrivable,
  GetExecutionHistoryCommand,
  InvalidArn,
  InvalidExecutionInput,
  InvalidName,
  InvalidOutput,
  InvalidToken,
  ListExecutionsCommand,
  ListMapRunsCommand,
  ListStateMachinesCommand,
  paginateGetExecutionHistory,
  paginateListExecutions,
  RedriveExecutionCommand,
  ResourceNotFound,
  SendTaskFailureCommand,
  SendTaskHeartbeatCommand,
  SendTaskSuccessCommand,
  StartExecutionCommand,
  StateMachineDoesNotExist,
  StopExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
  ValidationException,
} from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { aServer } from './server.ts';

const DAY = 86_400;
const waiting = { StartAt: 'Wait', States: { Wait: { Type: 'Wait', Seconds: DAY, End: true } } };
const nobody = 'arn:aws:states:us-east-1:000000000000:execution:case:nobody';

describe('Step Functions', () => {
  test('an execution is started, described and stopped, and its history tells so', async () => {
    const { sfn, machine, pass } = await aServer();
    const stateMachineArn = machine(waiting);
    const started = await sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'A-1', input: '{"a":1}' }));
    const { executionArn } = started;
    expect(started.startDate).toEqual(new Date('2026-03-01T00:00:00Z'));
    await pass(60);
    const { stopDate } = await sfn.send(new StopExecutionCommand({ executionArn, error: 'Why', cause: 'Because' }));
    expect(stopDate).toEqual(new Date('2026-03-01T00:01:00Z'));
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      executionArn,
      stateMachineArn,
      name: 'A-1',
      status: 'ABORTED',
      input: '{"a":1}',
      startDate: started.startDate,
      stopDate,
      error: 'Why',
      cause: 'Because',
    });
    const { events } = await sfn.send(new GetExecutionHistoryCommand({ executionArn, reverseOrder: true }));
    expect(events?.map(({ id, type }) => [id, type])).toEqual([
      [3, 'ExecutionAborted'],
      [2, 'WaitStateEntered'],
      [1, 'ExecutionStarted'],
    ]);
    expect(events?.[0]).toMatchObject({ timestamp: stopDate, previousEventId: 2 });
  });

  test('what is due at this instant is done before the answer, what is due later is not', async () => {
    const { sfn, machine } = await aServer();
    const pass = machine({ StartAt: 'Pass', States: { Pass: { Type: 'Pass', End: true } } }, 'at-once');
    const wait = machine(waiting);
    const status = async (stateMachineArn: string) => {
      const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn }));
      return (await sfn.send(new DescribeExecutionCommand({ executionArn }))).status;
    };
    expect([await status(pass), await status(wait)]).toEqual(['SUCCEEDED', 'RUNNING']);
  });

  test('machines are listed page by page and described', async () => {
    const { sfn, machine } = await aServer();
    for (const name of ['one', 'two', 'three']) machine(waiting, name);
    const first = await sfn.send(new ListStateMachinesCommand({ maxResults: 2 }));
    const { nextToken } = first;
    const rest = await sfn.send(new ListStateMachinesCommand({ maxResults: 2, nextToken }));
    expect([...(first.stateMachines ?? []), ...(rest.stateMachines ?? [])].map(({ name }) => name)).toEqual([
      'one',
      'two',
      'three',
    ]);
    expect(rest.nextToken).toBeUndefined();
    const stateMachineArn = first.stateMachines?.[0]?.stateMachineArn;
    const described = await sfn.send(new DescribeStateMachineCommand({ stateMachineArn }));
    expect(described).toMatchObject({ name: 'one', type: 'STANDARD', status: 'ACTIVE' });
    expect(JSON.parse(described.definition ?? '')).toEqual(waiting);
  });

  test('executions and events come page by page with the paginators of the SDK', async () => {
    const { sfn, machine } = await aServer();
    const stateMachineArn = machine(waiting);
    for (let at = 0; at < 7; at++) await sfn.send(new StartExecutionCommand({ stateMachineArn, name: `run-${at}` }));
    const names: (string | undefined)[] = [];
    for await (const page of paginateListExecutions({ client: sfn, pageSize: 3 }, { stateMachineArn })) {
      names.push(...(page.executions ?? []).map(({ name }) => name));
    }
    expect(names).toEqual([6, 5, 4, 3, 2, 1, 0].map((at) => `run-${at}`));
    const executionArn = `${stateMachineArn.replace('stateMachine', 'execution')}:run-0`;
    const ids: (number | undefined)[] = [];
    for await (const page of paginateGetExecutionHistory({ client: sfn, pageSize: 1 }, { executionArn })) {
      ids.push(...(page.events ?? []).map(({ id }) => id));
    }
    expect(ids).toEqual([1, 2]);
  });

  test('executions are listed by status', async () => {
    const { sfn, machine } = await aServer();
    const stateMachineArn = machine(waiting);
    for (const name of ['kept', 'ended']) await sfn.send(new StartExecutionCommand({ stateMachineArn, name }));
    const executionArn = `${stateMachineArn.replace('stateMachine', 'execution')}:ended`;
    await sfn.send(new StopExecutionCommand({ executionArn }));
    const { executions } = await sfn.send(new ListExecutionsCommand({ stateMachineArn, statusFilter: 'ABORTED' }));
    expect(executions?.map(({ name }) => name)).toEqual(['ended']);
  });

  test('a start is idempotent by name while the execution runs, and refused for another input', async () => {
    const { sfn, machine } = await aServer();
    const stateMachineArn = machine(waiting);
    const start = (input: string) => sfn.send(new StartExecutionCommand({ stateMachineArn, name: 'one', input }));
    const first = await start('{"a":1}');
    expect(await start('{ "a": 1 }')).toMatchObject({ executionArn: first.executionArn, startDate: first.startDate });
    await expect(start('{"a":2}')).rejects.toBeInstanceOf(ExecutionAlreadyExists);
  });

  test('a task that waits takes success, failure and heartbeat by its token, once', async () => {
    const tokens: string[] = [];
    const resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
    const { sfn, machine, pass } = await aServer({
      tasks: {
        [resource]: (_input, token) => {
          tokens.push(token ?? '');
          return null;
        },
      },
    });
    const parameters = { FunctionName: 'f', Payload: { 'token.$': '$$.Task.Token' } };
    const task = { Type: 'Task', Resource: resource, Parameters: parameters, HeartbeatSeconds: 60, End: true };
    const stateMachineArn = machine({ StartAt: 'Wait for it', States: { 'Wait for it': task } });
    const started = [1, 2, 3].map(() => sfn.send(new StartExecutionCommand({ stateMachineArn })));
    const arns = (await Promise.all(started)).map(({ executionArn }) => executionArn);
    const [done, failed, late] = tokens;
    await pass(50);
    for (const taskToken of [done, failed]) await sfn.send(new SendTaskHeartbeatCommand({ taskToken }));
    await pass(50);
    await sfn.send(new SendTaskSuccessCommand({ taskToken: done, output: '{"paid":true}' }));
    await sfn.send(new SendTaskFailureCommand({ taskToken: failed, error: 'Bounced', cause: 'no such number' }));
    const told = await Promise.all(
      arns.map((executionArn) => sfn.send(new DescribeExecutionCommand({ executionArn }))),
    );
    expect(told.map(({ status, output, error, cause }) => ({ status, output, error, cause }))).toEqual([
      { status: 'SUCCEEDED', output: '{"paid":true}' },
      { status: 'FAILED', error: 'Bounced', cause: 'no such number' },
      { status: 'FAILED', error: 'States.Timeout' },
    ]);
    for (const taskToken of [done, failed, late]) {
      const again = sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }));
      await expect(again).rejects.toBeInstanceOf(TaskTimedOut);
    }
  });

  test('an execution that failed is redriven, and one that did not is refused', async () => {
    let broken = true;
    const resource = 'arn:aws:lambda:us-east-1:000000000000:function:f';
    const { sfn, machine } = await aServer({
      tasks: {
        [resource]: () => {
          if (broken) throw Object.assign(new Error('no light'), { name: 'Broken' });
          return 'done';
        },
      },
    });
    const each = { StartAt: 'Each', States: { Each: { Type: 'Task', Resource: resource, End: true } } };
    const ItemProcessor = { ProcessorConfig: { Mode: 'DISTRIBUTED', ExecutionType: 'STANDARD' }, ...each };
    const stateMachineArn = machine({ StartAt: 'Map', States: { Map: { Type: 'Map', ItemProcessor, End: true } } });
    const { executionArn } = await sfn.send(new StartExecutionCommand({ stateMachineArn, input: '[1]' }));
    const { mapRuns = [] } = await sfn.send(new ListMapRunsCommand({ executionArn }));
    const mapRunArn = mapRuns[0]?.mapRunArn;
    expect(await sfn.send(new DescribeMapRunCommand({ mapRunArn }))).toMatchObject({ status: 'FAILED' });
    broken = false;
    const { redriveDate } = await sfn.send(new RedriveExecutionCommand({ executionArn }));
    expect(await sfn.send(new DescribeExecutionCommand({ executionArn }))).toMatchObject({
      status: 'SUCCEEDED',
      output: '["done"]',
      redriveCount: 1,
      redriveDate,
      redriveStatus: 'NOT_REDRIVABLE',
    });
    const { executions } = await sfn.send(new ListExecutionsCommand({ mapRunArn, redriveFilter: 'REDRIVEN' }));
    expect(executions).toMatchObject([{ status: 'SUCCEEDED', mapRunArn }]);
    const again = sfn.send(new RedriveExecutionCommand({ executionArn }));
    await expect(again).rejects.toBeInstanceOf(ExecutionNotRedrivable);
  });

  test.each([
    ['an execution that is not there', ExecutionDoesNotExist, new DescribeExecutionCommand({ executionArn: nobody })],
    ['the history of none', ExecutionDoesNotExist, new GetExecutionHistoryCommand({ executionArn: nobody })],
    ['an end of none', ExecutionDoesNotExist, new StopExecutionCommand({ executionArn: nobody })],
    ['a redrive of none', ExecutionDoesNotExist, new RedriveExecutionCommand({ executionArn: nobody })],
    ['the map runs of none', ExecutionDoesNotExist, new ListMapRunsCommand({ executionArn: nobody })],
    [
      'a map run that is not there',
      ResourceNotFound,
      new DescribeMapRunCommand({ mapRunArn: nobody.replace('execution', 'mapRun') }),
    ],
    ['what is no ARN', InvalidArn, new DescribeExecutionCommand({ executionArn: 'nobody' })],
    [
      'the ARN of something else',
      InvalidArn,
      new DescribeExecutionCommand({ executionArn: nobody.replace('execution', 'stateMachine') }),
    ],
    ['what is no token', InvalidToken, new SendTaskSuccessCommand({ taskToken: 'nonsense', output: '{}' })],
    [
      'a token that was never given out',
      TaskDoesNotExist,
      new SendTaskFailureCommand({ taskToken: Buffer.from('task.7.00000000').toString('base64') }),
    ],
    ['a list of two things', ValidationException, new ListExecutionsCommand({})],
  ])('%s is the exception of the SDK', async (_what, exception, command) => {
    const { sfn } = await aServer();
    const error: unknown = await sfn.send(command as DescribeExecutionCommand).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(exception);
    expect(error).toMatchObject({ $metadata: { httpStatusCode: 400 } });
  });

  test.each([
    [
      'a machine that is not there',
      StateMachineDoesNotExist,
      { stateMachineArn: nobody.replace('execution:case:', 'stateMachine:') },
    ],
    ['a name that is none', InvalidName, { name: 'a b' }],
    ['an input that is no JSON', InvalidExecutionInput, { input: '{' }],
  ])('a start with %s is the exception of the SDK', async (_what, exception, fields) => {
    const { sfn, machine } = await aServer();
    const stateMachineArn = machine(waiting);
    await expect(sfn.send(new StartExecutionCommand({ stateMachineArn, ...fields }))).rejects.toBeInstanceOf(exception);
  });

  test('an output that is no JSON leaves the task waiting', async () => {
    let taskToken = '';
    const resource = 'arn:aws:states:::lambda:invoke.waitForTaskToken';
    const { sfn, machine } = await aServer({
      tasks: {
        [resource]: (_input, token = '') => {
          taskToken = token;
          return null;
        },
      },
    });
    const stateMachineArn = machine({
      StartAt: 'T',
      States: { T: { Type: 'Task', Resource: resource, Parameters: { 't.$': '$$.Task.Token' }, End: true } },
    });
    await sfn.send(new StartExecutionCommand({ stateMachineArn }));
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{' }))).rejects.toBeInstanceOf(
      InvalidOutput,
    );
    await expect(sfn.send(new SendTaskSuccessCommand({ taskToken, output: '{}' }))).resolves.toBeDefined();
  });
});

describe('DynamoDB', () => {
  const keys = {
    KeySchema: [
      { AttributeName: 'pk', KeyType: 'HASH' },
      { AttributeName: 'sk', KeyType: 'RANGE' },
    ],
    AttributeDefinitions: [
      { AttributeName: 'pk', AttributeType: 'S' },
      { AttributeName: 'sk', AttributeType: 'N' },
    ],
  } as const;

  async function aTable() {
    const server = await aServer();
    server.table.createTable({
      TableName: 'Ledger',
      BillingMode: 'PAY_PER_REQUEST',
      ...structuredClone(keys),
    } as never);
    const put = (sk: number, more: object = {}) =>
      new PutItemCommand({ TableName: 'Ledger', Item: { pk: { S: 'A#1' }, sk: { N: String(sk) } }, ...more });
    return { ...server, put };
  }

  test('items go in and come out, page by page and with their bytes', async () => {
    const { dynamodb, put } = await aTable();
    const blob = { B: new Uint8Array([0, 255]) };
    for (const sk of [1, 2, 3]) {
      await dynamodb.send(put(sk, { Item: { pk: { S: 'A#1' }, sk: { N: String(sk) }, blob } }));
    }
    const query = (ExclusiveStartKey?: Record<string, never>) =>
      dynamodb.send(
        new QueryCommand({
          TableName: 'Ledger',
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: 'A#1' } },
          Limit: 2,
          ExclusiveStartKey,
        }),
      );
    const first = await query();
    expect(first.Items?.[0]).toEqual({ pk: { S: 'A#1' }, sk: { N: '1' }, blob });
    const rest = await query(first.LastEvaluatedKey as never);
    expect(rest.Items?.map(({ sk }) => sk)).toEqual([{ N: '3' }]);
    expect(rest.LastEvaluatedKey).toBeUndefined();
  });

  test('what is refused is the exception of the SDK, with all that it carries', async () => {
    const { dynamodb, put } = await aTable();
    await dynamodb.send(put(1));
    const condition = {
      ConditionExpression: 'attribute_not_exists(pk)',
      ReturnValuesOnConditionCheckFailure: 'ALL_OLD',
    };
    const refused: unknown = await dynamodb.send(put(1, condition)).catch((thrown: unknown) => thrown);
    expect(refused).toBeInstanceOf(ConditionalCheckFailedException);
    expect(refused).toMatchObject({ Item: { pk: { S: 'A#1' }, sk: { N: '1' } } });
    const { input: Put } = put(1, condition);
    const cancelled: unknown = await dynamodb
      .send(new TransactWriteItemsCommand({ TransactItems: [{ Put: Put as never }] }))
      .catch((thrown: unknown) => thrown);
    expect(cancelled).toBeInstanceOf(TransactionCanceledException);
    expect(cancelled).toMatchObject({ CancellationReasons: [{ Code: 'ConditionalCheckFailed' }] });
    const nowhere = dynamodb.send(new DescribeTableCommand({ TableName: 'Nowhere' }));
    await expect(nowhere).rejects.toBeInstanceOf(ResourceNotFoundException);
  });
});

test('events of a lender reach the bus of the app, and no other', async () => {
  const { bus, onBus } = await aServer();
  const entry = { Source: 'lender', DetailType: 'PaymentPosted', EventBusName: 'cureflow' };
  const { FailedEntryCount, Entries } = await bus.send(
    new PutEventsCommand({
      Entries: [
        { ...entry, Detail: '{"id":"e-1"}' },
        { ...entry, Detail: 'nonsense' },
        { Source: 'lender', DetailType: 'PaymentPosted', Detail: '{}' },
        { ...entry, Source: '', Detail: '{}' },
      ],
    }),
  );
  expect({ FailedEntryCount, codes: Entries?.map(({ ErrorCode }) => ErrorCode) }).toEqual({
    FailedEntryCount: 3,
    codes: [undefined, 'MalformedDetail', 'ResourceNotFoundException', 'InvalidArgument'],
  });
  expect(onBus).toEqual([{ source: 'lender', 'detail-type': 'PaymentPosted', detail: { id: 'e-1' } }]);
});
