// Facts as they come in. Each write carries the event's id, so that the same event again changes nothing, and raises the
// revision of whom it is about, so that an act decided before it is stale.
import { GetItemCommand, type TransactWriteItem } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';
import { LedgerMoved } from '../contracts/errors.ts';
import { type Channel, channels, type EventOf, type InboundEvent } from '../contracts/events.ts';
import type { Instant } from '../contracts/time.ts';
import type { Word } from '../domain/consent.ts';
import type { Account, Customer } from '../domain/ledger.ts';
import { changing } from './changing.ts';
import { consentWrites } from './consent-writes.ts';
import { fromItem, type Head, type Item, toItem, toKey } from './items.ts';
import { accountPk, customerPk, type Key, keys } from './keys.ts';
import type { Table } from './partition.ts';
import { type Named, NotKnownYet, Refused } from './refusals.ts';
import { answered, transact, type Write } from './transactions.ts';

/** The event was taken before. */
class SeenBefore extends Error {}

const EVENT_IDS_KEPT_SECONDS = 400 * 86_400;

/** Two records of one thing: the later one holds; of the same time the greater event id, whatever the order. */
export interface Stamp {
  recordedAt: Instant;
  recordedBy: string;
}
export const stampOf = (event: InboundEvent): Stamp => ({ recordedAt: event.time, recordedBy: event.id });
const NEWER = 'attribute_not_exists(pk) OR recordedAt < :at OR (recordedAt = :at AND recordedBy <= :by)';
const newerValues = (stamp: Stamp): Item => marshall({ ':at': stamp.recordedAt, ':by': stamp.recordedBy });

export type Taken = 'taken' | 'seen-before';

