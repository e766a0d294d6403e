import { Stack } from 'aws-cdk-lib';
import { PolicyStatement } from 'aws-cdk-lib/aws-iam';
import { acknowledge } from './acknowledge.ts';
import type { Machine } from './machine.ts';

/** A distributed map starts its children as executions of its own machine, and watches them. */
export function allowChildren(machine: Machine, name: string, labels: readonly string[]): void {
  const { partition, region, account } = Stack.of(machine);
  const children = (owner: string) =>
    labels.map((label) => `arn:${partition}:states:${region}:${owner}:execution:${name}/${label}:*`);
  // CDK's own policy, which names no role here because the role is ours, would take in all executions.
  machine.stateMachine.node.tryRemoveChild('DistributedMapPolicy');
  machine.allow(
    'RunChildren',
    new PolicyStatement({ actions: ['states:StartExecution'], resources: [machine.stateMachine.stateMachineArn] }),
    new PolicyStatement({
      actions: ['states:DescribeExecution', 'states:StopExecution', 'states:RedriveExecution'],
      resources: children(account),
    }),
  );
  for (const each of children('<AWS::AccountId>'))
    acknowledge(
      machine,
      `AwsSolutions-IAM5[Resource::${each}]`,
      'The children of this one map, whose names are made up when they start.',
    );
}
