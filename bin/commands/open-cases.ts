import { ScanCommand } from '@aws-sdk/client-dynamodb';
import { fromItem, type Item } from '../../functions/adapters/items.ts';
import type { Table } from '../../functions/adapters/partition.ts';
import { answered } from '../../functions/adapters/transactions.ts';
import type { Case } from '../../functions/domain/ledger.ts';

/** Every open case of the table, page by page. It reads the whole table: for an operator's command, never for a function. */
export async function* openCases({ client, name }: Table): AsyncGenerator<Case> {
  let start: Item | undefined;
  do {
    const page = await answered(
      client.send(
        new ScanCommand({
          TableName: name,
          FilterExpression: 'begins_with(sk, :case) AND #state <> :closed',
          ExpressionAttributeNames: { '#state': 'state' },
          ExpressionAttributeValues: { ':case': { S: 'CASE#' }, ':closed': { S: 'closed' } },
          ConsistentRead: true,
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      ),
    );
    for (const item of page.Items ?? []) yield fromItem(item) as unknown as Case;
    start = page.LastEvaluatedKey;
  } while (start !== undefined);
}
