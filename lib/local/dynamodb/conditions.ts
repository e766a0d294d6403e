/** Condition and filter expressions, compiled once to a test over an item and the values of a call. */
import { compare, equal } from './compare.ts';
import type { ExpressionArg, ExpressionNode } from './dynalite.ts';
import { resolvePath } from './paths.ts';
import { type Item, typeOf, type Value } from './values.ts';

export type Condition = (item: Item, values: Item) => boolean;
type Operand = (item: Item, values: Item) => Value | undefined;
/** By identity: the parser leaves the values of the call in its tree as they are. */
export type ValueNames = ReadonlyMap<object, string>;

export function compileCondition(node: ExpressionNode, names: ValueNames): Condition {
  if (node.type === 'and' || node.type === 'or') {
    const [left, right] = node.args.map((arg) => compileCondition(arg as ExpressionNode, names)) as [
      Condition,
      Condition,
    ];
    return node.type === 'and'
      ? (item, values) => left(item, values) && right(item, values)
      : (item, values) => left(item, values) || right(item, values);
  }
  if (node.type === 'not') {
    const inner = compileCondition(node.args[0] as ExpressionNode, names);
    return (item, values) => !inner(item, values);
  }
  const operator = node.type === 'function' ? (node.name ?? '') : node.type;
  return compileTest(
    operator,
    node.args.map((arg) => compileOperand(arg, names)),
  );
}

const ORDERING: ReadonlySet<string> = new Set(['<', '<=', '>', '>=', 'between']);

/** What the service says of a value that an ordering operator cannot order; dynalite's parser lets it pass. */
export function unorderedOperand(node: ExpressionNode, names: ValueNames): string | undefined {
  for (const arg of node.args) {
    if (names.has(arg)) {
      const type = typeOf(arg as Value);
      if (!ORDERING.has(node.type) || type === 'S' || type === 'N' || type === 'B') continue;
      return `Incorrect operand type for operator or function; operator: ${node.type.toUpperCase()}, operand type: ${type}`;
    }
    const inner = 'args' in arg ? unorderedOperand(arg, names) : undefined;
    if (inner !== undefined) return inner;
  }
  return undefined;
}

function compileOperand(arg: ExpressionArg, names: ValueNames): Operand {
  if (Array.isArray(arg)) {
    const [first] = arg;
    return arg.length === 1 ? (item) => item[first as string] : (item) => resolvePath(arg, item);
  }
  const name = names.get(arg);
  if (name !== undefined) return (_item, values) => values[name];
  const call = arg as ExpressionNode;
  const inner = compileOperand(call.args[0] as ExpressionArg, names);
  return (item, values) => sizeOf(inner(item, values));
}

function sizeOf(value: Value | undefined): Value | undefined {
  if (value === undefined) return undefined;
  const members =
    value.S ?? value.B ?? value.L ?? value.SS ?? value.NS ?? value.BS ?? (value.M && Object.keys(value.M));
  return members === undefined ? undefined : { N: String(members.length) };
}

function compileTest(operator: string, operands: Operand[]): Condition {
  const [first, second, third] = operands as [Operand, Operand, Operand];
  const ordered =
    (holds: (order: number) => boolean): Condition =>
    (item, values) => {
      const left = first(item, values);
      const right = second(item, values);
      const order = left && right && compare(left, right);
      return order !== undefined && holds(order);
    };
  switch (operator) {
    case '=':
      return (item, values) => equalOperands(first(item, values), second(item, values));
    case '<>':
      return (item, values) => !equalOperands(first(item, values), second(item, values));
    case '<':
      return ordered((order) => order < 0);
    case '<=':
      return ordered((order) => order <= 0);
    case '>':
      return ordered((order) => order > 0);
    case '>=':
      return ordered((order) => order >= 0);
    case 'between':
      return (item, values) => within(first(item, values), second(item, values), third(item, values));
    case 'in':
      return (item, values) => {
        const left = first(item, values);
        return operands.some((operand, i) => i > 0 && equalOperands(left, operand(item, values)));
      };
    case 'attribute_exists':
      return (item, values) => first(item, values) !== undefined;
    case 'attribute_not_exists':
      return (item, values) => first(item, values) === undefined;
    case 'attribute_type':
      return (item, values) => {
        const value = first(item, values);
        return value !== undefined && typeOf(value) === second(item, values)?.S;
      };
    case 'begins_with':
      return (item, values) => beginsWith(first(item, values), second(item, values));
    case 'contains':
      return (item, values) => contains(first(item, values), second(item, values));
    default:
      throw new Error(`the local DynamoDB does not know the operator ${operator}`);
  }
}

function equalOperands(left: Value | undefined, right: Value | undefined): boolean {
  return left !== undefined && right !== undefined && equal(left, right);
}

function within(value: Value | undefined, low: Value | undefined, high: Value | undefined): boolean {
  if (value === undefined || low === undefined || high === undefined) return false;
  const fromLow = compare(value, low);
  const fromHigh = compare(value, high);
  return fromLow !== undefined && fromHigh !== undefined && fromLow >= 0 && fromHigh <= 0;
}

function beginsWith(value: Value | undefined, prefix: Value | undefined): boolean {
  if (value?.S !== undefined && prefix?.S !== undefined) return value.S.startsWith(prefix.S);
  if (value?.B === undefined || prefix?.B === undefined) return false;
  const { B: bytes } = value;
  return prefix.B.every((byte, i) => bytes[i] === byte);
}

function contains(value: Value | undefined, part: Value | undefined): boolean {
  if (value === undefined || part === undefined) return false;
  if (value.L !== undefined) return value.L.some((member) => equal(member, part));
  if (part.S !== undefined) return value.S?.includes(part.S) ?? value.SS?.includes(part.S) ?? false;
  if (part.N !== undefined) return value.NS?.includes(part.N) ?? false;
  if (part.B === undefined) return false;
  const bytes = Buffer.from(part.B);
  if (value.B !== undefined) return Buffer.from(value.B).includes(bytes);
  return value.BS?.some((member) => bytes.equals(member)) ?? false;
}
