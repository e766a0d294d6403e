import { Stack } from 'aws-cdk-lib';
import { type IGrantable, PolicyStatement } from 'aws-cdk-lib/aws-iam';
import type { IKey } from 'aws-cdk-lib/aws-kms';
import { ConfigurationSet, ConfigurationSetTlsPolicy, EmailSendingEvent, EventDestination } from 'aws-cdk-lib/aws-ses';
import { Topic } from 'aws-cdk-lib/aws-sns';
import { Construct } from 'constructs';

export interface MessagingProps {
  readonly key: IKey;
  readonly sender: string;
  readonly replyTo: string;
  /** Who writes, as borrowers know them. */
  readonly lender: string;
}

/** Email by SES, SMS by SNS, and the topic on which SES tells what became of an email. */
export class Messaging extends Construct {
  readonly deliveryEvents: Topic;
  readonly environment: Record<string, string>;
  private readonly configurationSet: ConfigurationSet;
  private readonly sender: string;

  constructor(scope: Construct, id: string, { key, sender, replyTo, lender }: MessagingProps) {
    super(scope, id);
    this.sender = sender;
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
    this.environment = {
      SENDER_ADDRESS: sender,
      REPLY_TO_ADDRESS: replyTo,
      LENDER_NAME: lender,
      CONFIGURATION_SET: this.configurationSet.configurationSetName,
    };
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
  }
}
