// `cureflow serve` as a user has it: a process that stays, asked over HTTP, ended by Ctrl-C.
import { createServer } from 'node:net';
import { join } from 'node:path';
import { DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { ListExecutionsCommand, ListStateMachinesCommand, SFNClient } from '@aws-sdk/client-sfn';
import { expect, onTestFinished, test } from 'vitest';
import { projectRoot } from '../../lib/local/template.ts';
import { aBorrower, aFolder, cureflow, serving, write } from './cureflow.ts';

const folder = aFolder();
const policy = join(projectRoot, 'policies/pay-later.yaml');
const events = write(folder, 'events.jsonl', [...aBorrower('A-1', [{ dueOn: '2026-02-01', amountDue: 20_000 }]), 'x']);
const span = ['--policy', policy, '--events', events, '--from', '2026-01-15', '--until', '2026-02-10'];

test('a world that serves is asked and moved by the SDK, and ends with Ctrl-C', { timeout: 120_000 }, async () => {
  const { child, ended, stdout, stderr, url } = await serving([...span, '--port', '0']);
  expect(stdout).toContain('stands at 2026-02-10 00:00 UTC');
  expect(stdout).toContain(`aws dynamodb query --endpoint-url ${url}`);
  expect(stdout).toContain('{":pk":{"S":"A#A-1"}}');
  expect(stdout).toContain('1 line could not be read as an event');
  const config = { endpoint: url, region: 'us-east-1', credentials: { accessKeyId: 'a', secretAccessKey: 'b' } };
  const [sfn, dynamodb, bus] = [new SFNClient(config), new DynamoDBClient(config), new EventBridgeClient(config)];
  const { stateMachines = [] } = await sfn.send(new ListStateMachinesCommand({}));
  const stateMachineArn = stateMachines.find(({ name }) => name === 'collections-case')?.stateMachineArn;
  const cases = async () =>
    (await sfn.send(new ListExecutionsCommand({ stateMachineArn }))).executions?.map(({ name, status }) => ({
      name,
      status,
    }));
  expect(await cases()).toEqual([{ name: 'A-1-2026-02-02', status: 'RUNNING' }]);

  const TableName = /--table-name (\S+)/.exec(stdout)?.[1];
  const { Items } = await dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: 'pk = :pk',
      ExpressionAttributeValues: { ':pk': { S: 'A#A-1' } },
    }),
  );
  expect(Items?.map(({ sk }) => sk?.S)).toContain('ACCOUNT');

  const detail = { paymentId: 'P-1', accountId: 'A-1', amount: 20_000, paidOn: '2026-02-10' };
  const payment = { id: 'e-paid', type: 'PaymentPosted', time: '2026-02-10T00:00:00Z', detail };
  const entry = {
    Source: 'lender',
    DetailType: payment.type,
    Detail: JSON.stringify(payment),
    EventBusName: 'cureflow',
  };
  await bus.send(new PutEventsCommand({ Entries: [entry] }));
  expect(await cases()).toEqual([{ name: 'A-1-2026-02-02', status: 'SUCCEEDED' }]);

  // A client that keeps its connection does not keep the server.
  child.kill('SIGINT');
  expect({ code: await ended, stderr: stderr() }).toEqual({ code: 0, stderr: '' });
});

test('a port in use is bad input, told before a world is run', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await new Promise((resolve) => other.once('listening', resolve));
  const { port } = other.address() as { port: number };
  expect(await cureflow(['serve', ...span, '--port', String(port)])).toEqual({
    code: 2,
    stdout: '',
    stderr: `Port ${port} is in use: choose another with --port.\n`,
  });
});

test.each([
  ['events without their days', ['--events', events], '--events needs --from and --until'],
  ['days the wrong way round', ['--from', '2026-03-01', '--until', '2026-02-01'], 'must be after --from'],
  ['a port that is none', ['--port', '65536'], 'must be at most 65535'],
  ['a file that is not there', ['--policy', 'nowhere.yaml'], 'nowhere.yaml'],
])('%s are bad input', async (_what, args, sentence) => {
  const { code, stdout, stderr } = await cureflow(['serve', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(sentence);
});
