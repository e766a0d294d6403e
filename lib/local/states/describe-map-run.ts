import type { DescribeMapRunOutput, ExecutionStatus, MapRunExecutionCounts, MapRunListItem } from '@aws-sdk/client-sfn';
import { statusOf } from './describe.ts';
import type { MapRun } from './map-run.ts';
import { notRedrivable } from './redrive.ts';

export function listedRun({ arn, plan, startedAt, stoppedAt }: MapRun): MapRunListItem {
  return {
    executionArn: plan.execution.arn,
    mapRunArn: arn,
    stateMachineArn: plan.machine.arn,
    startDate: new Date(startedAt),
    ...(stoppedAt === undefined ? {} : { stopDate: new Date(stoppedAt) }),
  };
}

export function describedRun(run: MapRun): DescribeMapRunOutput {
  const { stateMachineArn: _machine, ...named } = listedRun(run);
  const counts = countsOf(run);
  return {
    ...named,
    status: run.status,
    maxConcurrency: run.plan.maxConcurrency,
    toleratedFailureCount: run.plan.toleratedFailureCount ?? 0,
    toleratedFailurePercentage: run.plan.toleratedFailurePercentage ?? 0,
    // Without batches an item is an execution.
    itemCounts: counts,
    executionCounts: counts,
    redriveCount: run.redriveCount,
    ...(run.redrivenAt === undefined ? {} : { redriveDate: new Date(run.redrivenAt) }),
  };
}

function countsOf({ plan, current }: MapRun): MapRunExecutionCounts {
  const started = current.filter((child) => child !== undefined);
  const of = (status: ExecutionStatus) => started.filter((child) => statusOf(child) === status).length;
  const unsuccessful = started.filter(({ status }) => status !== 'RUNNING' && status !== 'SUCCEEDED');
  return {
    pending: plan.jobs.length - started.length,
    running: of('RUNNING'),
    succeeded: of('SUCCEEDED'),
    failed: of('FAILED'),
    timedOut: of('TIMED_OUT'),
    aborted: of('ABORTED'),
    total: plan.jobs.length,
    resultsWritten: 0,
    failuresNotRedrivable: unsuccessful.filter((child) => notRedrivable(child) !== undefined).length,
    pendingRedrive: of('PENDING_REDRIVE'),
  };
}
