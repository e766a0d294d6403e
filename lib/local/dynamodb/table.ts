/** One table in memory: rows by partition, and its indexes kept with it at every write. */
import { compareText, equal } from './compare.ts';
import type { IndexDefinition, KeyAttribute, TableDefinition } from './definition.ts';
import { Index, partitionKey } from './indexes.ts';
import { compareNumbers } from './numbers.ts';
import { Partitions } from './partitions.ts';
import { SortedList } from './sorted-list.ts';
import { type Item, itemSize, type Value } from './values.ts';

export interface PrimaryKey {
  hash: string;
  order: string;
}

/** A row stays the same object while its item is replaced, so that indexes need not be touched for it. */
export interface Row extends PrimaryKey {
  item: Item;
  size: number;
}

export interface Change {
  table: Table;
  key: PrimaryKey;
  before: Row | undefined;
  /** Without it the row goes. */
  after: Item | undefined;
  afterSize: number;
}

interface Expiry {
  at: string;
  row: Row;
}

export class Table {
  readonly definition: TableDefinition;
  readonly indexes: Map<string, Index>;
  readonly rows: Partitions<Row>;
  ttlAttribute: string | undefined;
  count = 0;
  bytes = 0;
  #expiries: SortedList<Expiry> | undefined;

  constructor(definition: TableDefinition) {
    this.definition = definition;
    this.rows = new Partitions((a, b) => compareText(a.order, b.order));
    this.indexes = new Map(definition.indexes.map((index: IndexDefinition) => [index.name, new Index(index)]));
  }

  get name(): string {
    return this.definition.name;
  }

  keyOf(item: Item): PrimaryKey {
    const { hash, range } = this.definition;
    return { hash: partitionKey(item[hash.name] as Value), order: orderOf(item, range) };
  }

  find(key: PrimaryKey): Row | undefined {
    const row = this.rows.of(key.hash)?.first((entry) => entry.order < key.order);
    return row?.order === key.order ? row : undefined;
  }

  /** Prepares a write, so that several can be checked before the first takes effect. */
  change(key: PrimaryKey, before: Row | undefined, after: Item | undefined): Change {
    return { table: this, key, before, after, afterSize: after === undefined ? 0 : itemSize(after) };
  }

  /** Carries a change out; answers the write units its indexes cost. */
  apply({ key, before, after, afterSize }: Change): number {
    if (before === undefined && after === undefined) return 0;
    const oldItem = before?.item;
    const oldSize = before?.size ?? 0;
    const row = before ?? { ...key, item: after as Item, size: afterSize };
    if (after !== undefined) {
      row.item = after;
      row.size = afterSize;
      if (before === undefined) this.rows.insert(row.hash, row);
    } else {
      this.rows.remove(row.hash, row);
    }
    this.count += (after === undefined ? 0 : 1) - (before === undefined ? 0 : 1);
    this.bytes += afterSize - oldSize;
    this.#keepExpiry(row, oldItem, after);
    let units = 0;
    for (const index of this.indexes.values()) units += index.keep(row, oldItem, oldSize, after);
    return units;
  }

  enableTtl(attribute: string | undefined): void {
    this.ttlAttribute = attribute;
    this.#expiries = undefined;
    if (attribute === undefined) return;
    this.#expiries = new SortedList(compareExpiries);
    this.rows.eachPartition(0, undefined, (_hash, rows) => {
      rows.forward(
        () => false,
        (row) => {
          this.#keepExpiry(row, undefined, row.item);
          return true;
        },
      );
      return true;
    });
  }

  /** Rows whose time has come: those past `latest`, but none past `earliest`, both in epoch seconds. */
  expired(earliest: number, latest: number): Row[] {
    const rows: Row[] = [];
    const [from, until] = [String(earliest), String(latest)];
    this.#expiries?.forward(
      ({ at }) => compareNumbers(at, from) < 0,
      ({ at, row }) => {
        if (compareNumbers(at, until) > 0) return false;
        rows.push(row);
        return true;
      },
    );
    return rows;
  }

  #keepExpiry(row: Row, before: Item | undefined, after: Item | undefined): void {
    const { ttlAttribute } = this;
    if (ttlAttribute === undefined) return;
    const old = before?.[ttlAttribute];
    const now = after?.[ttlAttribute];
    if (old !== undefined && now !== undefined && equal(old, now)) return;
    if (old?.N !== undefined) this.#expiries?.remove({ at: old.N, row });
    if (now?.N !== undefined) this.#expiries?.insert({ at: now.N, row });
  }
}

function orderOf(item: Item, range: KeyAttribute | undefined): string {
  return range === undefined ? '' : range.order(item[range.name] as Value);
}

function compareExpiries(a: Expiry, b: Expiry): number {
  return compareNumbers(a.at, b.at) || compareText(a.row.hash, b.row.hash) || compareText(a.row.order, b.row.order);
}
