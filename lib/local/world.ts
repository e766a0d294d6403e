// The whole app on one machine, in virtual time: the machines, the table, the queues and the handlers of the template.

import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { policyPublisher } from '../../functions/adapters/policy-publisher.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import { normalInstant } from '../../functions/contracts/time.ts';
import { dayIn } from '../../functions/domain/calendar.ts';
import { entryMetadata } from '../infra/metadata.ts';
import { VirtualClock } from './clock.ts';
import { DynamoDbEngine, type StreamRecord } from './dynamodb/index.ts';
import { LocalFeedback } from './feedback.ts';
import { Functions } from './functions.ts';
import { gatewayOf, installFetch } from './gateway.ts';
import { Outbox } from './outbox.ts';
import { compilePattern } from './patterns.ts';
import { Queues } from './queues.ts';
import { seeded } from './random.ts';
import { Buckets, GET_OBJECT } from './s3.ts';
import { nextDaily } from './schedules.ts';
import { type FaultHook, installFullLane, installLeanLane } from './sdk.ts';
import { Secrets } from './secrets.ts';
import { localServices } from './services.ts';
import { type Json, StateMachines } from './states/machines.ts';
import { ACCOUNT, arnOf, nameOf, REGION, type Resource, type Template } from './template.ts';
import { Topics } from './topics.ts';
import { Urls } from './urls.ts';

export interface WorldOptions {
  template: Template;
  policies: readonly Policy[];
  /** Epoch milliseconds at which the clock begins. */
  start: number;
  /** Fixes what is random. */
  seed?: number;
  /** Histories of executions, for who wants to look at them; a run over thousands of cases goes without. */
  keepHistory?: boolean;
  /** The whole SDK, with signing, serialization and retries, instead of the short cut past it. */
  fullSdk?: boolean;
  /** Breaks calls of the SDK, to see what becomes of the rest. */
  faults?: FaultHook;
}

export interface BusEvent {
  source: string;
  'detail-type': string;
  detail: unknown;
}

let running = false;

export class LocalWorld {
  readonly clock: VirtualClock;
  readonly table: DynamoDbEngine;
  readonly tableName: string;
  readonly machines: StateMachines;
  readonly outbox: Outbox;
  readonly queues: Queues;
  readonly secrets = new Secrets();
  readonly buckets = new Buckets();
  readonly functions: Functions;
  readonly topics: Topics;
  readonly urls: Urls;
  readonly feedback: LocalFeedback;
  /** What our own functions put on the bus for others. */
  readonly published: { at: number; event: unknown }[] = [];
  /** Of the bus that the stack listens to. */
  readonly busName: string;
  /** Where the intake sets aside what it cannot take. */
  readonly rejectedQueueUrl: string;
  /** The queues that others redrive to: what could not be taken in. */
  readonly rejectedQueues: readonly string[];
  readonly #rules: ((event: BusEvent, bus: string) => void)[] = [];
  #dropped = 0;
  readonly #bucket: string;
  readonly #undo: (() => void)[] = [];

