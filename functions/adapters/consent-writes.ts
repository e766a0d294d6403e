// The items of consent, and the trace that every change of it leaves.
import { createHash } from 'node:crypto';
import type { Channel, Purpose } from '../contracts/events.ts';
import type { Instant } from '../contracts/time.ts';
import { type Block, type ConsentSource, normalAddress } from '../domain/consent.ts';
import { toItem, toKey } from './items.ts';
import { type Key, keys } from './keys.ts';
import { moved, type Write } from './transactions.ts';

export interface ConsentAudit {
  at: Instant;
  /** Of the event or reply: one entry each. */
  id: string;
  channel: Channel;
  purpose: Purpose;
  allowed: boolean;
  source: ConsentSource;
}

/** The address itself stays out of the key. */
export const blockKey = (customerId: string, { channel, address }: Pick<Block, 'channel' | 'address'>): Key =>
  keys.block(customerId, channel, createHash('sha256').update(normalAddress(address)).digest('hex').slice(0, 16));

export function consentWrites(tableName: string) {
  const put = (key: Key, value: object): Write => ({
    item: { Put: { TableName: tableName, Item: toItem(key, value) } },
    refused: moved(key.pk),
  });

  /** A partition of its own: no account's, and nothing that is published. */
  function audit(customerId: string, entry: ConsentAudit): Write {
    const { at, id, channel, purpose, allowed, source } = entry;
    return put(keys.audit(`C#${customerId}`, at, `${id}.${channel}`), {
      customerId,
      at,
      by: source === 'bounce' ? 'provider' : source === 'lender' ? 'lender' : 'borrower',
      act: `consent:${channel}:${allowed ? 'opened' : 'closed'}`,
      why: { purpose, source, id },
    });
  }

  /** Whose number it is: a reply names the number alone, and several customers may share one. */
  function phoneIndex(customerId: string, { was, now }: { was: unknown; now: unknown }): Write[] {
    if (was === now) return [];
    const removed = typeof was === 'string' ? [keys.phone(was, customerId)] : [];
    return [
      ...removed.map((key) => ({
        item: { Delete: { TableName: tableName, Key: toKey(key) } },
        refused: moved(key.pk),
      })),
      ...(typeof now === 'string' ? [put(keys.phone(now, customerId), { customerId })] : []),
    ];
  }

  return { audit, phoneIndex };
}
