import { Crew } from './crew.ts';
import type { Fields } from './fields.ts';
import { ioOf, sized } from './io.ts';
import type { CompileFlow, StateOfKind } from './kinds.ts';
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
      const started = strand.record('ParallelStateStarted');
      const crew = new Crew({
        count: branches.length,
        limit: branches.length,
        start: (index, onEnd) => {
          const { execution, item } = strand;
          const branch = new Strand({ execution, item, lastEvent: started }, flowAt(branches, index), (outcome) => {
            strand.lastEvent = branch.lastEvent;
            onEnd(outcome);
          });
          branch.start(input);
          return branch;
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
      crew.start();
    },
  };
}

function flowAt(branches: Flow[], index: number): Flow {
  const branch = branches[index];
  if (branch === undefined) throw new RangeError(`no branch ${index}`);
  return branch;
}