export function intakeStore({ client, name }: Table) {
  const { audit, phoneIndex } = consentWrites(name);
  const put = (
    key: Key,
    value: object,
    more: Partial<NonNullable<TransactWriteItem['Put']>> = {},
  ): TransactWriteItem => ({
    Put: { TableName: name, Item: toItem(key, value), ...more },
  });

  function eventWrite(event: { id: string; type: string }, at: Instant): Write {
    const expiresAt = Math.floor(Date.parse(at) / 1000) + EVENT_IDS_KEPT_SECONDS;
    return {
      item: put(
        keys.event(event.id),
        { type: event.type, at, expiresAt },
        { ConditionExpression: 'attribute_not_exists(pk)' },
      ),
      refused: () => new SeenBefore(),
    };
  }

  const revised = (key: Key, named: Named): Write => ({
    item: {
      Update: {
        TableName: name,
        Key: toKey(key),
        UpdateExpression: 'ADD revision :one',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeValues: marshall({ ':one': 1 }),
      },
    },
    refused: () => new NotKnownYet(named),
  });

  const exists = (key: Key, named: Named): Write => ({
    item: { ConditionCheck: { TableName: name, Key: toKey(key), ConditionExpression: 'attribute_exists(pk)' } },
    refused: () => new NotKnownYet(named),
  });

  async function take(writes: readonly Write[]): Promise<Taken> {
    try {
      await transact(client, writes);
      return 'taken';
    } catch (error) {
      if (error instanceof SeenBefore) return 'seen-before';
      throw error;
    }
  }

  async function read(key: Key): Promise<Record<string, unknown> | undefined> {
    const { Item: item } = await answered(
      client.send(new GetItemCommand({ TableName: name, Key: toKey(key), ConsistentRead: true })),
    );
    return item && fromItem(item);
  }

  const theAccount = (id: string): Named => ({ kind: 'account', id });
  const theCustomer = (id: string): Named => ({ kind: 'customer', id });

  /** A fact about an account; an older or equal record of the same thing stays as it is, and the event counts as taken. */
  async function addFact(
    event: InboundEvent,
    at: Instant,
    fact: { accountId: string; writes: readonly Write[] },
  ): Promise<Taken> {
    const { accountId } = fact;
    return take([eventWrite(event, at), revised(keys.account(accountId), theAccount(accountId)), ...fact.writes]);
  }

  /**
   * Written where nothing newer is known; otherwise the event is taken and changes nothing. What has been marked or
   * released since stays on record with its time.
   */
  const latest = (key: Key, value: object, stamp: Stamp): Write => {
    const { expression, names, values } = changing({ ...value, ...stamp });
    return {
      item: {
        Update: {
          TableName: name,
          Key: toKey(key),
          UpdateExpression: expression,
          ConditionExpression: NEWER,
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...values, ...newerValues(stamp) },
        },
      },
      refused: () => new SeenBefore(),
    };
  };

  /** Written once; under another event id it changes nothing. */
  const once = (key: Key, value: object): Write => ({
    item: put(key, value, { ConditionExpression: 'attribute_not_exists(pk)' }),
    refused: () => new SeenBefore(),
  });

  async function customer(event: EventOf<'CustomerUpserted'>, at: Instant, contact: object): Promise<Taken> {
    const { customerId } = event.detail;
    const known = await read(keys.customer(customerId));
    const stamp = stampOf(event);
    const changed = known === undefined || reached(known) !== reached(contact);
    const revision = typeof known?.revision === 'number' ? known.revision : 0;
    if (known !== undefined && isNewer(known as unknown as Stamp, stamp)) return take([eventWrite(event, at)]);
    const value = {
      ...contact,
      ...stamp,
      contacts: known?.contacts ?? [],
      contactChangedAt: changed ? at : known?.contactChangedAt,
      revision: revision + 1,
    };
    return take([
      eventWrite(event, at),
      unmoved(keys.customer(customerId), value, known === undefined ? undefined : revision),
      ...phoneIndex(customerId, { was: known?.phone, now: (contact as Partial<Customer>).phone }),
      ...consentsTold(event, known, at),
    ]);
  }

  /** The lender's record says something else than it said before. */
  function consentsTold(event: EventOf<'CustomerUpserted'>, known: object | undefined, at: Instant): Write[] {
    const { customerId, consent } = event.detail;
    const before = (known as { consent?: Partial<Record<Channel, boolean>> } | undefined)?.consent;
    if (before === undefined) return [];
    return channels
      .filter((channel) => before[channel] !== consent[channel])
      .map((channel) =>
        audit(customerId, { at, id: event.id, channel, purpose: 'all', allowed: consent[channel], source: 'lender' }),
      );
  }

  /** What decides whether and when a message reaches a customer: after a change of it, what was given up is tried again. */
  const reached = (of: object): string => {
    const { phone, email, timeZone, otherZones } = of as Partial<Customer>;
    return JSON.stringify([phone, email, timeZone, otherZones, consents(of)]);
  };

  const consents = (of: object | undefined): (boolean | undefined)[] => {
    const { consent } = (of ?? {}) as { consent?: Partial<Record<Channel, boolean>> };
    return [consent?.sms, consent?.email];
  };

  const isNewer = (a: Stamp, b: Stamp): boolean =>
    a.recordedAt > b.recordedAt || (a.recordedAt === b.recordedAt && a.recordedBy > b.recordedBy);

  /** Replaces what was read, on condition that it is still that. */
  const unmoved = (key: Key, value: object, revision: number | undefined): Write => ({
    item: put(key, value, {
      ConditionExpression: revision === undefined ? 'attribute_not_exists(pk)' : 'revision = :read',
      ...(revision === undefined ? {} : { ExpressionAttributeValues: marshall({ ':read': revision }) }),
    }),
    refused: () => new LedgerMoved(`${key.pk} changed while an event for it was taken`),
  });

  async function account(
    event: EventOf<'AccountUpserted'>,
    at: Instant,
    moved: (account: Account, creditLimit: number) => Account,
  ): Promise<Taken> {
    const { accountId, customerId, creditLimit, product } = event.detail;
    const known = (await read(keys.account(accountId))) as (Head & Stamp) | undefined;
    const stamp = stampOf(event);
    if (known !== undefined && known.customerId !== customerId)
      throw new Refused(`names customer ${customerId}, but account ${accountId} belongs to another one`);
    if (known !== undefined && isNewer(known, stamp)) return take([eventWrite(event, at)]);
    const facts = { autopay: false, ...event.detail, ...stamp };
    const first = {
      ...facts,
      line: { status: 'active', limit: creditLimit },
      owed: [],
      arrivedAt: event.time,
      revision: 1,
    };
    return take([
      eventWrite(event, at),
      known === undefined ? unmoved(keys.account(accountId), first, undefined) : changedAccount(known, facts, moved),
      exists(keys.customer(customerId), theCustomer(customerId)),
      { item: put(keys.accountLink(customerId, accountId), { accountId, product }), refused: () => new SeenBefore() },
    ]);
  }

  /** Only what the lender says of it: who attends to the account may have changed since it was read. */
  function changedAccount(
    known: Head,
    facts: { creditLimit: number },
    moved: (account: Account, creditLimit: number) => Account,
  ): Write {
    const { accountId, revision } = known;
    const { line, covered } = moved(known, facts.creditLimit);
    const { expression, names, values } = changing({ ...facts, line, covered });
    return {
      item: {
        Update: {
          TableName: name,
          Key: toKey(keys.account(accountId)),
          UpdateExpression: `${expression} ADD revision :one`,
          ConditionExpression: 'revision = :read',
          ExpressionAttributeNames: names,
          ExpressionAttributeValues: { ...values, ...marshall({ ':one': 1, ':read': revision }) },
        },
      },
      refused: () => new LedgerMoved(`account ${accountId} changed while an event for it was taken`),
    };
  }

  async function consent(event: EventOf<'ConsentChanged'>, at: Instant): Promise<Taken> {
    const { customerId, channel, allowed, purpose = 'all' } = event.detail;
    const word: Word = { channel, purpose, allowed, time: event.time, source: 'lender' };
    return take([
      eventWrite(event, at),
      {
        item: {
          Update: {
            TableName: name,
            Key: toKey(keys.customer(customerId)),
            UpdateExpression: 'SET contactChangedAt = :at ADD revision :one',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: marshall({ ':at': at, ':one': 1 }),
          },
        },
        refused: () => new NotKnownYet(theCustomer(customerId)),
      },
      latest(keys.consent(customerId, channel, purpose), word, stampOf(event)),
      audit(customerId, { at, id: event.id, channel, purpose, allowed, source: 'lender' }),
    ]);
  }

  async function hold(event: EventOf<'HoldPlaced'>, at: Instant): Promise<Taken> {
    const { accountId, customerId, holdId, ...rest } = event.detail;
    const holder = accountId === undefined ? customerPk(customerId ?? '') : accountPk(accountId);
    const index = (await read(keys.holdIndex(holdId))) as { holder: string } | undefined;
    if (index !== undefined && index.holder !== holder)
      throw new Refused(`names hold ${holdId}, which is on another account or customer`);
    return take([
      eventWrite(event, at),
      accountId === undefined
        ? revised(keys.customer(customerId ?? ''), theCustomer(customerId ?? ''))
        : revised(keys.account(accountId), theAccount(accountId)),
      ...(rest.obligationId === undefined || accountId === undefined
        ? []
        : [
            exists(keys.obligation(accountId, rest.obligationId), {
              kind: 'obligation',
              id: rest.obligationId,
              accountId,
            }),
          ]),
      latest(keys.hold(holder, holdId), { holdId, obligationId: undefined, until: undefined, ...rest }, stampOf(event)),
      { item: put(keys.holdIndex(holdId), { holder }), refused: () => new SeenBefore() },
    ]);
  }

  /** Of an account, or of a customer and so of all its accounts. */
  async function signal(event: EventOf<'RiskSignalRaised'>, at: Instant): Promise<Taken> {
    const { accountId, customerId = '', kind, severity } = event.detail;
    const holder = accountId === undefined ? customerPk(customerId) : accountPk(accountId);
    return take([
      eventWrite(event, at),
      accountId === undefined
        ? revised(keys.customer(customerId), theCustomer(customerId))
        : revised(keys.account(accountId), theAccount(accountId)),
      once(keys.signal(holder, event.id), { signalId: event.id, kind, severity, at: event.time }),
    ]);
  }

  /** Tells in whose partition the hold is. */
  async function holder(holdId: string): Promise<string> {
    const index = (await read(keys.holdIndex(holdId))) as { holder: string } | undefined;
    if (index === undefined) throw new NotKnownYet({ kind: 'hold', id: holdId });
    return index.holder;
  }

  async function release(event: EventOf<'HoldReleased'>, at: Instant, pk: string): Promise<Taken> {
    const { holdId, on } = event.detail;
    const owner: Key = pk.startsWith(accountPk('')) ? { pk, sk: 'ACCOUNT' } : { pk, sk: 'CUSTOMER' };
    return take([
      eventWrite(event, at),
      revised(owner, { kind: 'hold', id: holdId }),
      {
        item: {
          Update: {
            TableName: name,
            Key: toKey(keys.hold(pk, holdId)),
            UpdateExpression:
              on === undefined ? 'SET releasedAt = :at REMOVE releasedOn' : 'SET releasedAt = :at, releasedOn = :on',
            ConditionExpression: 'attribute_exists(pk)',
            ExpressionAttributeValues: marshall({ ':at': event.time, ...(on === undefined ? {} : { ':on': on }) }),
          },
        },
        refused: () => new NotKnownYet({ kind: 'hold', id: holdId }),
      },
    ]);
  }

  /** Marks an item that has to be there; `first`: what was marked before stays as it was. */
  const mark = (key: Key, attribute: string, by: { at: Instant; first: boolean; named: Named }): Write => ({
    item: {
      Update: {
        TableName: name,
        Key: toKey(key),
        UpdateExpression: by.first ? 'SET #mark = if_not_exists(#mark, :at)' : 'SET #mark = :at',
        ConditionExpression: 'attribute_exists(pk)',
        ExpressionAttributeNames: { '#mark': attribute },
        ExpressionAttributeValues: marshall({ ':at': by.at }),
      },
    },
    refused: () => new NotKnownYet(by.named),
  });

  return {
    addFact,
    latest,
    once,
    exists,
    mark,
    customer,
    account,
    consent,
    hold,
    signal,
    holder,
    release,
    take,
    eventWrite,
  };
}

export type IntakeStore = ReturnType<typeof intakeStore>;
