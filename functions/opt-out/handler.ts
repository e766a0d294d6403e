import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { now } from '../adapters/clock.ts';
import { consentStore } from '../adapters/consent-store.ts';
import { environment } from '../adapters/environment.ts';
import { lambda } from '../adapters/lambda.ts';
import { optOutReader } from '../adapters/opt-out-links.ts';
import { secret } from '../adapters/secrets.ts';
import { urlRequest, urlResponse } from '../contracts/feedback.ts';
import { optOut } from './opt-out.ts';

const env = environment('TABLE_NAME', 'OPT_OUT_SECRET_ARN', 'LENDER_NAME');
const open = optOutReader(secret(new SecretsManagerClient({}), { id: env.OPT_OUT_SECRET_ARN, now }));
const consents = consentStore({ client: new DynamoDBClient({}), name: env.TABLE_NAME });

export const handler = lambda(
  { input: urlRequest, output: urlResponse },
  optOut({ open, consents, lender: env.LENDER_NAME, now }),
);
