/**
 * TransactWriteItems and TransactGetItems. All actions are held against the tables before the first takes effect, in
 * one synchronous piece: no other call can come between the checks and the commit.
 */
import { createHash } from 'node:crypto';
import { type CancellationReason, DynamoDbFault, ItemFault, invalid } from './fault.ts';
import { checkParameters } from './parameters.ts';
import { getItem, type ReadInput } from './reads.ts';
import type { Store } from './store.ts';
import type { Change, Table } from './table.ts';
import { consumed, readUnits, writeUnits } from './usage.ts';
import { base64, itemSize, readItem } from './values.ts';
import { type Action, type PreparedWrite, plan, prepareWrite, type WriteInput } from './writes.ts';

interface TransactWrite {
  TransactItems: Partial<Record<Action, WriteInput>>[];
  ClientRequestToken?: string;
  ReturnConsumedCapacity?: string;
}
interface TransactGet {
  TransactItems: { Get?: ReadInput }[];
  ReturnConsumedCapacity?: string;
}

const ACTIONS: readonly string[] = ['ConditionCheck', 'Put', 'Delete', 'Update'];
const MOST_ACTIONS = 100;
const MOST_BYTES = 4 * 1024 * 1024;
const TOKEN_LIVES_MS = 10 * 60 * 1000;

interface Done {
  digest: string;
  until: number;
  answer: object;
}

export class Transactions {
  readonly #store: Store;
  readonly #done = new Map<string, Done>();

  constructor(store: Store) {
    this.#store = store;
  }

