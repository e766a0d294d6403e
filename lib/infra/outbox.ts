import type { EventBus } from 'aws-cdk-lib/aws-events';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FilterCriteria, FilterRule, StartingPosition } from 'aws-cdk-lib/aws-lambda';
import { DynamoEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { Construct } from 'constructs';
import { UseCaseFunction } from './functions.ts';
import type { LedgerTable } from './ledger-table.ts';
import { EncryptedQueue } from './queues.ts';

export interface OutboxProps {
  readonly key: IKey;
  readonly ledger: LedgerTable;
  readonly bus: EventBus;
}

/** Audit entries that carry an event go out on the bus, from the table's stream: none without its change, none lost. */
export class Outbox extends Construct {
  readonly unpublished: EncryptedQueue;

  constructor(scope: Construct, id: string, { key, ledger, bus }: OutboxProps) {
    super(scope, id);
    this.unpublished = new EncryptedQueue(this, 'Unpublished', { key });
    const publish = new UseCaseFunction(this, 'PublishEvents', {
      useCase: 'publish-events',
      description: 'Puts the ledger’s events on the bus',
      environment: { BUS_NAME: bus.eventBusName },
    });
    publish.addEventSource(
      new DynamoEventSource(ledger.table, {
        startingPosition: StartingPosition.TRIM_HORIZON,
        batchSize: 100,
        bisectBatchOnError: true,
        reportBatchItemFailures: true,
        retryAttempts: 10,
        onFailure: this.unpublished.asDestination(),
        filters: [
          FilterCriteria.filter({
            eventName: FilterRule.isEqual('INSERT'),
            // A filter sees whether a leaf exists, so the attribute is a string: the event as JSON.
            dynamodb: { NewImage: { event: { S: FilterRule.exists() } } },
          }),
        ],
      }),
    );
    bus.grantPutEventsTo(publish);
  }
}
