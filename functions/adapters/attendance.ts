// Who looks at an account next, and when: the execution that sleeps, the day in the sweep's index.
import { QueryCommand, UpdateItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { LedgerMoved } from '../contracts/errors.ts';
import type { Day } from '../contracts/time.ts';
import { changing } from './changing.ts';
import { type Head, type Item, toKey } from './items.ts';
import { accountPk, keys } from './keys.ts';
import type { Loaded } from './ledger-store.ts';
import type { Table } from './partition.ts';
import { answered, isConditionFailed } from './transactions.ts';

export function attendance({ client, name }: Table) {
  /** False where the condition does not hold. */
  async function changeHead(
    accountId: string,
    attributes: Readonly<Record<string, unknown>>,
    on: { condition: string; values?: Record<string, unknown> },
  ): Promise<boolean> {
    const { expression, names, values } = changing(attributes);
    const all = { ...values, ...marshall(on.values ?? {}) };
    try {
      await answered(
        client.send(
          new UpdateItemCommand({
            TableName: name,
            Key: toKey(keys.account(accountId)),
            UpdateExpression: expression,
            ConditionExpression: on.condition,
            ExpressionAttributeNames: names,
            ...(Object.keys(all).length > 0 ? { ExpressionAttributeValues: all } : {}),
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
    const { accountId, revision } = loaded.account;
    const { day, shard } = next;
    return changeHead(
      accountId,
      { lookOn: day, dueShard: day === undefined ? undefined : shard },
      { condition: 'revision = :read', values: { ':read': revision } },
    );
  }

  /** Brings the next look forward, never back. */
  async function lookBy(accountId: string, by: { day: Day; shard: string }): Promise<void> {
    await changeHead(
      accountId,
      { lookOn: by.day, dueShard: by.shard },
      {
        condition: 'attribute_exists(pk) AND (attribute_not_exists(lookOn) OR lookOn > :day)',
        values: { ':day': by.day },
      },
    );
  }

  /** The same for an account that is in the index already, as every one with a case is: its shard stays as it is. */
  async function lookSooner(accountId: string, day: Day): Promise<void> {
    await changeHead(
      accountId,
      { lookOn: day },
      { condition: 'attribute_exists(dueShard) AND lookOn > :day', values: { ':day': day } },
    );
  }

  /**
   * An execution goes to sleep: only if nothing has changed since it looked, or it would miss the event that should wake
   * it. The look after `until` is the sweep's, in case the execution is lost.
   */
  async function sleep(
    accountId: string,
    asleep: { revision: number; waiting: NonNullable<Head['waiting']>; lookOn: Day; shard: string },
  ): Promise<void> {
    const { waiting, lookOn, shard: dueShard, revision } = asleep;
    const done = await changeHead(
      accountId,
      { waiting, lookOn, dueShard, parked: undefined },
      { condition: 'revision = :read', values: { ':read': revision } },
    );
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
    await changeHead(accountId, { parked, waiting: undefined }, { condition: 'attribute_exists(pk)' });
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

  return { lookNext, lookBy, lookSooner, sleep, touch, park, due };
}

export type Attendance = ReturnType<typeof attendance>;
