import { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { bus } from '../adapters/bus.ts';
import { environment } from '../adapters/environment.ts';
import { countEvents } from '../adapters/event-metrics.ts';
import { lambda } from '../adapters/lambda.ts';
import { streamBatch } from '../contracts/queues.ts';
import { nothing } from '../contracts/workflow.ts';
import { publishEvents } from './publish-events.ts';

const { BUS_NAME } = environment('BUS_NAME');

export const handler = lambda(
  { input: streamBatch, output: nothing },
  publishEvents({ publish: bus(new EventBridgeClient({}), BUS_NAME), count: countEvents }),
);
