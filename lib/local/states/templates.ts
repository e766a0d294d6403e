import { StatesError } from './errors.ts';
import type { Fields } from './fields.ts';
import { compileIntrinsic } from './intrinsics.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { compilePath, type Read, type Surroundings } from './paths.ts';

/** Works a payload template out against the data. */
export type Template = (data: Json, around: Surroundings) => Json;

/** A path or an intrinsic function, as in `"field.$"`, ErrorPath and CausePath. */
export function compileExpression(text: string): Read {
  if (text.startsWith('$')) return compilePath(text).read;
  if (text.startsWith('States.')) return compileIntrinsic(text);
  throw new Error(`${text}: must be a path or an intrinsic function`);
}

/** The template in a field of a state, or undefined if the field is absent or refused. */
export function templateIn(fields: Fields, name: string): Template | undefined {
  const value = fields.take(name);
  if (value === undefined) return undefined;
  if (!isObject(value)) {
    fields.refuse(name, 'must be an object');
    return undefined;
  }
  const problems: string[] = [];
  const template = compile(value, name, problems);
  for (const problem of problems) fields.loading.problems.push(`${fields.where}.${problem}`);
  return typeof template === 'function' ? template : () => value;
}

/** A part without paths stays the value it is, and is shared by everything made from the template. */
function compile(value: Json, where: string, problems: string[]): Template | Json {
  if (Array.isArray(value)) {
    const items = value.map((item, index) => compile(item, `${where}[${index}]`, problems));
    if (!items.some((item) => typeof item === 'function')) return value;
    return (data, around) => items.map((item) => (typeof item === 'function' ? item(data, around) : item) as Json);
  }
  if (!isObject(value)) return value;
  const parts = Object.entries(value).map(([key, part]): [string, Template | Json] =>
    key.endsWith('.$')
      ? [key.slice(0, -2), compileField(key, part, where, problems)]
      : [key, compile(part, `${where}.${key}`, problems)],
  );
  const twice = parts.find(([key], index) => parts.some(([other], before) => before < index && other === key));
  if (twice !== undefined) problems.push(`${where}.${twice[0]}: is given twice`);
  if (!parts.some(([, part]) => typeof part === 'function')) return value;
  return (data, around) => {
    const made: JsonObject = {};
    for (const [key, part] of parts) made[key] = (typeof part === 'function' ? part(data, around) : part) as Json;
    return made;
  };
}

function compileField(key: string, value: Json, where: string, problems: string[]): Template {
  try {
    if (typeof value !== 'string') throw new Error('must be a path or an intrinsic function');
    const read = compileExpression(value);
    return (data, around) => {
      const found = read(data, around);
      return found === undefined ? missing(key, value, data) : found;
    };
  } catch (error) {
    problems.push(`${where}.${key}: ${error instanceof Error ? error.message : String(error)}`);
    return () => null;
  }
}

/**
 * The specification calls this States.ParameterPathFailure, which a Catch takes; recorded executions of the service end
 * with States.Runtime, which nothing takes. A workflow that only survives by the specification's word must not pass here.
 */
function missing(key: string, path: string, data: Json): never {
  throw new StatesError(
    'States.Runtime',
    `The JSONPath '${path}' specified for the field '${key}' could not be found in the input '${JSON.stringify(data)}'`,
  );
}
