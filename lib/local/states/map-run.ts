import { Crew, type Worker } from './crew.ts';
import type { Failure } from './errors.ts';
import { Execution, type Machine, type Status } from './execution.ts';
import type { Fields } from './fields.ts';
import { uuid } from './intrinsic-functions.ts';
import { sized } from './io.ts';
import type { Json } from './json.ts';
import type { Job, MapRun as RunsMap } from './map.ts';
import { type WholeNumber, wholeNumber } from './numbers.ts';
import { DISTRIBUTED_CONCURRENCY, EXPRESS_SECONDS } from './quotas.ts';
import { notRedrivable } from './redrive.ts';
import type { Flow, Outcome } from './state.ts';

const TOO_MANY: Failure = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

interface Plan {
  /** The execution whose map this is. */
  execution: Execution;
  machine: Machine;
  express: boolean;
  jobs: readonly Job[];
  maxConcurrency: number;
  /** Where only one is given, it alone decides; where none is, no failure is tolerated. */
  toleratedFailureCount: number | undefined;
  toleratedFailurePercentage: number | undefined;
}

/** One run of a distributed map, which a redrive takes up again: its iterations are executions of their own. */
export class MapRun {
  readonly arn: string;
  readonly plan: Plan;
  readonly startedAt: number;
  /** By iteration; those of type EXPRESS are replaced by a redrive, those of type STANDARD go on. */
  readonly current: (Execution | undefined)[] = [];
  /** All that it started, in that order. */
  readonly children: Execution[] = [];
  /** Those that failed before a redrive and have not had their turn in it. */
  readonly pending = new Set<Execution>();
  status: Exclude<Status, 'TIMED_OUT'> = 'RUNNING';
  stoppedAt: number | undefined;
  redriveCount = 0;
  redrivenAt: number | undefined;
  #failures = 0;

  constructor(plan: Plan) {
    const { engine } = plan.execution;
    this.plan = plan;
    this.arn = `${plan.machine.arn.replace(':stateMachine:', ':mapRun:')}:${uuid(engine.random)}`;
    this.startedAt = engine.clock.now();
    engine.opened(this);
  }

  /** The results of a redrive are those of all attempts. */
  results(): (Json | undefined)[] {
    return this.plan.jobs.map((_, index) => {
      const output = this.current[index]?.output;
      return output === undefined ? undefined : (JSON.parse(output) as Json);
    });
  }

  redrive(): void {
    this.status = 'RUNNING';
    this.stoppedAt = undefined;
    this.redriveCount++;
    this.redrivenAt = this.plan.execution.engine.clock.now();
    this.#failures = 0;
    for (const child of this.current)
      if (child !== undefined && notRedrivable(child) === undefined) this.pending.add(child);
  }

  end(status: MapRun['status']): void {
    this.status = status;
    this.pending.clear();
    this.stoppedAt = this.plan.execution.engine.clock.now();
  }

  /** Counts a failure; whether the others go on. */
  tolerates(): boolean {
    const { jobs, toleratedFailureCount: count, toleratedFailurePercentage: percentage } = this.plan;
    this.#failures++;
    if (count === undefined && percentage === undefined) return false;
    const percent = (this.#failures * 100) / jobs.length;
    return this.#failures <= (count ?? jobs.length) && percent <= (percentage ?? 100);
  }

  /** An iteration that has not begun, or goes on where it failed. */
  worker(index: number, onEnd: (outcome: Outcome) => void): Worker {
    const earlier = this.current[index];
    const ended = (child: Execution) => onEnd(outcomeOf(child));
    if (earlier !== undefined) this.pending.delete(earlier);
    if (earlier === undefined || this.plan.express) {
      const child = this.#child(this.plan.jobs[index] as Job, ended);
      this.current[index] = child;
      return workerOf(child, () => child.begin());
    }
    if (notRedrivable(earlier) === undefined) return workerOf(earlier, () => earlier.redrive(ended));
    return { ...workerOf(earlier, () => {}), begin: () => ended(earlier) };
  }

  #child(job: Job, onEnd: (child: Execution) => void): Execution {
    const { execution, machine } = this.plan;
    const { engine, states } = execution;
    const name = uuid(engine.random);
    const arn = `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`;
    const input = JSON.stringify(job.input);
    const child = new Execution(engine, { machine, name, arn, input, states, item: job.item, mapRun: this, onEnd });
    this.children.push(child);
    execution.children++;
    engine.adopt(child);
    return child;
  }
}

