import { createHash } from 'node:crypto';
import { isObject, type Json, sameJson } from './json.ts';

export interface IntrinsicFunction {
  /** Least and most arguments. */
  takes: [number, number];
  /** Whether the first argument is a template, whose escapes it reads itself. */
  template?: true;
  run(args: Json[], random: () => number): Json;
}

const ALGORITHMS: Record<string, string> = {
  MD5: 'md5',
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};

/** Limits of the service. */
const MAX_TEXT = 10_000;
const MAX_RANGE = 1000;

/** Every intrinsic function of the States Language. */
export const FUNCTIONS: Record<string, IntrinsicFunction> = {
  'States.Format': { takes: [1, 99], template: true, run: ([template, ...values]) => format(text(template), values) },
  'States.StringToJson': { takes: [1, 1], run: ([value]) => JSON.parse(text(value)) as Json },
  'States.JsonToString': { takes: [1, 1], run: ([value]) => JSON.stringify(value) },
  'States.Array': { takes: [0, 99], run: (values) => values },
  'States.ArrayPartition': { takes: [2, 2], run: ([items, size]) => partition(list(items), positive(size)) },
  'States.ArrayContains': {
    takes: [2, 2],
    run: ([items, wanted]) => list(items).some((item) => sameJson(item, wanted)),
  },
  'States.ArrayRange': { takes: [3, 3], run: ([from, to, step]) => range(whole(from), whole(to), whole(step)) },
  'States.ArrayGetItem': { takes: [2, 2], run: ([items, index]) => itemAt(list(items), whole(index)) },
  'States.ArrayLength': { takes: [1, 1], run: ([items]) => list(items).length },
  'States.ArrayUnique': { takes: [1, 1], run: ([items]) => unique(list(items)) },
  'States.Base64Encode': { takes: [1, 1], run: ([value]) => Buffer.from(short(value)).toString('base64') },
  'States.Base64Decode': { takes: [1, 1], run: ([value]) => Buffer.from(short(value), 'base64').toString() },
  'States.Hash': { takes: [2, 2], run: ([data, algorithm]) => hash(data ?? null, text(algorithm)) },
  'States.JsonMerge': { takes: [3, 3], run: ([first, second, deep]) => merge(first, second, deep) },
  'States.MathRandom': {
    takes: [2, 3],
    run: ([from, to, seed], random) => between(whole(from), whole(to), seed, random),
  },
  'States.MathAdd': { takes: [2, 2], run: ([a, b]) => int32(int32(whole(a)) + int32(whole(b))) },
  'States.StringSplit': { takes: [2, 2], run: ([value, delimiters]) => split(text(value), text(delimiters)) },
  'States.UUID': { takes: [0, 0], run: (_, random) => uuid(random) },
};

function text(value: Json | undefined): string {
  if (typeof value === 'string') return value;
  throw new Error(`${JSON.stringify(value)} is not a string`);
}

function short(value: Json | undefined): string {
  const string = text(value);
  if (string.length > MAX_TEXT) throw new Error(`a string of more than ${MAX_TEXT} characters`);
  return string;
}

function list(value: Json | undefined): Json[] {
  if (Array.isArray(value)) return value;
  throw new Error(`${JSON.stringify(value)} is not an array`);
}

/** Numbers are rounded to whole ones, as the service does. */
function whole(value: Json | undefined): number {
  if (typeof value === 'number') return Math.round(value);
  throw new Error(`${JSON.stringify(value)} is not a number`);
}

function positive(value: Json | undefined): number {
  const number = whole(value);
  if (number > 0) return number;
  throw new Error(`${number} is not positive`);
}

function int32(value: number): number {
  if (value >= -(2 ** 31) && value < 2 ** 31) return value;
  throw new Error(`${value} is beyond 32 bits`);
}

function format(template: string, values: Json[]): string {
  let used = 0;
  const result = template.replace(/\\([{}'\\])|\{\}|[{}]/g, (piece, escaped: string | undefined) => {
    if (escaped !== undefined) return escaped;
    if (piece !== '{}') throw new Error(`a lone ${piece}; escape it as \\${piece}`);
    const value = values[used++];
    return typeof value === 'string' ? value : JSON.stringify(value ?? null);
  });
  if (used !== values.length) throw new Error(`${used} placeholders for ${values.length} values`);
  return result;
}

function partition(items: Json[], size: number): Json[][] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_, part) =>
    items.slice(part * size, (part + 1) * size),
  );
}

function range(from: number, to: number, step: number): number[] {
  if (step === 0) throw new Error('a range in steps of 0');
  const length = Math.max(0, Math.floor((to - from) / step) + 1);
  if (length > MAX_RANGE) throw new Error(`a range of more than ${MAX_RANGE} items`);
  return Array.from({ length }, (_, index) => from + index * step);
}

function itemAt(items: Json[], index: number): Json {
  const item = items[index];
  if (item === undefined) throw new Error(`no item ${index} among ${items.length}`);
  return item;
}

function unique(items: Json[]): Json[] {
  return items.filter((item, index) => items.findIndex((other) => sameJson(other, item)) === index);
}

function hash(data: Json, algorithm: string): string {
  const name = ALGORITHMS[algorithm];
  if (name === undefined) throw new Error(`the algorithm ${algorithm} is not known`);
  return createHash(name)
    .update(short(typeof data === 'string' ? data : JSON.stringify(data)))
    .digest('hex');
}

function merge(first: Json | undefined, second: Json | undefined, deep: Json | undefined): Json {
  if (deep !== false) throw new Error('only the shallow merge exists: the third argument is false');
  if (!isObject(first) || !isObject(second)) throw new Error('only objects can be merged');
  return { ...first, ...second };
}

/** From `from` up to, not including, `to`; the same seed gives the same number. */
function between(from: number, to: number, seed: Json | undefined, random: () => number): number {
  if (to <= from) throw new Error(`no number from ${from} up to ${to}`);
  const share = seed === undefined ? random() : seeded(whole(seed));
  return from + Math.floor(share * (to - from));
}

function seeded(seed: number): number {
  // mulberry32, one step: any fixed mapping of a seed will do.
  let mixed = (seed + 0x6d2b79f5) | 0;
  mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
  mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
}

/** Splits at every single character of `delimiters`; empty pieces are dropped, as the service does. */
function split(value: string, delimiters: string): string[] {
  const pieces = [''];
  for (const character of value) {
    if (delimiters.includes(character)) pieces.push('');
    else pieces.push(`${pieces.pop() ?? ''}${character}`);
  }
  return pieces.filter((piece) => piece !== '');
}

/** A version 4 UUID. */
export function uuid(random: () => number): string {
  const digits = Array.from({ length: 32 }, (_, index) => {
    const nibble = Math.floor(random() * 16);
    if (index === 12) return '4';
    return (index === 16 ? (nibble & 3) | 8 : nibble).toString(16);
  }).join('');
  return digits.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
