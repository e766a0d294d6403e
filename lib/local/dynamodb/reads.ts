/** GetItem, Query and Scan. */
import { checkKey, checkKeyPart, checkNested, keysOf } from './definition.ts';
import { type Expressions, type Plan, prepare } from './expressions.ts';
import { invalid } from './fault.ts';
import { type IndexEntry, partitionKey } from './indexes.ts';
import { type KeyRange, keyRange } from './key-range.ts';
import { type Page, PageBuilder, type Source } from './page.ts';
import { ALL_BUCKETS, type BucketRange, bucketOf } from './partitions.ts';
import { project } from './paths.ts';
import type { SortedList } from './sorted-list.ts';
import type { Row, Table } from './table.ts';
import { copyOut, type Item, readItem } from './values.ts';

export interface ReadInput extends Expressions {
  TableName: string;
  Key?: object;
  ConsistentRead?: boolean;
  ReturnConsumedCapacity?: string;
}

export interface SearchInput extends ReadInput {
  IndexName?: string;
  ExclusiveStartKey?: object;
  Limit?: number;
  ScanIndexForward?: boolean;
  Select?: string;
  Segment?: unknown;
  TotalSegments?: unknown;
}

export function getItem(table: Table, input: ReadInput): { item: Item | undefined; bytes: number } {
  const key = readItem(input.Key);
  const { plan } = prepare(input, []);
  checkKey(key, table.definition);
  checkNested(plan.nested, table.definition);
  const row = table.find(table.keyOf(key));
  if (row === undefined) return { item: undefined, bytes: 0 };
  return { item: copyOut(plan.projection ? project(plan.projection, row.item) : row.item), bytes: row.size };
}

function sourceOf(table: Table, input: SearchInput): Source {
  if (input.IndexName === undefined) return { index: undefined, keys: table.definition };
  const index = table.indexes.get(input.IndexName);
  if (index === undefined) throw invalid(`The table does not have the specified index: ${input.IndexName}`);
  if (input.ConsistentRead) throw invalid('Consistent reads are not supported on global secondary indexes');
  return { index, keys: index.definition };
}

export function query(table: Table, input: SearchInput): Page {
  if (input.KeyConditionExpression === undefined) {
    throw invalid('Either the KeyConditions or KeyConditionExpression parameter must be specified in the request.');
  }
  const { plan, values } = prepare(input, ['FilterExpression', 'KeyConditionExpression']);
  const source = sourceOf(table, input);
  const range = keyRange(plan.key ?? new Map(), values, source.keys);
  checkSelection(table, source, input, plan);
  for (const { name } of keysOf(source.keys)) {
    if (plan.filtered.includes(name)) {
      throw invalid(`Filter Expression can only contain non-primary key attributes: Primary key attribute: ${name}`);
    }
  }
  const start = input.ExclusiveStartKey && startOf(table, source, input.ExclusiveStartKey, range);
  const page = new PageBuilder({ table, source, input, plan, values });
  if (source.index === undefined) {
    walk(table.rows.of(range.hash), range, start, input.ScanIndexForward !== false, (row) => page.take(row));
  } else {
    const entries = source.index.entries.of(range.hash);
    walk(entries, range, start, input.ScanIndexForward !== false, (entry) => page.take(entry.row));
  }
  return page.done();
}

/** Where to go on: the order in the searched list, and the table's key that decides between equals. */
interface Start {
  hash: string;
  order: string;
  key: { hash: string; order: string };
}

function startOf(table: Table, source: Source, input: object, range?: KeyRange): Start {
  const given = readItem(input);
  const names = new Set([...keysOf(table.definition), ...keysOf(source.keys)].map(({ name }) => name));
  const provided = Object.keys(given);
  if (provided.length !== names.size || provided.some((name) => !names.has(name))) {
    throw invalid(
      range === undefined && source.index === undefined
        ? 'The provided starting key is invalid: The provided key element does not match the schema'
        : 'The provided starting key is invalid',
    );
  }
  const { hash, range: sort } = source.keys;
  for (const part of [...keysOf(table.definition), ...keysOf(source.keys)]) {
    checkKeyPart(given, part, part === hash || part === table.definition.hash);
  }
  const key = table.keyOf(given);
  const own = source.index === undefined ? key : source.index.keyOf(given);
  if (own === undefined) throw invalid('The provided starting key is invalid');
  if (range !== undefined) {
    const partition = given[hash.name];
    if (partition === undefined || partitionKey(partition) !== range.hash) {
      throw invalid('The provided starting key is outside query boundaries based on provided conditions');
    }
    if (sort !== undefined && (range.before(own.order) || range.after(own.order))) {
      throw invalid('The provided starting key does not match the range key predicate');
    }
  }
  return { ...own, key };
}

