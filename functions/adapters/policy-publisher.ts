import { type DynamoDBClient, PutItemCommand } from '@aws-sdk/client-dynamodb';
import type { Policy } from '../contracts/policy.ts';
import { policyDigest } from '../policies/digest.ts';
import { toItem } from './items.ts';
import { keys } from './keys.ts';
import { isConditionFailed } from './transactions.ts';

/**
 * Publishes a version once. False when the same product and version is there with other rules. The same rules again
 * replace what is there, with the days that their calendar has come to meanwhile.
 */
export function policyPublisher({ client, name }: { client: DynamoDBClient; name: string }) {
  return async (policy: Policy): Promise<boolean> => {
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
  };
}
