import { parseFilter } from './filters.ts';
import { isObject, type Json, type JsonObject } from './json.ts';
import { Scanner } from './scanner.ts';

/** What a path or template may look at besides the data: the context object, and randomness for intrinsics. */
export interface Surroundings {
  context(): Json;
  random(): number;
}

/** Yields the selected value, or undefined where the path leads nowhere. */
export type Read = (data: Json, around: Surroundings) => Json | undefined;

export interface Path {
  text: string;
  read: Read;
  /** The way to a single node, where the path can name only one: what the language calls a reference path. */
  keys?: (string | number)[];
  /** Whether it starts from the context object, `$$`. */
  context: boolean;
}

type Step =
  | { kind: 'key'; key: string | number }
  | { kind: 'deep' }
  | { kind: 'many'; select: (node: Json, root: Json) => Json[] };

/**
 * The service follows the Java library Jayway: a path that can name several nodes always yields a list, one that names
 * a single node yields it or fails. The npm libraries return node lists after RFC 9535 and parse or interpret at every
 * call, so paths are compiled here; what Jayway knows beyond this is refused by name.
 */
export function compilePath(text: string): Path {
  const scanner = new Scanner(text);
  const path = parsePath(scanner);
  if (!scanner.done) scanner.fail('this is not understood');
  return path;
}

export function compileReference(text: string): Path {
  const path = compilePath(text);
  if (path.keys === undefined) throw new Error(`${text}: must name a single node`);
  return path;
}

/** Reads a path and stops behind it. */
export function parsePath(scanner: Scanner): Path {
  const from = scanner.at;
  scanner.expect('$');
  const context = scanner.eat('$');
  const steps = parseSteps(scanner);
  const walk = compileSteps(steps);
  const read: Read = context ? (_, around) => follow(walk, around.context()) : (data) => follow(walk, data);
  const path: Path = { text: scanner.text.slice(from, scanner.at), read, context };
  const keys = steps.flatMap((step) => (step.kind === 'key' ? [step.key] : []));
  return keys.length === steps.length ? { ...path, keys } : path;
}

type Walk = (node: Json, root: Json) => Json | undefined;

function follow(walk: Walk, root: Json): Json | undefined {
  return walk(root, root);
}

function child(node: Json | undefined, key: string | number): Json | undefined {
  if (typeof key === 'number') return Array.isArray(node) ? node.at(key) : undefined;
  return isObject(node) && Object.hasOwn(node, key) ? node[key] : undefined;
}

function compileSteps(steps: Step[]): Walk {
  const open = steps.findIndex((step) => step.kind !== 'key');
  const keys = steps
    .slice(0, open < 0 ? steps.length : open)
    .flatMap((step) => (step.kind === 'key' ? [step.key] : []));
  const [first] = keys;
  const walkKeys: Walk =
    first === undefined
      ? (node) => node
      : keys.length === 1
        ? (node) => child(node, first)
        : (node) => keys.reduce<Json | undefined>(child, node);
  if (open < 0) return walkKeys;
  const rest = steps.slice(open);
  return (node, root) => {
    const start = walkKeys(node, root);
    return start === undefined ? undefined : rest.reduce<Json[]>((nodes, step) => advance(nodes, step, root), [start]);
  };
}

function advance(nodes: Json[], step: Step, root: Json): Json[] {
  if (step.kind === 'deep') return nodes.flatMap(withDescendants);
  if (step.kind === 'many') return nodes.flatMap((node) => step.select(node, root));
  return nodes.flatMap((node) => found(child(node, step.key)));
}

function found(node: Json | undefined): Json[] {
  return node === undefined ? [] : [node];
}

function children(node: Json): Json[] {
  if (Array.isArray(node)) return node;
  return isObject(node) ? Object.values(node) : [];
}

function withDescendants(node: Json): Json[] {
  return [node, ...children(node).flatMap(withDescendants)];
}

