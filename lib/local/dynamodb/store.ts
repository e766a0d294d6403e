/** The tables, and the one place where a change takes effect: indexes, usage and stream records follow from it. */
import { equalItems } from './compare.ts';
import { keysOf } from './definition.ts';
import { noSuchTable } from './fault.ts';
import type { Change, Table } from './table.ts';
import { Usage, writeUnits } from './usage.ts';
import { copyOut, type Item } from './values.ts';

/** A record of DynamoDB Streams with new and old images. */
export interface StreamRecord {
  eventID: string;
  eventName: 'INSERT' | 'MODIFY' | 'REMOVE';
  eventVersion: '1.1';
  eventSource: 'aws:dynamodb';
  awsRegion: string;
  eventSourceARN: string;
  /** Of the service itself, when an item's time to live has passed. */
  userIdentity?: { type: 'Service'; principalId: 'dynamodb.amazonaws.com' };
  dynamodb: {
    ApproximateCreationDateTime: number;
    Keys: Item;
    NewImage?: Item;
    OldImage?: Item;
    SequenceNumber: string;
    SizeBytes: number;
    StreamViewType: 'NEW_AND_OLD_IMAGES';
  };
}

export interface Place {
  now: () => number;
  region: string;
  account: string;
}

export class Store {
  readonly tables = new Map<string, Table>();
  readonly usage = new Usage();
  readonly place: Place;
  readonly #listeners = new Set<(record: StreamRecord) => void>();
  readonly #undelivered: StreamRecord[] = [];
  #delivering = false;
  #sequence = 0;

  constructor(place: Place) {
    this.place = place;
  }

  table(name: string): Table {
    const table = this.tables.get(name);
    if (table === undefined) throw noSuchTable();
    return table;
  }

  arnOf(tableName: string): string {
    return `arn:aws:dynamodb:${this.place.region}:${this.place.account}:table/${tableName}`;
  }

  listen(listener: (record: StreamRecord) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Carries out changes that were all prepared against the present state; answers the write units of each. */
  commit(changes: readonly Change[], billing: 'plain' | 'transaction' | 'expiry'): number[] {
    const units = changes.map((change) => {
      const { table, key, before, after } = change;
      const old = before?.item;
      const own = writeUnits(before?.size ?? 0, change.afterSize);
      const indexes = table.apply(change);
      if (this.#listeners.size > 0) this.#record(table, key, old, after, billing === 'expiry');
      return billing === 'expiry' ? 0 : (billing === 'transaction' ? 2 * own : own) + indexes;
    });
    for (const count of units) this.usage.writeUnits += count;
    this.#deliver();
    return units;
  }

  #record(table: Table, key: Change['key'], old: Item | undefined, now: Item | undefined, expired: boolean): void {
    // A write that changes nothing leaves no record, in the service either.
    if (old === now || (old !== undefined && now !== undefined && equalItems(old, now))) return;
    const image = now ?? old;
    if (image === undefined) return;
    this.#sequence += 1;
    const keys: Item = {};
    for (const { name } of keysOf(table.definition)) {
      const value = image[name];
      if (value !== undefined) keys[name] = value;
    }
    this.#undelivered.push({
      eventID: this.#sequence.toString(16).padStart(32, '0'),
      eventName: old === undefined ? 'INSERT' : now === undefined ? 'REMOVE' : 'MODIFY',
      eventVersion: '1.1',
      eventSource: 'aws:dynamodb',
      awsRegion: this.place.region,
      eventSourceARN: `${this.arnOf(table.name)}/stream/1970-01-01T00:00:00.000`,
      ...(expired && { userIdentity: { type: 'Service', principalId: 'dynamodb.amazonaws.com' } as const }),
      dynamodb: {
        ApproximateCreationDateTime: Math.floor(this.place.now() / 1000),
        Keys: copyOut(keys),
        ...(now && { NewImage: copyOut(now) }),
        ...(old && { OldImage: copyOut(old) }),
        SequenceNumber: String(this.#sequence).padStart(21, '0'),
        SizeBytes: key.hash.length + key.order.length,
        StreamViewType: 'NEW_AND_OLD_IMAGES',
      },
    });
  }

  /** In order, also when a listener writes: its records come after those that are waiting. */
  #deliver(): void {
    if (this.#delivering || this.#undelivered.length === 0) return;
    this.#delivering = true;
    try {
      for (let record = this.#undelivered.shift(); record !== undefined; record = this.#undelivered.shift()) {
        for (const listener of this.#listeners) listener(record);
      }
    } finally {
      this.#delivering = false;
    }
  }
}
