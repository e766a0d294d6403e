// Replies that a person has to read: told to operations by account, without the words themselves.
import type { Instant } from '../contracts/time.ts';
import { type Case, isOpen } from '../domain/ledger.ts';
import { fromItem, toItem } from './items.ts';
import { accountPk, keys } from './keys.ts';
import { readPartition, type Table } from './partition.ts';
import { transact } from './transactions.ts';

class ToldBefore extends Error {}

export function replyStore(table: Table) {
  const { client, name } = table;

  async function openCase(accountId: string): Promise<Case | undefined> {
    const items = await readPartition(table, accountPk(accountId));
    return items
      .filter((item) => item.sk?.S?.startsWith('CASE#'))
      .map((item) => fromItem(item) as unknown as Case)
      .find(isOpen);
  }

  /** `ReviewRequested` for an account with an open case, once for each reply. */
  async function passOn(accountId: string, { id, at }: { id: string; at: Instant }): Promise<void> {
    const record = await openCase(accountId);
    if (record === undefined) return;
    const { caseId } = record;
    const unique = `reply.${id}`;
    const detail = { accountId, caseId, reason: 'reply', channel: 'sms', replyId: id };
    const entry = {
      accountId,
      caseId,
      at,
      by: 'borrower',
      act: 'reply:sms',
      why: { replyId: id },
      event: [{ id: `${accountId}.${unique}.0`, type: 'ReviewRequested', time: at, detail }],
    };
    try {
      await transact(client, [
        {
          item: {
            Put: {
              TableName: name,
              Item: toItem(keys.event(`${unique}.${accountId}`), {
                type: 'reply',
                at,
                expiresAt: Math.floor(Date.parse(at) / 1000) + 400 * 86_400,
              }),
              ConditionExpression: 'attribute_not_exists(pk)',
            },
          },
          refused: () => new ToldBefore(),
        },
        {
          item: { Put: { TableName: name, Item: toItem(keys.audit(accountId, at, unique), entry) } },
          refused: () => new ToldBefore(),
        },
      ]);
    } catch (error) {
      if (!(error instanceof ToldBefore)) throw error;
    }
  }

  return { passOn };
}

export type ReplyStore = ReturnType<typeof replyStore>;
