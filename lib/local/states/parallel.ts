import { Crew } from './crew.ts';
import type { Fields } from './fields.ts';
import { ioOf, sized } from './io.ts';
import type { CompileFlow, StateOfKind } from './kinds.ts';
import type { CrewStanding } from './standing.ts';
import type { Flow } from './state.ts';
import { Strand } from './strand.ts';

export function compileParallel(fields: Fields, flow: CompileFlow): StateOfKind {
  const io = ioOf(fields, { parameters: true, resultSelector: true, resultPath: true });
  if (!fields.has('Branches')) fields.refuse('Branches', 'is missing');
  const branches = fields.list('Branches').map((source, index) => flow(source, `${fields.where}.Branches[${index}]`));
  return {
    io,
    events: { entered: 'ParallelStateEntered', exited: 'ParallelStateExited', aborted: 'ParallelStateAborted' },
    run: (visit, data) => {
      const input = io.parameters(data, visit);
      const { strand } = visit;
      const before = visit.before() as CrewStanding | undefined;
      const started = before === undefined ? strand.record('ParallelStateStarted') : strand.lastEvent;
      const crew = new Crew({
        count: branches.length,
        limit: branches.length,
        before,
        hire: (index, onEnd, standing) => {
          const { execution, item } = strand;
          const branch = new Strand({ execution, item, lastEvent: started }, flowAt(branches, index), (outcome) => {
            strand.lastEvent = branch.lastEvent;
            onEnd(outcome);
          });
          return branch.worker(input, standing);
        },
        done: (results) => {
          visit.onAbort = undefined;
          strand.record('ParallelStateSucceeded');
          visit.succeed(sized(results));
        },
        failed: (failure) => {
          crew.abort(strand.lastEvent);
          strand.record('ParallelStateFailed');
          visit.fail(failure);
        },
      });
      visit.onAbort = (event) => crew.abort(event);
      visit.within = () => crew.standing();
      crew.start();
    },
  };
}

function flowAt(branches: Flow[], index: number): Flow {
  const branch = branches[index];
  if (branch === undefined) throw new RangeError(`no branch ${index}`);
  return branch;
}
