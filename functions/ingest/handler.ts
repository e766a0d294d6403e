import { SQSClient } from '@aws-sdk/client-sqs';
import { ledgerDependencies, workflowDependencies } from '../adapters/dependencies.ts';
import { environment } from '../adapters/environment.ts';
import { intakeStore } from '../adapters/intake-store.ts';
import { lambda } from '../adapters/lambda.ts';
import { pause } from '../adapters/pause.ts';
import { rejectedQueue } from '../adapters/rejected-queue.ts';
import { queueBatch, queueBatchResponse } from '../contracts/queues.ts';
import { acceptEvent } from './accept.ts';
import { ingest } from './ingest.ts';
import { ingestBatch } from './ingest-batch.ts';
import { wakeAccounts } from './wake.ts';

const dependencies = { ...ledgerDependencies(), ...workflowDependencies() };
const { REJECTED_QUEUE_URL: queueUrl } = environment('REJECTED_QUEUE_URL');
const one = ingest({
  accept: acceptEvent({ ...dependencies, store: intakeStore(dependencies.table) }),
  wake: wakeAccounts(dependencies),
  reject: rejectedQueue(new SQSClient({}), queueUrl),
  pause,
});

export const handler = lambda({ input: queueBatch, output: queueBatchResponse }, ingestBatch(one));
