import { Crew, type Worker } from './crew.ts';
import type { Failure } from './errors.ts';
import { Execution, type Machine } from './execution.ts';
import type { Fields } from './fields.ts';
import { uuid } from './intrinsic-functions.ts';
import { sized } from './io.ts';
import type { Json } from './json.ts';
import type { Job, MapRun } from './map.ts';
import { type WholeNumber, wholeNumber } from './numbers.ts';
import { DISTRIBUTED_CONCURRENCY, EXPRESS_SECONDS } from './quotas.ts';
import type { Flow, Outcome } from './state.ts';
import type { Visit } from './visit.ts';

const TOO_MANY: Failure = {
  error: 'States.ExceedToleratedFailureThreshold',
  cause: 'The specified tolerated failure threshold was exceeded',
};

/** Iterations as child executions, of which some may fail. */
export function distributedRun(fields: Fields, processor: Processor, limit: WholeNumber): MapRun {
  const labelled = fields.string('Label');
  const count = wholeNumber(fields, 'ToleratedFailureCount', { min: 0, max: Number.MAX_SAFE_INTEGER });
  const percentage = wholeNumber(fields, 'ToleratedFailurePercentage', { min: 0, max: 100 });
  return (visit, jobs, data) => {
    const { strand, engine } = visit;
    const label = labelled ?? visit.state.name.replace(/[^\w-]/g, '').slice(0, 40);
    const machine = childMachine(strand.execution.machine, label, processor);
    const mapRunArn = `${machine.arn.replace(':stateMachine:', ':mapRun:')}:${uuid(engine.random)}`;
    const mostFailures = count?.(visit, data) ?? (percentage === undefined ? 0 : jobs.length);
    const mostPercent = percentage?.(visit, data) ?? 100;
    let failures = 0;
    strand.record('MapStateStarted', { length: jobs.length });
    strand.record('MapRunStarted', { mapRunArn });
    const crew = new Crew({
      count: jobs.length,
      limit: Math.min(limit(visit, data) || DISTRIBUTED_CONCURRENCY, DISTRIBUTED_CONCURRENCY),
      start: (index, onEnd) => startChild(visit, { machine, mapRunArn, job: jobs[index] as Job, onEnd }),
      tolerates: () => {
        failures++;
        return failures <= mostFailures && (failures * 100) / jobs.length <= mostPercent;
      },
      done: (results) => {
        visit.onAbort = undefined;
        strand.record('MapRunSucceeded');
        strand.record('MapStateSucceeded');
        visit.attempt(() => visit.succeed(sized(results)));
      },
      failed: () => {
        crew.abort();
        strand.record('MapRunFailed', { error: TOO_MANY.error, cause: TOO_MANY.cause });
        strand.record('MapStateFailed');
        visit.fail(TOO_MANY);
      },
    });
    visit.onAbort = () => crew.abort();
    crew.start();
  };
}

/** Children of type EXPRESS differ from STANDARD ones in how long they may take, and in nothing else here. */
interface Processor {
  flow: Flow;
  express: boolean;
}

function childMachine(parent: Machine, label: string, { flow, express }: Processor): Machine {
  const timeoutSeconds = express ? EXPRESS_SECONDS : undefined;
  return { arn: `${parent.arn}/${label}`, name: `${parent.name}/${label}`, flow, timeoutSeconds };
}

interface Child {
  machine: Machine;
  mapRunArn: string;
  job: Job;
  onEnd: (outcome: Outcome) => void;
}

function startChild(visit: Visit, { machine, mapRunArn, job, onEnd }: Child): Worker {
  const { engine, strand } = visit;
  const name = uuid(engine.random);
  const child = new Execution(engine, {
    machine,
    name,
    arn: `${machine.arn.replace(':stateMachine:', ':execution:')}:${name}`,
    input: JSON.stringify(job.input),
    states: strand.execution.states,
    item: job.item,
    mapRunArn,
    onEnd: (ended) => onEnd(outcomeOf(ended)),
  });
  strand.execution.children++;
  engine.adopt(child);
  // Children start in turn from the clock, which bounds how many are in the middle of something.
  engine.clock.schedule(engine.clock.now(), () => child.begin());
  return { abort: () => child.stop({}) };
}

function outcomeOf(child: Execution): Outcome {
  if (child.output !== undefined) return { output: JSON.parse(child.output) as Json };
  const error = child.error ?? (child.status === 'TIMED_OUT' ? 'States.Timeout' : 'States.TaskFailed');
  return { failure: { error, ...(child.cause === undefined ? {} : { cause: child.cause }) } };
}
