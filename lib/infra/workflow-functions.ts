import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { Construct } from 'constructs';
import { UseCaseFunction } from './functions.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Messaging } from './messaging.ts';

export interface WorkflowFunctionsProps {
  readonly ledger: LedgerTable;
  readonly messaging: Messaging;
  readonly shards: number;
}

/** The functions that a case and an errand are made of. */
export class WorkflowFunctions extends Construct {
  readonly assessCase: IFunction;
  readonly sendNotice: IFunction;
  readonly changeLine: IFunction;
  readonly advanceCase: IFunction;
  readonly awaitEvent: IFunction;
  readonly parkCase: IFunction;

  constructor(scope: Construct, id: string, { ledger, messaging, shards }: WorkflowFunctionsProps) {
    super(scope, id);
    const base = { TABLE_NAME: ledger.table.tableName, SHARDS: String(shards) };

    this.assessCase = new UseCaseFunction(this, 'AssessCase', {
      useCase: 'assess-case',
      description: 'Reads an account and says what is due',
      environment: base,
    });
    ledger.grantRead(this.assessCase);

    this.sendNotice = new UseCaseFunction(this, 'SendNotice', {
      useCase: 'send-notice',
      description: 'Sends one notice, once',
      environment: { ...base, ...messaging.environment },
    });
    ledger.grantReadWrite(this.sendNotice);
    messaging.grantSend(this.sendNotice);

    this.changeLine = this.writer('ChangeLine', 'change-line', 'Reduces, freezes, closes or restores a line', base);
    this.advanceCase = this.writer('AdvanceCase', 'advance-case', 'Moves a case on in its life', base);
    this.awaitEvent = this.writer('AwaitEvent', 'await-event', 'Leaves the task token that wakes a case', base);
    this.parkCase = this.writer('ParkCase', 'park-case', 'Marks a case that an operator has to look at', base);
    for (const each of [this.changeLine, this.advanceCase, this.awaitEvent, this.parkCase]) ledger.grantReadWrite(each);
  }

  get all(): IFunction[] {
    return [this.assessCase, this.sendNotice, this.changeLine, this.advanceCase, this.awaitEvent, this.parkCase];
  }

  private writer(id: string, useCase: string, description: string, environment: Record<string, string>): IFunction {
    return new UseCaseFunction(this, id, { useCase, description, environment });
  }
}
