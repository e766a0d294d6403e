import { SendMessageCommand, type SQSClient } from '@aws-sdk/client-sqs';

export function queue(client: SQSClient, queueUrl: string) {
  return async (body: string): Promise<void> => {
    await client.send(new SendMessageCommand({ QueueUrl: queueUrl, MessageBody: body }));
  };
}
