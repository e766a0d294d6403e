import * as z from 'zod/mini';

/** What SQS and DynamoDB streams hand to a function: only what is used. */
export const queueBatch = z.object({ Records: z.array(z.object({ messageId: z.string(), body: z.string() })) });
export const queueBatchResponse = z.object({ batchItemFailures: z.array(z.object({ itemIdentifier: z.string() })) });

export const streamBatch = z.object({
  Records: z.array(z.object({ dynamodb: z.object({ NewImage: z.optional(z.record(z.string(), z.unknown())) }) })),
});
