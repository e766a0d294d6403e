import { RemovalPolicy } from 'aws-cdk-lib';
import { ServicePrincipal } from 'aws-cdk-lib/aws-iam';
import { Key } from 'aws-cdk-lib/aws-kms';
import { Construct } from 'constructs';

/**
 * Two keys, so that the services that only pass messages on are never able to read the ledger:
 * `ledger` for the table, `transit` for queues and topics.
 */
export class Keys extends Construct {
  readonly ledger: Key;
  readonly transit: Key;

  constructor(scope: Construct, id: string) {
    super(scope, id);
    this.ledger = new Key(this, 'Ledger', {
      description: 'cureflow: the ledger at rest',
      enableKeyRotation: true,
      // A table outlives its stack, and is worthless without its key.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    this.transit = new Key(this, 'Transit', {
      description: 'cureflow: queues and topics',
      enableKeyRotation: true,
      removalPolicy: RemovalPolicy.DESTROY,
    });
    // The others that put something in are allowed where they do.
    for (const service of ['ses.amazonaws.com', 'sns.amazonaws.com'])
      this.transit.grant(new ServicePrincipal(service), 'kms:Decrypt', 'kms:GenerateDataKey');
  }
}
