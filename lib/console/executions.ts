// What the pages about executions ask of Step Functions, in the service's own words.
import {
  DescribeExecutionCommand,
  DescribeStateMachineCommand,
  type ExecutionStatus,
  GetExecutionHistoryCommand,
  type HistoryEvent,
  ListExecutionsCommand,
  ListStateMachinesCommand,
  type SFNClient,
} from '@aws-sdk/client-sfn';
import type { EventAnswer, ExecutionAnswer, ExecutionRow, HistoryPage, MachineRow, Page } from './answers.ts';
import { Problem } from './problems.ts';

const PAGE = 20;
/** What the service gives at once; an execution ends at 25,000. */
const EVENTS = 1000;
const STATUSES: readonly string[] = ['RUNNING', 'SUCCEEDED', 'FAILED', 'TIMED_OUT', 'ABORTED', 'PENDING_REDRIVE'];

export function executionsOf(sfn: SFNClient) {
  async function machines(): Promise<MachineRow[]> {
    const rows: MachineRow[] = [];
    let nextToken: string | undefined;
    do {
      const page = await sfn.send(new ListStateMachinesCommand({ ...(nextToken ? { nextToken } : {}) }));
      for (const { stateMachineArn: arn = '', name = '' } of page.stateMachines ?? []) rows.push({ arn, name });
      nextToken = page.nextToken;
    } while (nextToken !== undefined);
    return rows;
  }

  async function machine(name: string): Promise<MachineRow> {
    const found = (await machines()).find((one) => one.name === name);
    if (found === undefined) throw new Problem('unknown', `There is no state machine ${name}.`);
    return found;
  }

  /** Newest first, a page at a time. */
  async function list(asked: { machine: string; status?: string; token?: string }): Promise<Page<ExecutionRow>> {
    const { status, token } = asked;
    if (status !== undefined && !STATUSES.includes(status)) {
      throw new Problem('bad-input', `${status} is no status: ${STATUSES.join(', ')}.`);
    }
    const { arn } = await machine(asked.machine);
    const { executions = [], nextToken } = await sfn.send(
      new ListExecutionsCommand({
        stateMachineArn: arn,
        maxResults: PAGE,
        ...(status === undefined ? {} : { statusFilter: status as ExecutionStatus }),
        ...(token === undefined ? {} : { nextToken: token }),
      }),
    );
    const rows = executions.map(
      ({ executionArn = '', name = '', status = 'RUNNING', startDate, stopDate, ...one }) => ({
        arn: executionArn,
        machine: asked.machine,
        name,
        status,
        startedAt: startDate?.toISOString() ?? '',
        ...(stopDate === undefined ? {} : { stoppedAt: stopDate.toISOString() }),
        ...(one.redriveCount ? { redrives: one.redriveCount } : {}),
      }),
    );
    return { rows, ...(nextToken === undefined ? {} : { next: nextToken }) };
  }

  async function describe(machineName: string, name: string): Promise<ExecutionAnswer> {
    const { arn } = await machine(machineName);
    const [one, { definition = '{}' }] = await Promise.all([
      sfn.send(new DescribeExecutionCommand({ executionArn: executionArn(arn, name) })),
      sfn.send(new DescribeStateMachineCommand({ stateMachineArn: arn })),
    ]);
    const { status = 'RUNNING', startDate, stopDate, input, output, error, cause, redriveCount, redriveStatus } = one;
    return {
      arn: one.executionArn ?? '',
      machine: machineName,
      name,
      status,
      startedAt: startDate?.toISOString() ?? '',
      ...(stopDate === undefined ? {} : { stoppedAt: stopDate.toISOString() }),
      ...(redriveCount ? { redrives: redriveCount } : {}),
      redrivable: redriveStatus === 'REDRIVABLE',
      ...(input === undefined ? {} : { input: parsed(input) }),
      ...(output === undefined ? {} : { output: parsed(output) }),
      ...(error === undefined ? {} : { error }),
      ...(cause === undefined ? {} : { cause }),
      definition: parsed(definition) as object,
    };
  }

  /** Newest first. */
  async function history(machineName: string, name: string, token?: string): Promise<HistoryPage> {
    const { arn } = await machine(machineName);
    const { events = [], nextToken } = await sfn.send(
      new GetExecutionHistoryCommand({
        executionArn: executionArn(arn, name),
        reverseOrder: true,
        maxResults: EVENTS,
        ...(token === undefined ? {} : { nextToken: token }),
      }),
    );
    return { events: events.map(eventOf), ...(nextToken === undefined ? {} : { next: nextToken }) };
  }

  return { machines, list, describe, history };
}

const executionArn = (machineArn: string, name: string): string =>
  `${machineArn.replace(':stateMachine:', ':execution:')}:${name}`;

/** Every event has its details under a name of its own. */
function eventOf(event: HistoryEvent): EventAnswer {
  const { id = 0, type = 'ExecutionStarted', timestamp, previousEventId = 0, ...rest } = event;
  const details = Object.values(rest).find((one) => typeof one === 'object') as Record<string, unknown> | undefined;
  const { name, ...others } = details ?? {};
  const shown = Object.entries(others).filter(([key]) => !key.endsWith('Details'));
  return {
    id,
    type,
    at: timestamp?.toISOString() ?? '',
    previous: previousEventId,
    ...(typeof name === 'string' ? { state: name } : {}),
    ...(shown.length === 0 ? {} : { details: Object.fromEntries(shown.map(([key, value]) => [key, parsed(value)])) }),
  };
}

function parsed(value: unknown): unknown {
  if (typeof value !== 'string') return value;
  try {
    return JSON.parse(value);
  } catch {
    return value;
  }
}
