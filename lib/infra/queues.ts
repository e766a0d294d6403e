import { Duration } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import type { IDestination, IEventSourceDlq, IFunction } from 'aws-cdk-lib/aws-lambda';
import { type ITopic, Subscription, SubscriptionProtocol } from 'aws-cdk-lib/aws-sns';
import { type DeadLetterQueue, Queue, QueueEncryption } from 'aws-cdk-lib/aws-sqs';
import type { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface EncryptedQueueProps {
  readonly key: IKey;
  readonly visibilityTimeout?: Duration;
  readonly deadLetterQueue?: DeadLetterQueue;
}

/** A queue under our key, over TLS only. Without a dead-letter queue it is one, and keeps what it holds for 14 days. */
export class EncryptedQueue extends Queue {
  private readonly key: IKey;

  constructor(scope: Construct, id: string, { key, visibilityTimeout, deadLetterQueue }: EncryptedQueueProps) {
    super(scope, id, {
      encryption: QueueEncryption.KMS,
      encryptionMasterKey: key,
      dataKeyReuse: Duration.hours(1),
      enforceSSL: true,
      retentionPeriod: Duration.days(deadLetterQueue ? 4 : 14),
      visibilityTimeout,
      deadLetterQueue,
    });
    if (deadLetterQueue === undefined) {
      acknowledge(this, 'AwsSolutions-SQS3', 'It is a dead-letter queue: what is in it waits for an operator.');
    }
    this.key = key;
  }

  /** Sending, and no more; CDK's `grantSendMessages` comes with wildcards on the key. */
  grantSend(grantee: IGrantable): void {
    this.grant(grantee, 'sqs:SendMessage');
    this.key.grant(grantee, 'kms:Decrypt', 'kms:GenerateDataKey');
  }

  /**
   * What is published on the topic comes into the queue. CDK's own subscription would name the topic in the policy of the
   * key that the topic is under: each would wait for the other.
   */
  subscribeTo(topic: ITopic, { raw }: { raw: boolean }): void {
    this.addToResourcePolicy(
      new PolicyStatement({
        principals: [new ServicePrincipal('sns.amazonaws.com')],
        actions: ['sqs:SendMessage'],
        resources: [this.queueArn],
        conditions: { ArnEquals: { 'aws:SourceArn': topic.topicArn } },
      }),
    );
    new Subscription(this, 'Subscription', {
      topic,
      endpoint: this.queueArn,
      protocol: SubscriptionProtocol.SQS,
      rawMessageDelivery: raw,
    });
  }

  /** As the place for what an event source, or an asynchronous call, could not get done. */
  asDestination(): IEventSourceDlq & IDestination {
    return {
      bind: (_: unknown, handler: IFunction) => {
        this.grantSend(handler);
        return { destination: this.queueArn };
      },
    };
  }
}
