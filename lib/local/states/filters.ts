import { type Json, sameJson } from './json.ts';
import type { Scanner } from './scanner.ts';

type Walk = (node: Json, root: Json) => Json | undefined;
type Test = (item: Json, root: Json) => boolean;

const COMPARE: Record<string, (a: Json | undefined, b: Json | undefined) => boolean> = {
  '==': (a, b) => sameJson(a, b),
  '!=': (a, b) => !sameJson(a, b),
  '<=': (a, b) => ordered(a, b, (order) => order <= 0),
  '>=': (a, b) => ordered(a, b, (order) => order >= 0),
  '<': (a, b) => ordered(a, b, (order) => order < 0),
  '>': (a, b) => ordered(a, b, (order) => order > 0),
};

function ordered(a: Json | undefined, b: Json | undefined, holds: (order: number) => boolean): boolean {
  if (typeof a === 'number' && typeof b === 'number') return holds(a - b);
  if (typeof a === 'string' && typeof b === 'string') return holds(a < b ? -1 : a > b ? 1 : 0);
  return false;
}

/** The test inside `[?( … )]`: comparisons and existence, joined by `&&`, `||`, `!` and brackets. */
export function parseFilter(scanner: Scanner, parseSteps: () => Walk): Test {
  const alternatives = [parseAll(scanner, parseSteps)];
  while (scanner.eat('||')) alternatives.push(parseAll(scanner, parseSteps));
  return (item, root) => alternatives.some((test) => test(item, root));
}

function parseAll(scanner: Scanner, parseSteps: () => Walk): Test {
  const conditions = [parseOne(scanner, parseSteps)];
  while (scanner.eat('&&')) conditions.push(parseOne(scanner, parseSteps));
  return (item, root) => conditions.every((test) => test(item, root));
}

function parseOne(scanner: Scanner, parseSteps: () => Walk): Test {
  scanner.space();
  if (scanner.eat('!')) {
    const test = parseOne(scanner, parseSteps);
    return (item, root) => !test(item, root);
  }
  if (scanner.eat('(')) {
    const test = parseFilter(scanner, parseSteps);
    scanner.expect(')');
    scanner.space();
    return test;
  }
  const left = parseOperand(scanner, parseSteps);
  const operator = scanner.match(/==|!=|<=|>=|=~|<|>|[a-z]+/y);
  if (operator === undefined) return (item, root) => left(item, root) !== undefined;
  const compare = COMPARE[operator];
  if (compare === undefined) scanner.fail(`the filter operator ${operator} is not known here`);
  const right = parseOperand(scanner, parseSteps);
  return (item, root) => compare(left(item, root), right(item, root));
}

function parseOperand(scanner: Scanner, parseSteps: () => Walk): Walk {
  scanner.space();
  const operand = parseValue(scanner, parseSteps);
  scanner.space();
  return operand;
}

function parseValue(scanner: Scanner, parseSteps: () => Walk): Walk {
  if (scanner.eat('@')) return parseSteps();
  if (scanner.eat('$')) {
    const walk = parseSteps();
    return (_, root) => walk(root, root);
  }
  if (scanner.sees("'") || scanner.sees('"')) {
    const text = scanner.quoted().replace(/\\(.)/gs, '$1');
    return () => text;
  }
  const literal = scanner.match(/true|false|null|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?/y);
  if (literal === undefined) scanner.fail('this filter is not understood');
  const value = JSON.parse(literal) as Json;
  return () => value;
}
