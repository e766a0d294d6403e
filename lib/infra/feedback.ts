import { Duration, RemovalPolicy, Stack } from 'aws-cdk-lib';
import { Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { SqsEventSource } from 'aws-cdk-lib/aws-lambda-event-sources';
import { FilterPattern, LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import { LambdaDestination } from 'aws-cdk-lib/aws-logs-destinations';
import { Topic } from 'aws-cdk-lib/aws-sns';
import type { Queue } from 'aws-cdk-lib/aws-sqs';
import type { StateMachine } from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { UseCaseFunction } from './functions.ts';
import type { LedgerTable } from './ledger-table.ts';
import type { Messaging } from './messaging.ts';
import { EncryptedQueue } from './queues.ts';

export interface FeedbackProps {
  readonly key: IKey;
  readonly ledger: LedgerTable;
  readonly caseMachine: StateMachine;
  readonly errandMachine: StateMachine;
  readonly shards: number;
  readonly messaging: Messaging;
  readonly rejected: EncryptedQueue;
}

const timeout = Duration.seconds(60);

/** What comes back: deliveries, bounces and complaints of what was sent, and what borrowers write. */
export class Feedback extends Construct {
  /** Where two-way SMS puts the replies: named in the console of the number. */
  readonly replies: Topic;
  /** What SNS writes its log of text messages with: set once an account. */
  readonly smsLogRole: Role;
  /** What could not be taken in after several attempts. */
  readonly untaken: EncryptedQueue;
  readonly callbackUrl: string | undefined;
  private readonly deliveryQueue: EncryptedQueue;
  private readonly replyQueue: EncryptedQueue;

  constructor(scope: Construct, id: string, props: FeedbackProps) {
    super(scope, id);
    const { key, messaging } = props;
    this.untaken = new EncryptedQueue(this, 'Untaken', { key });
    this.deliveryQueue = this.queue('Deliveries', key);
    this.replyQueue = this.queue('Replies', key);

    this.deliveryQueue.subscribeTo(messaging.deliveryEvents, { raw: true });
    const takeDelivery = this.taking('TakeDelivery', this.deliveryQueue, {
      ...props,
      useCase: 'take-delivery',
      description: 'Settles messages by what providers say became of them',
    });
    this.smsLogRole = this.smsLog(takeDelivery);

    this.replies = new Topic(this, 'InboundSms', {
      displayName: 'cureflow: what borrowers write back',
      masterKey: key,
      enforceSSL: true,
    });
    const conditions = { StringEquals: { 'aws:SourceAccount': Stack.of(this).account } };
    this.replies.grantPublish(new ServicePrincipal('sms-voice.amazonaws.com', { conditions }));
    // With its envelope: it says when the reply came.
    this.replyQueue.subscribeTo(this.replies, { raw: false });
    this.taking('ReceiveSms', this.replyQueue, {
      ...props,
      useCase: 'receive-sms',
      description: 'Does as borrowers say who write back',
    });
    this.callbackUrl = this.gatewayCallback(props);
  }

  /** Where the SMS gateway posts; only where there is one. */
  private gatewayCallback({ messaging }: FeedbackProps): string | undefined {
    if (messaging.gatewaySecret === undefined) return undefined;
    const callback = new UseCaseFunction(this, 'GatewayCallback', {
      useCase: 'gateway-callback',
      description: 'Takes what the SMS gateway posts back, if it is signed',
      environment: {
        SMS_GATEWAY_SECRET_ARN: messaging.gatewaySecret.secretArn,
        DELIVERIES_QUEUE_URL: this.deliveryQueue.queueUrl,
        REPLIES_QUEUE_URL: this.replyQueue.queueUrl,
      },
      // Open to the internet: a flood of requests takes no more of the account's functions than this.
      reservedConcurrentExecutions: 20,
    });
    messaging.grantGatewaySecret(callback);
    this.deliveryQueue.grantSend(callback);
    this.replyQueue.grantSend(callback);
    // The signature is the proof: a gateway has no credentials of AWS.
    return callback.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
  }

  private queue(id: string, key: IKey): EncryptedQueue {
    return new EncryptedQueue(this, id, {
      key,
      // Six times the function's, as the event source wants it: a batch is never handed out while it is worked on.
      visibilityTimeout: Duration.seconds(6 * timeout.toSeconds()),
      deadLetterQueue: { queue: this.untaken, maxReceiveCount: 5 },
    });
  }

  private taking(
    id: string,
    queue: Queue,
    props: FeedbackProps & { useCase: string; description: string },
  ): UseCaseFunction {
    const { ledger, caseMachine, errandMachine, shards, rejected, useCase, description } = props;
    const taking = new UseCaseFunction(this, id, {
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
    taking.addEventSource(
      new SqsEventSource(queue, {
        batchSize: 10,
        maxBatchingWindow: Duration.seconds(1),
        reportBatchItemFailures: true,
      }),
    );
    ledger.grantReadWrite(taking);
    rejected.grantSend(taking);
    caseMachine.grant(taking, 'states:SendTaskSuccess');
    errandMachine.grantStartExecution(taking);
    return taking;
  }

  /** SNS tells what became of a text in its log alone; the names of the groups are its own, and so is what it writes. */
  private smsLog(takeDelivery: UseCaseFunction): Role {
    const { region, account } = Stack.of(this);
    const name = `sns/${region}/${account}/DirectPublishToPhoneNumber`;
    takeDelivery.configureAsyncInvoke({ retryAttempts: 2, onFailure: this.untaken.asDestination() });
    const role = new Role(this, 'SmsLogRole', { assumedBy: new ServicePrincipal('sns.amazonaws.com') });
    for (const [id, logGroupName] of [
      ['SmsDelivered', name],
      ['SmsFailed', `${name}/Failure`],
    ] as const) {
      // The numbers of borrowers are in it: no longer than the latest entry takes, and some for operations to look.
      const group = new LogGroup(this, id, {
        logGroupName,
        retention: RetentionDays.ONE_WEEK,
        removalPolicy: RemovalPolicy.DESTROY,
      });
      group.addSubscriptionFilter('Take', {
        destination: new LambdaDestination(takeDelivery),
        filterPattern: FilterPattern.allEvents(),
      });
      group.grantWrite(role);
      group.grant(role, 'logs:PutMetricFilter', 'logs:PutRetentionPolicy');
    }
    return role;
  }
}
