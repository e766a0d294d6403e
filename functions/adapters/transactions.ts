import {
  ConditionalCheckFailedException,
  type DynamoDBClient,
  TransactionCanceledException,
  type TransactWriteItem,
  TransactWriteItemsCommand,
} from '@aws-sdk/client-dynamodb';
import { LedgerMoved, TryAgain } from '../contracts/errors.ts';

/** One write of a transaction, and what its failed condition means. */
export interface Write {
  item: TransactWriteItem;
  /** Called when the condition of this write does not hold. */
  refused: () => Error;
}

export const moved = (what: string) => (): Error => new LedgerMoved(`${what} changed since it was read`);

const TRANSIENT = new Set([
  'TransactionConflict',
  'ThrottlingError',
  'ProvisionedThroughputExceeded',
  'TransactionInProgressException',
  'ThrottlingException',
  'ProvisionedThroughputExceededException',
  'RequestLimitExceeded',
  'InternalServerError',
  'TimeoutError',
]);
/** The connection broke: nobody knows how far the call came. */
const BROKEN = new Set(['ECONNRESET', 'ECONNREFUSED', 'EPIPE', 'ETIMEDOUT', 'EAI_AGAIN']);

/**
 * All or nothing. A condition that fails throws its own error; a conflict with another writer, or a throttle, `TryAgain`.
 * The SDK repeats a call that timed out with the same token, so that it takes effect once.
 */
export async function transact(client: DynamoDBClient, writes: readonly Write[]): Promise<void> {
  try {
    await client.send(new TransactWriteItemsCommand({ TransactItems: writes.map((write) => write.item) }));
  } catch (error) {
    if (error instanceof TransactionCanceledException) {
      const reasons = error.CancellationReasons ?? [];
      const failed = reasons.findIndex((reason) => reason.Code === 'ConditionalCheckFailed');
      const refusing = writes[failed];
      if (refusing !== undefined) throw refusing.refused();
      if (reasons.some((reason) => TRANSIENT.has(reason.Code ?? '')))
        throw new TryAgain('another writer was at the same items', { cause: error });
    }
    throw asRetryable(error);
  }
}

/** Throttles and outages that survived the SDK's own retries are worth another try later; all else is not. */
function asRetryable(error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const { code, $metadata } = error as { code?: unknown; $metadata?: { httpStatusCode?: number } };
  const transient = TRANSIENT.has(error.name) || BROKEN.has(String(code)) || ($metadata?.httpStatusCode ?? 0) >= 500;
  return transient ? new TryAgain(`the table refused for now: ${error.name}`, { cause: error }) : error;
}

/** A read, or a write of one item: `TryAgain` where the table refused for now. */
export async function answered<T>(call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    throw asRetryable(error);
  }
}

export const isConditionFailed = (error: unknown): boolean => error instanceof ConditionalCheckFailedException;