/** Children start in turn from the clock, which bounds how many are in the middle of something. */
function workerOf(child: Execution, begin: () => void): Worker {
  const { clock } = child.engine;
  return {
    begin: () => void clock.schedule(clock.now(), begin),
    abort: () => child.stop({}),
    standing: () => undefined,
  };
}

/** Iterations as child executions, of which some may fail. */
export function distributedRun(fields: Fields, processor: Processor, limit: WholeNumber): RunsMap {
  const labelled = fields.string('Label');
  const count = wholeNumber(fields, 'ToleratedFailureCount', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const percentage = wholeNumber(fields, 'ToleratedFailurePercentage', { min: 0, max: 100 });
  return (visit, jobs, data) => {
    const { strand } = visit;
    const { execution } = strand;
    const label = labelled ?? visit.state.name.replace(/[^\w-]/g, '').slice(0, 40);
    const before = visit.before();
    const run =
      before instanceof MapRun
        ? before
        : new MapRun({
            execution,
            machine: childMachine(execution.machine, label, processor),
            express: processor.express,
            jobs,
            maxConcurrency: limit(visit, data),
            toleratedFailureCount: count?.(visit, data),
            toleratedFailurePercentage: percentage?.(visit, data),
          });
    visit.within = () => run;
    if (run === before) {
      run.redrive();
      strand.record('MapRunRedriven', { mapRunArn: run.arn, redriveCount: run.redriveCount });
    } else {
      strand.record('MapStateStarted', { length: jobs.length });
      strand.record('MapRunStarted', { mapRunArn: run.arn });
    }
    const crew = new Crew({
      count: run.plan.jobs.length,
      limit: Math.min(run.plan.maxConcurrency || DISTRIBUTED_CONCURRENCY, DISTRIBUTED_CONCURRENCY),
      before: { results: run.results() },
      hire: (index, onEnd) => run.worker(index, onEnd),
      tolerates: () => run.tolerates(),
      done: (results) => {
        visit.onAbort = undefined;
        run.end('SUCCEEDED');
        strand.record('MapRunSucceeded');
        strand.record('MapStateSucceeded');
        visit.attempt(() => visit.succeed(sized(results)));
      },
      failed: () => {
        crew.abort();
        run.end('FAILED');
        strand.record('MapRunFailed', { error: TOO_MANY.error, cause: TOO_MANY.cause });
        strand.record('MapStateFailed');
        visit.fail(TOO_MANY);
      },
    });
    visit.onAbort = () => {
      crew.abort();
      run.end('ABORTED');
    };
    crew.start();
  };
}

/** Children of type EXPRESS differ from STANDARD ones in how long they may take, and in how a redrive runs them again. */
interface Processor {
  flow: Flow;
  express: boolean;
}

function childMachine(parent: Machine, label: string, { flow, express }: Processor): Machine {
  const timeoutSeconds = express ? EXPRESS_SECONDS : undefined;
  return { arn: `${parent.arn}/${label}`, name: `${parent.name}/${label}`, flow, timeoutSeconds };
}

function outcomeOf(child: Execution): Outcome {
  if (child.output !== undefined) return { output: JSON.parse(child.output) as Json };
  const error = child.error ?? (child.status === 'TIMED_OUT' ? 'States.Timeout' : 'States.TaskFailed');
  return { failure: { error, ...(child.cause === undefined ? {} : { cause: child.cause }) } };
}
