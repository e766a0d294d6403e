import type * as z from 'zod';
import { logger } from '../adapters/lambda.ts';
import type { queueBatch, queueBatchResponse } from '../contracts/queues.ts';

/**
 * The messages of a batch one after the other: two of one account must not get in each other's way. One that fails is
 * given back to the queue alone.
 */
export function ingestBatch(ingest: (envelope: unknown) => Promise<void>) {
  return async ({ Records }: z.infer<typeof queueBatch>): Promise<z.infer<typeof queueBatchResponse>> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of Records) {
      try {
        await ingest(envelopeOf(body));
      } catch (error) {
        logger.error('an event could not be taken', {
          messageId,
          error: error instanceof Error ? error.name : 'unknown',
        });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };
}

/** EventBridge puts the lender's envelope into `detail`; an envelope that came to the queue directly is the body. */
function envelopeOf(body: string): unknown {
  try {
    const parsed = JSON.parse(body) as { detail?: unknown; 'detail-type'?: unknown };
    return parsed !== null && typeof parsed === 'object' && 'detail-type' in parsed ? parsed.detail : parsed;
  } catch {
    return body;
  }
}
