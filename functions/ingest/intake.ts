// What takes events in, from the queue, from files and from those that wait: one client of each service.
import { SQSClient } from '@aws-sdk/client-sqs';
import { ledgerDependencies, workflowDependencies } from '../adapters/dependencies.ts';
import { environment } from '../adapters/environment.ts';
import { intakeStore } from '../adapters/intake-store.ts';
import { logger } from '../adapters/lambda.ts';
import { pause } from '../adapters/pause.ts';
import { rejectedQueue } from '../adapters/rejected-queue.ts';
import { waitingStore } from '../adapters/waiting-store.ts';
import { acceptEvent } from './accept.ts';
import { ingest } from './ingest.ts';
import { waitDays } from './wait-days.ts';
import { wakeAccounts } from './wake.ts';

export function intake() {
  const { REJECTED_QUEUE_URL: queueUrl } = environment('REJECTED_QUEUE_URL');
  const dependencies = { ...ledgerDependencies(), ...workflowDependencies() };
  const { table, shards, now } = dependencies;
  const all = {
    now,
    pause,
    waiting: waitingStore(table, shards),
    reject: rejectedQueue(new SQSClient({}), queueUrl),
    failed: (eventId: string, error: unknown): void =>
      logger.error('a waiting event could not be taken', {
        eventId,
        error: error instanceof Error ? error.name : 'unknown',
      }),
  };
  const events = ingest({
    ...all,
    accept: acceptEvent({ ...dependencies, store: intakeStore(table) }),
    wake: wakeAccounts(dependencies),
    waitDays: waitDays(dependencies),
  });
  return { ...all, events, shards };
}
