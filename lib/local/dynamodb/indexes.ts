/** A global secondary index: entries that point at the table's rows, in the order of the index. */
import { binaryOrder, compareText, equal } from './compare.ts';
import type { IndexDefinition } from './definition.ts';
import { Partitions } from './partitions.ts';
import type { PrimaryKey, Row } from './table.ts';
import { emptyItem, type Item, itemSize, type Value } from './values.ts';

export interface IndexEntry {
  order: string;
  row: Row;
}

const WRITE_UNIT = 1024;

export class Index {
  readonly definition: IndexDefinition;
  readonly entries: Partitions<IndexEntry>;
  count = 0;

  constructor(definition: IndexDefinition) {
    this.definition = definition;
    // Equal index keys are ordered by the table's key, so that paging has a place to go on from.
    this.entries = new Partitions(
      (a, b) =>
        compareText(a.order, b.order) || compareText(a.row.hash, b.row.hash) || compareText(a.row.order, b.row.order),
    );
  }

  /** Undefined if the item lacks an attribute of the index key: the index is sparse. */
  keyOf(item: Item): PrimaryKey | undefined {
    const { hash, range } = this.definition;
    const partition = item[hash.name];
    if (partition === undefined) return undefined;
    if (range === undefined) return { hash: partitionKey(partition), order: '' };
    const sort = item[range.name];
    return sort && { hash: partitionKey(partition), order: range.order(sort) };
  }

  /** Follows a change of a row, already made; answers the write units it costs. */
  keep(row: Row, before: Item | undefined, beforeSize: number, after: Item | undefined): number {
    const old = before && this.keyOf(before);
    const now = after && this.keyOf(after);
    if (old !== undefined && now !== undefined && old.hash === now.hash && old.order === now.order) {
      return this.#projectionChanged(before as Item, after as Item)
        ? Math.max(this.#units(before as Item, beforeSize), this.#units(after as Item, row.size))
        : 0;
    }
    let units = 0;
    if (old !== undefined) {
      this.entries.remove(old.hash, { order: old.order, row });
      this.count -= 1;
      units += this.#units(before as Item, beforeSize);
    }
    if (now !== undefined) {
      this.entries.insert(now.hash, { order: now.order, row });
      this.count += 1;
      units += this.#units(after as Item, row.size);
    }
    return units;
  }

  /** What a query of the index sees of an item. */
  view(item: Item): Item {
    const { projected } = this.definition;
    if (projected === undefined) return item;
    const view = emptyItem();
    for (const name in item) if (projected.has(name)) view[name] = item[name] as Value;
    return view;
  }

  sizeOf(row: Row): number {
    return this.definition.projected === undefined ? row.size : itemSize(this.view(row.item));
  }

  #units(item: Item, wholeSize: number): number {
    const size = this.definition.projected === undefined ? wholeSize : itemSize(this.view(item));
    return Math.max(1, Math.ceil(size / WRITE_UNIT));
  }

  #projectionChanged(before: Item, after: Item): boolean {
    const { projected } = this.definition;
    const names = projected ?? new Set([...Object.keys(before), ...Object.keys(after)]);
    for (const name of names) {
      const old = before[name];
      const now = after[name];
      if (old !== now && (old === undefined || now === undefined || !equal(old, now))) return true;
    }
    return false;
  }
}

/** Keys of one table have one type, so the bare text tells them apart. */
export function partitionKey(value: Value): string {
  return value.S ?? value.N ?? binaryOrder(value.B ?? new Uint8Array());
}
