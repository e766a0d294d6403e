import { StatesError } from './errors.ts';
import type { Fields } from './fields.ts';
import { required } from './io.ts';
import type { Json } from './json.ts';
import { compileReference } from './paths.ts';
import type { Visit } from './visit.ts';

export type WholeNumber = (visit: Visit, data: Json) => number;

/** A whole number that a field gives, or that the field `…Path` beside it leads to; undefined if there is neither. */
export function wholeNumber(fields: Fields, name: string, { min, max }: { min: number; max: number }) {
  fields.oneOf(name, `${name}Path`);
  const fixed = fields.number(name, { min, max });
  const path = fields.compiled(`${name}Path`, compileReference);
  if (path === undefined) return fixed === undefined ? undefined : () => fixed;
  const found: WholeNumber = (visit, data) => {
    const value = required(path.read, data, visit, path.text);
    if (typeof value === 'number' && Number.isInteger(value) && value >= min && value <= max) return value;
    const problem = `The ${name}Path parameter does not reference a whole number from ${min} to ${max}`;
    throw new StatesError('States.Runtime', `${problem}: ${JSON.stringify(value)}`);
  };
  return found;
}
