// The queue of rejected events, looked at from outside: what is read stays there until it is deleted.
import type { Message, SQSClient } from '@aws-sdk/client-sqs';
import { clientConfig, type Where } from './where.ts';

/** Of any batch call of SQS. */
const MOST = 10;
/** So long nobody else is handed what we hold; longer than the reading of a full queue takes. */
const HELD_SECONDS = 300;
/** SQS asks only some of its servers: that often in a row it has to say that there is nothing. */
const EMPTY_ANSWERS = 3;
const WAIT_SECONDS = 1;

export interface Held {
  messageId: string;
  body: string;
  receipt: string;
}

export async function rejectedMessages(url: string, where: Where) {
  const sdk = await import('@aws-sdk/client-sqs');
  const client: SQSClient = new sdk.SQSClient({
    ...clientConfig(where),
    useQueueUrlAsEndpoint: where.endpoint === undefined,
  });

  /** Everything, each message once, until `enough` says that no more is wanted. Held until `release` or `remove`. */
  async function hold(enough: (held: readonly Held[]) => boolean = () => false): Promise<Held[]> {
    const held = new Map<string, Held>();
    for (let empty = 0; empty < EMPTY_ANSWERS && !enough([...held.values()]); ) {
      const { Messages = [] } = await client.send(
        new sdk.ReceiveMessageCommand({
          QueueUrl: url,
          MaxNumberOfMessages: MOST,
          VisibilityTimeout: HELD_SECONDS,
          WaitTimeSeconds: WAIT_SECONDS,
        }),
      );
      empty = Messages.length === 0 ? empty + 1 : 0;
      for (const message of Messages) held.set(message.MessageId ?? '', heldOf(message));
    }
    return [...held.values()];
  }

  /** Others may be handed them at once. */
  async function release(held: readonly Held[]): Promise<void> {
    for (const Entries of batches(held))
      await client.send(
        new sdk.ChangeMessageVisibilityBatchCommand({
          QueueUrl: url,
          Entries: Entries.map((entry) => ({ ...entry, VisibilityTimeout: 0 })),
        }),
      );
  }

  /** Answers how many could not be deleted. */
  async function remove(held: readonly Held[]): Promise<number> {
    let failed = 0;
    for (const Entries of batches(held)) {
      const answer = await client.send(new sdk.DeleteMessageBatchCommand({ QueueUrl: url, Entries }));
      failed += answer.Failed?.length ?? 0;
    }
    return failed;
  }

  return { hold, release, remove };
}

const heldOf = ({ MessageId = '', Body = '', ReceiptHandle = '' }: Message): Held => ({
  messageId: MessageId,
  body: Body,
  receipt: ReceiptHandle,
});

function* batches(held: readonly Held[]): Generator<{ Id: string; ReceiptHandle: string }[]> {
  for (let from = 0; from < held.length; from += MOST)
    yield held.slice(from, from + MOST).map(({ receipt }, at) => ({ Id: String(at), ReceiptHandle: receipt }));
}