const NAME = /[\p{L}\p{N}_-]+/uy;
const INTEGER = /-?\d+/y;

function parseSteps(scanner: Scanner): Step[] {
  const steps: Step[] = [];
  for (;;) {
    if (scanner.eat('..')) steps.push({ kind: 'deep' }, scanner.sees('[') ? parseBracket(scanner) : parseName(scanner));
    else if (scanner.eat('.')) steps.push(scanner.sees('[') ? parseBracket(scanner) : parseName(scanner));
    else if (scanner.sees('[')) steps.push(parseBracket(scanner));
    else return steps;
  }
}

function parseName(scanner: Scanner): Step {
  if (scanner.eat('*')) return { kind: 'many', select: children };
  const key = scanner.match(NAME);
  if (key === undefined) scanner.fail('expected a field name (others go in brackets)');
  if (scanner.sees('(')) scanner.fail(`the path function ${key}() is not known here`);
  return { kind: 'key', key };
}

function parseBracket(scanner: Scanner): Step {
  scanner.expect('[');
  scanner.space();
  const step = parseSelector(scanner);
  scanner.space();
  if (scanner.sees(',') && step.kind === 'key' && typeof step.key === 'string') {
    scanner.fail('several names in one bracket are not known here');
  }
  scanner.expect(']');
  return step;
}

function parseSelector(scanner: Scanner): Step {
  if (scanner.eat('*')) return { kind: 'many', select: children };
  if (scanner.sees("'") || scanner.sees('"')) {
    return { kind: 'key', key: scanner.quoted().replace(/\\(.)/gs, '$1') };
  }
  if (scanner.eat('?')) return parseFilterStep(scanner);
  const from = parseInteger(scanner);
  if (scanner.eat(':')) return slice(from, parseInteger(scanner), scanner.eat(':') ? parseInteger(scanner) : 1);
  if (from === undefined) scanner.fail('this bracket is not understood');
  if (!scanner.sees(',')) return { kind: 'key', key: from };
  const indexes = [from];
  while (scanner.eat(',')) indexes.push(parseInteger(scanner) ?? scanner.fail('expected an index'));
  return { kind: 'many', select: (node) => indexes.flatMap((index) => found(child(node, index))) };
}

function parseInteger(scanner: Scanner): number | undefined {
  scanner.space();
  const digits = scanner.match(INTEGER);
  scanner.space();
  return digits === undefined ? undefined : Number(digits);
}

function slice(from: number | undefined, to: number | undefined, step = 1): Step {
  if (step !== 1) throw new Error(`a slice in steps of ${step} is not known here`);
  return { kind: 'many', select: (node) => (Array.isArray(node) ? node.slice(from ?? 0, to) : []) };
}

function parseFilterStep(scanner: Scanner): Step {
  scanner.space();
  scanner.expect('(');
  const test = parseFilter(scanner, () => compileSteps(parseSteps(scanner)));
  scanner.expect(')');
  return {
    kind: 'many',
    // On an object Jayway tests the object itself, not its fields.
    select: (node, root) => (Array.isArray(node) ? node : [node]).filter((item) => test(item, root)),
  };
}

/** A copy of `target` with `value` at the path, making objects on the way; undefined where that cannot be done. */
export function withValueAt(target: Json, keys: readonly (string | number)[], value: Json): Json | undefined {
  const [key, ...rest] = keys;
  if (key === undefined) return value;
  if (typeof key === 'number') {
    if (!Array.isArray(target) || key < 0 || key >= target.length) return undefined;
    const inner = withValueAt(target[key] ?? null, rest, value);
    return inner === undefined ? undefined : target.with(key, inner);
  }
  if (!isObject(target)) return undefined;
  const there = Object.hasOwn(target, key) ? target[key] : undefined;
  const inner = withValueAt(there ?? ({} satisfies JsonObject), rest, value);
  return inner === undefined ? undefined : { ...target, [key]: inner };
}
