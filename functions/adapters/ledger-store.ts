import { GetItemCommand } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { NotFound } from '../contracts/errors.ts';
import type { Instant } from '../contracts/time.ts';
import { movesCustomer } from '../domain/apply.ts';
import type { AuditEntry, Changes } from '../domain/changes.ts';
import type { Contact, Notice, Snapshot } from '../domain/ledger.ts';
import type { Throttled } from '../domain/pacing.ts';
import { changing } from './changing.ts';
import { fromItem, type Head, type Item, toItem, toKey, toSnapshot } from './items.ts';
import { accountPk, customerPk, dueShard, keys, shardOf } from './keys.ts';
import { readPartition, type Table } from './partition.ts';
import { answered, moved, transact, type Write } from './transactions.ts';

export type Loaded = Snapshot & { head: Head };

/** Contacts older than the longest cap looks back are forgotten. */
const CONTACTS_KEPT_MS = 9 * 86_400_000;

/** Ten times as long as the latest word of a carrier takes. */
const MESSAGE_IDS_KEPT_SECONDS = 30 * 86_400;

/** So often the count of a customer's messages may change under a release. */
const RELEASE_ATTEMPTS = 5;
class CountMoved extends Error {}

/**
 * The execution of a case that closes ends, and its next look with it: the sweep takes the account back at once. Where
 * the account is in the index (it is while it has a case), the day alone moves it forward.
 */
function backToTheSweep({ cases, audit }: Changes): { lookOn?: string } {
  return cases.length > 0 && cases.every((record) => record.state === 'closed')
    ? { lookOn: audit.at.slice(0, 10) }
    : {};
}

export interface LedgerConfig {
  /** The time zone of each product. */
  timeZones: () => Promise<(product: string) => string>;
  /** Of each product's due-day index. */
  shards: number;
}

/** Revisions as text that sorts like the number. */
const ordered = (revision: number): string => String(revision).padStart(9, '0');

