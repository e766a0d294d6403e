/** BatchGetItem and BatchWriteItem: many items in one call, each on its own. */
import { invalid } from './fault.ts';
import { checkParameters } from './parameters.ts';
import { getItem, type ReadInput } from './reads.ts';
import type { Store } from './store.ts';
import { consumed, readUnits } from './usage.ts';
import { copyOut, type Item, readItem } from './values.ts';
import { plan, prepareWrite } from './writes.ts';

interface BatchGet {
  RequestItems: Record<string, { Keys: object[]; ConsistentRead?: boolean } & Partial<ReadInput>>;
  ReturnConsumedCapacity?: string;
}
interface WriteRequest {
  PutRequest?: { Item?: object };
  DeleteRequest?: { Key?: object };
}
interface BatchWrite {
  RequestItems: Record<string, WriteRequest[]>;
  ReturnConsumedCapacity?: string;
}

const LARGEST_ANSWER = 16 * 1024 * 1024;
const DUPLICATES = 'Provided list of item keys contains duplicates';

export function batchGetItem(store: Store, input: BatchGet): object {
  const requests = Object.entries(input.RequestItems);
  for (const [, request] of requests) checkParameters('BatchGetItem RequestItems', request);
  const wanted = requests.reduce((count, [, { Keys: keys }]) => count + keys.length, 0);
  if (wanted > 100) throw invalid('Too many items requested for the BatchGetItem call');
  if (wanted === 0) throw atLeastOne(input.RequestItems);
  let bytes = 0;
  const responses: Record<string, Item[]> = {};
  const unprocessed: BatchGet['RequestItems'] = {};
  const capacity: object[] = [];
  for (const [name, { Keys: keys, ...options }] of requests) {
    const table = store.table(name);
    const seen = new Set<string>();
    const items: Item[] = [];
    const left: object[] = [];
    let units = 0;
    for (const given of keys) {
      const found = getItem(table, { ...options, TableName: name, Key: given });
      const { hash, order } = table.keyOf(readItem(given));
      if (seen.size === seen.add(`${hash.length}:${hash}${order}`).size) throw invalid(DUPLICATES);
      if (bytes + found.bytes > LARGEST_ANSWER) {
        left.push(copyOut(readItem(given)));
        continue;
      }
      bytes += found.bytes;
      units += readUnits(found.bytes, options.ConsistentRead ? 'strong' : 'eventual');
      if (found.item !== undefined) items.push(found.item);
    }
    responses[name] = items;
    if (left.length > 0) unprocessed[name] = { ...options, Keys: left };
    store.usage.readUnits += units;
    const answer = consumed(input, name, units);
    if (answer !== undefined) capacity.push(answer);
  }
  return {
    Responses: responses,
    UnprocessedKeys: unprocessed,
    ...(capacity.length > 0 && { ConsumedCapacity: capacity }),
  };
}

export function batchWriteItem(store: Store, input: BatchWrite): object {
  const requests = Object.entries(input.RequestItems);
  const count = requests.reduce((sum, [, list]) => sum + (Array.isArray(list) ? list.length : 0), 0);
  if (count > 25) throw invalid('Too many items requested for the BatchWriteItem call');
  if (count === 0) throw atLeastOne(input.RequestItems);
  const writes = requests.flatMap(([name, list]) => {
    const table = store.table(name);
    const seen = new Set<string>();
    return list.map((request) => {
      const write = prepareRequest(name, request);
      // Against the table as it is now only to check the request before anything is written.
      const { hash, order } = plan(write, table).key;
      if (seen.size === seen.add(`${hash.length}:${hash}${order}`).size) throw invalid(DUPLICATES);
      return { table, write };
    });
  });
  const units = new Map<string, number>();
  for (const { table, write } of writes) {
    const [own = 0] = store.commit([plan(write, table)], 'plain');
    units.set(table.name, (units.get(table.name) ?? 0) + own);
  }
  const capacity = [...units].map(([name, sum]) => consumed(input, name, sum)).filter((answer) => answer !== undefined);
  return { UnprocessedItems: {}, ...(capacity.length > 0 && { ConsumedCapacity: capacity }) };
}

function prepareRequest(name: string, request: WriteRequest): ReturnType<typeof prepareWrite> {
  const kinds = Object.entries(request).filter(([, value]) => value !== undefined);
  const [kind, body] = kinds[0] ?? [];
  if (kinds.length !== 1 || (kind !== 'PutRequest' && kind !== 'DeleteRequest')) {
    throw invalid(
      'Supplied AttributeValue has more than one datatypes set, must contain exactly one of the supported datatypes',
    );
  }
  const part = kind === 'PutRequest' ? 'Item' : 'Key';
  const other = Object.keys(body as object).find((parameter) => parameter !== part);
  if (other !== undefined) throw invalid(`The local DynamoDB does not support the parameter ${other} of ${kind}`);
  return prepareWrite(kind === 'PutRequest' ? 'Put' : 'Delete', { TableName: name, ...(body as object) });
}

function atLeastOne(requests: object): Error {
  return invalid(
    `1 validation error detected: Value '${JSON.stringify(requests)}' at 'requestItems' failed to satisfy constraint: Member must have length greater than or equal to 1`,
  );
}
