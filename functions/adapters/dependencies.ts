// What handlers are built from: one client of each service, kept while the function is warm.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SFNClient } from '@aws-sdk/client-sfn';
import { SNSClient } from '@aws-sdk/client-sns';
import { epochMs } from '../domain/calendar.ts';
import { render } from '../messages/render.ts';
import { attendance } from './attendance.ts';
import { chance } from './chance.ts';
import { now } from './clock.ts';
import { dayPlans } from './day-plan.ts';
import { emailSender } from './email.ts';
import { environment } from './environment.ts';
import { ledgerStore } from './ledger-store.ts';
import { optOutLinks } from './opt-out-links.ts';
import { pausing } from './pause.ts';
import { policyStore } from './policy-store.ts';
import { quotas } from './quota.ts';
import { secret } from './secrets.ts';
import { type Sender, sender } from './sender.ts';
import { gatewaySender } from './sms-gateway.ts';
import { snsSender } from './sms-sns.ts';
import { workflows } from './workflows.ts';

/** The far end of the product's calendar: its time zone is that of the newest version. */
const NEWEST = '9999-12-31';

export function ledgerDependencies() {
  const { TABLE_NAME: name, SHARDS: shards } = environment('TABLE_NAME', 'SHARDS');
  const table = { client: new DynamoDBClient({}), name };
  const policies = policyStore(table);
  const timeZones = async () => {
    const book = await policies.rules();
    return (product: string) => book.current(product, NEWEST as never, undefined).timeZone;
  };
  return {
    table,
    rules: policies.rules,
    ledger: ledgerStore(table, { timeZones, shards }),
    attendance: attendance(table),
    now,
  };
}

/** What planning a day takes: no ledger of accounts. */
export function planningDependencies() {
  const env = environment('TABLE_NAME', 'SHARDS', 'SMS_PER_SECOND');
  const table = { client: new DynamoDBClient({}), name: env.TABLE_NAME };
  return {
    plans: dayPlans(table),
    quotas: quotas(new SESv2Client({}), { smsPerSecond: env.SMS_PER_SECOND, now: () => epochMs(now()) }),
    rules: policyStore(table).rules,
    now,
    shards: env.SHARDS,
  };
}

export function messagingDependencies() {
  const env = environment('SENDER_ADDRESS', 'REPLY_TO_ADDRESS', 'CONFIGURATION_SET', 'LENDER_NAME');
  const optOut = environment('OPT_OUT_URL', 'OPT_OUT_SECRET_ARN');
  const sealing = secret(new SecretsManagerClient({}), { id: optOut.OPT_OUT_SECRET_ARN, now });
  const config = { from: env.SENDER_ADDRESS, replyTo: env.REPLY_TO_ADDRESS, configurationSet: env.CONFIGURATION_SET };
  return {
    send: sender({
      email: emailSender(new SESv2Client({}), config),
      sns: snsSender(new SNSClient({})),
      ...gatewayIfAny(),
    }),
    chance,
    optOutLink: optOutLinks({ url: optOut.OPT_OUT_URL, secret: sealing }).linkFor,
    render: (facts: Parameters<typeof render>[0], how: Parameters<typeof render>[1]) =>
      render(facts, { ...how, lender: env.LENDER_NAME }),
  };
}

function gatewayIfAny(): { gateway?: Sender } {
  const { SMS_GATEWAY_URL: url, SMS_GATEWAY_SECRET_ARN: id } = environment('SMS_GATEWAY_URL', 'SMS_GATEWAY_SECRET_ARN');
  if (url === undefined || id === undefined) return {};
  return {
    gateway: gatewaySender({
      url,
      secret: secret(new SecretsManagerClient({}), { id, now }),
      fetch: (...request) => fetch(...request),
      now,
      pause: pausing(250, 2000),
    }),
  };
}

export function workflowDependencies() {
  const env = environment('CASE_MACHINE_ARN', 'ERRAND_MACHINE_ARN', 'SHARDS');
  const machines = { caseArn: env.CASE_MACHINE_ARN, errandArn: env.ERRAND_MACHINE_ARN };
  // A bill day starts an errand for every account that waits: the service takes 300 a second for long, and a client that
  // is throttled slows down by itself. Twelve attempts take a minute and a half on average, far more than a burst needs.
  const client = new SFNClient({ retryMode: 'adaptive', maxAttempts: 12 });
  return { workflows: workflows(client, machines), shards: env.SHARDS };
}