  write(input: TransactWrite): object {
    const { TransactItems: items, ClientRequestToken: token } = input;
    checkCount(items);
    const writes = items.map(prepareAction);
    const digest = token === undefined ? '' : digestOf(items);
    const earlier = token === undefined ? undefined : this.#earlier(token, digest);
    if (earlier !== undefined) {
      for (const { given } of writes) this.#store.usage.readUnits += readUnits(itemSize(given), 'transactional');
      return structuredClone(earlier);
    }
    const targets = writes.map((write) => ({ write, table: this.#store.table(write.input.TableName) }));
    refuseRepeatedKeys(targets.map(({ write, table }) => ({ table, key: keyIn(write, table) })));
    const changes = this.#planAll(targets);
    if (changes.reduce((bytes, change) => bytes + change.afterSize, 0) > MOST_BYTES) {
      throw invalid('Transaction cannot be larger than 4 MB in aggregate');
    }
    const units = this.#store.commit(changes, 'transaction');
    const answer = {
      ...capacities(
        input,
        changes.map((change) => change.table.name),
        units,
      ),
    };
    if (token !== undefined) {
      const until = this.#store.place.now() + TOKEN_LIVES_MS;
      this.#done.set(token, { digest, until, answer: structuredClone(answer) });
    }
    return answer;
  }

  get(input: TransactGet): object {
    const { TransactItems: items } = input;
    checkCount(items);
    const gets = items.map((entry) => {
      const get = onlyAction(entry, ['Get'])[1] as ReadInput;
      checkParameters('TransactGetItems Get', get);
      return { get, table: this.#store.table(get.TableName) };
    });
    const found = gets.map(({ get, table }) => getItem(table, get));
    refuseRepeatedKeys(gets.map(({ get, table }) => ({ table, key: table.keyOf(readItem(get.Key)) })));
    const units = found.map(({ bytes }) => readUnits(bytes, 'transactional'));
    for (const count of units) this.#store.usage.readUnits += count;
    return {
      Responses: found.map(({ item }) => (item === undefined ? {} : { Item: item })),
      ...capacities(
        input,
        gets.map(({ table }) => table.name),
        units,
      ),
    };
  }

  #planAll(targets: { write: PreparedWrite; table: Table }[]): Change[] {
    const changes: Change[] = [];
    const reasons = targets.map(({ write, table }): CancellationReason => {
      try {
        changes.push(plan(write, table));
        return { Code: 'None' };
      } catch (error) {
        return reasonOf(error);
      }
    });
    if (reasons.every(({ Code: code }) => code === 'None')) return changes;
    for (const { write, table } of targets) {
      // The service bills the prepared writes of a transaction that it cancels.
      const row = write.action === 'Put' ? undefined : table.find(table.keyOf(write.given));
      this.#store.usage.writeUnits += writeUnits(row?.size ?? itemSize(write.given), 0);
    }
    throw new DynamoDbFault(
      'TransactionCanceledException',
      `Transaction cancelled, please refer cancellation reasons for specific reasons [${reasons
        .map(({ Code: code }) => code)
        .join(', ')}]`,
      { CancellationReasons: reasons },
    );
  }

  #earlier(token: string, digest: string): object | undefined {
    if (token.length < 1 || token.length > 36) {
      throw invalid(
        `1 validation error detected: Value '${token}' at 'clientRequestToken' failed to satisfy constraint: Member must have length less than or equal to 36`,
      );
    }
    const now = this.#store.place.now();
    for (const [old, { until }] of this.#done) {
      if (until > now) break;
      this.#done.delete(old);
    }
    const earlier = this.#done.get(token);
    if (earlier === undefined) return undefined;
    if (earlier.digest === digest) return earlier.answer;
    throw new DynamoDbFault(
      'IdempotentParameterMismatchException',
      'DynamoDB rejected the request because you retried a request with a different payload but with an idempotent token that was already used.',
    );
  }
}

function checkCount(items: unknown[]): void {
  if (items.length >= 1 && items.length <= MOST_ACTIONS) return;
  const limit = items.length === 0 ? 'greater than or equal to 1' : `less than or equal to ${MOST_ACTIONS}`;
  throw invalid(
    `1 validation error detected: Value '${JSON.stringify(items)}' at 'transactItems' failed to satisfy constraint: Member must have length ${limit}`,
  );
}

function prepareAction(entry: object): PreparedWrite {
  const [action, input] = onlyAction(entry, ACTIONS);
  checkParameters(`TransactWriteItems ${action}`, input);
  return prepareWrite(action as Action, input as WriteInput);
}

function onlyAction(entry: object, allowed: readonly string[]): [string, object] {
  const given = Object.entries(entry).filter(([, value]) => value !== undefined) as [string, object][];
  const [action] = given;
  if (given.length === 1 && action !== undefined && allowed.includes(action[0])) return action;
  throw invalid(
    allowed.length === 1
      ? 'TransactItems can only contain one Get'
      : 'TransactItems can only contain one of Check, Put, Update or Delete',
  );
}

/** A key that the table would refuse is left to the planning, which makes it the reason of its action. */
function keyIn(write: PreparedWrite, table: Table): { hash: string; order: string } | undefined {
  const { hash, range } = table.definition;
  const { given } = write;
  const complete = [hash, range].every((part) => part === undefined || given[part.name]?.[part.type] !== undefined);
  return complete ? table.keyOf(given) : undefined;
}

function refuseRepeatedKeys(targets: { table: Table; key: { hash: string; order: string } | undefined }[]): void {
  const seen = new Set<string>();
  for (const { table, key } of targets) {
    if (key === undefined) continue;
    const id = `${table.name}\n${key.hash.length}:${key.hash}${key.order}`;
    if (seen.has(id)) throw invalid('Transaction request cannot include multiple operations on one item');
    seen.add(id);
  }
}

function reasonOf(error: unknown): CancellationReason {
  if (error instanceof ItemFault) return { Code: 'ValidationError', Message: error.message };
  if (!(error instanceof DynamoDbFault) || error.name !== 'ConditionalCheckFailedException') throw error;
  return { Code: 'ConditionalCheckFailed', Message: error.message, ...(error.Item && { Item: error.Item }) };
}

function digestOf(items: object): string {
  const text = JSON.stringify(items, (_name, value: unknown) => (value instanceof Uint8Array ? base64(value) : value));
  return createHash('sha256').update(text).digest('base64');
}

function capacities(input: { ReturnConsumedCapacity?: string }, tables: string[], units: number[]): object {
  const sums = new Map<string, number>();
  tables.forEach((name, i) => {
    sums.set(name, (sums.get(name) ?? 0) + (units[i] ?? 0));
  });
  const list = [...sums].map(([name, sum]) => consumed(input, name, sum)).filter((answer) => answer !== undefined);
  return list.length > 0 ? { ConsumedCapacity: list } : {};
}
