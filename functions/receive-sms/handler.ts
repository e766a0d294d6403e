import { SQSClient } from '@aws-sdk/client-sqs';
import { consentStore } from '../adapters/consent-store.ts';
import { ledgerDependencies, workflowDependencies } from '../adapters/dependencies.ts';
import { environment } from '../adapters/environment.ts';
import { lambda } from '../adapters/lambda.ts';
import { pause } from '../adapters/pause.ts';
import { rejectedQueue } from '../adapters/rejected-queue.ts';
import { replyStore } from '../adapters/reply-store.ts';
import { queueBatch, queueBatchResponse } from '../contracts/queues.ts';
import { wakeAfterFeedback } from '../ingest/wake.ts';
import { receiveBatch } from './receive-batch.ts';
import { receiveSms } from './receive-sms.ts';

const dependencies = { ...ledgerDependencies(), ...workflowDependencies() };
const { table, now } = dependencies;
const { REJECTED_QUEUE_URL: queueUrl } = environment('REJECTED_QUEUE_URL');
const wake = wakeAfterFeedback(dependencies);
const receive = receiveSms({ consents: consentStore(table), replies: replyStore(table), wake, now });
const reject = rejectedQueue(new SQSClient({}), queueUrl);

export const handler = lambda(
  { input: queueBatch, output: queueBatchResponse },
  receiveBatch({ receive, reject, pause }),
);
