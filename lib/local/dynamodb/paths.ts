/** Document paths: reading what they point at, and projecting an item to them. */
import type { Path } from './dynalite.ts';
import { emptyItem, type Item, type Value } from './values.ts';

export function resolvePath(path: Path, item: Item): Value | undefined {
  let current: Value | undefined = item[path[0] as string];
  for (let i = 1; i < path.length && current !== undefined; i += 1) {
    const piece = path[i];
    current = typeof piece === 'number' ? current.L?.[piece] : current.M?.[piece as string];
  }
  return current;
}

/** Only what the paths point at, in the structure it has; elements of a list close up. */
export function project(paths: readonly Path[], item: Item): Item {
  const result = emptyItem();
  const lists = new Map<Value, Map<number, Value>>();
  for (const path of paths) {
    const found = resolvePath(path, item);
    if (found !== undefined) place(result, path, found, lists);
  }
  for (const [list, members] of lists) {
    list.L = [...members].sort(([a], [b]) => a - b).map(([, member]) => member);
  }
  return result;
}

function place(result: Item, path: Path, found: Value, lists: Map<Value, Map<number, Value>>): void {
  let container: Value = { M: result };
  for (let i = 0; i < path.length; i += 1) {
    const piece = path[i] as string | number;
    const fresh = (): Value =>
      i === path.length - 1 ? found : typeof path[i + 1] === 'number' ? { L: [] } : { M: emptyItem() };
    container = typeof piece === 'number' ? member(lists, container, piece, fresh) : attribute(container, piece, fresh);
  }
}

function attribute(container: Value, name: string, fresh: () => Value): Value {
  const map = container.M ?? emptyItem();
  const existing = map[name];
  if (existing !== undefined) return existing;
  const value = fresh();
  map[name] = value;
  return value;
}

function member(lists: Map<Value, Map<number, Value>>, list: Value, index: number, fresh: () => Value): Value {
  let members = lists.get(list);
  if (members === undefined) {
    members = new Map();
    lists.set(list, members);
  }
  const existing = members.get(index);
  if (existing !== undefined) return existing;
  const value = fresh();
  members.set(index, value);
  return value;
}
