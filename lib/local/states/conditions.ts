import { StatesError } from './errors.ts';
import { Fields } from './fields.ts';
import type { Json } from './json.ts';
import { compilePath, type Path, type Surroundings } from './paths.ts';
import { parseTimestamp } from './timestamps.ts';

export type Condition = (data: Json, around: Surroundings) => boolean;

/** A value an operator compares, in its own type, or undefined if it has another: then the operator does not hold. */
type Reader<T> = (value: Json) => T | undefined;

const asString: Reader<string> = (value) => (typeof value === 'string' ? value : undefined);
const asNumber: Reader<number> = (value) => (typeof value === 'number' ? value : undefined);
const asBoolean: Reader<boolean> = (value) => (typeof value === 'boolean' ? value : undefined);
const asTimestamp: Reader<number> = (value) => parseTimestamp(value);

type Compare = (left: Json, right: Json) => boolean;

function compare<T>(read: Reader<T>, holds: (left: T, right: T) => boolean): Compare {
  return (left, right) => {
    const a = read(left);
    const b = read(right);
    return a !== undefined && b !== undefined && holds(a, b);
  };
}

function ordered<T extends string | number>(
  type: string,
  read: Reader<T>,
): [string, { read: Reader<T>; test: Compare }][] {
  return [
    [`${type}Equals`, { read, test: compare(read, (a, b) => a === b) }],
    [`${type}LessThan`, { read, test: compare(read, (a, b) => a < b) }],
    [`${type}GreaterThan`, { read, test: compare(read, (a, b) => a > b) }],
    [`${type}LessThanEquals`, { read, test: compare(read, (a, b) => a <= b) }],
    [`${type}GreaterThanEquals`, { read, test: compare(read, (a, b) => a >= b) }],
  ];
}

/** Operators that take a value, and with `Path` behind their name a path to one. */
const COMPARISONS = new Map<string, { read: Reader<unknown>; test: Compare }>([
  ...ordered('String', asString),
  ...ordered('Numeric', asNumber),
  ...ordered('Timestamp', asTimestamp),
  ['BooleanEquals', { read: asBoolean, test: compare(asBoolean, (a, b) => a === b) }],
]);

/** Operators that ask for a type; the value says whether it should be so. */
const TYPE_TESTS = new Map<string, (value: Json) => boolean>([
  ['IsNull', (value) => value === null],
  ['IsString', (value) => typeof value === 'string'],
  ['IsNumeric', (value) => typeof value === 'number'],
  ['IsBoolean', (value) => typeof value === 'boolean'],
  ['IsTimestamp', (value) => parseTimestamp(value) !== undefined],
]);

/** The condition of a choice rule, or of one inside And, Or and Not. Closes the fields. */
export function compileCondition(rule: Fields): Condition {
  rule.string('Comment');
  const condition = compileOperator(rule);
  rule.close();
  return condition;
}

function compileOperator(rule: Fields): Condition {
  const known = [...['And', 'Or', 'Not', 'StringMatches', 'IsPresent'], ...TYPE_TESTS.keys()];
  const operator = rule.oneOf(...known, ...[...COMPARISONS.keys()].flatMap((name) => [name, `${name}Path`]));
  if (operator === undefined) rule.refuse('Variable', 'comes without an operator that is known here');
  if (operator === 'And') {
    const parts = nested(rule, operator);
    return (data, around) => parts.every((part) => part(data, around));
  }
  if (operator === 'Or') {
    const parts = nested(rule, operator);
    return (data, around) => parts.some((part) => part(data, around));
  }
  if (operator === 'Not') {
    const part = compileCondition(new Fields(rule.take('Not'), `${rule.where}.Not`, rule.loading));
    return (data, around) => !part(data, around);
  }
  if (!rule.has('Variable')) rule.refuse('Variable', 'is missing');
  const variable = rule.compiled('Variable', compilePath);
  if (operator === undefined || variable === undefined) return () => false;
  return compileTest(rule, operator, variable);
}

function nested(rule: Fields, operator: string): Condition[] {
  return rule
    .list(operator)
    .map((part, index) => compileCondition(new Fields(part, `${rule.where}.${operator}[${index}]`, rule.loading)));
}

function compileTest(rule: Fields, operator: string, variable: Path): Condition {
  if (operator === 'IsPresent') {
    const wanted = flag(rule, operator);
    return (data, around) => (variable.read(data, around) !== undefined) === wanted;
  }
  const typeTest = TYPE_TESTS.get(operator);
  if (typeTest !== undefined) {
    const wanted = flag(rule, operator);
    return (data, around) => typeTest(valueAt(variable, data, around)) === wanted;
  }
  if (operator === 'StringMatches') {
    const pattern = rule.compiled(operator, wildcard);
    return (data, around) => {
      const value = valueAt(variable, data, around);
      return typeof value === 'string' && pattern?.test(value) === true;
    };
  }
  const comparison = COMPARISONS.get(operator);
  if (comparison !== undefined) {
    const wanted = rule.take(operator) ?? null;
    if (comparison.read(wanted) === undefined) rule.refuse(operator, `cannot be ${JSON.stringify(wanted)}`);
    return (data, around) => comparison.test(valueAt(variable, data, around), wanted);
  }
  const other = rule.compiled(operator, compilePath);
  const test = COMPARISONS.get(operator.slice(0, -'Path'.length))?.test;
  if (other === undefined || test === undefined) return () => false;
  return (data, around) => test(valueAt(variable, data, around), valueAt(other, data, around));
}

function flag(rule: Fields, operator: string): boolean {
  const wanted = rule.take(operator);
  if (typeof wanted !== 'boolean') rule.refuse(operator, 'must be true or false');
  return wanted === true;
}

/** Only IsPresent may look where nothing is. */
function valueAt(path: Path, data: Json, around: Surroundings): Json {
  const value = path.read(data, around);
  if (value !== undefined) return value;
  throw new StatesError(
    'States.Runtime',
    `Invalid path '${path.text}': The choice state's condition path references an invalid value.`,
  );
}

/** `*` stands for any text; `\*` and `\\` for themselves. */
function wildcard(pattern: string): RegExp {
  const source = pattern.replace(/\\([*\\])|\*|[\\^$.+?()[\]{}|/]/g, (piece, escaped: string | undefined) => {
    if (escaped !== undefined) return `\\${escaped}`;
    return piece === '*' ? '.*' : `\\${piece}`;
  });
  return new RegExp(`^${source}$`, 's');
}
