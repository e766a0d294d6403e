import type { Fields } from './fields.ts';
import { ioOf, sized } from './io.ts';
import type { StateOfKind } from './kinds.ts';

export function compilePass(fields: Fields): StateOfKind {
  const io = ioOf(fields, { parameters: true, resultPath: true });
  const result = fields.take('Result');
  return {
    io,
    events: { entered: 'PassStateEntered', exited: 'PassStateExited' },
    run: (visit, data) => {
      const input = io.parameters(data, visit);
      visit.succeed(result === undefined ? input : sized(result));
    },
  };
}
