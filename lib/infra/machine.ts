import { RemovalPolicy } from 'aws-cdk-lib';
import { Policy, PolicyStatement, Role, ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import { LogGroup, RetentionDays } from 'aws-cdk-lib/aws-logs';
import {
  DefinitionBody,
  type IChainable,
  type LogLevel,
  StateMachine,
  StateMachineType,
} from 'aws-cdk-lib/aws-stepfunctions';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';

export interface MachineProps {
  readonly name: string;
  readonly comment: string;
  readonly definition: IChainable;
  readonly invokes: readonly IFunction[];
  readonly logLevel: LogLevel.ALL | LogLevel.ERROR;
}

/**
 * A Standard state machine, logged without its data and traced, whose role may invoke exactly the functions it names
 * (the role that CDK makes may invoke every version of them as well).
 */
export class Machine extends Construct {
  readonly stateMachine: StateMachine;
  private readonly role: Role;

  constructor(scope: Construct, id: string, props: MachineProps) {
    super(scope, id);
    this.role = new Role(this, 'Role', { assumedBy: new ServicePrincipal('states.amazonaws.com') });
    for (const statement of [invoke(props.invokes), ...observe]) this.role.addToPolicy(new PolicyStatement(statement));
    acknowledge(this.role, 'AwsSolutions-IAM5[Resource::*]', 'Log deliveries and X-Ray take no resource but *.');
    this.stateMachine = new StateMachine(this, 'Machine', {
      stateMachineName: props.name,
      stateMachineType: StateMachineType.STANDARD,
      comment: props.comment,
      definitionBody: DefinitionBody.fromChainable(props.definition),
      role: this.role.withoutPolicyUpdates(),
      tracingEnabled: true,
      logs: {
        level: props.logLevel,
        includeExecutionData: false,
        destination: new LogGroup(this, 'Log', {
          // Only under this prefix do log deliveries stay clear of the size limit of the account's resource policy.
          logGroupName: `/aws/vendedlogs/states/${props.name}`,
          retention: RetentionDays.SIX_MONTHS,
          removalPolicy: RemovalPolicy.DESTROY,
        }),
      },
    });
  }

  /** A policy apart from the role's own: one that names a machine would wait for the machine, which waits for its role. */
  allow(id: string, ...statements: PolicyStatement[]): void {
    new Policy(this, id, { statements, roles: [this.role] });
  }
}

const invoke = (functions: readonly IFunction[]) => ({
  actions: ['lambda:InvokeFunction'],
  resources: functions.map((each) => each.functionArn),
});

const observe = [
  {
    actions: [
      'logs:CreateLogDelivery',
      'logs:GetLogDelivery',
      'logs:UpdateLogDelivery',
      'logs:DeleteLogDelivery',
      'logs:ListLogDeliveries',
      'logs:PutResourcePolicy',
      'logs:DescribeResourcePolicies',
      'logs:DescribeLogGroups',
    ],
    resources: ['*'],
  },
  {
    actions: ['xray:PutTraceSegments', 'xray:PutTelemetryRecords', 'xray:GetSamplingRules', 'xray:GetSamplingTargets'],
    resources: ['*'],
  },
];

/** For a machine with as many executions as there are cases. */
export function acknowledgeErrorLog(machine: Machine): void {
  acknowledge(
    machine,
    'AwsSolutions-SF1',
    'Errors alone are logged: the service keeps the history of every execution, and logging it again costs more than running it.',
  );
}
