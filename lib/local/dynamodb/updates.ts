/** Update expressions, compiled once and applied to a copy of the item. */

import type { ValueNames } from './conditions.ts';
import type { ExpressionArg, ExpressionNode, ParsedUpdate, Path, UpdateSection } from './dynalite.ts';
import { ItemFault } from './fault.ts';
import { add, subtract } from './numbers.ts';
import { resolvePath } from './paths.ts';
import { base64, emptyItem, type Item, unsharedValue, type Value, type ValueType } from './values.ts';

type Operand = (item: Item, values: Item) => Value;

interface Step {
  type: UpdateSection['type'];
  path: Path;
  operand?: Operand;
}

export interface Update {
  steps: Step[];
  paths: Path[];
  /** The first pieces of all paths, with the type the expression gives them where it says so. */
  touches: { name: string; type: ValueType | null | undefined; whole: boolean }[];
}

export function compileUpdate(parsed: ParsedUpdate, names: ValueNames): Update {
  return {
    steps: parsed.sections.map(({ type, path, val }) =>
      val === undefined ? { type, path } : { type, path, operand: compileOperand(val, names) },
    ),
    paths: parsed.paths,
    touches: parsed.sections.map(({ path, attrType }) => ({
      name: path[0] as string,
      type: attrType,
      whole: path.length === 1,
    })),
  };
}

const WRONG_TYPE = 'An operand in the update expression has an incorrect data type';

function compileOperand(arg: ExpressionArg, names: ValueNames): Operand {
  if (Array.isArray(arg)) {
    return (item) => {
      const value = resolvePath(arg, item);
      if (value !== undefined) return value;
      throw new ItemFault('The provided expression refers to an attribute that does not exist in the item');
    };
  }
  const name = names.get(arg);
  if (name !== undefined) return (_item, values) => values[name] as Value;
  const node = arg as ExpressionNode;
  const [left, right] = node.args as [ExpressionArg, ExpressionArg];
  const second = compileOperand(right, names);
  if (node.type === 'function' && node.name === 'if_not_exists') {
    return (item, values) => resolvePath(left as Path, item) ?? second(item, values);
  }
  const first = compileOperand(left, names);
  if (node.type === 'function' && node.name === 'list_append') {
    return (item, values) => {
      const { L: head } = first(item, values);
      const { L: tail } = second(item, values);
      if (head === undefined || tail === undefined) throw new ItemFault(WRONG_TYPE);
      return { L: [...head, ...tail] };
    };
  }
  if (node.type !== 'add' && node.type !== 'subtract') {
    throw new Error(`the local DynamoDB does not know the update operand ${node.name ?? node.type}`);
  }
  const combine = node.type === 'add' ? add : subtract;
  return (item, values) => {
    const { N: a } = first(item, values);
    const { N: b } = second(item, values);
    if (a === undefined || b === undefined) throw new ItemFault(WRONG_TYPE);
    return { N: arithmetic(combine, a, b) };
  };
}

function arithmetic(combine: (a: string, b: string) => string, a: string, b: string): string {
  try {
    return combine(a, b);
  } catch (error) {
    throw new ItemFault((error as Error).message);
  }
}

/** The updated item; `item` itself stays as it is. Every operand is read from the item as it was before. */
export function applyUpdate(update: Update, item: Item, values: Item): Item {
  const operands = update.steps.map((step) => step.operand?.(item, values));
  const result = emptyItem();
  for (const name in item) result[name] = item[name] as Value;
  for (const { name, whole } of update.touches) {
    const value = whole ? undefined : item[name];
    if (value !== undefined && result[name] === value) result[name] = unsharedValue(value);
  }
  const gaps: Value[] = [];
  update.steps.forEach((step, i) => {
    applyStep(step, operands[i], result, gaps);
  });
  // List positions in an expression are those before the update, so the list closes up only now.
  for (const { L: list } of gaps) {
    if (list === undefined) continue;
    const kept = list.filter((member) => member !== undefined);
    list.splice(0, list.length, ...kept);
  }
  return result;
}

function applyStep(step: Step, operand: Value | undefined, item: Item, gaps: Value[]): void {
  const { path } = step;
  const last = path.at(-1) as string | number;
  const parent = path.length === 1 ? { M: item } : resolvePath(path.slice(0, -1), item);
  const container = typeof last === 'number' ? parent?.L : parent?.M;
  if (parent === undefined || container === undefined) {
    throw new ItemFault('The document path provided in the update expression is invalid for update');
  }
  const existing = (container as Record<string | number, Value | undefined>)[last];
  const changed = step.type === 'remove' ? undefined : changedValue(step.type, existing, operand as Value);
  if (typeof last === 'number') {
    if (changed === undefined && existing === undefined) return;
    (container as (Value | undefined)[])[last] = changed;
    gaps.push(parent);
  } else if (changed === undefined) {
    delete (container as Item)[last];
  } else {
    (container as Item)[last] = changed;
  }
}

function changedValue(type: 'set' | 'add' | 'delete', existing: Value | undefined, operand: Value): Value | undefined {
  if (type === 'set') return operand;
  if (existing === undefined) return type === 'add' ? operand : undefined;
  if (operand.N !== undefined && existing.N !== undefined) return { N: arithmetic(add, existing.N, operand.N) };
  for (const set of ['SS', 'NS', 'BS'] as const) {
    const change = operand[set];
    const members = existing[set];
    if (change === undefined || members === undefined) continue;
    const left = type === 'add' ? union(members, change) : without(members, change);
    return left.length === 0 ? undefined : ({ [set]: left } as Value);
  }
  throw new ItemFault(WRONG_TYPE);
}

type Members = (string | Uint8Array)[];
const identity = (member: string | Uint8Array): string => (typeof member === 'string' ? member : base64(member));

function union(members: Members, more: Members): Members {
  const present = new Set(members.map(identity));
  return [...members, ...more.filter((member) => !present.has(identity(member)))];
}

function without(members: Members, removed: Members): Members {
  const gone = new Set(removed.map(identity));
  return members.filter((member) => !gone.has(identity(member)));
}
