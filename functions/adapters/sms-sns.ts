import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import { classify } from './provider-errors.ts';
import type { Sender } from './sender.ts';

/** By SNS, for countries whose carriers it reaches. */
export function snsSender(sns: SNSClient): Sender {
  return async ({ noticeId, to, message }) => {
    try {
      const answer = await sns.send(
        new PublishCommand({
          PhoneNumber: to,
          Message: message.text,
          MessageAttributes: {
            'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
            // SNS sends only its own attributes on; this one is for who reads the call in a trail.
            notice: { DataType: 'String', StringValue: noticeId },
          },
        }),
      );
      return { kind: 'sent', providerId: answer.MessageId ?? '' };
    } catch (error) {
      return classify(error);
    }
  };
}
