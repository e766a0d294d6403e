import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emailSender } from '../../functions/adapters/email.ts';
import { type Outgoing, sender } from '../../functions/adapters/sender.ts';
import { snsSender } from '../../functions/adapters/sms-sns.ts';
import { Outbox } from '../../lib/local/outbox.ts';
import { type FaultHook, type LocalServices, ServiceFault } from '../../lib/local/sdk.ts';
import { type Install, lanes } from './table.ts';

const config = { from: 'lender@example.com', replyTo: 'help@example.com', configurationSet: 'cureflow' };
const email: Outgoing = {
  noticeId: 'A1-2026-03-02.tier.formal.email',
  accountId: 'A1',
  channel: 'email',
  to: 'li.wei@example.com',
  message: {
    templateVersion: 'v1',
    subject: 'Überfällig',
    text: 'Bitte zahlen Sie.',
    html: '<p>Bitte zahlen Sie.</p>',
  },
};
const sms: Outgoing = { ...email, noticeId: 'A1.sms', channel: 'sms', to: '+8613800138000' };

function providers(install: Install, more: { answer?: () => Error | undefined; faults?: FaultHook } = {}) {
  const outbox = new Outbox(() => 0);
  const services: LocalServices = {
    call(service, operation, input) {
      const error = more.answer?.();
      if (error !== undefined) throw error;
      if (service === 'SESv2' && operation === 'SendEmail') return outbox.sendEmail(input);
      if (service === 'SNS' && operation === 'Publish') return outbox.publish(input);
      throw new Error(`nobody expects ${service} ${operation}`);
    },
  };
  onTestFinished(install(services, more.faults === undefined ? {} : { faults: more.faults }));
  const options = { region: 'us-east-1', maxAttempts: 1 };
  return {
    outbox,
    send: sender({ email: emailSender(new SESv2Client(options), config), sns: snsSender(new SNSClient(options)) }),
  };
}

describe.each(lanes)('through the %s lane the sender', (_lane, install) => {
  test('sends an email with the id of its notice, and answers the id of the provider', async () => {
    const { outbox, send } = providers(install);
    expect(await send(email)).toEqual({ kind: 'sent', providerId: 'local-1' });
    expect(outbox.messages).toMatchObject([
      {
        channel: 'email',
        to: 'li.wei@example.com',
        from: 'lender@example.com',
        replyTo: ['help@example.com'],
        noticeId: email.noticeId,
        subject: 'Überfällig',
        text: 'Bitte zahlen Sie.',
        html: '<p>Bitte zahlen Sie.</p>',
      },
    ]);
  });

  test('sends a text message with the id of its notice', async () => {
    const { outbox, send } = providers(install);
    expect(await send(sms)).toEqual({ kind: 'sent', providerId: 'local-1' });
    expect(outbox.messages).toMatchObject([
      { channel: 'sms', to: '+8613800138000', noticeId: 'A1.sms', text: 'Bitte zahlen Sie.' },
    ]);
  });

  test.each([
    ['email', 'MessageRejected', 'refused'],
    ['email', 'BadRequestException', 'refused'],
    ['email', 'NotFoundException', 'refused'],
    ['email', 'TooManyRequestsException', 'later'],
    ['email', 'LimitExceededException', 'later'],
    ['email', 'SendingPausedException', 'later'],
    ['email', 'AccountSuspendedException', 'later'],
    ['email', 'MailFromDomainNotVerifiedException', 'later'],
    ['email', 'SomethingNew', 'unknown'],
    ['sms', 'InvalidParameterException', 'refused'],
    ['sms', 'InvalidParameterValueException', 'refused'],
    ['sms', 'OptedOutException', 'refused'],
    ['sms', 'ThrottledException', 'later'],
    ['sms', 'KMSThrottlingException', 'later'],
    ['sms', 'AuthorizationErrorException', 'later'],
    ['sms', 'SomethingNew', 'unknown'],
  ] as const)('says of %s and %s that it is %s', async (channel, name, kind) => {
    const { send } = providers(install, { answer: () => new ServiceFault(name, 'no') });
    expect(await send(channel === 'email' ? email : sms)).toMatchObject({ kind });
  });

  test('knows nothing of a message whose answer got lost or that broke the provider', async () => {
    const lost = providers(install, { faults: () => 'timeout-after-effect' });
    expect(await lost.send(email)).toEqual({ kind: 'unknown', reason: 'TimeoutError' });
    expect(lost.outbox.messages).toHaveLength(1);
    const broken = providers(install, { faults: () => 'fail' });
    expect(await broken.send(sms)).toMatchObject({ kind: 'unknown' });
  });
});
