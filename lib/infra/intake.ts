import { Duration } from 'aws-cdk-lib';
import { EventBus, Match, Rule } from 'aws-cdk-lib/aws-events';
import { SqsQueue } from 'aws-cdk-lib/aws-events-targets';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import { Construct } from 'constructs';
import { type IntakeFunctionProps, intakeFunction } from './intake-functions.ts';
import { EncryptedQueue } from './queues.ts';

/** The source under which our own events go out on the same bus. */
export const ownSource = 'cureflow';

export interface IntakeProps extends Omit<IntakeFunctionProps, 'rejected'> {
  readonly key: IKey;
}

const ingestTimeout = Duration.seconds(60);

/** The lender's events: bus, rule, queue, function; whatever cannot be taken in ends in `rejected`. */
export class Intake extends Construct {
  readonly bus: EventBus;
  readonly rejected: EncryptedQueue;

  constructor(scope: Construct, id: string, props: IntakeProps) {
    super(scope, id);
    this.bus = new EventBus(this, 'Bus', { eventBusName: 'cureflow' });
    this.rejected = new EncryptedQueue(this, 'Rejected', { key: props.key });
    const queue = new EncryptedQueue(this, 'Queue', {
      key: props.key,
      // Six times the function's, as the event source wants it: a batch is never handed out while it is worked on.
      visibilityTimeout: Duration.seconds(6 * ingestTimeout.toSeconds()),
      deadLetterQueue: { queue: this.rejected, maxReceiveCount: 5 },
    });
    new Rule(this, 'Inbound', {
      description:
        'All that others put on the bus, known type or not: what is unknown is rejected with a reason, not lost',
      eventBus: this.bus,
      eventPattern: { source: Match.anythingBut(ownSource) },
      targets: [new SqsQueue(queue, { deadLetterQueue: this.rejected })],
    });
    this.ingest(queue, props);
  }

  private ingest(queue: Queue, props: IntakeProps): void {
    const ingest = intakeFunction(this, 'Ingest', {
      ...props,
      rejected: this.rejected,
      useCase: 'ingest',
      description: 'Takes the lender’s events into the ledger and wakes the cases they concern',
      timeout: ingestTimeout,
    });
    ingest.addEventSource(
      new SqsEventSource(queue, {
        batchSize: 10,
        maxBatchingWindow: Duration.seconds(1),
        reportBatchItemFailures: true,
      }),
    );
  }
}
