import { App, Duration, Stack } from 'aws-cdk-lib';
import { Function as LambdaFunction } from 'aws-cdk-lib/aws-lambda';
import * as sfn from 'aws-cdk-lib/aws-stepfunctions';
import * as tasks from 'aws-cdk-lib/aws-stepfunctions-tasks';
import { expect, test } from 'vitest';
import type { Json } from '../../../lib/local/states/machines.ts';
import { world } from './world.ts';

const INVOKE = 'arn:aws:states:::lambda:invoke';
const CALLBACK = `${INVOKE}.waitForTaskToken`;
const START = 'arn:aws:states:::states:startExecution';

/** One of everything a workflow of ours may be built from. */
function definition(): object {
  const stack = new Stack(new App({ context: { 'aws:cdk:bundling-stacks': [] } }), 'S');
  const fn = LambdaFunction.fromFunctionArn(stack, 'Fn', 'arn:aws:lambda:eu-west-1:123456789012:function:work');
  const child = sfn.StateMachine.fromStateMachineArn(
    stack,
    'Other',
    'arn:aws:states:eu-west-1:123456789012:stateMachine:other',
  );
  const invoke = new tasks.LambdaInvoke(stack, 'Assess', {
    lambdaFunction: fn,
    payload: sfn.TaskInput.fromObject({
      case: sfn.JsonPath.stringAt('$.case'),
      run: sfn.JsonPath.stringAt('$$.Execution.Name'),
    }),
    resultSelector: { decision: sfn.JsonPath.stringAt('$.Payload.decision') },
    resultPath: '$.assessed',
    taskTimeout: sfn.Timeout.duration(Duration.seconds(30)),
  });
  invoke.addRetry({
    errors: ['Throttled'],
    interval: Duration.seconds(2),
    maxAttempts: 5,
    maxDelay: Duration.minutes(1),
    jitterStrategy: sfn.JitterType.FULL,
  });
  const parked = new sfn.Fail(stack, 'Parked', {
    error: 'Parked',
    causePath: sfn.JsonPath.stringAt('$.failure.Cause'),
  });
  invoke.addCatch(parked, { resultPath: '$.failure' });
  const awaitEvent = new tasks.LambdaInvoke(stack, 'Await event', {
    lambdaFunction: fn,
    integrationPattern: sfn.IntegrationPattern.WAIT_FOR_TASK_TOKEN,
    payload: sfn.TaskInput.fromObject({ token: sfn.JsonPath.taskToken }),
    taskTimeout: sfn.Timeout.duration(Duration.days(30)),
    heartbeatTimeout: sfn.Timeout.duration(Duration.days(20)),
    resultPath: sfn.JsonPath.DISCARD,
  });
  const shards = new sfn.DistributedMap(stack, 'Shards', {
    itemsPath: '$.shards',
    itemSelector: {
      shard: sfn.JsonPath.numberAt('$$.Map.Item.Value'),
      index: sfn.JsonPath.numberAt('$$.Map.Item.Index'),
    },
    maxConcurrency: 4,
    toleratedFailurePercentage: 10,
    mapExecutionType: sfn.StateMachineType.STANDARD,
    label: 'shards',
    resultPath: sfn.JsonPath.DISCARD,
  });
  shards.itemProcessor(
    new tasks.StepFunctionsStartExecution(stack, 'Start case', {
      stateMachine: child,
      input: sfn.TaskInput.fromObject({ shard: sfn.JsonPath.numberAt('$.shard') }),
    }),
  );
  const each = new sfn.Map(stack, 'Each', { itemsPath: '$.shards', maxConcurrency: 2, resultPath: '$.each' });
  each.itemProcessor(new sfn.Pass(stack, 'One', { parameters: { sum: sfn.JsonPath.mathAdd(1, 2) } }));
  const both = new sfn.Parallel(stack, 'Both', { resultPath: '$.both' });
  both.branch(new sfn.Wait(stack, 'An hour', { time: sfn.WaitTime.duration(Duration.hours(1)) }));
  both.branch(new sfn.Wait(stack, 'Until', { time: sfn.WaitTime.timestampPath('$.until') }));
  const ask = new sfn.Choice(stack, 'What is due?', { comment: 'the ladder' })
    .when(
      sfn.Condition.and(
        sfn.Condition.isPresent('$.assessed.decision'),
        sfn.Condition.stringEquals('$.assessed.decision', 'go'),
      ),
      shards.next(each).next(both).next(awaitEvent).next(new sfn.Succeed(stack, 'Closed')),
    )
    .otherwise(parked);
  const graph = new sfn.StateGraph(invoke.next(ask).startState, 'test');
  return JSON.parse(JSON.stringify(stack.resolve(graph.toGraphJson())), (_, value) => joined(value)) as object;
}

/** The partition is all that CloudFormation would fill in here. */
function joined(value: unknown): unknown {
  const join = typeof value === 'object' && value !== null && 'Fn::Join' in value ? value['Fn::Join'] : undefined;
  if (!Array.isArray(join)) return value;
  return (join[1] as unknown[]).map((part) => (typeof part === 'string' ? part : 'aws')).join(join[0]);
}

test('what CDK emits for our kinds of state is loaded and runs', async () => {
  const tokens: string[] = [];
  const there = world({
    [INVOKE]: () => ({ Payload: { decision: 'go' }, StatusCode: 200 }),
    [CALLBACK]: (_, token = '') => tokens.push(token),
    [START]: () => ({ ExecutionArn: 'arn' }),
  });
  there.define(definition());
  const arn = there.start({ case: 'c-1', shards: [7, 8], until: '2026-03-02T00:00:00Z' } satisfies Json);
  await there.pass(2 * 86400);
  there.machines.sendTaskSuccess({ taskToken: tokens[0] ?? '', output: '{}' });
  await there.pass(0);
  expect(there.result(arn)).toMatchObject({ status: 'SUCCEEDED', output: { each: [{ sum: 3 }, { sum: 3 }] } });
  expect(there.calls.map(({ resource, input }) => [resource, input])).toEqual([
    [INVOKE, { FunctionName: expect.any(String), Payload: { case: 'c-1', run: expect.any(String) } }],
    [START, expect.objectContaining({ Input: { shard: 7 } })],
    [START, expect.objectContaining({ Input: { shard: 8 } })],
    [CALLBACK, { FunctionName: expect.any(String), Payload: { token: tokens[0] } }],
  ]);
});
