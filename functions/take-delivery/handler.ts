import { SQSClient } from '@aws-sdk/client-sqs';
import { consentStore } from '../adapters/consent-store.ts';
import { ledgerDependencies, workflowDependencies } from '../adapters/dependencies.ts';
import { environment } from '../adapters/environment.ts';
import { feedbackStore } from '../adapters/feedback-store.ts';
import { lambda } from '../adapters/lambda.ts';
import { pause } from '../adapters/pause.ts';
import { rejectedQueue } from '../adapters/rejected-queue.ts';
import { deliveryInput } from '../contracts/feedback.ts';
import { queueBatchResponse } from '../contracts/queues.ts';
import { wakeAfterFeedback } from '../ingest/wake.ts';
import { takeBatch } from './take-batch.ts';
import { takeDelivery } from './take-delivery.ts';

const dependencies = { ...ledgerDependencies(), ...workflowDependencies() };
const { table, now } = dependencies;
const { REJECTED_QUEUE_URL: queueUrl } = environment('REJECTED_QUEUE_URL');
const wake = wakeAfterFeedback(dependencies);
const take = takeDelivery({ feedback: feedbackStore(table), consents: consentStore(table), wake, now });
const reject = rejectedQueue(new SQSClient({}), queueUrl);

export const handler = lambda({ input: deliveryInput, output: queueBatchResponse }, takeBatch({ take, reject, pause }));
