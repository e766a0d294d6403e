import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface RejectedEvent {
  /** The file it came in, if it did. */
  source?: string | undefined;
  line?: number | undefined;
  id?: string;
  reason: string;
  event: unknown;
}

/** SQS takes 256 KiB; an event that came through a queue itself fits with its reason. */
export function rejectedQueue(client: SQSClient, queueUrl: string) {
  return async (rejected: RejectedEvent): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(rejected) }));
  };
}
