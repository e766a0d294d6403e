// Who looks at an account next, and when: the execution that sleeps, the day in the sweep's index.
import { type AttributeValue, QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { LedgerMoved } from '../contracts/errors.ts';
import type { Day } from '../contracts/time.ts';
import { type Head, type Item, toKey } from './items.ts';
import { accountPk, keys } from './keys.ts';
import type { Loaded, Table } from './ledger-store.ts';
import { answered, isConditionFailed } from './transactions.ts';

export function attendance({ client, name }: Table) {
  interface HeadChange {
    set: Record<string, unknown>;
    remove?: readonly string[];
    condition: string;
    values: Record<string, unknown>;
  }

  async function changeHead(accountId: string, change: HeadChange): Promise<boolean> {
    const entries = Object.entries(change.set);
    const removed = change.remove ?? [];
    const setClause = entries.length > 0 ? `SET ${entries.map((_, at) => `#s${at} = :s${at}`).join(', ')}` : '';
    const removeClause = removed.length > 0 ? ` REMOVE ${removed.map((_, at) => `#r${at}`).join(', ')}` : '';
    const named: Record<string, string> = {};
    const values: Record<string, AttributeValue> = marshall(change.values, { removeUndefinedValues: true });
    entries.forEach(([key, value], at) => {
      named[`#s${at}`] = key;
      Object.assign(values, marshall({ [`:s${at}`]: value }, { removeUndefinedValues: true }));
    });
    removed.forEach((key, at) => {
      named[`#r${at}`] = key;
    });
    try {
      await answered(
        client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: toKey(keys.account(accountId)),
            UpdateExpression: `${setClause}${removeClause}`,
            ConditionExpression: change.condition,
            ExpressionAttributeNames: named,
            ...(Object.keys(values).length > 0 ? { ExpressionAttributeValues: values } : {}),
          }),
        ),
      );
      return true;
    } catch (error) {
      if (isConditionFailed(error)) return false;
      throw error;
    }
  }

  /** The day of the next look after a sweep; the account leaves the index where there is none. */
  async function lookNext(loaded: Loaded, next: { day: Day | undefined; shard: string }): Promise<boolean> {
    const dated = next.day !== undefined;
    return changeHead(loaded.account.accountId, {
      set: dated ? { lookOn: next.day, dueShard: next.shard } : {},
      remove: dated ? [] : ['lookOn', 'dueShard'],
      condition: 'revision = :read',
      values: { ':read': loaded.account.revision },
    });
  }

  /** Brings the next look forward, never back. */
  async function lookBy(accountId: string, by: { day: Day; shard: string }): Promise<void> {
    await changeHead(accountId, {
      set: { lookOn: by.day, dueShard: by.shard },
      condition: 'attribute_exists(pk) AND (attribute_not_exists(lookOn) OR lookOn > :day)',
      values: { ':day': by.day },
    });
  }

  /**
   * An execution goes to sleep: only if nothing has changed since it looked, or it would miss the event that should wake
   * it. The look after `until` is the sweep's, in case the execution is lost.
   */
  async function sleep(
    accountId: string,
    asleep: { revision: number; waiting: NonNullable<Head['waiting']>; lookOn: Day; shard: string },
  ): Promise<void> {
    const done = await changeHead(accountId, {
      set: { waiting: asleep.waiting, lookOn: asleep.lookOn, dueShard: asleep.shard },
      remove: ['parked'],
      condition: 'revision = :read',
      values: { ':read': asleep.revision },
    });
    if (!done) throw new LedgerMoved(`account ${accountId} changed before its execution could wait`);
  }

  /** Something that decides for the account changed outside its partition: what was decided before is stale. */
  async function touch(accountId: string): Promise<void> {
    await answered(
      client.send(
        new UpdateItemCommand({
          TableName: name,
          Key: toKey(keys.account(accountId)),
          UpdateExpression: 'ADD revision :one',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: marshall({ ':one': 1 }),
        }),
      ),
    );
  }

  async function park(accountId: string, parked: NonNullable<Head['parked']>): Promise<void> {
    await changeHead(accountId, {
      set: { parked },
      remove: ['waiting'],
      condition: 'attribute_exists(pk)',
      values: {},
    });
  }

  async function due(shard: string, page: { until: Day; limit: number; cursor: string | null }) {
    const answer = await answered(
      client.send(
        new QueryCommand({
          TableName: name,
          IndexName: 'due',
          KeyConditionExpression: 'dueShard = :shard AND lookOn <= :until',
          ExpressionAttributeValues: { ':shard': { S: shard }, ':until': { S: page.until } },
          Limit: page.limit,
          ...(page.cursor === null ? {} : { ExclusiveStartKey: JSON.parse(page.cursor) as Item }),
        }),
      ),
    );
    return {
      accountIds: (answer.Items ?? []).map((item) => (item.pk?.S ?? '').slice(accountPk('').length)),
      cursor: answer.LastEvaluatedKey === undefined ? null : JSON.stringify(answer.LastEvaluatedKey),
    };
  }

  return { lookNext, lookBy, sleep, touch, park, due };
}

export type Attendance = ReturnType<typeof attendance>;
