// The two ways out. What comes back is one of few kinds, whatever the provider calls it.
import { type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { PublishCommand, type SNSClient } from '@aws-sdk/client-sns';
import type { Channel } from '../contracts/events.ts';
import type { SmsRoute } from '../contracts/policy.ts';
import type { RenderedMessage } from '../messages/facts.ts';

export interface Outgoing {
  noticeId: string;
  accountId: string;
  channel: Channel;
  to: string;
  /** Text messages: which way, as the policy has it for the country of the number. */
  via?: SmsRoute['via'];
  message: Pick<RenderedMessage, 'subject' | 'text' | 'html'>;
  /** Emails that may be unsubscribed by one click (RFC 8058): where to. */
  optOutUrl?: string;
}

export type SendResult =
  | { kind: 'sent'; providerId: string }
  /** The provider will never take it: another channel has to. */
  | { kind: 'refused'; reason: string }
  /** It certainly did not go out, and may later: `throttled`, once the provider has breath again. */
  | { kind: 'later'; reason: string; throttled: boolean }
  /** Nobody knows: the provider's own events will tell. */
  | { kind: 'unknown'; reason: string };

const REFUSED = new Set([
  'MessageRejected',
  'BadRequestException',
  'NotFoundException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'InvalidParameter',
  'ParameterValueInvalid',
  'OptedOutException',
]);
const THROTTLED = new Set([
  'TooManyRequestsException',
  'LimitExceededException',
  'ThrottledException',
  'Throttled',
  'ThrottlingException',
  'KMSThrottlingException',
  'KMSThrottling',
]);
const LATER = new Set([
  ...THROTTLED,
  'SendingPausedException',
  'AccountSuspendedException',
  'MailFromDomainNotVerifiedException',
  'AuthorizationErrorException',
  'AuthorizationError',
]);

export function classify(error: unknown): SendResult {
  const reason = error instanceof Error ? error.name : 'unknown';
  if (REFUSED.has(reason)) return { kind: 'refused', reason };
  if (LATER.has(reason)) return { kind: 'later', reason, throttled: THROTTLED.has(reason) };
  return { kind: 'unknown', reason };
}

export interface SenderConfig {
  from: string;
  replyTo: string;
  configurationSet: string;
}

export function sender(clients: { ses: SESv2Client; sns: SNSClient }, config: SenderConfig) {
  const utf8 = (data: string) => ({ Data: data, Charset: 'UTF-8' });

  async function email({ noticeId, to, message }: Outgoing): Promise<string> {
    const answer = await clients.ses.send(
      new SendEmailCommand({
        FromEmailAddress: config.from,
        ReplyToAddresses: [config.replyTo],
        Destination: { ToAddresses: [to] },
        ConfigurationSetName: config.configurationSet,
        EmailTags: [{ Name: 'notice', Value: tagValue(noticeId) }],
        Content: {
          Simple: {
            Subject: utf8(message.subject ?? ''),
            Body: { Text: utf8(message.text), ...(message.html === undefined ? {} : { Html: utf8(message.html) }) },
            Headers: [{ Name: 'X-Cureflow-Notice', Value: noticeId }],
          },
        },
      }),
    );
    return answer.MessageId ?? '';
  }

  async function sms({ noticeId, to, message }: Outgoing): Promise<string> {
    const answer = await clients.sns.send(
      new PublishCommand({
        PhoneNumber: to,
        Message: message.text,
        MessageAttributes: {
          'AWS.SNS.SMS.SMSType': { DataType: 'String', StringValue: 'Transactional' },
          notice: { DataType: 'String', StringValue: noticeId },
        },
      }),
    );
    return answer.MessageId ?? '';
  }

  return async (outgoing: Outgoing): Promise<SendResult> => {
    try {
      return { kind: 'sent', providerId: await (outgoing.channel === 'email' ? email(outgoing) : sms(outgoing)) };
    } catch (error) {
      return classify(error);
    }
  };
}

export type Sender = ReturnType<typeof sender>;

/** SES takes letters, digits and `_ - . @` in a tag. */
const tagValue = (id: string): string => id.replace(/[^A-Za-z0-9_.@-]/g, '_').slice(0, 256);
