import { RemovalPolicy, Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { Secret } from 'aws-cdk-lib/aws-secretsmanager';
import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';
import { acknowledge } from './acknowledge.ts';
import type { OptOut } from './opt-out.ts';
import { grantSecret } from './secrets.ts';

export interface MessagingProps {
  readonly key: IKey;
  readonly sender: string;
  readonly replyTo: string;
  /** Who writes, as borrowers know them. */
  readonly lender: string;
  /** The gateway for countries that SNS does not serve, where there is one. */
  readonly smsGatewayUrl?: string;
  /** Text messages a second that the account may send by SNS. */
  readonly smsPerSecond: number;
  /** Where emails that borrowers can do without are stopped. */
  readonly optOut: OptOut;
}

/** Email by SES, SMS by SNS or a gateway, and the topic on which SES tells what became of an email. */
export class Messaging extends Construct {
  readonly deliveryEvents: Topic;
  readonly environment: Record<string, string>;
  /** For who asks how fast the account may send. */
  readonly quotaEnvironment: Record<string, string>;
  /** What the gateway and cureflow sign with (docs/gateway.md): only where there is a gateway. */
  readonly gatewaySecret?: Secret;
  private readonly configurationSet: ConfigurationSet;
  private readonly key: IKey;
  private readonly optOut: OptOut;
  private readonly sender: string;

  constructor(scope: Construct, id: string, props: MessagingProps) {
    super(scope, id);
    const { key, sender, replyTo, lender, smsGatewayUrl, smsPerSecond, optOut } = props;
    this.key = key;
    this.optOut = optOut;
    this.sender = sender;
    if (smsGatewayUrl !== undefined) this.gatewaySecret = this.newGatewaySecret(key);
    this.deliveryEvents = new Topic(this, 'DeliveryEvents', {
      displayName: 'cureflow: what became of emails',
      masterKey: key,
      enforceSSL: true,
    });
    this.configurationSet = new ConfigurationSet(this, 'ConfigurationSet', {
      reputationMetrics: true,
      tlsPolicy: ConfigurationSetTlsPolicy.REQUIRE,
    });
    this.configurationSet.addEventDestination('DeliveryEvents', {
      destination: EventDestination.snsTopic(this.deliveryEvents),
      events: [
        EmailSendingEvent.DELIVERY,
        EmailSendingEvent.BOUNCE,
        EmailSendingEvent.COMPLAINT,
        EmailSendingEvent.REJECT,
        EmailSendingEvent.DELIVERY_DELAY,
      ],
    });
    this.quotaEnvironment = { SMS_PER_SECOND: String(smsPerSecond) };
    this.environment = {
      SENDER_ADDRESS: sender,
      REPLY_TO_ADDRESS: replyTo,
      LENDER_NAME: lender,
      OPT_OUT_URL: optOut.url,
      OPT_OUT_SECRET_ARN: optOut.secret.secretArn,
      CONFIGURATION_SET: this.configurationSet.configurationSetName,
      ...(smsGatewayUrl === undefined || this.gatewaySecret === undefined
        ? {}
        : { SMS_GATEWAY_URL: smsGatewayUrl, SMS_GATEWAY_SECRET_ARN: this.gatewaySecret.secretArn }),
    };
  }

  private newGatewaySecret(key: IKey): Secret {
    const secret = new Secret(this, 'GatewaySecret', {
      description: 'cureflow: signs what goes to the SMS gateway and what comes back',
      encryptionKey: key,
      generateSecretString: { passwordLength: 64, excludePunctuation: true },
      // The gateway has it as well: another one would have to be agreed on.
      removalPolicy: RemovalPolicy.RETAIN,
    });
    acknowledge(
      secret,
      'AwsSolutions-SMG4',
      'The gateway has to take a new secret at the same time: operations change it with the carrier, as the runbook says.',
    );
    return secret;
  }

  grantSend(grantee: IGrantable): void {
    const { partition, region, account } = Stack.of(this);
    const ses = `arn:${partition}:ses:${region}:${account}`;
    const domain = this.sender.slice(this.sender.lastIndexOf('@') + 1);
    grantee.grantPrincipal.addToPrincipalPolicy(
      new PolicyStatement({
        actions: ['ses:SendEmail'],
        // Either the address or its domain is the verified identity.
        resources: [
          `${ses}:identity/${this.sender}`,
          `${ses}:identity/${domain}`,
          `${ses}:configuration-set/${this.configurationSet.configurationSetName}`,
        ],
      }),
    );
    grantee.grantPrincipal.addToPrincipalPolicy(
      // A phone number has no ARN: it is whatever is no topic and no endpoint.
      new PolicyStatement({ actions: ['sns:Publish'], notResources: [`arn:${partition}:sns:*:*:*`] }),
    );
    grantSecret(grantee, { secret: this.optOut.secret, key: this.key });
    this.grantGatewaySecret(grantee);
  }

  /** To sign what goes to the gateway, or to verify what comes from it; nothing where there is none. */
  grantGatewaySecret(grantee: IGrantable): void {
    if (this.gatewaySecret === undefined) return;
    grantSecret(grantee, { secret: this.gatewaySecret, key: this.key });
  }

  /** To ask SES how fast and how much the account may send. */
  grantReadQuota(grantee: IGrantable): void {
    // An account has no ARN of its own.
    grantee.grantPrincipal.addToPrincipalPolicy(new PolicyStatement({ actions: ['ses:GetAccount'], resources: ['*'] }));
  }
}
