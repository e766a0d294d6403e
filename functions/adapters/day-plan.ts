// The plans of days: how many accounts fall due, and how their messages are spread.
import { QueryCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import type { Day } from '../contracts/time.ts';
import { epochMs } from '../domain/calendar.ts';
import type { DayPlan } from '../domain/pacing.ts';
import { fromItem, type Item, toItem, toKey } from './items.ts';
import { dueShard, type Key, keys } from './keys.ts';
import type { Table } from './partition.ts';
import { answered, moved, transact } from './transactions.ts';

/** Long enough to look up what was planned for the last bill day. */
const KEPT_SECONDS = 30 * 86_400;
/** Shards that are counted at a time. */
const AT_ONCE = 16;

/** The days that are spread, of all products, from this one on. */
export const pacesSince = (table: Table, day: Day): Promise<DayPlan[]> => readSince(table, keys.pace(day, ''));

/** From a key on, to the end of its partition. */
async function readSince(table: Table, { pk, sk }: Key): Promise<DayPlan[]> {
  const plans: DayPlan[] = [];
  let start: Item | undefined;
  do {
    const page = await answered(
      table.client.send(
        new QueryCommand({
          TableName: table.name,
          KeyConditionExpression: 'pk = :pk AND sk >= :day',
          ExpressionAttributeValues: { ':pk': { S: pk }, ':day': { S: sk } },
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      ),
    );
    plans.push(...(page.Items ?? []).map((item) => fromItem(item) as unknown as DayPlan));
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
  return plans;
}

export function dayPlans(table: Table) {
  const { client, name } = table;

  /** The newest plan of a product's day stands; one that spreads the day is where every decision sees it. */
  async function put(plan: DayPlan): Promise<void> {
    const expiresAt = Math.floor(epochMs(plan.closes) / 1000) + KEPT_SECONDS;
    const { day, product } = plan;
    const of = (key: Key): TransactWriteItem => ({
      Put: { TableName: name, Item: toItem(key, { ...plan, expiresAt }) },
    });
    const pace = keys.pace(day, product);
    const seen: TransactWriteItem = plan.seconds > 0 ? of(pace) : { Delete: { TableName: name, Key: toKey(pace) } };
    const refused = moved(`the plan of ${product}`);
    await transact(
      client,
      [of(keys.dayPlan(day, product)), seen].map((item) => ({ item, refused })),
    );
  }

  /** Accounts of a product whose next look is on a day, or by then: read from the index, which is seconds behind at most. */
  async function countDue(product: string, on: { day: Day; shards: number; earlierToo: boolean }): Promise<number> {
    let total = 0;
    for (let from = 0; from < on.shards; from += AT_ONCE) {
      const some = Array.from({ length: Math.min(AT_ONCE, on.shards - from) }, (_, at) => dueShard(product, from + at));
      const counts = await Promise.all(some.map((shard) => countShard(shard, on)));
      total += counts.reduce((sum, one) => sum + one, 0);
    }
    return total;
  }

  async function countShard(shard: string, { day, earlierToo }: { day: Day; earlierToo: boolean }): Promise<number> {
    let count = 0;
    let start: Item | undefined;
    do {
      const page = await answered(
        client.send(
          new QueryCommand({
            TableName: name,
            IndexName: 'due',
            KeyConditionExpression: `dueShard = :shard AND lookOn ${earlierToo ? '<=' : '='} :day`,
            ExpressionAttributeValues: { ':shard': { S: shard }, ':day': { S: day } },
            Select: 'COUNT',
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      count += page.Count ?? 0;
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return count;
  }

  return { put, since: (day: Day) => readSince(table, keys.dayPlan(day, '')), countDue };
}

export type DayPlans = ReturnType<typeof dayPlans>;
