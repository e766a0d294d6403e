import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export interface RejectedEvent {
  /** The file it came in, if it did. */
  source?: string | undefined;
  line?: number | undefined;
  id?: string;
  reason: string;
  event: unknown;
}

/** A message of the queue: set aside with its reason, or given up by another queue as it had come there. */
export function readRejected(body: string): RejectedEvent {
  const { source, line, id, reason, ...rest } = objectOf(body) as Partial<RejectedEvent> & { detail?: { id?: string } };
  const known = id ?? rest.detail?.id;
  return {
    ...(source === undefined ? {} : { source }),
    ...(line === undefined ? {} : { line }),
    ...(known === undefined ? {} : { id: known }),
    reason: reason ?? 'could not be taken in after several attempts',
    event: 'event' in rest ? rest.event : (rest.detail ?? objectOf(body)),
  };
}

function objectOf(body: string): object {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null ? parsed : { event: parsed };
  } catch {
    return { event: body };
  }
}

/** SQS takes 256 KiB; an event that came through a queue itself fits with its reason. */
export function rejectedQueue(client: SQSClient, queueUrl: string) {
  return async (rejected: RejectedEvent): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: JSON.stringify(rejected) }));
  };
}
