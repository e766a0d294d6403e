import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { beforeAll, describe, expect, onTestFinished, test } from 'vitest';
import { Template } from '../../lib/local/template.ts';
import { LocalWorld, type WorldOptions } from '../../lib/local/world.ts';
import { aPolicy } from '../domain/builders.ts';
import { sweptBy, theTemplate } from '../scenarios/template.ts';
import { World } from '../scenarios/world.ts';

const policy = aPolicy();
const start = Date.parse('2026-01-01T00:00:00Z');
let template: Template;
beforeAll(async () => {
  template = await theTemplate();
});

const world = async (more: Partial<WorldOptions> = {}) => {
  const started = await LocalWorld.start({ template, policies: [policy], start, ...more });
  onTestFinished(() => started.stop());
  return started;
};

/** The template with one resource changed. */
function changed(change: (resources: Record<string, { Type: string; Properties: Record<string, unknown> }>) => void) {
  const entries = template.resources.map(({ id, type, properties, metadata }) => [
    id,
    { Type: type, Properties: structuredClone(properties), Metadata: metadata },
  ]);
  const Resources = Object.fromEntries(entries);
  change(Resources);
  return new Template({ Resources });
}

const first = (resources: Record<string, { Type: string; Properties: Record<string, unknown> }>, type: string) => {
  const found = Object.values(resources).find((one) => one.Type === type);
  if (found === undefined) throw new Error(`the template has no ${type}`);
  return found.Properties;
};

/** All of the process that a world lays its hands on. */
const surroundings = () => {
  // Set for good by Powertools when it is first loaded.
  const { AWS_SDK_UA_APP_ID: _id, ...environment } = process.env;
  return {
    date: Date,
    setTimeout: globalThis.setTimeout,
    random: Math.random,
    send: Object.getOwnPropertyDescriptor(DynamoDBClient.prototype, 'send'),
    environment,
  };
};

describe('a world that stops', () => {
  test('leaves the process as it found it', async () => {
    const before = surroundings();
    const one = await world();
    expect(Date).not.toBe(before.date);
    expect(new Date().toISOString()).toBe('2026-01-01T00:00:00.000Z');
    one.stop();
    expect(surroundings()).toEqual(before);
    expect(Date).toBe(before.date);
  });

  test('that failed to start leaves it as well', async () => {
    const before = surroundings();
    const schedule = changed((resources) => {
      first(resources, 'AWS::Scheduler::Schedule').ScheduleExpression = 'rate(5 minutes)';
    });
    await expect(world({ template: schedule })).rejects.toThrow('the schedule rate(5 minutes)');
    expect(surroundings()).toEqual(before);
    expect(Date).toBe(before.date);
  });

  test('may be stopped twice', async () => {
    const before = surroundings();
    const one = await world();
    one.stop();
    one.stop();
    expect(surroundings()).toEqual(before);
  });

  test('leaves nothing to the next one: not its ledger, its policies, its hooks or its numbers', async () => {
    const bill = { bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 }] };
    const run = async (more: object, tier: string) => {
      const tiers = [{ id: tier, day: 1, channels: ['sms'] }];
      const one = await World.start({
        now: '2026-01-20',
        policy: aPolicy({ tiers, limitActions: [], terminal: undefined }),
      });
      one.given({ ...bill, ...more });
      await one.runUntil('2026-02-05');
      const result = { told: one.told(), lines: one.messages(), executions: one.executions(), cases: one.cases() };
      one.local.stop();
      return result;
    };
    const alone = await run({}, 'mild');
    const other = await run({ phone: undefined }, 'other');
    expect(other.told).toEqual(['2026-01-25 reminder.O1.7 email', '2026-01-31 reminder.O1.1 email']);
    expect(Object.keys(other.cases[0]?.tiers ?? {})).toEqual(['other']);
    expect(await run({}, 'mild')).toEqual(alone);
  });
});

