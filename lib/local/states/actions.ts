/** The actions of Step Functions by name, as they come over the wire: what each takes, and what answers it. */
import { ServiceError } from './errors.ts';
import type { StateMachines } from './machines.ts';
import { arn, checked, count, enumeration, flag, type Parameters, text } from './parameters.ts';

interface Action {
  takes: Parameters;
  run: (machines: StateMachines, input: never) => object;
}

const stateMachineArn = arn('stateMachine');
const executionArn = arn('execution');
const mapRunArn = arn('mapRun');
const paging = { maxResults: count, nextToken: text() };
const included = enumeration('ALL_DATA', 'METADATA_ONLY');
const statuses = enumeration('RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE');
const failure = { error: text({ most: 256 }), cause: text({ most: 32_768 }) };
const needed = { required: true } as const;

const ACTIONS: Readonly<Record<string, Action>> = {
  ListStateMachines: { takes: paging, run: (machines, input) => machines.listStateMachines(input) },
  DescribeStateMachine: {
    takes: { stateMachineArn: { ...stateMachineArn, ...needed }, includedData: included },
    run: (machines, input) => machines.describeStateMachine(input),
  },
  ListExecutions: {
    takes: {
      stateMachineArn,
      mapRunArn,
      statusFilter: statuses,
      redriveFilter: enumeration('REDRIVEN', 'NOT_REDRIVEN'),
      ...paging,
    },
    run: (machines, input) => machines.listExecutions(input),
  },
  DescribeExecution: {
    takes: { executionArn: { ...executionArn, ...needed }, includedData: included },
    run: (machines, input) => machines.describeExecution(input),
  },
  GetExecutionHistory: {
    takes: { executionArn: { ...executionArn, ...needed }, ...paging, reverseOrder: flag, includeExecutionData: flag },
    run: (machines, input) => machines.getExecutionHistory(input),
  },
  StartExecution: {
    // The trace goes nowhere here.
    takes: { stateMachineArn: { ...stateMachineArn, ...needed }, name: text(), input: text(), traceHeader: text() },
    run: (machines, input) => machines.startExecution(input),
  },
  StopExecution: {
    takes: { executionArn: { ...executionArn, ...needed }, ...failure },
    run: (machines, input) => machines.stopExecution(input),
  },
  RedriveExecution: {
    takes: { executionArn: { ...executionArn, ...needed }, clientToken: text({ most: 64 }) },
    run: (machines, input) => machines.redriveExecution(input),
  },
  ListMapRuns: {
    takes: { executionArn: { ...executionArn, ...needed }, ...paging },
    run: (machines, input) => machines.listMapRuns(input),
  },
  DescribeMapRun: {
    takes: { mapRunArn: { ...mapRunArn, ...needed } },
    run: (machines, input) => machines.describeMapRun(input),
  },
  SendTaskSuccess: {
    takes: { taskToken: text(needed), output: text(needed) },
    run: (machines, input) => machines.sendTaskSuccess(input),
  },
  SendTaskFailure: {
    takes: { taskToken: text(needed), ...failure },
    run: (machines, input) => machines.sendTaskFailure(input),
  },
  SendTaskHeartbeat: {
    takes: { taskToken: text(needed) },
    run: (machines, input) => machines.sendTaskHeartbeat(input),
  },
};

/** Throws ServiceError with the service's own name for what it would refuse, and for what only the service knows. */
export function callStepFunctions(machines: StateMachines, operation: string, input: object): object {
  const action = Object.hasOwn(ACTIONS, operation) ? ACTIONS[operation] : undefined;
  if (action === undefined) {
    throw new ServiceError('UnknownOperationException', `The local Step Functions does not support ${operation}`);
  }
  return action.run(machines, checked(operation, action.takes, input) as never);
}
