// The plans of days: how many accounts fall due, and how their messages are spread.
import { PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Day } from '../contracts/time.ts';
import { epochMs } from '../domain/calendar.ts';
import type { DayPlan } from '../domain/pacing.ts';
import { fromItem, type Item, toItem } from './items.ts';
import { dueShard, keys } from './keys.ts';
import type { Table } from './partition.ts';
import { answered } from './transactions.ts';

/** Long enough to look up what was planned for the last bill day. */
const KEPT_SECONDS = 30 * 86_400;
/** Shards that are counted at a time. */
const AT_ONCE = 16;

/** Of all products, for this day and those after. */
export async function plansSince(table: Table, day: Day): Promise<DayPlan[]> {
  const { pk, sk } = keys.dayPlan(day, '');
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

  /** The newest plan of a product's day stands. */
  async function put(plan: DayPlan): Promise<void> {
    const expiresAt = Math.floor(epochMs(plan.closes) / 1000) + KEPT_SECONDS;
    const item = toItem(keys.dayPlan(plan.day, plan.product), { ...plan, expiresAt });
    await answered(client.send(new PutItemCommand({ TableName: name, Item: item })));
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

  return { put, since: (day: Day) => plansSince(table, day), countDue };
}

export type DayPlans = ReturnType<typeof dayPlans>;
