// What borrowers say themselves of the messages they get, and the addresses that take none.
import { marshall } from '@aws-sdk/util-dynamodb';
import type { Instant } from '../contracts/time.ts';
import type { Block, Word } from '../domain/consent.ts';
import { blockKey, consentWrites } from './consent-writes.ts';
import { intakeStore, type Taken } from './intake-store.ts';
import { toItem, toKey } from './items.ts';
import { customerPk, keys, phonePk } from './keys.ts';
import { readPartition, type Table } from './partition.ts';
import { Refused } from './refusals.ts';
import { transact, type Write } from './transactions.ts';

export function consentStore(table: Table) {
  const { client, name } = table;
  const { take, latest, eventWrite } = intakeStore(table);
  const { audit } = consentWrites(name);

  /** What was decided for the customer before is stale; who opens a channel is written to again where all had failed. */
  function customerWrite(customerId: string, change: { opens: boolean; at: Instant }): Write {
    const opened = change.opens ? { ':at': change.at } : {};
    return {
      item: {
        Update: {
          TableName: name,
          Key: toKey(keys.customer(customerId)),
          UpdateExpression: `${change.opens ? 'SET contactChangedAt = :at ' : ''}ADD revision :one`,
          ConditionExpression: 'attribute_exists(pk)',
          ExpressionAttributeValues: marshall({ ':one': 1, ...opened }),
        },
      },
      refused: () => new Refused(`names customer ${customerId}, which is not known`),
    };
  }

  /** The borrower's own word. An older one, or one heard before, changes nothing. */
  async function hear(customerId: string, said: { word: Word; id: string }, at: Instant): Promise<Taken> {
    const { word, id } = said;
    const { channel, purpose, allowed, source, time } = word;
    return take([
      eventWrite({ id: `${id}.${customerId}`, type: source }, at),
      customerWrite(customerId, { opens: allowed, at }),
      latest(keys.choice(customerId, channel, purpose), word, { recordedAt: time, recordedBy: id }),
      audit(customerId, { at, id, channel, purpose, allowed, source }),
    ]);
  }

  /** The address takes no messages; heard again it changes nothing. */
  async function block(customerId: string, bounced: { block: Block; id: string }, at: Instant): Promise<Taken> {
    const { block: one, id } = bounced;
    class Known extends Error {}
    const writes: Write[] = [
      {
        item: {
          Put: {
            TableName: name,
            Item: toItem(blockKey(customerId, one), one),
            ConditionExpression: 'attribute_not_exists(pk) OR #time < :time',
            ExpressionAttributeNames: { '#time': 'time' },
            ExpressionAttributeValues: marshall({ ':time': one.time }),
          },
        },
        refused: () => new Known(),
      },
      customerWrite(customerId, { opens: false, at }),
      audit(customerId, { at, id, channel: one.channel, purpose: 'all', allowed: false, source: 'bounce' }),
    ];
    try {
      await transact(client, writes);
      return 'taken';
    } catch (error) {
      if (error instanceof Known) return 'seen-before';
      throw error;
    }
  }

  const idsIn = async (pk: string, prefix: string): Promise<string[]> => {
    const items = await readPartition(table, pk);
    return items.flatMap((item) => (item.sk?.S?.startsWith(prefix) ? [item.sk.S.slice(prefix.length)] : []));
  };

  return {
    hear,
    block,
    customersAt: (phone: string): Promise<string[]> => idsIn(phonePk(phone), 'CUSTOMER#'),
    accountsOf: (customerId: string): Promise<string[]> => idsIn(customerPk(customerId), 'ACCOUNT#'),
  };
}

export type ConsentStore = ReturnType<typeof consentStore>;