/** Negative if an entry comes before the place to go on from, 0 if it is the very place. */
function fromStart(entry: Row | IndexEntry, start: Start): number {
  if (entry.order !== start.order) return entry.order < start.order ? -1 : 1;
  if (!('row' in entry)) return 0;
  const { row } = entry;
  if (row.hash !== start.key.hash) return row.hash < start.key.hash ? -1 : 1;
  return row.order === start.key.order ? 0 : row.order < start.key.order ? -1 : 1;
}

function walk<Entry extends Row | IndexEntry>(
  entries: SortedList<Entry> | undefined,
  range: KeyRange,
  start: Start | undefined,
  forward: boolean,
  visit: (entry: Entry) => boolean,
): void {
  if (entries === undefined) return;
  if (forward) {
    entries.forward(
      (entry) => range.before(entry.order) || (start !== undefined && fromStart(entry, start) <= 0),
      (entry) => !range.after(entry.order) && visit(entry),
    );
  } else {
    entries.backward(
      (entry) => !range.after(entry.order) && (start === undefined || fromStart(entry, start) < 0),
      (entry) => !range.before(entry.order) && visit(entry),
    );
  }
}

export function scan(table: Table, input: SearchInput): Page {
  const { plan, values } = prepare(input, ['FilterExpression']);
  const source = sourceOf(table, input);
  checkSelection(table, source, input, plan);
  const buckets = segmentOf(input);
  const start = input.ExclusiveStartKey && startOf(table, source, input.ExclusiveStartKey);
  if (start !== undefined && (bucketOf(start.hash) < buckets.from || bucketOf(start.hash) >= buckets.until)) {
    throw invalid(
      `The provided starting key is invalid: Invalid ExclusiveStartKey. Please use ExclusiveStartKey with correct Segment. TotalSegments: ${input.TotalSegments} Segment: ${input.Segment}`,
    );
  }
  const page = new PageBuilder({ table, source, input, plan, values });
  const partitions = source.index?.entries ?? table.rows;
  partitions.eachPartition(
    buckets.from,
    start?.hash,
    (hash, entries: SortedList<Row> | SortedList<IndexEntry>, bucket) => {
      if (bucket >= buckets.until) return false;
      let more = true;
      const list = entries as SortedList<Row | IndexEntry>;
      list.forward(
        (entry) => start?.hash === hash && fromStart(entry, start) <= 0,
        (entry) => {
          more = page.take('row' in entry ? entry.row : entry);
          return more;
        },
      );
      return more;
    },
  );
  return page.done();
}

function segmentOf({ Segment: segment, TotalSegments: total }: SearchInput): BucketRange {
  if (segment === undefined && total === undefined) return ALL_BUCKETS;
  if (typeof total !== 'number') {
    throw invalid(
      'The TotalSegments parameter is required but was not present in the request when Segment parameter is present',
    );
  }
  if (typeof segment !== 'number') {
    throw invalid(
      'The Segment parameter is required but was not present in the request when parameter TotalSegments is present',
    );
  }
  if (segment >= total) {
    throw invalid(
      `The Segment parameter is zero-based and must be less than parameter TotalSegments: Segment: ${segment} is not less than TotalSegments: ${total}`,
    );
  }
  const share = ALL_BUCKETS.until / total;
  return { from: Math.ceil(segment * share), until: Math.ceil((segment + 1) * share) };
}

function checkSelection(table: Table, { index }: Source, input: SearchInput, plan: Plan): void {
  checkNested(plan.nested, table.definition);
  const projected = index?.definition.projected;
  const { Select: select } = input;
  if (select === 'ALL_PROJECTED_ATTRIBUTES' && index === undefined) {
    throw invalid(
      'One or more parameter values were invalid: ALL_PROJECTED_ATTRIBUTES can be used only when Querying using an IndexName',
    );
  }
  if (select === 'SPECIFIC_ATTRIBUTES' && plan.projection === undefined) {
    throw invalid('Must specify the AttributesToGet or ProjectionExpression when choosing to get SPECIFIC_ATTRIBUTES');
  }
  if (plan.projection !== undefined && select !== undefined && select !== 'SPECIFIC_ATTRIBUTES') {
    const chosen = select === 'COUNT' ? 'only the Count' : select;
    throw invalid(`Cannot specify the ProjectionExpression when choosing to get ${chosen}`);
  }
  if (index === undefined || projected === undefined) return;
  if (select === 'ALL_ATTRIBUTES') {
    throw invalid(
      `One or more parameter values were invalid: Select type ALL_ATTRIBUTES is not supported for global secondary index ${index.definition.name} because its projection type is not ALL`,
    );
  }
  const missing = (plan.projection ?? []).map(([name]) => String(name)).filter((name) => !projected.has(name));
  if (missing.length > 0) {
    throw invalid(
      `One or more parameter values were invalid: Global secondary index ${index.definition.name} does not project [${missing.join(', ')}]`,
    );
  }
}
