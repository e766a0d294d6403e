/** Attribute values at the border: checked, brought to one form and copied on the way in, copied on the way out. */
import { DynamoDbFault, invalid } from './fault.ts';
import { canonicalNumber, numberSize } from './numbers.ts';

export interface Value {
  S?: string;
  N?: string;
  B?: Uint8Array;
  BOOL?: boolean;
  NULL?: boolean;
  SS?: string[];
  NS?: string[];
  BS?: Uint8Array[];
  L?: Value[];
  M?: Item;
}
export type ValueType = keyof Value;
export type Item = { [attribute: string]: Value };

/**
 * Stored maps: no prototype, so an attribute may be called `constructor` or `__proto__`, yet with the compact
 * layout that V8 gives instances of a class and not `Object.create(null)`.
 */
class Bag {}
Reflect.deleteProperty(Bag.prototype, 'constructor');
Object.setPrototypeOf(Bag.prototype, null);

export function emptyItem(): Item {
  return new Bag() as Item;
}

const TYPES: ReadonlySet<string> = new Set(['S', 'N', 'B', 'BOOL', 'NULL', 'SS', 'NS', 'BS', 'L', 'M']);
const DEEPEST = 32;

export function typeOf(value: Value): ValueType {
  for (const type in value) return type as ValueType;
  throw new Error('a stored value has a type');
}

/** Checks and copies a map of attribute values. */
export function readItem(input: unknown, depth = 0): Item {
  if (typeof input !== 'object' || input === null || Array.isArray(input)) {
    throw serialization('Unexpected field type');
  }
  const source = input as Record<string, unknown>;
  const item = emptyItem();
  for (const name in source) {
    const value = source[name];
    if (value !== undefined) item[name] = readValue(value, depth);
  }
  return item;
}

export function readValue(input: unknown, depth = 0): Value {
  if (typeof input !== 'object' || input === null) throw serialization('Unexpected value type in payload');
  if (depth > DEEPEST) throw invalid('Nesting Levels have exceeded supported limits');
  const source = input as Record<string, unknown>;
  let result: Value | undefined;
  for (const type in source) {
    const payload = source[type];
    if (payload === undefined) continue;
    if (!TYPES.has(type)) throw invalid(`The local DynamoDB does not know the attribute value type ${type}`);
    if (result !== undefined) {
      throw invalid(
        'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
      );
    }
    result = readPayload(type as ValueType, payload, depth);
  }
  if (result !== undefined) return result;
  throw invalid('Supplied AttributeValue is empty, must contain exactly one of the supported datatypes');
}

function readPayload(type: ValueType, payload: unknown, depth: number): Value {
  switch (type) {
    case 'S':
      return { S: text(payload) };
    case 'N':
      return { N: canonicalNumber(text(payload)) };
    case 'BOOL':
      return { BOOL: flag(payload) };
    case 'NULL':
      if (!flag(payload)) {
        throw invalid(
          'One or more parameter values were invalid: Null attribute value types must have the value of true',
        );
      }
      return { NULL: true };
    case 'B':
      return { B: bytes(payload) };
    case 'M':
      return { M: readItem(payload, depth + 1) };
    case 'L':
      return { L: list(payload).map((member) => readValue(member, depth + 1)) };
    case 'SS':
      return { SS: distinct(nonEmpty(list(payload), 'An string set  may not be empty').map(text), 'SS') };
    case 'NS': {
      const numbers = nonEmpty(list(payload), 'An number set  may not be empty').map(text);
      return { NS: distinct(numbers.map(canonicalNumber), 'NS') };
    }
    case 'BS': {
      const members = nonEmpty(list(payload), 'Binary sets should not be empty').map(bytes);
      distinct(members.map(base64), 'BS');
      return { BS: members };
    }
  }
}

function text(payload: unknown): string {
  if (typeof payload === 'string') return payload;
  if (typeof payload === 'boolean')
    throw serialization(`${payload ? 'TRUE' : 'FALSE'}_VALUE cannot be converted to String`);
  if (typeof payload !== 'number') throw serialization('Start of structure or map found where not expected');
  throw serialization(`${payload % 1 === 0 ? 'NUMBER' : 'DECIMAL'}_VALUE cannot be converted to String`);
}

