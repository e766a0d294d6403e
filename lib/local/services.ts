// The calls of the SDK, each to what answers it on this machine; what nobody answers is refused by name.
import type { DynamoDbEngine } from './dynamodb/index.ts';
import type { Outbox } from './outbox.ts';
import type { Queues } from './queues.ts';
import { type LocalServices, ServiceFault } from './sdk.ts';
import type { Secrets } from './secrets.ts';
import { callStepFunctions } from './states/actions.ts';
import { ServiceError, type StateMachines } from './states/machines.ts';

export interface Answering {
  table: DynamoDbEngine;
  machines: StateMachines;
  outbox: Outbox;
  queues: Queues;
  secrets: Secrets;
  putEvents(input: object): object;
}

type Actions = Readonly<Record<string, ((input: never) => object) | undefined>>;

export function localServices({ table, machines, outbox, queues, secrets, putEvents }: Answering): LocalServices {
  const actions: Actions = {
    'SESv2.SendEmail': (input) => outbox.sendEmail(input),
    'SESv2.GetAccount': () => outbox.getAccount(),
    'SNS.Publish': (input) => outbox.publish(input),
    'SQS.SendMessage': (input) => queues.sendTo(input),
    'SQS.ReceiveMessage': (input) => queues.receive(input),
    'SQS.DeleteMessageBatch': (input) => queues.deleteBatch(input),
    'SQS.ChangeMessageVisibilityBatch': (input) => queues.changeVisibilityBatch(input),
    'SecretsManager.GetSecretValue': (input) => secrets.getSecretValue(input),
    'EventBridge.PutEvents': putEvents,
  };
  return {
    call(service, operation, input) {
      if (service === 'DynamoDB') return table.call(operation, input);
      if (service === 'SFN') return stepFunctions(machines, operation, input);
      const action = actions[`${service}.${operation}`];
      if (action === undefined)
        throw new ServiceFault('UnknownOperationException', `the local ${service} does not support ${operation}`);
      return action(input as never);
    },
  };
}

function stepFunctions(machines: StateMachines, operation: string, input: object): object {
  try {
    return callStepFunctions(machines, operation, input);
  } catch (error) {
    throw error instanceof ServiceError ? new ServiceFault(error.name, error.message) : error;
  }
}
