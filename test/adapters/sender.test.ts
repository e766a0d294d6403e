import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SNSClient } from '@aws-sdk/client-sns';
import { describe, expect, onTestFinished, test } from 'vitest';
import { emailSender } from '../../functions/adapters/email.ts';
import { fromTag } from '../../functions/adapters/message-tags.ts';
import { type Outgoing, type Sender, sender } from '../../functions/adapters/sender.ts';
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

  test('says with every email whose it is, in tags that read back', async () => {
    const { outbox, send } = providers(install);
    const noticeId = 'A@1+b.O:1/2_x.email';
    await send({ ...email, noticeId, accountId: 'A@1+b' });
    const [{ tags = {}, headers, configurationSet } = {}] = outbox.messages;
    expect(Object.entries(tags).map(([name, value]) => [name, fromTag(value)])).toEqual([
      ['account', 'A@1+b'],
      ['notice', noticeId],
    ]);
    expect(headers).toEqual({ 'X-Cureflow-Notice': noticeId });
    expect(configurationSet).toBe('cureflow');
  });

  test('names an email by its header alone when its id is too long for a tag', async () => {
    const { outbox, send } = providers(install);
    const noticeId = 'O.'.repeat(100);
    expect(await send({ ...email, noticeId })).toMatchObject({ kind: 'sent' });
    expect(outbox.messages).toMatchObject([{ noticeId, tags: { account: 'A1' } }]);
    expect(outbox.messages[0]?.tags).not.toHaveProperty('notice');
  });

  test('makes the SES round trip, headers included', async () => {
    const { outbox, send } = providers(install);
    const { noticeId, to, message } = email;
    expect(await send({ ...email, optOutUrl: 'https://example.com/o?t=abc' })).toMatchObject({ kind: 'sent' });
    expect(outbox.messages).toEqual([
      {
        at: 0,
        messageId: 'local-1',
        channel: 'email',
        to,
        noticeId,
        from: config.from,
        replyTo: [config.replyTo],
        subject: message.subject,
        text: message.text,
        html: message.html,
        headers: {
          'X-Cureflow-Notice': noticeId,
          'List-Unsubscribe': '<https://example.com/o?t=abc>',
          'List-Unsubscribe-Post': 'List-Unsubscribe=One-Click',
        },
        tags: { account: 'A1', notice: 'A1-2026-03-02_dtier_dformal_demail' },
        configurationSet: config.configurationSet,
      },
    ]);
  });

  test('offers to unsubscribe by one click only where it is told how', async () => {
    const { outbox, send } = providers(install);
    await send(email);
    expect(outbox.messages[0]?.headers).toEqual({ 'X-Cureflow-Notice': email.noticeId });
  });

  test('sends a text message with the id of its notice', async () => {
    const { outbox, send } = providers(install);
    expect(await send(sms)).toEqual({ kind: 'sent', providerId: 'local-1' });
    expect(outbox.messages).toMatchObject([
      { channel: 'sms', via: 'sns', to: '+8613800138000', noticeId: 'A1.sms', text: 'Bitte zahlen Sie.' },
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

describe('the way of a text message', () => {
  const way =
    (name: string): Sender =>
    async () => ({ kind: 'sent', providerId: name });
  const ways = { email: way('email'), sns: way('sns'), gateway: way('gateway') };
  const providerOf = async (outgoing: Outgoing) =>
    ((await sender(ways)(outgoing)) as { providerId?: string }).providerId;

  test.each([
    [{}, 'sns'],
    [{ via: 'sns' as const }, 'sns'],
    [{ via: 'gateway' as const }, 'gateway'],
    [{ via: 'gateway' as const, channel: 'email' as const }, 'email'],
  ])('with %o is %s', async (more, name) => {
    expect(await providerOf({ ...sms, ...more })).toBe(name);
  });

  test('waits for a gateway where the deployment has none, and goes no other way', async () => {
    const { gateway: _none, ...others } = ways;
    const result = await sender(others)({ ...sms, via: 'gateway' });
    expect(result).toEqual({ kind: 'later', reason: 'NO_SMS_GATEWAY', throttled: false });
  });

  test.each(['sns', 'gateway'] as const)('ends before the %s when the text is over 1,600 bytes', async (via) => {
    const text = (characters: number): Outgoing => ({
      ...sms,
      via,
      message: { ...sms.message, text: '款'.repeat(characters) },
    });
    expect(await providerOf(text(533))).toBe(via);
    expect(await sender(ways)(text(534))).toEqual({ kind: 'refused', reason: 'TOO_LONG' });
  });

  test('by SNS is not sent with a text that SNS would refuse', async () => {
    const [[, install]] = lanes;
    const { outbox, send } = providers(install);
    await send({ ...sms, message: { ...sms.message, text: 'é'.repeat(801) } });
    expect(outbox.messages).toEqual([]);
  });
});
