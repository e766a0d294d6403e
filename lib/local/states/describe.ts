import type { DescribeExecutionOutput, ExecutionListItem } from '@aws-sdk/client-sfn';
import { ServiceError } from './errors.ts';
import type { Execution } from './execution.ts';

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

const DEFAULT_PAGE = 100;
const LARGEST_PAGE = 1000;

/** How many entries a page has: the service's default for none and 0. */
export function pageSize(maxResults: number | undefined): number {
  const size = maxResults ?? 0;
  if (!Number.isInteger(size) || size < 0 || size > LARGEST_PAGE) {
    throw new ServiceError('ValidationException', `maxResults must be a whole number from 0 to ${LARGEST_PAGE}`);
  }
  return size === 0 ? DEFAULT_PAGE : size;
}

/** Tokens name a place in a list that only grows, so that a page stays right while executions start. */
export function placeOf(nextToken: string | undefined): number | undefined {
  if (nextToken === undefined) return undefined;
  const place = /^place\.(\d+)$/.exec(Buffer.from(nextToken, 'base64').toString())?.[1];
  if (place === undefined) throw new ServiceError('InvalidToken', `Invalid Token: '${nextToken}'`);
  return Number(place);
}

export function tokenFor(place: number): string {
  return Buffer.from(`place.${place}`).toString('base64');
}
