// SNS topics, the log groups of SNS, and the calls that nobody waits for: as the template subscribes to them.
import { gzipSync } from 'node:zlib';
import type { VirtualClock } from './clock.ts';
import type { Functions } from './functions.ts';
import type { Queues } from './queues.ts';
import { ACCOUNT, arnOf, REGION, type Template } from './template.ts';

export interface TopicsConfig {
  template: Template;
  clock: VirtualClock;
  queues: Queues;
  functions: Functions;
}

interface LogGroup {
  name: string;
  functionArn: string;
  waiting: { id: string; timestamp: number; message: string }[];
}

/** As Lambda spaces them, about: a minute, then two. */
const RETRY_AFTER_MS = [60_000, 120_000];

export class Topics {
  readonly #config: TopicsConfig;
  readonly #subscribers = new Map<string, ((message: string, attributes: object) => void)[]>();
  readonly #groups = new Map<string, LogGroup>();
  readonly #giveUp = new Map<string, { attempts: number; queueArn: string | undefined }>();
  #published = 0;

  constructor(config: TopicsConfig) {
    this.#config = config;
    this.#subscribe();
    this.#followLogs();
    this.#readInvocations();
  }

  /** The ARN of the topic in the construct whose logical id begins so. */
  named(prefix: string): string {
    const found = this.#config.template.ofType('AWS::SNS::Topic').find(({ id }) => id.startsWith(prefix));
    if (found === undefined) throw new Error(`the template has no topic ${prefix}`);
    return arnOf(found);
  }

  publish(topicArn: string, message: string): void {
    const envelope = {
      Type: 'Notification',
      MessageId: `published-${++this.#published}`,
      TopicArn: topicArn,
      Timestamp: new Date(this.#config.clock.now()).toISOString(),
    };
    for (const subscriber of this.#subscribers.get(topicArn) ?? []) subscriber(message, envelope);
  }

  /** What is logged in one instant comes in one batch. */
  log(groupName: string, message: string): void {
    const group = this.#groups.get(groupName);
    if (group === undefined) return;
    const { clock } = this.#config;
    group.waiting.push({ id: `log-${++this.#published}`, timestamp: clock.now(), message });
    if (group.waiting.length === 1) clock.schedule(clock.now(), () => this.#flush(group));
  }

  async #flush(group: LogGroup): Promise<void> {
    const data = {
      messageType: 'DATA_MESSAGE',
      owner: ACCOUNT,
      logGroup: group.name,
      logStream: 'local',
      subscriptionFilters: ['local'],
      logEvents: group.waiting.splice(0),
    };
    await this.#invoke(group.functionArn, { awslogs: { data: gzipSync(JSON.stringify(data)).toString('base64') } }, 0);
  }

  /** Nobody waits for the answer: tried again, then left where the template says. */
  async #invoke(functionArn: string, payload: object, attempt: number): Promise<void> {
    const { clock, functions, queues } = this.#config;
    try {
      await functions.invoke(functionArn, payload);
    } catch {
      const { attempts, queueArn } = this.#giveUp.get(functionArn) ?? { attempts: 2, queueArn: undefined };
      const after = RETRY_AFTER_MS[attempt];
      if (attempt < attempts && after !== undefined)
        clock.schedule(clock.now() + after, () => this.#invoke(functionArn, payload, attempt + 1));
      else if (queueArn !== undefined) queues.send(queueArn, JSON.stringify({ requestPayload: payload }));
    }
  }

  #subscribe(): void {
    const { template, queues } = this.#config;
    for (const subscription of template.ofType('AWS::SNS::Subscription')) {
      const { Protocol, TopicArn, Endpoint, RawMessageDelivery, FilterPolicy } = template.resolve(
        subscription.properties,
      ) as Record<'Protocol' | 'TopicArn' | 'Endpoint', string> & {
        RawMessageDelivery?: boolean;
        FilterPolicy?: object;
      };
      if (Protocol !== 'sqs')
        throw new Error(`subscription ${subscription.id} is by ${Protocol}, which the local SNS does not know`);
      if (FilterPolicy !== undefined)
        throw new Error(`subscription ${subscription.id} filters, which the local SNS does not do`);
      const subscribers = this.#subscribers.get(TopicArn) ?? [];
      subscribers.push((message, envelope) => {
        queues.send(
          Endpoint,
          RawMessageDelivery === true ? message : JSON.stringify({ ...envelope, Message: message }),
        );
      });
      this.#subscribers.set(TopicArn, subscribers);
    }
  }

  #followLogs(): void {
    const { template, functions } = this.#config;
    const names = new Map(
      template
        .ofType('AWS::Logs::LogGroup')
        .map(({ id, properties }) => [id, template.resolve(properties.LogGroupName)]),
    );
    for (const filter of template.ofType('AWS::Logs::SubscriptionFilter')) {
      const { LogGroupName, FilterPattern, DestinationArn } = filter.properties as Record<string, { Ref?: string }>;
      const name = String(names.get(LogGroupName?.Ref ?? ''));
      const functionArn = String(template.resolve(DestinationArn));
      if (!functions.has(functionArn) || String(FilterPattern) !== '')
        throw new Error(
          `subscription ${filter.id} is more than all of a log to a function: the local world can't do it`,
        );
      this.#groups.set(name, { name, functionArn, waiting: [] });
    }
  }

  #readInvocations(): void {
    const { template } = this.#config;
    for (const config of template.ofType('AWS::Lambda::EventInvokeConfig')) {
      const { FunctionName, MaximumRetryAttempts, DestinationConfig } = template.resolve(config.properties) as {
        FunctionName: string;
        MaximumRetryAttempts?: number;
        DestinationConfig?: { OnFailure?: { Destination: string } };
      };
      const queueArn = DestinationConfig?.OnFailure?.Destination;
      if (queueArn !== undefined && !queueArn.includes(':sqs:'))
        throw new Error(`${config.id} leaves what failed in no queue: the local world can't do it`);
      const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FunctionName}`;
      this.#giveUp.set(arn, { attempts: MaximumRetryAttempts ?? 2, queueArn });
    }
  }
}
