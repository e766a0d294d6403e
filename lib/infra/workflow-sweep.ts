import { Duration, Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import {
  Choice,
  Condition,
  DistributedMap,
  Errors,
  Fail,
  type IChainable,
  JsonPath,
  LogLevel,
  Pass,
  Result,
  type StateMachine,
  StateMachineType,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { UseCaseFunction } from './functions.ts';
import type { LedgerTable } from './ledger-table.ts';
import { Machine } from './machine.ts';
import type { Messaging } from './messaging.ts';
import { whenServiceRefuses } from './retries.ts';

export interface SweepWorkflowProps {
  readonly ledger: LedgerTable;
  readonly messaging: Messaging;
  readonly caseMachine: StateMachine;
  readonly errandMachine: StateMachine;
  readonly shards: number;
}

const name = 'daily-sweep';
const label = 'ShardSweep';

/** `daily-sweep`: looks at every account of a product that is due, all shards of the index at once. */
export class SweepWorkflow extends Construct {
  readonly stateMachine: StateMachine;
  readonly planDay: IFunction;

  constructor(scope: Construct, id: string, props: SweepWorkflowProps) {
    super(scope, id);
    const sweepShard = this.sweepShard(props);
    this.planDay = this.planTheDay(props);
    const machine = new Machine(this, 'Sweep', {
      name,
      comment: 'One product, one day: reminders, new cases, and executions that got lost',
      definition: this.definition(sweepShard, props.shards),
      invokes: [this.planDay, sweepShard],
      logLevel: LogLevel.ALL,
    });
    this.stateMachine = machine.stateMachine;
    this.allowChildren(machine);
  }

  /** A distributed map starts its children as executions of its own machine, and watches them. */
  private allowChildren(machine: Machine): void {
    const { partition, region, account } = Stack.of(this);
    const children = (owner: string) => `arn:${partition}:states:${region}:${owner}:execution:${name}/${label}:*`;
    // CDK's own policy, which names no role here because the role is ours, would take in all executions.
    this.stateMachine.node.tryRemoveChild('DistributedMapPolicy');
    machine.allow(
      'RunChildren',
      new PolicyStatement({ actions: ['states:StartExecution'], resources: [this.stateMachine.stateMachineArn] }),
      new PolicyStatement({
        actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
        resources: [children(account)],
      }),
    );
    acknowledge(
      machine,
      `AwsSolutions-IAM5[Resource::${children('<AWS::AccountId>')}]`,
      'The children of this one map, whose names are made up when they start.',
    );
  }

  private definition(sweepShard: IFunction, shards: number): IChainable {
    const swept = new Choice(this, 'Was every shard swept?')
      .when(
        Condition.booleanEquals('$.sweep.failed', true),
        new Fail(this, 'Sweep failed', { error: 'ShardFailed', cause: 'Runbook: The daily sweep failed' }),
      )
      .otherwise(new Succeed(this, 'Product swept'));

    const list = new Pass(this, 'List the shards', {
      parameters: { list: JsonPath.arrayRange(0, shards - 1, 1) },
      resultPath: '$.shards',
    });
    const sweep = new DistributedMap(this, 'Sweep the shards', {
      label,
      itemsPath: '$.shards.list',
      itemSelector: {
        product: JsonPath.stringAt('$.product'),
        shard: JsonPath.numberAt('$$.Map.Item.Value'),
        // Rendered as null, the first page; a plain null CDK leaves out.
        cursor: JsonPath.DISCARD,
      },
      maxConcurrency: shards,
      toleratedFailurePercentage: 0,
      // A shard takes longer than the five minutes of an Express execution when the portfolio is large.
      mapExecutionType: StateMachineType.STANDARD,
      resultSelector: { failed: JsonPath.arrayContains(JsonPath.entirePayload, 'failed') },
      resultPath: '$.sweep',
    });
    sweep.itemProcessor(this.oneShard(sweepShard));
    list.next(sweep).next(swept);
    return this.plan(list);
  }

  /** The execution's output shows the plan. Without one the day goes out as it falls due: no reason not to sweep. */
  private plan(next: Pass): IChainable {
    const plan = new LambdaInvoke(this, 'Plan the day', {
      lambdaFunction: this.planDay,
      payload: TaskInput.fromObject({ product: JsonPath.stringAt('$.product') }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
      resultPath: '$.plan',
    });
    plan.addRetry(whenServiceRefuses).addCatch(next, { errors: [Errors.ALL], resultPath: '$.unplanned' });
    return plan.next(next);
  }

  /** Page by page. A shard that fails says so instead of failing, which would stop all the others half-way. */
  private oneShard(lambdaFunction: IFunction): IChainable {
    const page = new LambdaInvoke(this, 'Sweep one shard', {
      lambdaFunction,
      payload: TaskInput.fromObject({
        product: JsonPath.stringAt('$.product'),
        shard: JsonPath.numberAt('$.shard'),
        cursor: JsonPath.stringAt('$.cursor'),
      }),
      payloadResponseOnly: true,
      retryOnServiceExceptions: false,
    });
    const outcome = (name: string, result: string) => new Pass(this, name, { result: Result.fromString(result) });
    page
      .addRetry(whenServiceRefuses)
      .addCatch(outcome('Shard failed', 'failed'), { errors: [Errors.ALL], resultPath: JsonPath.DISCARD });
    return page.next(
      new Choice(this, 'Are accounts left?')
        .when(Condition.isString('$.cursor'), page)
        .otherwise(outcome('Shard swept', 'swept')),
    );
  }

  private planTheDay({ ledger, messaging, shards }: SweepWorkflowProps): IFunction {
    const planDay = new UseCaseFunction(this, 'PlanDay', {
      useCase: 'plan-day',
      description: 'Spreads the messages of a day over the contact window',
      timeout: Duration.minutes(2),
      environment: {
        TABLE_NAME: ledger.table.tableName,
        SHARDS: String(shards),
        ...messaging.quotaEnvironment,
      },
    });
    ledger.grantReadWrite(planDay);
    ledger.grantQueryDue(planDay);
    messaging.grantReadQuota(planDay);
    return planDay;
  }

  private sweepShard({ ledger, messaging, caseMachine, errandMachine, shards }: SweepWorkflowProps): IFunction {
    const sweepShard = new UseCaseFunction(this, 'SweepShard', {
      useCase: 'sweep-shard',
      description: 'Looks at the accounts of one shard that are due, one page at a time',
      timeout: Duration.minutes(5),
      memorySize: 1024,
      environment: {
        TABLE_NAME: ledger.table.tableName,
        SHARDS: String(shards),
        CASE_MACHINE_ARN: caseMachine.stateMachineArn,
        ERRAND_MACHINE_ARN: errandMachine.stateMachineArn,
        ...messaging.environment,
      },
    });
    ledger.grantReadWrite(sweepShard);
    ledger.grantQueryDue(sweepShard);
    messaging.grantSend(sweepShard);
    caseMachine.grantStartExecution(sweepShard);
    caseMachine.grant(sweepShard, 'states:SendTaskSuccess');
    errandMachine.grantStartExecution(sweepShard);
    return sweepShard;
  }
}