  private constructor(options: WorldOptions, functions: Functions) {
    const { template, start, seed = 1, keepHistory = false } = options;
    const random = seeded(seed);
    this.functions = functions;
    this.clock = new VirtualClock(start);
    const now = () => this.clock.now();
    this.table = new DynamoDbEngine({ now, region: REGION, account: ACCOUNT });
    this.outbox = new Outbox(now);
    this.queues = new Queues(this.clock);
    this.machines = new StateMachines({
      clock: this.clock,
      tasks: { supports: (resource) => this.#supports(resource), invoke: (call) => this.clock.track(this.#task(call)) },
      random,
      account: ACCOUNT,
      region: REGION,
      keepHistory,
    });
    this.tableName = createTable(this.table, template);
    this.rejectedQueues = this.#createQueues(template);
    for (const secret of template.ofType('AWS::SecretsManager::Secret')) this.secrets.create(arnOf(secret));
    this.rejectedQueueUrl = rejectedQueueUrl(template);
    this.#bucket = bucketOfEvents(template);
    this.busName = template.ofType('AWS::Events::EventBus').map(nameOf)[0] ?? 'default';
    for (const machine of template.ofType('AWS::StepFunctions::StateMachine')) this.#createMachine(template, machine);
    for (const mapping of template.ofType('AWS::Lambda::EventSourceMapping')) this.#consume(template, mapping);
    for (const rule of template.ofType('AWS::Events::Rule')) this.#createRule(template, rule);
    for (const schedule of template.ofType('AWS::Scheduler::Schedule')) this.#createSchedule(template, schedule);
    this.topics = new Topics({ template, clock: this.clock, queues: this.queues, functions });
    this.urls = new Urls(template, functions);
    this.feedback = new LocalFeedback({ ...this.#parts(), template });
    // From here on the process is the world's, so nothing may fail any more.
    const lane = options.fullSdk === true ? installFullLane : installLeanLane;
    const { faults } = options;
    const { table, machines, outbox, queues, secrets } = this;
    const putEvents = (input: object) => this.#putEvents(input);
    const services = localServices({ table, machines, outbox, queues, secrets, putEvents });
    this.#undo.push(
      () => functions.restoreEnvironment(),
      lane(services, faults === undefined ? {} : { faults }),
      installFetch(gatewayOf(template, { secrets, outbox, now }), faults === undefined ? {} : { faults }),
      this.clock.install(),
      seedGlobals(random),
    );
  }

  /** One at a time: the clock and the SDK's way out are the process's own until `stop`. */
  static async start(options: WorldOptions): Promise<LocalWorld> {
    if (running) throw new Error('another local world is running in this process: stop it first');
    running = true;
    const functions = new Functions();
    try {
      await functions.load(options.template);
      const world = new LocalWorld(options, functions);
      const publish = policyPublisher({ client: new DynamoDBClient({ region: REGION }), name: world.tableName });
      for (const policy of options.policies) await publish(policy);
      return world;
    } catch (error) {
      functions.restoreEnvironment();
      running = false;
      throw error;
    }
  }

  stop(): void {
    if (this.#undo.length === 0) return;
    for (const undo of this.#undo.splice(0).reverse()) undo();
    running = false;
  }

  async runUntil(at: number): Promise<void> {
    await this.clock.runUntil(at);
  }

  /** Puts an event on the bus, as a lender does. */
  put(event: BusEvent, bus = this.busName): void {
    for (const rule of this.#rules) rule(event, bus);
  }

  /** Puts a file into the bucket that takes files of events; services tell of it on the account's own bus. */
  drop(key: string, text: string): void {
    this.buckets.put(this.#bucket, key, text);
    const detail = { bucket: { name: this.#bucket }, object: { key, size: Buffer.byteLength(text) } };
    this.put({ source: 'aws.s3', 'detail-type': 'Object Created', detail }, 'default');
  }

  #parts() {
    const { clock, topics, urls, secrets, outbox } = this;
    return { clock, topics, urls, secrets, outbox };
  }

  #putEvents(input: { Entries?: { Source?: string; DetailType?: string; Detail?: string }[] }): object {
    const entries = input.Entries ?? [];
    for (const { Source = '', DetailType = '', Detail = '{}' } of entries) {
      const detail: unknown = JSON.parse(Detail);
      this.published.push({ at: this.clock.now(), event: detail });
      this.put({ source: Source, 'detail-type': DetailType, detail });
    }
    return {
      FailedEntryCount: 0,
      Entries: entries.map((_, at) => ({ EventId: `event-${this.published.length}-${at}` })),
    };
  }

  #supports(resource: string): boolean {
    return (
      this.functions.has(resource) ||
      /^arn:aws:states:::lambda:invoke(\.waitForTaskToken)?$/.test(resource) ||
      resource === 'arn:aws:states:::states:startExecution' ||
      resource === GET_OBJECT
    );
  }

  async #task({ resource, input }: { resource: string; input: Json }): Promise<Json> {
    if (this.functions.has(resource)) return (await this.functions.invoke(resource, input)) as Json;
    if (resource === GET_OBJECT) return this.buckets.read(input as object);
    if (resource === 'arn:aws:states:::states:startExecution') {
      const { StateMachineArn, Name, Input } = input as { StateMachineArn: string; Name: string; Input: Json };
      const started = this.machines.startExecution({
        stateMachineArn: StateMachineArn,
        name: Name,
        input: JSON.stringify(Input),
      });
      return { ExecutionArn: started.executionArn, StartDate: started.startDate.toISOString() };
    }
    const { FunctionName, Payload } = input as { FunctionName: string; Payload: Json };
    const answer = (await this.functions.invoke(FunctionName, Payload)) as Json;
    return { StatusCode: 200, ExecutedVersion: '$LATEST', Payload: answer };
  }

  #createMachine(template: Template, machine: Resource): void {
    const definition = String(template.resolve(machine.properties.DefinitionString));
    this.machines.create({ arn: arnOf(machine), name: nameOf(machine), definition, type: 'STANDARD' });
  }

  /** Answers the ARNs of those that others redrive to. */
  #createQueues(template: Template): string[] {
    const rejected = new Set<string>();
    for (const queue of template.ofType('AWS::SQS::Queue')) {
      const { RedrivePolicy, VisibilityTimeout } = template.resolve(queue.properties) as {
        RedrivePolicy?: { deadLetterTargetArn: string; maxReceiveCount: number };
        VisibilityTimeout?: number;
      };
      const redrive = RedrivePolicy && {
        targetArn: RedrivePolicy.deadLetterTargetArn,
        maxReceiveCount: RedrivePolicy.maxReceiveCount,
      };
      if (redrive !== undefined) rejected.add(redrive.targetArn);
      const url = String(template.resolve({ Ref: queue.id }));
      const visibilityTimeoutMs = (VisibilityTimeout ?? 30) * 1000;
      this.queues.create({
        arn: arnOf(queue),
        url,
        visibilityTimeoutMs,
        ...(redrive === undefined ? {} : { redrive }),
      });
    }
    return [...rejected];
  }

  #consume(template: Template, mapping: Resource): void {
    const { EventSourceArn, FunctionName, BatchSize, FilterCriteria } = template.resolve(mapping.properties) as {
      EventSourceArn: string;
      FunctionName: string;
      BatchSize: number;
      FilterCriteria?: { Filters: { Pattern: string }[] };
    };
    const arn = `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${FunctionName}`;
    const invoke = (Records: readonly object[]) => this.functions.invoke(arn, { Records });
    if (EventSourceArn.includes(':sqs:')) {
      this.queues.consume(EventSourceArn, { batchSize: BatchSize, invoke });
      return;
    }
    const filters = (FilterCriteria?.Filters ?? []).map((one) => compilePattern(JSON.parse(one.Pattern)));
    const waiting: StreamRecord[] = [];
    let draining = false;
    const drain = async (): Promise<void> => {
      while (waiting.length > 0) await invoke(waiting.splice(0, BatchSize));
      draining = false;
    };
    this.table.onChange((record) => {
      if (filters.length > 0 && !filters.some((matches) => matches(record))) return;
      waiting.push(record);
      if (draining) return;
      draining = true;
      this.clock.schedule(this.clock.now(), drain);
    });
  }

  #createRule(template: Template, rule: Resource): void {
    const { EventPattern, EventBusName, Targets } = template.resolve(rule.properties) as {
      EventPattern: unknown;
      EventBusName?: string;
      Targets: { Arn: string }[];
    };
    const matches = compilePattern(EventPattern);
    const ofBus = EventBusName ?? 'default';
    this.#rules.push((event, bus) => {
      if (bus === ofBus && matches(event)) for (const { Arn } of Targets) this.#deliver(Arn, JSON.stringify(event));
    });
  }

  #deliver(target: string, event: string): void {
    if (!target.includes(':stateMachine:')) {
      this.queues.send(target, event);
      return;
    }
    this.#dropped += 1;
    this.machines.startExecution({ stateMachineArn: target, name: `event-${this.#dropped}`, input: event });
  }

  #createSchedule(template: Template, schedule: Resource): void {
    const { Name, ScheduleExpression, ScheduleExpressionTimezone, Target } = template.resolve(schedule.properties) as {
      Name: string;
      ScheduleExpression: string;
      ScheduleExpressionTimezone: string;
      Target: { Arn: string; Input: string };
    };
    const plan = (after: number): void => {
      const at = nextDaily(ScheduleExpression, ScheduleExpressionTimezone, after);
      this.clock.schedule(at, () => {
        // The day where it is swept: around a change of summer time two sweeps may fall on one day of UTC.
        const name = `${Name}-${dayIn(ScheduleExpressionTimezone, normalInstant(at))}`;
        this.machines.startExecution({ stateMachineArn: Target.Arn, name, input: Target.Input });
        plan(at);
      });
    };
    plan(this.clock.now() - 1);
  }
}

