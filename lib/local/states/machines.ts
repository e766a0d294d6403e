import type {
  DescribeExecutionInput,
  DescribeExecutionOutput,
  DescribeMapRunInput,
  DescribeMapRunOutput,
  DescribeStateMachineInput,
  DescribeStateMachineOutput,
  GetExecutionHistoryInput,
  GetExecutionHistoryOutput,
  ListExecutionsInput,
  ListExecutionsOutput,
  ListMapRunsInput,
  ListMapRunsOutput,
  ListStateMachinesInput,
  RedriveExecutionInput,
  RedriveExecutionOutput,
} from '@aws-sdk/client-sfn';
import type { VirtualClock } from '../clock.ts';
import { loadDefinition } from './definition.ts';
import {
  type Created,
  described,
  describedMachine,
  type ExecutionTrail,
  listed,
  listedMachine,
  trailOf,
} from './describe.ts';
import { describedRun, listedRun } from './describe-map-run.ts';
import type { Engine, TaskInvoker } from './engine.ts';
import { ServiceError } from './errors.ts';
import { Execution } from './execution.ts';
import { uuid } from './intrinsic-functions.ts';
import type { MapRun } from './map-run.ts';
import { checkRedrivable } from './redrive.ts';
import {
  checkInput,
  checkList,
  checkName,
  nameIsFree,
  nextPage,
  pageBack,
  pageFrom,
  pageSize,
  parsedOr,
  placeOf,
  sameInput,
} from './requests.ts';
import { TaskTokens } from './tokens.ts';

export type { ExecutionTrail } from './describe.ts';

export { DefinitionRefused, ServiceError } from './errors.ts';
export type { Json } from './json.ts';

interface Deps {
  clock: VirtualClock;
  tasks: TaskInvoker;
  /** From 0 up to, not including, 1; seeded where runs are to repeat. */
  random: () => number;
  account: string;
  region: string;
  /** Whether getExecutionHistory has something to show; memory for many executions is small only without. */
  keepHistory?: boolean;
}

interface Loaded extends Created {
  /** In the order they started. */
  executions: Execution[];
  byName: Map<string, Execution>;
}

/** Step Functions on a virtual clock: the service's actions, with its shapes and the names of its errors. */
export class StateMachines {
  readonly #engine: Engine;
  readonly #machines = new Map<string, Loaded>();
  readonly #all: Execution[] = [];
  readonly #byArn = new Map<string, Execution>();
  /** Runs of distributed maps in the order they started; only where histories are kept. */
  readonly #mapRuns = new Map<string, MapRun>();

