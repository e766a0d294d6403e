/**
 * DynamoDB in the process: synchronous, in memory, with the service's semantics and messages. What it does not know,
 * operation or parameter, it refuses by name.
 */
import type { CreateTableCommandInput } from '@aws-sdk/client-dynamodb';
import { batchGetItem, batchWriteItem } from './batches.ts';
import { DynamoDbFault } from './fault.ts';
import type { Page } from './page.ts';
import { checkParameters, knows } from './parameters.ts';
import { getItem, query, type ReadInput, type SearchInput, scan } from './reads.ts';
import { Store, type StreamRecord } from './store.ts';
import { createTable, describeTable, describeTimeToLive, listTables, updateTimeToLive } from './tables.ts';
import { Transactions } from './transactions.ts';
import { consumed, readUnits, type Usage, writeUnits } from './usage.ts';
import { type Action, plan, prepareWrite, returned, type WriteInput } from './writes.ts';

export interface EngineOptions {
  /** Epoch milliseconds; for creation times, stream records and the life of request tokens. */
  now?: () => number;
  region?: string;
  account?: string;
}

/** An item whose time passed longer ago than this stays, in the service too. */
const FIVE_YEARS_S = 5 * 365 * 24 * 60 * 60;

/** Its input has passed `checkParameters` for the operation, so it has the shape that the operation names. */
type Operation = (input: never) => object;

export class DynamoDbEngine {
  readonly #store: Store;
  readonly #operations: ReadonlyMap<string, Operation>;

  constructor(options: EngineOptions = {}) {
    this.#store = new Store({
      now: options.now ?? Date.now,
      region: options.region ?? 'us-east-1',
      account: options.account ?? '000000000000',
    });
    const store = this.#store;
    const transactions = new Transactions(store);
    this.#operations = new Map<string, Operation>([
      ['GetItem', (input: ReadInput) => this.#get(input)],
      ['PutItem', (input: WriteInput) => this.#write('Put', input)],
      ['UpdateItem', (input: WriteInput) => this.#write('Update', input)],
      ['DeleteItem', (input: WriteInput) => this.#write('Delete', input)],
      ['Query', (input: SearchInput) => this.#search(query, input)],
      ['Scan', (input: SearchInput) => this.#search(scan, input)],
      ['BatchGetItem', (input) => batchGetItem(store, input)],
      ['BatchWriteItem', (input) => batchWriteItem(store, input)],
      ['TransactWriteItems', (input) => transactions.write(input)],
      ['TransactGetItems', (input) => transactions.get(input)],
      ['CreateTable', (input) => createTable(store, input)],
      ['DescribeTable', (input) => describeTable(store, input)],
      ['UpdateTimeToLive', (input) => updateTimeToLive(store, input)],
      ['DescribeTimeToLive', (input) => describeTimeToLive(store, input)],
      ['ListTables', (input) => listTables(store, input)],
    ]);
  }

  get usage(): Usage {
    return this.#store.usage;
  }

  createTable(input: CreateTableCommandInput): void {
    this.call('CreateTable', input);
  }

  /** Input and output in the SDK's shapes, binary as Uint8Array; neither is shared with what is stored. */
  call(operation: string, input: object): object {
    const run = this.#operations.get(operation);
    if (run === undefined || !knows(operation)) {
      throw new DynamoDbFault('UnknownOperationException', `The local DynamoDB does not support ${operation}`);
    }
    this.#store.usage.called(operation);
    checkParameters(operation, input);
    return run(input as never);
  }

  /** Calls the listener with every change, after it took effect; returns what ends that. */
  onChange(listener: (record: StreamRecord) => void): () => void {
    return this.#store.listen(listener);
  }

  /** Deletes the items whose time to live has passed; answers how many. */
  expire(nowMs: number): number {
    const latest = Math.floor(nowMs / 1000);
    let count = 0;
    for (const table of this.#store.tables.values()) {
      const rows = table.expired(latest - FIVE_YEARS_S, latest);
      count += rows.length;
      this.#store.commit(
        rows.map((row) => table.change({ hash: row.hash, order: row.order }, row, undefined)),
        'expiry',
      );
    }
    return count;
  }

  #get(input: ReadInput): object {
    const { item, bytes } = getItem(this.#store.table(input.TableName), input);
    return { ...(item && { Item: item }), ...this.#billRead(input, bytes) };
  }

  #search(search: (table: ReturnType<Store['table']>, input: SearchInput) => Page, input: SearchInput): object {
    const { bytes, ...page } = search(this.#store.table(input.TableName), input);
    return { ...page, ...this.#billRead(input, bytes) };
  }

  #billRead(input: ReadInput, bytes: number): object | undefined {
    const units = readUnits(bytes, input.ConsistentRead ? 'strong' : 'eventual');
    this.#store.usage.readUnits += units;
    const capacity = consumed(input, input.TableName, units);
    return capacity && { ConsumedCapacity: capacity };
  }

  #write(action: Action, input: WriteInput): object {
    const write = prepareWrite(action, input);
    const table = this.#store.table(input.TableName);
    try {
      const change = plan(write, table);
      const before = change.before?.item;
      const [units = 0] = this.#store.commit([change], 'plain');
      const attributes = returned(write, before, change.after);
      const capacity = consumed(input, input.TableName, units);
      return { ...(attributes && { Attributes: attributes }), ...(capacity && { ConsumedCapacity: capacity }) };
    } catch (error) {
      // A condition that does not hold costs what the item there would.
      if (error instanceof DynamoDbFault && error.name === 'ConditionalCheckFailedException') {
        this.#store.usage.writeUnits += writeUnits(table.find(table.keyOf(write.given))?.size ?? 0, 0);
      }
      throw error;
    }
  }
}