function rejectedQueueUrl(template: Template): string {
  const [ingest] = template
    .ofType('AWS::Lambda::Function')
    .filter(({ metadata }) => metadata[entryMetadata] === 'functions/ingest/handler.ts');
  const { Variables } = (ingest?.properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
  return String(template.resolve(Variables?.REJECTED_QUEUE_URL ?? ''));
}

/** The bucket whose objects are told of. */
function bucketOfEvents(template: Template): string {
  const told = template.ofType('AWS::S3::Bucket').filter(({ properties }) => 'NotificationConfiguration' in properties);
  if (told.length > 1) throw new Error('the local world takes one bucket whose objects are told of');
  return told.map(nameOf)[0] ?? '';
}

function createTable(engine: DynamoDbEngine, template: Template): string {
  const [table, ...more] = template.ofType('AWS::DynamoDB::GlobalTable');
  if (table === undefined || more.length > 0) throw new Error('the local world takes one table');
  const { AttributeDefinitions, KeySchema, GlobalSecondaryIndexes, TimeToLiveSpecification } = table.properties as {
    AttributeDefinitions: never;
    KeySchema: never;
    GlobalSecondaryIndexes: never;
    TimeToLiveSpecification?: { AttributeName: string; Enabled: boolean };
  };
  const TableName = nameOf(table);
  engine.createTable({
    TableName,
    AttributeDefinitions,
    KeySchema,
    GlobalSecondaryIndexes,
    BillingMode: 'PAY_PER_REQUEST',
  });
  if (TimeToLiveSpecification !== undefined) engine.call('UpdateTimeToLive', { TableName, TimeToLiveSpecification });
  return TableName;
}

/** Jitter and request ids come from the seed, so that two runs are the same. */
function seedGlobals(random: () => number): () => void {
  const before = Math.random;
  Math.random = random;
  return () => {
    Math.random = before;
  };
}
