/** One page of a query or scan. */
import { type IndexDefinition, keysOf } from './definition.ts';
import type { Plan } from './expressions.ts';
import type { Index } from './indexes.ts';
import { project } from './paths.ts';
import type { Row, Table } from './table.ts';
import { copyOut, type Item } from './values.ts';

export interface Page {
  Items?: Item[];
  Count: number;
  ScannedCount: number;
  LastEvaluatedKey?: Item;
  /** Of the items read, answered or not. */
  bytes: number;
}

/** What a search goes through: the table's own rows, or the entries of one of its indexes. */
export interface Source {
  index: Index | undefined;
  keys: Pick<IndexDefinition, 'hash' | 'range'>;
}

interface Search {
  table: Table;
  source: Source;
  input: { Limit?: number; Select?: string };
  plan: Plan;
  values: Item;
}

const PAGE_BYTES = 1024 * 1024;

/** Collects rows until the page is full; a filter applies after the page is cut, as the service does it. */
export class PageBuilder {
  readonly #items: Item[] = [];
  #scanned = 0;
  #matched = 0;
  #bytes = 0;
  #last: Row | undefined;
  #full = false;
  readonly #search: Search;

  constructor(search: Search) {
    this.#search = search;
  }

  /** False once the page is full. */
  take(row: Row): boolean {
    const { index } = this.#search.source;
    const item = index === undefined ? row.item : index.view(row.item);
    this.#scanned += 1;
    this.#bytes += index === undefined ? row.size : index.sizeOf(row);
    this.#last = row;
    if (this.#search.plan.filter === undefined || this.#search.plan.filter(item, this.#search.values)) {
      this.#matched += 1;
      if (this.#search.input.Select !== 'COUNT') {
        this.#items.push(copyOut(this.#search.plan.projection ? project(this.#search.plan.projection, item) : item));
      }
    }
    this.#full = this.#scanned === this.#search.input.Limit || this.#bytes >= PAGE_BYTES;
    return !this.#full;
  }

  done(): Page {
    return {
      ...(this.#search.input.Select !== 'COUNT' && { Items: this.#items }),
      Count: this.#matched,
      ScannedCount: this.#scanned,
      ...(this.#full && this.#last && { LastEvaluatedKey: this.#keyOf(this.#last) }),
      bytes: this.#bytes,
    };
  }

  #keyOf(row: Row): Item {
    const key: Item = {};
    for (const { name } of [...keysOf(this.#search.table.definition), ...keysOf(this.#search.source.keys)]) {
      const value = row.item[name];
      if (value !== undefined) key[name] = value;
    }
    return copyOut(key);
  }
}
