import { type MessageHeader, type MessageTag, type SESv2Client, SendEmailCommand } from '@aws-sdk/client-sesv2';
import { toTag } from './message-tags.ts';
import { classify } from './provider-errors.ts';
import type { Outgoing, Sender } from './sender.ts';

export interface EmailConfig {
  from: string;
  replyTo: string;
  configurationSet: string;
}

/** By SES. Its events carry the tags and the headers back. */
export function emailSender(ses: SESv2Client, config: EmailConfig): Sender {
  return async ({ noticeId, accountId, to, message, optOutUrl }) => {
    try {
      const answer = await ses.send(
        new SendEmailCommand({
          FromEmailAddress: config.from,
          ReplyToAddresses: [config.replyTo],
          Destination: { ToAddresses: [to] },
          ConfigurationSetName: config.configurationSet,
          EmailTags: [...tag('account', accountId), ...tag('notice', noticeId)],
          Content: {
            Simple: {
              Subject: utf8(message.subject ?? ''),
              Body: { Text: utf8(message.text), ...(message.html === undefined ? {} : { Html: utf8(message.html) }) },
              Headers: [{ Name: 'X-Cureflow-Notice', Value: noticeId }, ...unsubscribe(optOutUrl)],
            },
          },
        }),
      );
      return { kind: 'sent', providerId: answer.MessageId ?? '' };
    } catch (error) {
      return classify(error);
    }
  };
}

const utf8 = (data: string) => ({ Data: data, Charset: 'UTF-8' });

function tag(name: string, id: string): MessageTag[] {
  const value = toTag(id);
  return value === undefined ? [] : [{ Name: name, Value: value }];
}

/** Mail programs show a button where both headers are there (RFC 8058), and none on what a borrower cannot do without. */
function unsubscribe(url: Outgoing['optOutUrl']): MessageHeader[] {
  if (url === undefined) return [];
  return [
    { Name: 'List-Unsubscribe', Value: `<${url}>` },
    { Name: 'List-Unsubscribe-Post', Value: 'List-Unsubscribe=One-Click' },
  ];
}
