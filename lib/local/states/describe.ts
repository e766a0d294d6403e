import type {
  DescribeExecutionOutput,
  DescribeStateMachineOutput,
  ExecutionListItem,
  ExecutionStatus,
  IncludedData,
  StateMachineListItem,
} from '@aws-sdk/client-sfn';
import type { Execution, Machine, Status } from './execution.ts';
import { redriveStatus } from './redrive.ts';

/** A machine as it was created. */
export interface Created extends Machine {
  /** JSON text. */
  definition: string;
  roleArn: string;
  createdAt: number;
}

export function describedMachine(
  machine: Created,
  includedData: IncludedData = 'ALL_DATA',
): DescribeStateMachineOutput {
  const { name, definition, roleArn } = machine;
  return {
    ...listedMachine(machine),
    name,
    // Metadata leaves out what may be encrypted; the member itself is always there.
    definition: includedData === 'ALL_DATA' ? definition : '',
    roleArn,
    status: 'ACTIVE',
    loggingConfiguration: { level: 'OFF', includeExecutionData: false },
    tracingConfiguration: { enabled: false },
  };
}

export function listedMachine({ arn, name, createdAt }: Created): StateMachineListItem & { type: 'STANDARD' } {
  return { stateMachineArn: arn, name, type: 'STANDARD', creationDate: new Date(createdAt) };
}

/** An execution as the service describes it. */
export function described(execution: Execution, includedData: IncludedData = 'ALL_DATA'): DescribeExecutionOutput {
  return {
    ...listed(execution),
    executionArn: execution.arn,
    ...(includedData === 'ALL_DATA' ? dataOf(execution) : {}),
    ...redriveStatus(execution),
  };
}

function dataOf({ input, output, error, cause }: Execution): Partial<DescribeExecutionOutput> {
  return {
    input,
    inputDetails: { included: true },
    ...(output === undefined ? {} : { output, outputDetails: { included: true } }),
    ...(error === undefined ? {} : { error }),
    ...(cause === undefined ? {} : { cause }),
  };
}

export function listed(execution: Execution): ExecutionListItem {
  const { arn, machine, name, startedAt, stoppedAt, mapRun, redriveCount, redrivenAt } = execution;
  return {
    executionArn: arn,
    stateMachineArn: machine.arn,
    name,
    status: statusOf(execution),
    startDate: new Date(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
    ...(mapRun === undefined ? {} : { mapRunArn: mapRun.arn }),
    redriveCount,
    ...(redrivenAt === undefined ? {} : { redriveDate: new Date(redrivenAt) }),
  };
}

/** As it is shown: a child whose map is redriven and has not come to it is neither failed nor running. */
export function statusOf(execution: Execution): ExecutionStatus {
  return execution.mapRun?.pending.has(execution) ? 'PENDING_REDRIVE' : execution.status;
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
