import { RemovalPolicy } from 'aws-cdk-lib';
import {
  AttributeType,
  Billing,
  ProjectionType,
  StreamViewType,
  TableEncryptionV2,
  TableV2,
} from 'aws-cdk-lib/aws-dynamodb';
import { Effect, Grant, type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

const dueIndex = 'due';
// As functions/adapters/keys.ts makes it.
const policyPk = 'POLICY';
// What functions/adapters call; a transaction needs the permission of each write in it.
const readActions = ['dynamodb:GetItem', 'dynamodb:Query'];
const writeActions = ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem', 'dynamodb:ConditionCheckItem'];

/** The one table. Nobody may scan it; who writes may read as well. */
export class LedgerTable extends Construct {
  readonly table: TableV2;
  private readonly key: IKey;

  constructor(scope: Construct, id: string, key: IKey) {
    super(scope, id);
    this.key = key;
    this.table = new TableV2(this, 'Table', {
      partitionKey: { name: 'pk', type: AttributeType.STRING },
      sortKey: { name: 'sk', type: AttributeType.STRING },
      globalSecondaryIndexes: [
        {
          // Which accounts have to be looked at, and from which day on.
          indexName: dueIndex,
          partitionKey: { name: 'dueShard', type: AttributeType.STRING },
          sortKey: { name: 'lookOn', type: AttributeType.STRING },
          projectionType: ProjectionType.KEYS_ONLY,
        },
      ],
      billing: Billing.onDemand(),
      encryption: TableEncryptionV2.customerManagedKey(key),
      pointInTimeRecoverySpecification: { pointInTimeRecoveryEnabled: true },
      timeToLiveAttribute: 'expiresAt',
      dynamoStream: StreamViewType.NEW_IMAGE,
      deletionProtection: true,
      removalPolicy: RemovalPolicy.RETAIN,
    });
  }

  grantRead(grantee: IGrantable): void {
    this.allow(grantee, readActions, this.table.tableArn);
    this.key.grant(grantee, 'kms:Decrypt');
  }

  grantReadWrite(grantee: IGrantable): void {
    this.allow(grantee, [...readActions, ...writeActions], this.table.tableArn);
    this.denyPolicies(grantee);
    this.key.grant(
      grantee,
      'kms:Decrypt',
      'kms:Encrypt',
      'kms:GenerateDataKey',
      'kms:GenerateDataKeyWithoutPlaintext',
      'kms:ReEncryptFrom',
      'kms:ReEncryptTo',
    );
  }

  /** Published policies are pinned by cases: no function may change one or take one away, whatever it does. */
  private denyPolicies(grantee: IGrantable): void {
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        effect: Effect.DENY,
        actions: ['dynamodb:PutItem', 'dynamodb:UpdateItem', 'dynamodb:DeleteItem'],
        resources: [this.table.tableArn],
        conditions: { 'ForAnyValue:StringEquals': { 'dynamodb:LeadingKeys': [policyPk] } },
      }),
    );
  }

  /** The index by which the sweep finds its accounts; the table's own `grant` would open every index. */
  grantQueryDue(grantee: IGrantable): void {
    this.allow(grantee, ['dynamodb:Query'], `${this.table.tableArn}/index/${dueIndex}`);
  }

  private allow(grantee: IGrantable, actions: string[], resource: string): void {
    Grant.addToPrincipal({ grantee, actions, resourceArns: [resource] });
  }
}
