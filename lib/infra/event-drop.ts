import { Duration, Stack } from 'aws-cdk-lib';
import { Rule } from 'aws-cdk-lib/aws-events';
import { SfnStateMachine } from 'aws-cdk-lib/aws-events-targets';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { BlockPublicAccess, Bucket, BucketEncryption, type CfnBucket } from 'aws-cdk-lib/aws-s3';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { LogLevel } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import type { Mapping } from '../../functions/contracts/mapping.ts';
import { acknowledge } from './acknowledge.ts';
import { dropDefinition, dropLabels } from './drop-definition.ts';
import { type IntakeFunctionProps, intakeFunction } from './intake-functions.ts';
import { Machine } from './machine.ts';
import { allowChildren } from './map-children.ts';

export interface EventDropProps extends IntakeFunctionProps {
  readonly key: IKey;
  readonly mappings: ReadonlyMap<string, Mapping>;
}

const name = 'event-drop';

/** Files of events: a bucket, and `event-drop`, which takes each file that is put there, line by line. */
export class EventDrop extends Construct {
  readonly bucket: Bucket;
  readonly stateMachine: StateMachine;

  constructor(scope: Construct, id: string, props: EventDropProps) {
    super(scope, id);
    this.bucket = this.aBucket(props.key);
    const ingestLines = intakeFunction(this, 'IngestLines', {
      ...props,
      useCase: 'ingest-lines',
      description: 'Takes some lines of a dropped file into the ledger',
      timeout: Duration.minutes(5),
    });
    const machine = new Machine(this, 'Drop', {
      name,
      comment: 'One file of events: its lines in batches, whatever is wrong with some of them',
      definition: dropDefinition(this, { ingestLines, bucket: this.bucket, mappings: props.mappings }),
      invokes: [ingestLines],
      logLevel: LogLevel.ALL,
    });
    this.stateMachine = machine.stateMachine;
    allowChildren(machine, name, dropLabels);
    this.allowReading(machine, props.key);
    new Rule(this, 'Dropped', {
      description: 'A file was put into the bucket of events',
      eventPattern: {
        source: ['aws.s3'],
        detailType: ['Object Created'],
        detail: { bucket: { name: [this.bucket.bucketName] } },
      },
      targets: [new SfnStateMachine(this.stateMachine, { deadLetterQueue: props.rejected })],
    });
  }

  private aBucket(key: IKey): Bucket {
    const common = { enforceSSL: true, blockPublicAccess: BlockPublicAccess.BLOCK_ALL };
    const logs = new Bucket(this, 'AccessLogs', {
      ...common,
      // The service that writes them cannot use a key of ours.
      encryption: BucketEncryption.S3_MANAGED,
      lifecycleRules: [{ expiration: Duration.days(365) }],
    });
    acknowledge(logs, 'AwsSolutions-S1', 'It holds the access logs; logging the access to those would never end.');
    const bucket = new Bucket(this, 'Bucket', {
      ...common,
      encryption: BucketEncryption.KMS,
      encryptionKey: key,
      bucketKeyEnabled: true,
      versioned: true,
      serverAccessLogsBucket: logs,
      // They are personal data, and in the ledger by then; a month is time to drop one again.
      lifecycleRules: [
        {
          expiration: Duration.days(30),
          noncurrentVersionExpiration: Duration.days(30),
          abortIncompleteMultipartUploadAfter: Duration.days(7),
        },
      ],
    });
    // CDK's own way to switch it on needs a function of its own.
    (bucket.node.defaultChild as CfnBucket).notificationConfiguration = {
      eventBridgeConfiguration: { eventBridgeEnabled: true },
    };
    return bucket;
  }

  private allowReading(machine: Machine, key: IKey): void {
    machine.allow(
      'ReadFiles',
      new PolicyStatement({
        actions: ['s3:GetObject', 's3:GetObjectVersion'],
        resources: [this.bucket.arnForObjects('*')],
      }),
      new PolicyStatement({ actions: ['kms:Decrypt'], resources: [key.keyArn] }),
    );
    const bucketId = Stack.of(this).getLogicalId(this.bucket.node.defaultChild as CfnBucket);
    acknowledge(
      machine,
      `AwsSolutions-IAM5[Resource::<${bucketId}.Arn>/*]`,
      'The files of this one bucket, whose names the lender makes up.',
    );
  }
}
