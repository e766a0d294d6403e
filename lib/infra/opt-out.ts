import { RemovalPolicy } from 'aws-cdk-lib';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { FunctionUrlAuthType } from 'aws-cdk-lib/aws-lambda';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import { UseCaseFunction } from './functions.ts';
import type { LedgerTable } from './ledger-table.ts';
import { grantSecret } from './secrets.ts';

export interface OptOutProps {
  readonly key: IKey;
  readonly ledger: LedgerTable;
  /** Who writes, as borrowers know them. */
  readonly lender: string;
}

/** The page behind the opt-out link of emails, open to everybody: only who has a link can choose, and for themselves. */
export class OptOut extends Construct {
  readonly url: string;
  readonly secret: Secret;

  constructor(scope: Construct, id: string, { key, ledger, lender }: OptOutProps) {
    super(scope, id);
    this.secret = new Secret(this, 'Secret', {
      description: 'cureflow: seals the opt-out links of emails',
      encryptionKey: key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      // The links of all emails that are out there open with it.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(
      this.secret,
      'AwsSolutions-SMG4',
      'A second rotation would break the links of emails that are out: it is changed by hand when it may be known.',
    );
    const page = new UseCaseFunction(this, 'Page', {
      useCase: 'opt-out',
      description: 'Lets a borrower stop emails they can do without',
      environment: {
        TABLE_NAME: ledger.table.tableName,
        OPT_OUT_SECRET_ARN: this.secret.secretArn,
        LENDER_NAME: lender,
      },
      // Open to the internet: a flood of requests takes no more of the account's functions than this.
      reservedConcurrentExecutions: 5,
    });
    ledger.grantReadWrite(page);
    grantSecret(page, { secret: this.secret, key });
    this.url = page.addFunctionUrl({ authType: FunctionUrlAuthType.NONE }).url;
  }
}
