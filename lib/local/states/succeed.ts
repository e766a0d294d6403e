import type { Fields } from './fields.ts';
import { ioOf } from './io.ts';
import type { StateOfKind } from './kinds.ts';

export function compileSucceed(fields: Fields): StateOfKind {
  return {
    io: ioOf(fields, {}),
    events: { entered: 'SucceedStateEntered', exited: 'SucceedStateExited' },
    run: (visit, data) => visit.succeed(data),
  };
}