  constructor({ clock, tasks, random, account, region, keepHistory = false }: Deps) {
    const tokens = new TaskTokens(random);
    const adopt = (child: Execution) => void (keepHistory && this.#byArn.set(child.arn, child));
    const opened = (run: MapRun) => void (keepHistory && this.#mapRuns.set(run.arn, run));
    this.#engine = { clock, tasks, random, account, region, keepHistory, tokens, transitions: 0, adopt, opened };
  }

  /** State transitions of all executions so far, retries included, as the service bills them. */
  get transitions(): number {
    return this.#engine.transitions;
  }

  /** Throws DefinitionRefused for a definition that cannot run here exactly as it would on the service. */
  create({
    arn,
    name,
    definition,
  }: {
    arn: string;
    name: string;
    definition: string | object;
    type: 'STANDARD';
  }): void {
    if (this.#machines.has(arn))
      throw new ServiceError('StateMachineAlreadyExists', `State Machine Already Exists: '${arn}'`);
    const { flow, timeoutSeconds } = loadDefinition(name, definition, this.#engine.tasks);
    const text = typeof definition === 'string' ? definition : JSON.stringify(definition);
    const createdAt = this.#engine.clock.now();
    const roleArn = `arn:aws:iam::${this.#engine.account}:role/${name}`;
    const machine = { arn, name, flow, timeoutSeconds, definition: text, roleArn, createdAt };
    this.#machines.set(arn, { ...machine, executions: [], byName: new Map() });
  }

  /** In the order in which they were created. */
  listStateMachines(paging: ListStateMachinesInput = {}) {
    const { page, next } = pageFrom([...this.#machines.values()], paging);
    return { stateMachines: page.map(listedMachine), ...next };
  }

  describeStateMachine({ stateMachineArn, includedData }: DescribeStateMachineInput): DescribeStateMachineOutput {
    return describedMachine(this.#machine(stateMachineArn ?? ''), includedData);
  }

  /** The execution begins at this instant of the clock, after what is already due. `input` is JSON text. */
  startExecution({ stateMachineArn, name, input = '{}' }: { stateMachineArn: string; name?: string; input?: string }) {
    const { clock, random, region, account } = this.#engine;
    const machine = this.#machine(stateMachineArn);
    const called = name ?? uuid(random);
    checkName(called);
    checkInput(input);
    const before = machine.byName.get(called);
    if (before !== undefined && !nameIsFree(before, clock.now())) {
      if (before.status === 'RUNNING' && sameInput(before.input, input)) return started(before);
      throw new ServiceError('ExecutionAlreadyExists', `Execution Already Exists: '${before.arn}'`);
    }
    const arn = `arn:aws:states:${region}:${account}:execution:${machine.name}:${called}`;
    const execution = new Execution(this.#engine, { machine, arn, name: called, input });
    machine.executions.push(execution);
    machine.byName.set(called, execution);
    this.#all.push(execution);
    this.#byArn.set(arn, execution);
    clock.schedule(clock.now(), () => execution.begin());
    return started(execution);
  }

  stopExecution({ executionArn, error, cause }: { executionArn: string; error?: string; cause?: string }) {
    const execution = this.#execution(executionArn);
    execution.stop({ ...(error === undefined ? {} : { error }), ...(cause === undefined ? {} : { cause }) });
    return { stopDate: new Date(execution.stoppedAt ?? this.#engine.clock.now()) };
  }

  describeExecution({ executionArn, includedData }: DescribeExecutionInput): DescribeExecutionOutput {
    return described(this.#execution(executionArn ?? ''), includedData);
  }

  /** Newest first; of one machine, or of one map run where histories are kept. */
  listExecutions(input: ListExecutionsInput): ListExecutionsOutput {
    checkList(input);
    const { stateMachineArn, mapRunArn } = input;
    const list =
      mapRunArn === undefined ? this.#machine(stateMachineArn ?? '').executions : this.#mapRun(mapRunArn).children;
    const { page, next } = pageBack(list, input);
    return { executions: page.map(listed), ...next };
  }

  /** The execution goes on at this instant of the clock, where it failed. */
  redriveExecution({ executionArn, clientToken }: RedriveExecutionInput): RedriveExecutionOutput {
    const { clock } = this.#engine;
    const execution = this.#execution(executionArn ?? '');
    const before = execution.redriveTokens.find(clientToken, clock.now());
    if (before !== undefined) return { redriveDate: new Date(before) };
    checkRedrivable(execution);
    execution.reopen();
    execution.redriveTokens.keep(clientToken, clock.now());
    clock.schedule(clock.now(), () => execution.goOn());
    return { redriveDate: new Date(clock.now()) };
  }

  listMapRuns({ executionArn, ...paging }: ListMapRunsInput): ListMapRunsOutput {
    const execution = this.#execution(executionArn ?? '');
    const runs = [...this.#mapRuns.values()].filter(({ plan }) => plan.execution === execution);
    const { page, next } = pageFrom(runs, paging);
    return { mapRuns: page.map(listedRun), ...next };
  }

  describeMapRun({ mapRunArn }: DescribeMapRunInput): DescribeMapRunOutput {
    return describedRun(this.#mapRun(mapRunArn ?? ''));
  }

  getExecutionHistory({
    executionArn,
    maxResults,
    nextToken,
    reverseOrder = false,
    includeExecutionData = true,
  }: GetExecutionHistoryInput): GetExecutionHistoryOutput {
    const { history } = this.#execution(executionArn ?? '');
    if (!history.kept) throw new Error('histories are not kept: construct StateMachines with keepHistory');
    const place = placeOf(nextToken) ?? 0;
    const events = history.page(place, pageSize(maxResults), { reverse: reverseOrder, data: includeExecutionData });
    return { events, ...nextPage(place + events.length, history.count) };
  }

  /** `output` is JSON text. */
  sendTaskSuccess({ taskToken, output }: { taskToken: string; output: string }) {
    const holder = this.#engine.tokens.holder(taskToken);
    holder.succeed(parsedOr('InvalidOutput', output));
    return {};
  }

  sendTaskFailure({ taskToken, error, cause }: { taskToken: string; error?: string; cause?: string }) {
    this.#engine.tokens.holder(taskToken).fail(error, cause);
    return {};
  }

  sendTaskHeartbeat({ taskToken }: { taskToken: string }) {
    this.#engine.tokens.holder(taskToken).heartbeat();
    return {};
  }

  /** All executions that were started, in that order, without the children of distributed maps. */
  *executions(): Generator<ExecutionTrail> {
    for (const execution of this.#all) yield trailOf(execution);
  }

  #machine(arn: string): Loaded {
    const machine = this.#machines.get(arn);
    if (machine === undefined)
      throw new ServiceError('StateMachineDoesNotExist', `State Machine Does Not Exist: '${arn}'`);
    return machine;
  }

  #mapRun(arn: string): MapRun {
    const run = this.#mapRuns.get(arn);
    if (run === undefined) throw new ServiceError('ResourceNotFound', `Resource not found: '${arn}'`);
    return run;
  }

  #execution(arn: string): Execution {
    const execution = this.#byArn.get(arn);
    if (execution === undefined) throw new ServiceError('ExecutionDoesNotExist', `Execution Does Not Exist: '${arn}'`);
    return execution;
  }
}

function started({ arn, startedAt }: Execution) {
  return { executionArn: arn, startDate: new Date(startedAt) };
}