function flag(payload: unknown): boolean {
  if (typeof payload === 'boolean') return payload;
  throw serialization('Unexpected token received from parser');
}

function list(payload: unknown): unknown[] {
  if (Array.isArray(payload)) return payload;
  throw serialization('Unexpected field type');
}

function bytes(payload: unknown): Uint8Array {
  if (payload instanceof Uint8Array) return new Uint8Array(payload);
  throw serialization('only base-64-encoded strings are convertible to bytes');
}

function nonEmpty(members: unknown[], message: string): unknown[] {
  if (members.length === 0) throw invalid(`One or more parameter values were invalid: ${message}`);
  return members;
}

function distinct(members: string[], type: 'SS' | 'NS' | 'BS'): string[] {
  if (new Set(members).size === members.length) return members;
  if (type === 'NS') throw invalid('Input collection contains duplicates');
  throw invalid(
    `One or more parameter values were invalid: Input collection [${members.join(', ')}]${
      type === 'BS' ? 'of type BS contains duplicates.' : ' contains duplicates.'
    }`,
  );
}

function serialization(message: string): DynamoDbFault {
  return new DynamoDbFault('SerializationException', message);
}

export function base64(value: Uint8Array): string {
  return Buffer.from(value.buffer, value.byteOffset, value.byteLength).toString('base64');
}

/** A copy that the caller may change; ordinary objects, as the SDK gives them. */
export function copyOut(item: Item): Item {
  const copy: Item = {};
  for (const name in item) {
    const value = copyValue(item[name] as Value);
    // Assigning this one name to an ordinary object would change its prototype.
    if (name === '__proto__')
      Object.defineProperty(copy, name, { value, enumerable: true, writable: true, configurable: true });
    else copy[name] = value;
  }
  return copy;
}

function copyValue(value: Value): Value {
  if (value.S !== undefined) return { S: value.S };
  if (value.N !== undefined) return { N: value.N };
  if (value.BOOL !== undefined) return { BOOL: value.BOOL };
  if (value.M !== undefined) return { M: copyOut(value.M) };
  if (value.L !== undefined) return { L: value.L.map(copyValue) };
  if (value.NULL !== undefined) return { NULL: true };
  if (value.B !== undefined) return { B: new Uint8Array(value.B) };
  if (value.SS !== undefined) return { SS: [...value.SS] };
  if (value.NS !== undefined) return { NS: [...value.NS] };
  return { BS: (value.BS ?? []).map((member) => new Uint8Array(member)) };
}

/** The same item in the stored form, its containers fresh so that an update may change them. */
export function unsharedValue(value: Value): Value {
  if (value.L !== undefined) return { L: value.L.map(unsharedValue) };
  if (value.M === undefined) return copyValue(value);
  const map = emptyItem();
  for (const name in value.M) map[name] = unsharedValue(value.M[name] as Value);
  return { M: map };
}

/** Bytes an item takes, after the documentation on item sizes. */
export function itemSize(item: Item): number {
  let size = 0;
  for (const name in item) size += Buffer.byteLength(name) + valueSize(item[name] as Value);
  return size;
}

function valueSize(value: Value): number {
  if (value.S !== undefined) return Buffer.byteLength(value.S);
  if (value.N !== undefined) return numberSize(value.N);
  if (value.B !== undefined) return value.B.length;
  if (value.M !== undefined) {
    let size = 3 + itemSize(value.M);
    for (const _ in value.M) size += 1;
    return size;
  }
  if (value.L !== undefined) return value.L.reduce((size, member) => size + 1 + valueSize(member), 3);
  if (value.SS !== undefined) return value.SS.reduce((size, member) => size + Buffer.byteLength(member), 0);
  if (value.NS !== undefined) return value.NS.reduce((size, member) => size + numberSize(member), 0);
  if (value.BS !== undefined) return value.BS.reduce((size, member) => size + member.length, 0);
  return 1;
}
