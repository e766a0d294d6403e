import { StatesError } from './errors.ts';
import type { Fields } from './fields.ts';
import { ioOf } from './io.ts';
import type { Json } from './json.ts';
import type { StateOfKind } from './kinds.ts';
import type { Surroundings } from './paths.ts';
import { compileExpression } from './templates.ts';

export function compileFail(fields: Fields): StateOfKind {
  const error = textOf(fields, 'Error');
  const cause = textOf(fields, 'Cause');
  return {
    io: ioOf(fields, {}),
    events: { entered: 'FailStateEntered' },
    run: (visit, data) => visit.fail({ ...given('error', error(data, visit)), ...given('cause', cause(data, visit)) }),
  };
}

function given(name: string, value: string | undefined): Record<string, string> {
  return value === undefined ? {} : { [name]: value };
}

/** Error or ErrorPath, Cause or CausePath. */
function textOf(fields: Fields, name: string): (data: Json, around: Surroundings) => string | undefined {
  fields.oneOf(name, `${name}Path`);
  const fixed = fields.string(name);
  const read = fields.compiled(`${name}Path`, compileExpression);
  if (read === undefined) return () => fixed;
  return (data, around) => {
    const value = read(data, around);
    if (typeof value === 'string') return value;
    throw new StatesError('States.Runtime', `The ${name}Path does not lead to a string`);
  };
}