export function ledgerStore(table: Table, config: LedgerConfig) {
  const { client, name } = table;

  async function head(accountId: string): Promise<Head | undefined> {
    const { Item: item } = await answered(
      client.send(new GetItemCommand({ TableName: name, Key: toKey(keys.account(accountId)), ConsistentRead: true })),
    );
    return item === undefined ? undefined : (fromItem(item) as unknown as Head);
  }

  /** Everything that decides for an account, read consistently. Throws `NotFound` for an unknown one. */
  async function load(accountId: string): Promise<Loaded> {
    const accountItems = await readPartition(table, accountPk(accountId));
    const owner = accountItems.find((item) => item.sk?.S === 'ACCOUNT')?.customerId?.S;
    if (owner === undefined) throw new NotFound(`account ${accountId} is not in the ledger`);
    const loaded = toSnapshot(accountItems, await readPartition(table, customerPk(owner)), await config.timeZones());
    if (loaded === undefined) throw new NotFound(`customer ${owner} is not in the ledger`);
    return loaded;
  }

  /** The account's head: its revision goes up by one, on condition that it is the one that was read. */
  function headWrite(loaded: Loaded, changes: Changes): Write {
    const { line, covered, lockoutUntil, owed, reviewed } = changes.account;
    const cases = changes.cases.length > 0 ? { hasCases: true } : {};
    const { expression, names, values } = changing({
      line,
      owed,
      covered,
      lockoutUntil,
      reviewed,
      ...cases,
      ...backToTheSweep(changes),
    });
    return {
      item: {
        Update: {
          TableName: name,
          Key: toKey(keys.account(loaded.account.accountId)),
          UpdateExpression: `${expression} ADD revision :one`,
          ConditionExpression: 'revision = :read',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...values, ...marshall({ ':one': 1, ':read': loaded.account.revision }) },
        },
      },
      refused: moved(`account ${loaded.account.accountId}`),
    };
  }

  function customerWrite(loaded: Loaded, changes: Changes): Write {
    const { customerId, revision, contacts } = loaded.customer;
    const where = { TableName: name, Key: toKey(keys.customer(customerId)), ConditionExpression: 'revision = :read' };
    const refused = moved(`customer ${customerId}`);
    if (!movesCustomer(changes))
      return {
        item: { ConditionCheck: { ...where, ExpressionAttributeValues: marshall({ ':read': revision }) } },
        refused,
      };
    const oldest = Date.parse(changes.audit.at) - CONTACTS_KEPT_MS;
    const { contacted } = changes;
    const added = contacted === undefined ? [] : [{ at: changes.audit.at, channel: contacted }];
    const kept = [...contacts.filter((one) => Date.parse(one.at) >= oldest), ...added];
    return {
      item: {
        Update: {
          ...where,
          UpdateExpression: 'SET contacts = :contacts ADD revision :one',
          ExpressionAttributeValues: marshall({ ':contacts': kept, ':one': 1, ':read': revision }),
        },
      },
      refused,
    };
  }

  /** What concerns the customer's other accounts, and their next look, which finds it: today's, or else tomorrow's sweep. */
  function causeWrites(loaded: Loaded, { causes, audit }: Changes): Write[] {
    if (causes.length === 0) return [];
    const { customerId } = loaded.customer;
    const written = causes.map((cause) => ({
      item: { Put: { TableName: name, Item: toItem(keys.cause(customerId, cause.causeId), cause) } },
      refused: moved(`customer ${customerId}`),
    }));
    const looked = loaded.otherAccounts.map(({ accountId, product }) => ({
      item: {
        Update: {
          TableName: name,
          Key: toKey(keys.account(accountId)),
          UpdateExpression: 'SET lookOn = :today, dueShard = :shard ADD revision :one',
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: marshall({
            ':today': audit.at.slice(0, 10),
            ':shard': dueShard(product, shardOf(accountId, config.shards)),
            ':one': 1,
          }),
        },
      },
      refused: moved(`account ${accountId}`),
    }));
    return [...written, ...looked];
  }

  function auditWrite(audit: AuditEntry, unique: string): Write {
    const event = audit.events.map((one, at) => ({
      id: `${audit.accountId}.${unique}.${at}`,
      type: one.type,
      time: audit.at,
      detail: one.detail,
    }));
    const { events: _events, ...entry } = audit;
    const item = toItem(keys.audit(audit.accountId, audit.at, unique), {
      ...entry,
      ...(event.length > 0 ? { event } : {}),
    });
    return { item: { Put: { TableName: name, Item: item } }, refused: moved('audit') };
  }

  /**
   * One act, whole or not at all, a message with its text: `LedgerMoved` when account or customer changed since it was
   * decided.
   */
  async function save(loaded: Loaded, changes: Changes, text?: Item): Promise<void> {
    const { accountId, revision } = loaded.account;
    const put = (item: Item): Write => ({ item: { Put: { TableName: name, Item: item } }, refused: moved(accountId) });
    await transact(client, [
      headWrite(loaded, changes),
      customerWrite(loaded, changes),
      ...changes.cases.map((record) => put(toItem(keys.case(accountId, record.caseId), record))),
      ...changes.notices.map((notice) => ({
        item: {
          Put: {
            TableName: name,
            Item: toItem(keys.notice(accountId, notice.noticeId), notice),
            ConditionExpression: 'attribute_not_exists(pk)',
          },
        },
        refused: moved(`notice ${notice.noticeId}`),
      })),
      ...(text === undefined ? [] : [put(text)]),
      ...causeWrites(loaded, changes),
      auditWrite(changes.audit, ordered(revision + 1)),
    ]);
  }

  /** SNS tells of a text under its own id alone. */
  function messageWrites({ accountId, noticeId, channel, providerId }: Notice, at: Instant): Write[] {
    if (channel !== 'sms' || !providerId) return [];
    const expiresAt = Math.floor(Date.parse(at) / 1000) + MESSAGE_IDS_KEPT_SECONDS;
    const item = toItem(keys.message(providerId), { accountId, noticeId, expiresAt });
    return [{ item: { Put: { TableName: name, Item: item } }, refused: moved(`notice ${noticeId}`) }];
  }

  /** What became of a claimed message: recorded once, with the event that tells others. */
  async function record(accountId: string, outcome: { notice: Notice; audit: AuditEntry }): Promise<void> {
    const { notice, audit } = outcome;
    await transact(client, [
      {
        item: {
          Update: {
            TableName: name,
            Key: toKey(keys.notice(accountId, notice.noticeId)),
            UpdateExpression:
              notice.status === 'sent'
                ? 'SET #status = :status, sentAt = :at, providerId = :provider'
                : 'SET #status = :status, failedAt = :at, providerId = :provider',
            ConditionExpression: '#status = :claimed',
            ExpressionAttributeNames: { '#status': 'status' },
            ExpressionAttributeValues: marshall({
              ':status': notice.status,
              ':at': audit.at,
              ':provider': notice.providerId ?? '',
              ':claimed': 'claimed',
            }),
          },
        },
        refused: moved(`notice ${notice.noticeId}`),
      },
      {
        item: {
          Update: {
            TableName: name,
            Key: toKey(keys.account(accountId)),
            UpdateExpression: 'ADD revision :one',
            ExpressionAttributeValues: marshall({ ':one': 1 }),
          },
        },
        refused: moved(`account ${accountId}`),
      },
      ...messageWrites(notice, audit.at),
      auditWrite(audit, `${notice.noticeId}.${notice.status}`),
    ]);
  }

  /**
   * A message that certainly did not go out: its claim is taken back, so that it can be made again, and it no longer
   * counts towards the caps. Other accounts of the customer may be at the same count. That the account waits after a
   * throttle is in the same transaction: no look in between finds the message due at once.
   */
  async function release(
    loaded: Loaded,
    { noticeId, claimedAt, throttled }: { noticeId: string; claimedAt: Instant; throttled?: Throttled | undefined },
  ): Promise<void> {
    const { customerId } = loaded.customer;
    const claim: Write = {
      item: {
        Delete: {
          TableName: name,
          Key: toKey(keys.notice(loaded.account.accountId, noticeId)),
          ConditionExpression: '#status = :claimed',
          ExpressionAttributeNames: { '#status': 'status' },
          ExpressionAttributeValues: marshall({ ':claimed': 'claimed' }),
        },
      },
      refused: moved(`notice ${noticeId}`),
    };
    const text: Write = {
      item: { Delete: { TableName: name, Key: toKey(keys.text(loaded.account.accountId, noticeId)) } },
      refused: moved(`notice ${noticeId}`),
    };
    const always = [claim, text, ...(throttled === undefined ? [] : [waits(loaded.account.accountId, throttled)])];
    for (let attempt = 1; attempt <= RELEASE_ATTEMPTS; attempt += 1) {
      try {
        return await transact(client, [...always, await contactTakenBack(customerId, claimedAt)]);
      } catch (error) {
        if (!(error instanceof CountMoved)) throw error;
      }
    }
    // Better one too many in the count than a message that never goes out.
    await transact(client, always);
  }

  function waits(accountId: string, throttled: Throttled): Write {
    const { expression, names, values } = changing({ ...throttled });
    return {
      item: {
        Update: {
          TableName: name,
          Key: toKey(keys.account(accountId)),
          UpdateExpression: `${expression} ADD revision :one`,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...values, ...marshall({ ':one': 1 }) },
        },
      },
      refused: moved(`account ${accountId}`),
    };
  }

  async function contactTakenBack(customerId: string, at: Instant): Promise<Write> {
    const key = toKey(keys.customer(customerId));
    const { Item: item } = await answered(
      client.send(new GetItemCommand({ TableName: name, Key: key, ConsistentRead: true })),
    );
    const { contacts = [], revision } = fromItem(item ?? {}) as { contacts?: Contact[]; revision?: number };
    const last = contacts.findLastIndex((one) => one.at === at);
    return {
      item: {
        Update: {
          TableName: name,
          Key: key,
          UpdateExpression: 'SET contacts = :contacts ADD revision :one',
          ConditionExpression: 'revision = :read',
          ExpressionAttributeValues: marshall({
            ':contacts': last < 0 ? contacts : contacts.toSpliced(last, 1),
            ':one': 1,
            ':read': revision ?? 0,
          }),
        },
      },
      refused: () => new CountMoved(),
    };
  }

  /** The accounts of a customer. */
  async function accountsOf(customerId: string): Promise<string[]> {
    const items = await readPartition(table, customerPk(customerId));
    return items.flatMap((item) => (item.sk?.S?.startsWith('ACCOUNT#') ? [item.sk.S.slice('ACCOUNT#'.length)] : []));
  }

  return { head, load, save, record, release, accountsOf };
}

export type LedgerStore = ReturnType<typeof ledgerStore>;
