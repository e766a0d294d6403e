/** The SDK's client of each local service, with its exceptions by name. */
import * as dynamodb from '@aws-sdk/client-dynamodb';
import * as eventbridge from '@aws-sdk/client-eventbridge';
import * as secretsmanager from '@aws-sdk/client-secrets-manager';
import * as sesv2 from '@aws-sdk/client-sesv2';
import * as sfn from '@aws-sdk/client-sfn';
import * as sns from '@aws-sdk/client-sns';
import * as sqs from '@aws-sdk/client-sqs';
import type { Fault, LocalService } from './services.ts';

export interface ClientClass {
  readonly name: string;
  readonly prototype: object;
}

interface ExceptionOptions {
  name: string;
  message: string;
  $fault: 'client' | 'server';
  $metadata: object;
}
type ExceptionClass = new (options: ExceptionOptions) => Error;

interface Service {
  client: ClientClass;
  base: ExceptionClass;
  exports: object;
}

const SERVICES: Record<LocalService, Service> = {
  DynamoDB: { client: dynamodb.DynamoDBClient, base: dynamodb.DynamoDBServiceException, exports: dynamodb },
  SESv2: { client: sesv2.SESv2Client, base: sesv2.SESv2ServiceException, exports: sesv2 },
  SNS: { client: sns.SNSClient, base: sns.SNSServiceException, exports: sns },
  SFN: { client: sfn.SFNClient, base: sfn.SFNServiceException, exports: sfn },
  EventBridge: {
    client: eventbridge.EventBridgeClient,
    base: eventbridge.EventBridgeServiceException,
    exports: eventbridge,
  },
  SecretsManager: {
    client: secretsmanager.SecretsManagerClient,
    base: secretsmanager.SecretsManagerServiceException,
    exports: secretsmanager,
  },
  SQS: { client: sqs.SQSClient, base: sqs.SQSServiceException, exports: sqs },
};

export const LOCAL_SERVICES = Object.keys(SERVICES) as LocalService[];

export function clientOf(service: LocalService): ClientClass {
  return SERVICES[service].client;
}

/** The HTTP handler class that all clients of this process share. */
export function httpHandlerPrototype(): { handle: unknown } {
  const client = new dynamodb.DynamoDBClient({ region: 'us-east-1' });
  return Object.getPrototypeOf(client.config.requestHandler) as { handle: unknown };
}

/** The exception that the SDK would throw for this fault: its own class where it has one of that name. */
export function exceptionOf(service: LocalService, fault: Fault, metadata: object): Error {
  const { base, exports } = SERVICES[service];
  const named = (exports as Record<string, unknown>)[fault.name];
  const Exception = isExceptionClass(named, base) ? named : base;
  return Object.assign(
    new Exception({
      ...fault.fields,
      name: fault.name,
      message: fault.message,
      $fault: fault.statusCode < 500 ? 'client' : 'server',
      $metadata: { ...metadata, httpStatusCode: fault.statusCode },
    }),
    fault.fields,
  );
}

function isExceptionClass(candidate: unknown, base: ExceptionClass): candidate is ExceptionClass {
  return typeof candidate === 'function' && Object.prototype.isPrototypeOf.call(base.prototype, candidate.prototype);
}