describe('a world', () => {
  test('sweeps once a day of the product, also when summer time makes two of them fall on one day of UTC', async () => {
    const midnight = sweptBy(template, { sweepAt: '00:00', timeZone: 'Europe/London' });
    const one = await world({ template: midnight, start: Date.parse('2026-03-27T12:00:00Z') });
    await one.runUntil(Date.parse('2026-03-31T12:00:00Z'));
    const sweeps = [...one.machines.executions()].filter((run) => run.name.startsWith('sweep-'));
    expect(sweeps.map((run) => `${run.startDate.toISOString()} ${run.name}`)).toEqual([
      '2026-03-28T00:00:00.000Z sweep-pay-later-2026-03-28',
      '2026-03-29T00:00:00.000Z sweep-pay-later-2026-03-29',
      '2026-03-29T23:00:00.000Z sweep-pay-later-2026-03-30',
      '2026-03-30T23:00:00.000Z sweep-pay-later-2026-03-31',
    ]);
  });

  test('is not started while another one runs', async () => {
    const one = await world();
    await expect(world()).rejects.toThrow('another local world is running');
    one.stop();
    await expect(world()).resolves.toBeInstanceOf(LocalWorld);
  });

  test('answers what handlers ask of Step Functions with the errors of the service', async () => {
    const {
      SFNClient,
      SendTaskSuccessCommand,
      StartExecutionCommand,
      ExecutionAlreadyExists,
      TaskTimedOut,
      InvalidToken,
    } = await import('@aws-sdk/client-sfn');
    const one = await world();
    const client = new SFNClient({ region: 'us-east-1' });
    const stateMachineArn = one.machines
      .listStateMachines()
      .stateMachines.find((m) => m.name === 'account-errand')?.stateMachineArn;
    const begin = (accountId: string) =>
      client.send(
        new StartExecutionCommand({ stateMachineArn, name: 'one', input: JSON.stringify({ accountId, caseId: null }) }),
      );
    await begin('nobody');
    await expect(begin('somebody')).rejects.toBeInstanceOf(ExecutionAlreadyExists);
    const wake = client.send(new SendTaskSuccessCommand({ taskToken: 'none', output: '{}' }));
    const error = await wake.catch((thrown: unknown) => thrown);
    expect(error instanceof TaskTimedOut || error instanceof InvalidToken).toBe(true);
  });

  test('publishes what functions put on the bus, and does not take it in again', async () => {
    const { EventBridgeClient, PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
    const one = await world();
    const put = (Source: string) => ({ Source, DetailType: 'X', Detail: '{"id":"e"}', EventBusName: 'cureflow' });
    const answer = await new EventBridgeClient({ region: 'us-east-1' }).send(
      new PutEventsCommand({ Entries: [put('cureflow'), put('lender')] }),
    );
    expect(answer).toMatchObject({ FailedEntryCount: 0, Entries: [{}, {}] });
    await one.runUntil(start + 60_000);
    expect(one.published).toHaveLength(2);
    expect(one.rejectedQueues.flatMap((arn) => one.queues.bodies(arn))).toHaveLength(1);
  });

  test.each([
    [
      'two tables',
      (resources: Record<string, { Type: string; Properties: Record<string, unknown> }>) => {
        resources.Other = { Type: 'AWS::DynamoDB::GlobalTable', Properties: {} };
      },
      'the local world takes one table',
    ],
    [
      'a filter it does not know',
      (resources: Record<string, { Type: string; Properties: Record<string, unknown> }>) => {
        first(resources, 'AWS::Events::Rule').EventPattern = { source: [{ suffix: 'x' }] };
      },
      'the event pattern operator suffix',
    ],
    [
      'a reference it cannot resolve',
      (resources: Record<string, { Type: string; Properties: Record<string, unknown> }>) => {
        first(resources, 'AWS::Events::Rule').EventPattern = { source: { 'Fn::ImportValue': 'x' } };
      },
      'the template uses Fn::ImportValue',
    ],
    [
      'a schedule that is not daily',
      (resources: Record<string, { Type: string; Properties: Record<string, unknown> }>) => {
        first(resources, 'AWS::Scheduler::Schedule').ScheduleExpression = 'cron(0 9 ? * MON *)';
      },
      'does not know the schedule cron(0 9 ? * MON *)',
    ],
  ])('refuses %s by name when it loads', async (_what, change, message) => {
    await expect(world({ template: changed(change) })).rejects.toThrow(message);
  });
});
