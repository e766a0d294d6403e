import type { DescribeExecutionOutput, ExecutionListItem } from '@aws-sdk/client-sfn';
import type { Execution, Status } from './execution.ts';

/** An execution as the service describes it. */
export function described(execution: Execution): DescribeExecutionOutput {
  const { output, error, cause, status } = execution;
  return {
    ...listed(execution),
    executionArn: execution.arn,
    input: execution.input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
    redriveStatus: 'NOT_REDRIVABLE',
    redriveStatusReason:
      status === 'RUNNING' || status === 'SUCCEEDED'
        ? `Execution is ${status} and cannot be redriven`
        : 'Executions cannot be redriven here',
  };
}

export function listed(execution: Execution): ExecutionListItem {
  const { arn, machine, name, status, startedAt, stoppedAt, mapRunArn } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status,
    startDate: new Date(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    ...(mapRunArn === undefined ? {} : { mapRunArn }),
    redriveCount: 0,
  };
}

/** What is left of an execution for reports. `states` are the names entered, in order, those inside Map and Parallel too. */
export interface ExecutionTrail {
  executionArn: string;
  stateMachineName: string;
  name: string;
  status: Status;
  startDate: Date;
  stopDate?: Date;
  states: readonly string[];
  /** Child executions of its distributed maps; their states are among its own. */
  children: number;
  /** Events in its history, kept or not; 25,000 end an execution. */
  events: number;
  error?: string;
  cause?: string;
}

export function trailOf(execution: Execution): ExecutionTrail {
  const { error, cause, stoppedAt } = execution;
  return {
    executionArn: execution.arn,
    stateMachineName: execution.machine.name,
    name: execution.name,
    status: execution.status,
    startDate: new Date(execution.startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    states: execution.states,
    children: execution.children,
    events: execution.history.count,
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}
