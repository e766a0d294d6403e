// What comes over a socket that no client of AWS would send: an answer that says so, and a server that goes on.
import { request as ask } from 'node:http';
import { connect } from 'node:net';
import { ListStateMachinesCommand } from '@aws-sdk/client-sfn';
import { describe, expect, test } from 'vitest';
import { aServer } from './server.ts';

const list = 'AWSStepFunctions.ListStateMachines';
const told = async (response: Response) => [response.status, ((await response.json()) as { __type: string }).__type];

describe('a request', () => {
  test.each([
    ['without JSON', list, '{', [400, 'SerializationException']],
    ['with a list for a body', list, '[]', [400, 'SerializationException']],
    ['with null for a body', list, 'null', [400, 'SerializationException']],
    ['with brackets without end', list, '['.repeat(200_000), [400, 'SerializationException']],
    [
      'nested deeper than anybody reads',
      list,
      `${'{"a":'.repeat(50_000)}1${'}'.repeat(50_000)}`,
      [400, 'SerializationException'],
    ],
    ['of a type that is none', list, '{"maxResults":"three"}', [400, 'SerializationException']],
    ['with a page too large', list, '{"maxResults":1001}', [400, 'ValidationException']],
    ['with a member nobody knows', list, '{"constructor":1}', [400, 'ValidationException']],
    ['without what it needs', 'AWSStepFunctions.DescribeExecution', '{}', [400, 'ValidationException']],
    ['for an operation that is not there', 'AWSStepFunctions.CreateActivity', '{}', [400, 'UnknownOperationException']],
    ['for an operation of the language', 'AWSStepFunctions.constructor', '{}', [400, 'UnknownOperationException']],
    [
      'for a table that cannot be exported',
      'DynamoDB_20120810.ExportTableToPointInTime',
      '{}',
      [400, 'com.amazonaws.dynamodb.v20120810#UnknownOperationException'],
    ],
    ['for a service that is not there', 'Kinesis_20131202.ListStreams', '{}', [400, 'UnknownOperationException']],
    [
      'for what only handlers may ask',
      'AmazonSQS.SendMessage',
      '{}',
      [400, 'com.amazonaws.sqs#UnknownOperationException'],
    ],
    ['for nothing', '', '{}', [400, 'UnknownOperationException']],
    ['that names no target', undefined, '{}', [404, 'UnknownOperationException']],
  ])('%s is answered with an error of the service', async (_what, target, body, expected) => {
    const { ask, sfn } = await aServer();
    expect(await told(await ask(target, body))).toEqual(expected);
    await expect(sfn.send(new ListStateMachinesCommand({}))).resolves.toMatchObject({ stateMachines: [] });
  });

  test('of a service that speaks XML is refused in XML', async () => {
    const { url } = await aServer();
    const body = new URLSearchParams({ Action: 'Publish', Message: 'x' });
    const response = await fetch(url, { method: 'POST', body });
    expect([response.status, await response.text()]).toEqual([
      400,
      expect.stringContaining('<Code>UnknownOperation</Code>'),
    ]);
  });

  test('by another method is refused', async () => {
    const { url } = await aServer();
    const response = await fetch(url, { headers: { 'x-amz-target': list } });
    expect(await told(response)).toEqual([405, 'UnknownOperationException']);
  });

  test('with null for what it leaves out is as if it left it out', async () => {
    const { ask } = await aServer();
    const response = await ask(list, '{"nextToken":null,"maxResults":null}');
    expect(await response.json()).toEqual({ stateMachines: [] });
  });

  test('of more than a service takes is refused, said beforehand or not', async () => {
    const { ask, sfn } = await aServer();
    const large = new Uint8Array(16 * 1024 * 1024 + 1).fill(32);
    expect(await told(await ask(list, large))).toEqual([413, 'RequestEntityTooLargeException']);
    const body = new Blob([large]).stream();
    const streamed = await ask(list, '', { body, duplex: 'half' } as RequestInit).then(told, () => 'gone');
    // The connection may be gone before a client that still sends looks at the answer.
    expect([[413, 'RequestEntityTooLargeException'], 'gone']).toContainEqual(streamed);
    await expect(sfn.send(new ListStateMachinesCommand({}))).resolves.toBeDefined();
  });

  test('that ends in the middle, or is no HTTP, harms nobody else', async () => {
    const { port, sfn } = await aServer();
    for (const text of [
      'nonsense\r\n\r\n',
      `POST / HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nX-Amz-Target: ${list}\r\nContent-Length: 9\r\n\r\n{`,
    ]) {
      await new Promise<void>((resolve) => {
        const socket = connect(port, '127.0.0.1', () => socket.end(text));
        socket.on('close', () => resolve()).resume();
      });
    }
    await expect(sfn.send(new ListStateMachinesCommand({}))).resolves.toBeDefined();
  });
});

describe('a page of another site', () => {
  const status = (port: number, headers: Record<string, string>) =>
    new Promise<number | undefined>((resolve, reject) => {
      const options = { host: '127.0.0.1', port, method: 'POST', headers: { 'x-amz-target': list, ...headers } };
      ask(options, (response) => resolve(response.resume().statusCode))
        .on('error', reject)
        .end('{}');
    });

  test('gets nothing, under a name of its own or ours', async () => {
    const { port } = await aServer();
    expect(await status(port, { host: `evil.example:${port}` })).toBe(403);
    expect(await status(port, { origin: 'https://evil.example' })).toBe(403);
    expect(await status(port, { origin: `http://127.0.0.1:${port + 1}` })).toBe(403);
    expect(await status(port, { host: `localhost:${port}`, origin: `http://localhost:${port}` })).toBe(200);
  });
});

test('only this machine is listened to', async () => {
  const { url } = await aServer();
  expect(new URL(url).hostname).toBe('127.0.0.1');
  await expect(fetch(url.replace('127.0.0.1', '[::1]'))).rejects.toThrow();
});

test('many at once are taken one after the other', async () => {
  const running: number[] = [];
  const { machine, ask } = await aServer({
    tasks: {
      'arn:aws:lambda:us-east-1:000000000000:function:f': (input) => {
        running.push(input as number);
        return input;
      },
    },
  });
  const task = { Type: 'Task', Resource: 'arn:aws:lambda:us-east-1:000000000000:function:f', End: true };
  const stateMachineArn = machine({ StartAt: 'F', States: { F: task } });
  const starts = Array.from({ length: 30 }, (_, at) =>
    ask('AWSStepFunctions.StartExecution', JSON.stringify({ stateMachineArn, input: String(at) })),
  );
  const answers = await Promise.all(starts);
  expect(answers.map(({ status }) => status)).toEqual(answers.map(() => 200));
  expect(running.toSorted((a, b) => a - b)).toEqual(answers.map((_, at) => at));
});

describe('a route beside the services', () => {
  test('is asked for all that is not theirs, and a fault of its own is told and survived', async () => {
    const { url, sfn } = await aServer({
      routes: [
        (request, response) => {
          if (request.url === '/broken') throw new TypeError('a bug');
          if (request.url !== '/api/cases') return false;
          response.end('cases');
          return true;
        },
      ],
    });
    expect(await (await fetch(`${url}/api/cases`)).text()).toBe('cases');
    expect(await told(await fetch(`${url}/broken`))).toEqual([500, 'InternalFailure']);
    expect(await told(await fetch(`${url}/elsewhere`))).toEqual([404, 'UnknownOperationException']);
    await expect(sfn.send(new ListStateMachinesCommand({}))).resolves.toMatchObject({ stateMachines: [] });
  });
});
