import { lambda } from '../adapters/lambda.ts';
import { queueBatch, queueBatchResponse } from '../contracts/queues.ts';
import { ingestBatch } from './ingest-batch.ts';
import { intake } from './intake.ts';

const { events } = intake();

export const handler = lambda({ input: queueBatch, output: queueBatchResponse }, ingestBatch(events.one));
