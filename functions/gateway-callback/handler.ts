import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SQSClient } from '@aws-sdk/client-sqs';
import { now } from '../adapters/clock.ts';
import { environment } from '../adapters/environment.ts';
import { lambda } from '../adapters/lambda.ts';
import { queue } from '../adapters/queue.ts';
import { secret } from '../adapters/secrets.ts';
import { urlRequest, urlResponse } from '../contracts/feedback.ts';
import { gatewayCallback } from './gateway-callback.ts';

const env = environment('SMS_GATEWAY_SECRET_ARN', 'DELIVERIES_QUEUE_URL', 'REPLIES_QUEUE_URL');
const client = new SQSClient({});
const callback = gatewayCallback({
  secret: secret(new SecretsManagerClient({}), { id: env.SMS_GATEWAY_SECRET_ARN ?? '', now }),
  deliveries: queue(client, env.DELIVERIES_QUEUE_URL),
  replies: queue(client, env.REPLIES_QUEUE_URL),
  now,
});

export const handler = lambda({ input: urlRequest, output: urlResponse }, callback);
