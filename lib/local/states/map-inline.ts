import { Crew } from './crew.ts';
import { sized } from './io.ts';
import type { Job, MapRun } from './map.ts';
import type { WholeNumber } from './numbers.ts';
import { INLINE_CONCURRENCY } from './quotas.ts';
import type { CrewStanding } from './standing.ts';
import type { Flow } from './state.ts';
import { Strand } from './strand.ts';

/** Iterations inside the execution; the first that fails fails the map. */
export function inlineRun(processor: Flow, limit: WholeNumber): MapRun {
  return (visit, jobs, data) => {
    const { strand } = visit;
    const { execution } = strand;
    const { name } = visit.state;
    const before = visit.before() as CrewStanding | undefined;
    const started = before === undefined ? strand.record('MapStateStarted', { length: jobs.length }) : strand.lastEvent;
    const crew = new Crew({
      count: jobs.length,
      limit: Math.min(limit(visit, data) || INLINE_CONCURRENCY, INLINE_CONCURRENCY),
      before,
      hire: (index, onEnd, standing) => {
        const { item, input } = jobs[index] as Job;
        const lastEvent =
          standing === undefined ? execution.record('MapIterationStarted', started, { name, index }) : started;
        const iteration = new Strand({ execution, item, lastEvent }, processor, (outcome) => {
          strand.lastEvent = iteration.lastEvent;
          if ('output' in outcome) strand.record('MapIterationSucceeded', { name, index });
          onEnd(outcome);
        });
        return iteration.worker(input, standing);
      },
      done: (results) => {
        visit.onAbort = undefined;
        strand.record('MapStateSucceeded');
        visit.attempt(() => visit.succeed(sized(results)));
      },
      failed: (failure, index) => {
        const { lastEvent } = strand;
        execution.record('MapIterationFailed', lastEvent, { name, index });
        crew.abort(lastEvent, (other) => execution.record('MapIterationAborted', lastEvent, { name, index: other }));
        strand.record('MapStateFailed');
        visit.fail(failure);
      },
    });
    visit.onAbort = (event) => crew.abort(event);
    visit.within = () => crew.standing();
    crew.start();
  };
}
