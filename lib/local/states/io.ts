import { StatesError } from './errors.ts';
import type { Fields } from './fields.ts';
import type { Json } from './json.ts';
import { compilePath, compileReference, type Read, type Surroundings, withValueAt } from './paths.ts';
import { MAX_PAYLOAD } from './quotas.ts';
import { type Template, templateIn } from './templates.ts';

/** How a state takes its input and gives its output: InputPath to OutputPath. Values are shared, never changed. */
export interface Io {
  /** What InputPath selects. */
  input(raw: Json, around: Surroundings): Json;
  /** What Parameters makes of that. */
  parameters(input: Json, around: Surroundings): Json;
  /** The result through ResultSelector, ResultPath and OutputPath. */
  output(raw: Json, result: Json, around: Surroundings): Json;
}

/** Which of the fields a kind of state has besides InputPath and OutputPath. */
interface Has {
  parameters?: boolean;
  resultSelector?: boolean;
  resultPath?: boolean;
}

export function ioOf(fields: Fields, has: Has): Io {
  const input = selection(fields, 'InputPath');
  const output = selection(fields, 'OutputPath');
  const parameters = has.parameters ? templateIn(fields, 'Parameters') : undefined;
  const selector = has.resultSelector ? templateIn(fields, 'ResultSelector') : undefined;
  const place = has.resultPath ? placement(fields) : (_: Json, result: Json) => result;
  return {
    input,
    parameters: (data, around) => (parameters === undefined ? data : sized(parameters(data, around))),
    output: (raw, result, around) => {
      const selected = selector === undefined ? result : selector(result, around);
      return output(place(raw, selected), around);
    },
  };
}

/** InputPath or OutputPath: absent is all, null is an empty object. */
function selection(fields: Fields, name: string): Template {
  if (!fields.has(name)) return (data) => data;
  if (fields.take(name) === null) return () => ({});
  const path = fields.compiled(name, compilePath);
  if (path === undefined || path.text === '$') return (data) => data;
  return (data, around) => required(path.read, data, around, path.text);
}

export function required(read: Read, data: Json, around: Surroundings, text: string): Json {
  const value = read(data, around);
  if (value === undefined) throw new StatesError('States.Runtime', `Invalid path '${text}': No results for path`);
  return value;
}

/** ResultPath: puts a result into the state's raw input; absent replaces it, null drops the result. */
export function placement(fields: Fields): (raw: Json, result: Json) => Json {
  if (!fields.has('ResultPath')) return (_, result) => result;
  if (fields.take('ResultPath') === null) return (raw) => raw;
  const path = fields.compiled('ResultPath', compileReference);
  const keys = path?.keys ?? [];
  if (path?.context) fields.refuse('ResultPath', 'cannot write to the context object');
  if (keys.some((key) => typeof key === 'number' && key < 0)) fields.refuse('ResultPath', 'has a negative index');
  return (raw, result) => {
    const placed = withValueAt(raw, keys, result);
    if (placed !== undefined) return placed;
    throw new StatesError(
      'States.ResultPathMatchFailure',
      `Unable to apply ReferencePath ${path?.text} to input ${JSON.stringify(raw)}`,
    );
  };
}

/** Passes a value on if the service would. */
export function sized(value: Json, what = 'state'): Json {
  if (roughSize(value) <= MAX_PAYLOAD || Buffer.byteLength(JSON.stringify(value)) <= MAX_PAYLOAD) return value;
  throw new StatesError(
    'States.DataLimitExceeded',
    `The ${what} returned a result with a size exceeding the maximum number of bytes service limit.`,
  );
}

/** No less than the bytes of the JSON, and cheap, so that small payloads need not be written out to be measured. */
function roughSize(value: Json): number {
  if (typeof value === 'string') return value.length * 6 + 2;
  if (typeof value !== 'object' || value === null) return 26;
  let size = 2;
  for (const key in value) size += key.length * 6 + 4 + roughSize((value as { [key: string]: Json })[key] ?? null);
  return size;
}
