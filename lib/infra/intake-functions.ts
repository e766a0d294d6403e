import type { Duration } from 'aws-cdk-lib';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import type { Construct } from 'constructs';
import { UseCaseFunction } from './functions.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { EncryptedQueue } from './queues.ts';

export interface IntakeFunctionProps {
  readonly ledger: LedgerTable;
  readonly caseMachine: StateMachine;
  readonly errandMachine: StateMachine;
  readonly shards: number;
  readonly rejected: EncryptedQueue;
}

interface Purpose {
  readonly useCase: string;
  readonly description: string;
  readonly timeout: Duration;
}

/** A function that takes events into the ledger, wakes the cases they concern, and sets aside what cannot be taken. */
export function intakeFunction(scope: Construct, id: string, props: IntakeFunctionProps & Purpose): UseCaseFunction {
  const { ledger, caseMachine, errandMachine, shards, rejected, useCase, description, timeout } = props;
  const intake = new UseCaseFunction(scope, id, {
    useCase,
    description,
    timeout,
    environment: {
      TABLE_NAME: ledger.table.tableName,
      SHARDS: String(shards),
      CASE_MACHINE_ARN: caseMachine.stateMachineArn,
      ERRAND_MACHINE_ARN: errandMachine.stateMachineArn,
      REJECTED_QUEUE_URL: rejected.queueUrl,
    },
  });
  ledger.grantReadWrite(intake);
  rejected.grantSend(intake);
  caseMachine.grantStartExecution(intake);
  caseMachine.grant(intake, 'states:SendTaskSuccess');
  errandMachine.grantStartExecution(intake);
  return intake;
}
