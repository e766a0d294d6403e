// Services on a clock of their own, over HTTP; the process's clock and SDK stay as they are.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { SFNClient } from '@aws-sdk/client-sfn';
import { onTestFinished } from 'vitest';
import { VirtualClock } from '../../../lib/local/clock.ts';
import { DynamoDbEngine } from '../../../lib/local/dynamodb/index.ts';
import { putEvents } from '../../../lib/local/http/put-events.ts';
import { listen, type Route } from '../../../lib/local/http/server.ts';
import { servicesRoute } from '../../../lib/local/http/services-route.ts';
import { Turns } from '../../../lib/local/http/turns.ts';
import { Outbox } from '../../../lib/local/outbox.ts';
import { Queues } from '../../../lib/local/queues.ts';
import { seeded } from '../../../lib/local/random.ts';
import { Secrets } from '../../../lib/local/secrets.ts';
import { localServices } from '../../../lib/local/services.ts';
import { type Json, StateMachines } from '../../../lib/local/states/machines.ts';

export type Tasks = Record<string, (input: Json, token?: string) => Json>;

const START = Date.parse('2026-03-01T00:00:00Z');
const region = 'us-east-1';
const credentials = { accessKeyId: 'any', secretAccessKey: 'thing' };

/** A server that ends with the test; machines and tables are whatever the test creates. */
export async function aServer({ tasks = {}, routes = [] }: { tasks?: Tasks; routes?: readonly Route[] } = {}) {
  const clock = new VirtualClock(START);
  const now = () => clock.now();
  const machines = new StateMachines({
    clock,
    tasks: {
      supports: (resource) => Object.hasOwn(tasks, resource),
      invoke: async ({ resource, input, token }) => tasks[resource]?.(input, token) ?? null,
    },
    random: seeded(1),
    account: '000000000000',
    region,
    keepHistory: true,
  });
  const table = new DynamoDbEngine({ now });
  const onBus: unknown[] = [];
  const bus = { busName: 'cureflow', put: (event: unknown) => void onBus.push(event) };
  const services = localServices({
    table,
    machines,
    outbox: new Outbox(now),
    queues: new Queues(clock),
    secrets: new Secrets(),
    putEvents: (input) => putEvents(bus, input),
  });
  const turns = new Turns(() => clock.runUntil(clock.now()));
  const server = await listen({ port: 0, routes: [servicesRoute({ services, turns }), ...routes] });
  const config = { endpoint: server.url, region, credentials, maxAttempts: 1 };
  const clients = {
    sfn: new SFNClient(config),
    dynamodb: new DynamoDBClient(config),
    bus: new EventBridgeClient(config),
  };
  onTestFinished(async () => {
    for (const client of Object.values(clients)) client.destroy();
    await server.close();
  });
  return {
    ...clients,
    ...server,
    clock,
    machines,
    table,
    onBus,
    /** Creates a machine and answers its ARN. */
    machine: (definition: object, name = 'case'): string => {
      const arn = `arn:aws:states:${region}:000000000000:stateMachine:${name}`;
      machines.create({ arn, name, definition, type: 'STANDARD' });
      return arn;
    },
    pass: (seconds: number) => clock.runUntil(clock.now() + seconds * 1000),
    /** A request as no client of AWS would make it. */
    ask: (target: string | undefined, body: string | Uint8Array<ArrayBuffer>, more: RequestInit = {}) =>
      fetch(server.url, {
        method: 'POST',
        body,
        headers: target === undefined ? {} : { 'x-amz-target': target },
        ...more,
      }),
  };
}
