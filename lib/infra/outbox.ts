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

// As functions/adapters/keys.ts makes them.
const auditPk = 'AUDIT#';

/** The events of audit entries go out on the bus, from the table's stream: none without its change, none lost. */
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
            // Audit entries carry their events as a list, and a filter sees leaves alone: it goes by the key. Entries
            // without events come too, and are passed over.
            dynamodb: { Keys: { pk: { S: FilterRule.beginsWith(auditPk) } } },
          }),
        ],
      }),
    );
    bus.grantPutEventsTo(publish);
  }
}
