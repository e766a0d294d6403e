// Events that name something not known yet. Each lies under the first name it misses, and in the due-day index, by which it
// is tried again every day until its time is over.
import {
  ConditionalCheckFailedException,
  DeleteItemCommand,
  GetItemCommand,
  PutItemCommand,
  QueryCommand,
  UpdateItemCommand,
} from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Day, Instant } from '../contracts/time.ts';
import { addDays, dayIn } from '../domain/calendar.ts';
import { fromItem, type Item, toItem, toKey } from './items.ts';
import { dueShard, keys, waitingPk, waitingShard } from './keys.ts';
import { readPartition, type Table } from './partition.ts';
import { answered } from './transactions.ts';

export interface WaitingEvent {
  /** What it waits for, as `nameKey` says it. */
  name: string;
  eventId: string;
  time: Instant;
  reason: string;
  /** As it came. */
  envelope: unknown;
  /** The file it came in, if it did. */
  source?: string | undefined;
  line?: number | undefined;
  since: Instant;
  /** It is given up at the first look from then on. */
  until: Instant;
}

/** Long past every look, in case nobody ever looks. */
const KEPT_SECONDS = 400 * 86_400;

export const waitingEvent = (item: Item): WaitingEvent => {
  const { envelope, ...rest } = fromItem(item);
  return { ...rest, envelope: JSON.parse(String(envelope)) } as WaitingEvent;
};

const byTime = (a: WaitingEvent, b: WaitingEvent): number =>
  a.time < b.time ? -1 : a.time > b.time ? 1 : a.eventId < b.eventId ? -1 : 1;

export function waitingStore(table: Table, shards: number) {
  const { client, name } = table;
  const dayAfter = (at: Instant): Day => addDays(dayIn('UTC', at), 1);

  async function read(key: Item): Promise<WaitingEvent | undefined> {
    const { Item: item } = await answered(
      client.send(new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true })),
    );
    return item && waitingEvent(item);
  }

  /** As it waits now: one that waits for the same already stays as it is. */
  async function put(one: WaitingEvent, now: Instant): Promise<WaitingEvent> {
    const key = keys.waiting(one.name, one.eventId);
    const item = toItem(key, {
      ...one,
      envelope: JSON.stringify(one.envelope),
      dueShard: waitingShard(one.eventId, shards),
      lookOn: dayAfter(now),
      expiresAt: Math.floor(Date.parse(one.until) / 1000) + KEPT_SECONDS,
    });
    try {
      await answered(
        client.send(
          new PutItemCommand({ TableName: name, Item: item, ConditionExpression: 'attribute_not_exists(pk)' }),
        ),
      );
      return one;
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
      // Taken and removed just now by somebody else: then it is tried once more, which finds it taken.
      return (await read(toKey(key))) ?? one;
    }
  }

  async function remove({ name: awaited, eventId }: WaitingEvent): Promise<void> {
    const Key = toKey(keys.waiting(awaited, eventId));
    await answered(client.send(new DeleteItemCommand({ TableName: name, Key })));
  }

  /** All that wait for this, read consistently, in the order of their times. */
  async function named(awaited: string): Promise<WaitingEvent[]> {
    return (await readPartition(table, waitingPk(awaited))).map(waitingEvent).sort(byTime);
  }

  /** The next look is tomorrow's. */
  async function lookTomorrow({ name: awaited, eventId }: WaitingEvent, now: Instant): Promise<void> {
    try {
      await answered(
        client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: toKey(keys.waiting(awaited, eventId)),
            UpdateExpression: 'SET lookOn = :day',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: marshall({ ':day': dayAfter(now) }),
          }),
        ),
      );
    } catch (error) {
      if (!(error instanceof ConditionalCheckFailedException)) throw error;
    }
  }

  /** One page of what is to be looked at in a shard by this day. */
  async function due(shard: number, page: { by: Day; limit: number; cursor: string | null }) {
    const answer = await answered(
      client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard AND lookOn <= :by',
          ExpressionAttributeValues: { ':shard': { S: dueShard('WAITING', shard) }, ':by': { S: page.by } },
          Limit: page.limit,
          ...(page.cursor === null ? {} : { ExclusiveStartKey: JSON.parse(page.cursor) as Item }),
        }),
      ),
    );
    const found = await Promise.all(
      (answer.Items ?? []).map(({ pk, sk }) => (pk && sk ? read({ pk, sk }) : Promise.resolve(undefined))),
    );
    return {
      events: found.filter((one) => one !== undefined),
      cursor: answer.LastEvaluatedKey === undefined ? null : JSON.stringify(answer.LastEvaluatedKey),
    };
  }

  return { put, remove, named, lookTomorrow, due };
}

export type WaitingStore = ReturnType<typeof waitingStore>;
