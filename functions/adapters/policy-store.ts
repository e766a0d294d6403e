import { type DynamoDBClient, PutItemCommand, QueryCommand } from '@aws-sdk/client-dynamodb';
import { type Policy, policySchema } from '../contracts/policy.ts';
import { policyDigest } from '../policies/digest.ts';
import { ruleBook } from '../policies/rule-book.ts';
import { fromItem, type Item, toItem } from './items.ts';
import { keys } from './keys.ts';
import { isConditionFailed } from './transactions.ts';

/** A newly published policy is seen after this time at the latest; old versions never change. */
const KEPT_MS = 5 * 60_000;

export function policyStore({ client, name }: { client: DynamoDBClient; name: string }) {
  let known: { book: ReturnType<typeof ruleBook>; until: number } | undefined;

  async function all(): Promise<Policy[]> {
    const policies: Policy[] = [];
    let start: Item | undefined;
    do {
      const page = await client.send(
        new QueryCommand({
          TableName: name,
          KeyConditionExpression: 'pk = :pk',
          ExpressionAttributeValues: { ':pk': { S: 'POLICY' } },
          ...(start === undefined ? {} : { ExclusiveStartKey: start }),
        }),
      );
      for (const item of page.Items ?? []) policies.push(policySchema.parse(fromItem(item).policy));
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

    /** Publishes a version once. False when the same product and version is there with other rules. */
    async publish(policy: Policy): Promise<boolean> {
      const digest = policyDigest(policy);
      try {
        await client.send(
          new PutItemCommand({
            TableName: name,
            Item: toItem(keys.policy(policy.product, policy.version), { policy, digest }),
            ConditionExpression: 'attribute_not_exists(pk) OR digest = :digest',
            ExpressionAttributeValues: { ':digest': { S: digest } },
          }),
        );
        return true;
      } catch (error) {
        if (isConditionFailed(error)) return false;
        throw error;
      }
    },
  };
}
