// Messages as providers know them: found by our ids or by theirs, settled by what became of them.
import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import type { AuditEntry } from '../domain/changes.ts';
import type { Notice } from '../domain/ledger.ts';
import { changing } from './changing.ts';
import { fromItem, toItem, toKey } from './items.ts';
import { accountPk, type Key, keys } from './keys.ts';
import { readPartition, type Table } from './partition.ts';
import { answered, moved, transact, type Write } from './transactions.ts';

export interface NoticeKey {
  accountId: string;
  noticeId: string;
}

/** `A1-2026-03-02.tier.formal.sms` is of A1's case of that day, `A1.reminder.O1.7.sms` of A1; ids may hold dots themselves. */
export function ownersOf(noticeId: string): string[] {
  const heads = [...noticeId.matchAll(/\./g)].map(({ index }) => noticeId.slice(0, index));
  return heads
    .flatMap((head) => [head.replace(/-\d{4}-\d{2}-\d{2}$/, ''), head])
    .filter((one, at, all) => all.indexOf(one) === at);
}

export function feedbackStore(table: Table) {
  const { client, name } = table;

  async function read(key: Key): Promise<Record<string, unknown> | undefined> {
    const { Item: item } = await answered(
      client.send(new GetItemCommand({ TableName: name, Key: toKey(key), ConsistentRead: true })),
    );
    return item && fromItem(item);
  }

  /** By its id; whose it is, the id begins with, if nobody says. */
  async function notice({
    noticeId,
    accountId,
  }: {
    noticeId: string;
    accountId?: string | undefined;
  }): Promise<Notice | undefined> {
    for (const owner of accountId === undefined ? ownersOf(noticeId) : [accountId]) {
      const found = await read(keys.notice(owner, noticeId));
      if (found !== undefined) return found as unknown as Notice;
    }
    return undefined;
  }

  /** The notice whose sending was recorded under the provider's id. */
  const named = async (providerId: string): Promise<NoticeKey | undefined> =>
    (await read(keys.message(providerId))) as unknown as NoticeKey | undefined;

  /** Where it went, as it is kept with the text. */
  const addressOf = async ({ accountId, noticeId }: NoticeKey): Promise<string | undefined> =>
    (await read(keys.text(accountId, noticeId)))?.to as string | undefined;

  async function noticesOf(accountId: string): Promise<Notice[]> {
    const items = await readPartition(table, accountPk(accountId));
    return items.filter((item) => item.sk?.S?.startsWith('NOTICE#')).map((item) => fromItem(item) as unknown as Notice);
  }

  /**
   * The notice as it reads now, with its audit entry, on condition that nobody settled it in between. Acts decided before
   * are stale where it matters to them: an arrival changes nothing for a message that was sent.
   */
  async function settle(was: Notice, now: Notice, audit: AuditEntry): Promise<void> {
    const { accountId, noticeId, status, sentAt, deliveredAt, failedAt, providerId } = now;
    const known = Object.entries({ status, sentAt, deliveredAt, failedAt, providerId });
    const { expression, names, values } = changing(
      Object.fromEntries(known.filter(([, value]) => value !== undefined)),
    );
    const { events, ...entry } = audit;
    const unique = `${noticeId}.${status}`;
    const event = events.map((one, at) => ({
      id: `${accountId}.${unique}.${at}`,
      type: one.type,
      time: audit.at,
      detail: one.detail,
    }));
    const stale = was.status === 'claimed' || status !== 'delivered';
    await transact(client, [
      {
        item: {
          Update: {
            TableName: name,
            Key: toKey(keys.notice(accountId, noticeId)),
            UpdateExpression: expression,
            ConditionExpression: '#was = :was',
            ExpressionAttributeNames: { ...names, '#was': 'status' },
            ExpressionAttributeValues: { ...values, ...marshall({ ':was': was.status }) },
          },
        },
        refused: moved(`notice ${noticeId}`),
      },
      ...(stale ? [revised(accountId)] : []),
      {
        item: {
          Put: {
            TableName: name,
            Item: toItem(keys.audit(accountId, audit.at, unique), {
              ...entry,
              ...(event.length > 0 ? { event } : {}),
            }),
          },
        },
        refused: moved('audit'),
      },
    ]);
  }

  const revised = (accountId: string): Write => ({
    item: {
      Update: {
        TableName: name,
        Key: toKey(keys.account(accountId)),
        UpdateExpression: 'ADD revision :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: marshall({ ':one': 1 }),
      },
    },
    refused: moved(`account ${accountId}`),
  });

  return { notice, named, addressOf, noticesOf, settle };
}

export type FeedbackStore = ReturnType<typeof feedbackStore>;
