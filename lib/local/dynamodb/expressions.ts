/**
 * The expressions of a call, parsed by dynalite and compiled. Code sends the same few expressions again and again, so
 * a plan is kept for each and reused while names and the types of values stay the same.
 */
import { compare } from './compare.ts';
import { type Condition, compileCondition, unorderedOperand, type ValueNames } from './conditions.ts';
import {
  conditionParser,
  isReserved,
  type KeyCondition,
  type ParsedCondition,
  type Path,
  projectionParser,
  updateParser,
  validations,
} from './dynalite.ts';
import { type DynamoDbFault, invalid } from './fault.ts';
import { compileUpdate, type Update } from './updates.ts';
import { emptyItem, type Item, readValue, typeOf, type Value } from './values.ts';

export interface Expressions {
  ConditionExpression?: string;
  FilterExpression?: string;
  KeyConditionExpression?: string;
  ProjectionExpression?: string;
  UpdateExpression?: string;
  ExpressionAttributeNames?: Record<string, string>;
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** A condition on a key attribute, its operands by the names they have in the call. */
export interface KeyTest {
  operator: KeyCondition['ComparisonOperator'];
  operands: string[];
}

export interface Plan {
  condition?: Condition;
  filter?: Condition;
  /** Attributes the filter mentions. */
  filtered: string[];
  key?: Map<string, KeyTest>;
  projection?: Path[];
  update?: Update;
  /** First pieces of paths with more than one piece; a key must not be among them. */
  nested: string[];
}

export interface Prepared {
  plan: Plan;
  values: Item;
}

interface Remembered {
  plan: Plan;
  names: [string, string][];
  types: [string, string][];
  /** Names of values that are bounds of a BETWEEN: the parser refuses them when they are the wrong way round. */
  bounds: [string, string][];
}

const NO_EXPRESSIONS: Plan = { filtered: [], nested: [] };
const MOST_REMEMBERED = 10_000;
const remembered = new Map<string, Remembered[]>();

/** Checks the expressions with their names and values; copies the values. `taking` names those that may use values. */
export function prepare(call: Expressions, taking: readonly (keyof Expressions)[]): Prepared {
  if (call.ExpressionAttributeValues !== undefined && taking.every((kind) => call[kind] === undefined)) {
    throw invalid(
      `ExpressionAttributeValues can only be specified when using expressions: ${taking.join(' and ')} ${
        taking.length > 1 ? 'are' : 'is'
      } null`,
    );
  }
  const text = textOf(call);
  if (text === undefined) return { plan: withoutExpressions(call), values: emptyItem() };
  const names = call.ExpressionAttributeNames;
  const values = readValues(call.ExpressionAttributeValues);
  const plans = remembered.get(text);
  const known = plans?.find((candidate) => fits(candidate, names, values));
  if (known !== undefined) return { plan: known.plan, values };
  const { cacheable, ...fresh } = parseAll(call, values);
  if (cacheable) {
    if (remembered.size >= MOST_REMEMBERED) remembered.clear();
    if (plans !== undefined && plans.length < 20) plans.push(fresh);
    else remembered.set(text, [fresh]);
  }
  return { plan: fresh.plan, values };
}

function textOf(call: Expressions): string | undefined {
  const { ConditionExpression, FilterExpression, KeyConditionExpression, ProjectionExpression, UpdateExpression } =
    call;
  let text: string | undefined;
  if (KeyConditionExpression !== undefined) text = `k${KeyConditionExpression}`;
  if (UpdateExpression !== undefined) text = `${text ?? ''}\nu${UpdateExpression}`;
  if (ConditionExpression !== undefined) text = `${text ?? ''}\nc${ConditionExpression}`;
  if (FilterExpression !== undefined) text = `${text ?? ''}\nf${FilterExpression}`;
  if (ProjectionExpression !== undefined) text = `${text ?? ''}\np${ProjectionExpression}`;
  return text;
}

function withoutExpressions(call: Expressions): Plan {
  if (call.ExpressionAttributeNames !== undefined) {
    throw invalid('ExpressionAttributeNames can only be specified when using expressions');
  }
  return NO_EXPRESSIONS;
}

function fits(candidate: Remembered, names: Record<string, string> | undefined, values: Item): boolean {
  let count = 0;
  for (const _ in names) count += 1;
  for (const _ in values) count += 1;
  if (count !== candidate.names.length + candidate.types.length) return false;
  for (const [name, meaning] of candidate.names) if (names?.[name] !== meaning) return false;
  for (const [name, type] of candidate.types) {
    const value = values[name];
    if (value === undefined || typeOf(value) !== type) return false;
  }
  return candidate.bounds.every(([low, high]) => (compare(values[low] as Value, values[high] as Value) ?? 1) <= 0);
}

function readValues(input: Record<string, unknown> | undefined): Item {
  const values = emptyItem();
  for (const name in input) {
    if (input[name] === undefined) continue;
    if (!/^:[0-9a-zA-Z_]+$/.test(name)) {
      throw invalid(`ExpressionAttributeValues contains invalid key: Syntax error; key: "${name}"`);
    }
    try {
      values[name] = readValue(input[name]);
    } catch (error) {
      const fault = error as DynamoDbFault;
      if (fault.name !== 'ValidationException') throw fault;
      throw invalid(`ExpressionAttributeValues contains invalid value: ${fault.message} for key ${name}`);
    }
  }
  return values;
}

function parseAll(call: Expressions, values: Item): Remembered & { cacheable: boolean } {
  const names = call.ExpressionAttributeNames;
  checkNames(call, names, values);
  const context = {
    attrNames: names,
    attrVals: values,
    unusedAttrNames: marks(names),
    unusedAttrVals: marks(values),
    isReserved,
    compare: (operator: string, low: Value, high: Value) => operator === 'GT' && (compare(low, high) ?? 0) > 0,
  };
  const parse = <Parsed>(
    kind: keyof Expressions,
    parser: { parse(text: string, options: { context: typeof context }): Parsed | string },
  ): Parsed | undefined => {
    const text = call[kind] as string | undefined;
    if (text === undefined) return undefined;
    return parsedOrRefused(kind, text, () => parser.parse(text, { context }));
  };
  const update = parse('UpdateExpression', updateParser);
  const condition = parse('ConditionExpression', conditionParser);
  const key = parse('KeyConditionExpression', conditionParser);
  const filter = parse('FilterExpression', conditionParser);
  const projection = parse('ProjectionExpression', projectionParser);
  refuseUnused('ExpressionAttributeNames', context.unusedAttrNames);
  refuseUnused('ExpressionAttributeValues', context.unusedAttrVals);

  const valueNames: ValueNames = new Map(Object.entries(values).map(([name, value]) => [value, name]));
  refuseUnordered('ConditionExpression', condition, valueNames);
  refuseUnordered('FilterExpression', filter, valueNames);
  const plan: Plan = {
    ...(condition && { condition: compileCondition(condition.expression, valueNames) }),
    ...(filter && { filter: compileCondition(filter.expression, valueNames) }),
    filtered: Object.keys(filter?.pathHeads ?? {}),
    ...(projection && { projection: projection.paths }),
    ...(update && { update: compileUpdate(update, valueNames) }),
    nested: [update, condition, filter, projection].flatMap((parsed) => Object.keys(parsed?.nestedPaths ?? {})),
    // Last, because dynalite turns `:low < sk` round in the tree itself.
    ...(key && { key: keyTests(key, valueNames) }),
  };
  const conditions = [condition, key, filter].filter((parsed) => parsed !== undefined);
  return {
    plan,
    names: Object.entries(names ?? {}),
    types: Object.entries(values).map(([name, value]) => [name, typeOf(value)]),
    bounds: conditions.flatMap((parsed) => boundsIn(parsed.expression, valueNames)),
    // The parser looks into the value of attribute_type, so such an expression is parsed each time.
    cacheable: !/attribute_type/i.test(textOf(call) ?? ''),
  };
}

function checkNames(call: Expressions, names: Record<string, string> | undefined, values: Item): void {
  if (names !== undefined && Object.keys(names).length === 0)
    throw invalid('ExpressionAttributeNames must not be empty');
  for (const name in names) {
    if (!/^#[0-9a-zA-Z_]+$/.test(name)) {
      throw invalid(`ExpressionAttributeNames contains invalid key: Syntax error; key: "${name}"`);
    }
  }
  if (call.ExpressionAttributeValues === undefined) return;
  if (Object.keys(values).length === 0) throw invalid('ExpressionAttributeValues must not be empty');
}

function marks(names: object | undefined): Record<string, true> {
  return Object.fromEntries(Object.keys(names ?? {}).map((name) => [name, true]));
}

function parsedOrRefused<Parsed>(kind: string, text: string, parse: () => Parsed | string): Parsed {
  let parsed: Parsed | string;
  try {
    parsed = text === '' ? 'The expression can not be empty;' : parse();
  } catch (error) {
    const { name, message, location } = error as Error & { location?: { start: { offset: number } } };
    parsed = name === 'SyntaxError' && location !== undefined ? syntaxError(text, location.start.offset) : message;
  }
  if (typeof parsed === 'string') throw invalid(`Invalid ${kind}: ${parsed}`);
  return parsed;
}

/** The service names the token it did not expect, and shows it between its neighbours. */
function syntaxError(text: string, offset: number): string {
  const tokens = [...text.matchAll(/[#:]?\w+|<>|<=|>=|\S/g)];
  const found = tokens.findIndex((token) => token.index + token[0].length > offset);
  const at = found < 0 ? tokens.length : found;
  const first = tokens[Math.max(0, at - 1)];
  const last = tokens[Math.min(at + 1, tokens.length - 1)];
  const near = first && last ? text.slice(first.index, last.index + last[0].length) : '';
  return `Syntax error; token: "${tokens[at]?.[0] ?? '<EOF>'}", near: "${near}"`;
}

function refuseUnused(parameter: string, unused: Record<string, true>): void {
  const names = Object.keys(unused);
  if (names.length > 0) {
    throw invalid(`Value provided in ${parameter} unused in expressions: keys: {${names.join(', ')}}`);
  }
}

function refuseUnordered(kind: string, parsed: ParsedCondition | undefined, names: ValueNames): void {
  const problem = parsed && unorderedOperand(parsed.expression, names);
  if (problem !== undefined) throw invalid(`Invalid ${kind}: ${problem}`);
}

function boundsIn(node: ParsedCondition['expression'], names: ValueNames): [string, string][] {
  if (node.type === 'between') {
    const [, low, high] = node.args.map((arg) => names.get(arg));
    return low !== undefined && high !== undefined ? [[low, high]] : [];
  }
  return node.args.flatMap((arg) => ('args' in arg ? boundsIn(arg, names) : []));
}

function keyTests(parsed: ParsedCondition, names: ValueNames): Map<string, KeyTest> {
  const conditions = validations.convertKeyCondition(parsed.expression);
  if (typeof conditions === 'string') throw invalid(conditions);
  const problem = validations.validateConditions(conditions);
  if (problem) throw invalid(problem);
  const tests = Object.entries(conditions);
  if (tests.length < 1 || tests.length > 2) throw invalid('Conditions can be of length 1 or 2 only');
  return new Map(
    tests.map(([attribute, { ComparisonOperator, AttributeValueList }]) => [
      attribute,
      { operator: ComparisonOperator, operands: AttributeValueList.map((value) => names.get(value) ?? '') },
    ]),
  );
}
