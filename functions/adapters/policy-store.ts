import { type DynamoDBClient, QueryCommand } from '@aws-sdk/client-dynamodb';
import type { Policy } from '../contracts/policy.ts';
import { ruleBook } from '../policies/rule-book.ts';
import { fromItem, type Item } from './items.ts';
import { answered } from './transactions.ts';

/** A newly published policy is seen after this time at the latest; old versions never change. */
const KEPT_MS = 5 * 60_000;

export function policyStore({ client, name }: { client: DynamoDBClient; name: string }) {
  let known: { book: ReturnType<typeof ruleBook>; until: number } | undefined;

  // Checked when they were published; what is in the table is a policy with every default filled in.
  async function all(): Promise<Policy[]> {
    const policies: Policy[] = [];
    let start: Item | undefined;
    do {
      const page = await answered(
        client.send(
          new QueryCommand({
            TableName: name,
            KeyConditionExpression: 'pk = :pk',
            ExpressionAttributeValues: { ':pk': { S: 'POLICY' } },
            ...(start === undefined ? {} : { ExclusiveStartKey: start }),
          }),
        ),
      );
      for (const item of page.Items ?? []) policies.push(fromItem(item).policy as Policy);
      start = page.LastEvaluatedKey;
    } while (start !== undefined);
    return policies;
  }

  return {
    async rules(): Promise<ReturnType<typeof ruleBook>> {
      const at = Date.now();
      if (known === undefined || known.until <= at) known = { book: ruleBook(await all()), until: at + KEPT_MS };
      return known.book;
    },
  };
}
