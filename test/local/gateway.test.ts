import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, onTestFinished, test } from 'vitest';
import { secret } from '../../functions/adapters/secrets.ts';
import type { Outgoing } from '../../functions/adapters/sender.ts';
import { signatureHeaders } from '../../functions/adapters/signature.ts';
import { gatewaySender } from '../../functions/adapters/sms-gateway.ts';
import { normalInstant } from '../../functions/contracts/time.ts';
import { CapturedGateway, installFetch } from '../../lib/local/gateway.ts';
import { Outbox } from '../../lib/local/outbox.ts';
import type { FaultHook } from '../../lib/local/sdk.ts';
import { Secrets } from '../../lib/local/secrets.ts';
import { type Install, lanes } from '../adapters/table.ts';

const AT = Date.parse('2026-03-01T00:00:00Z');
const URL_OF_GATEWAY = 'https://sms-gateway.test/messages';
const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:gateway';
const outgoing: Outgoing = {
  noticeId: 'A1.tier.first.sms',
  accountId: 'A1',
  channel: 'sms',
  via: 'gateway',
  to: '+8613800138000',
  message: { templateVersion: 'v1', text: '您的账单已逾期。' },
};

function aWorld(install: Install, faults?: FaultHook) {
  const secrets = new Secrets();
  secrets.create(ARN);
  const outbox = new Outbox(() => AT);
  const gateway = new CapturedGateway({
    url: URL_OF_GATEWAY,
    keys: () => secrets.values(ARN).slice(0, 1),
    outbox,
    now: () => AT,
  });
  const hook = faults === undefined ? {} : { faults };
  onTestFinished(install({ call: (_service, _operation, input) => secrets.getSecretValue(input) }, hook));
  onTestFinished(installFetch(gateway, hook));
  const client = new SecretsManagerClient({ region: 'us-east-1', maxAttempts: 1 });
  const now = () => normalInstant(AT);
  const send = gatewaySender({
    url: URL_OF_GATEWAY,
    secret: secret(client, { id: ARN, now }),
    fetch: (...request) => fetch(...request),
    now,
    pause: async () => undefined,
    timeoutMs: 20,
  });
  return { secrets, outbox, gateway, send };
}

/** What the hook says to each call of the gateway, in their order; to other services it says nothing. */
const gatewayFaults = (...all: ReturnType<FaultHook>[]): FaultHook => {
  let calls = 0;
  return (service) => (service === 'Gateway' ? all[calls++] : undefined);
};

describe.each(lanes)('the captured gateway, its secret through the %s lane,', (_lane, install) => {
  test('takes a message into the outbox, once for each key', async () => {
    const { outbox, send } = aWorld(install);
    expect(await send(outgoing)).toEqual({ kind: 'sent', providerId: 'local-1' });
    expect(await send(outgoing)).toEqual({ kind: 'sent', providerId: 'local-1' });
    const { noticeId, to, message } = outgoing;
    expect(outbox.messages).toEqual([
      { at: AT, channel: 'sms', via: 'gateway', to, noticeId, text: message.text, messageId: 'local-1' },
    ]);
  });

  test('sends a message whose answer got lost once', async () => {
    const { outbox, send } = aWorld(install, gatewayFaults('timeout-after-effect', 'fail', undefined));
    expect(await send(outgoing)).toEqual({ kind: 'sent', providerId: 'local-1' });
    expect(outbox.messages).toHaveLength(1);
  });

  test('leaves a message unknown whose every answer got lost', async () => {
    const lost = 'timeout-after-effect';
    const { outbox, send } = aWorld(install, gatewayFaults(lost, lost, lost));
    expect(await send(outgoing)).toEqual({ kind: 'unknown', reason: 'GATEWAY_TIMEOUT' });
    expect(outbox.messages).toHaveLength(1);
  });

  test('is reached with a new secret at once', async () => {
    const { secrets, outbox, send } = aWorld(install);
    await send(outgoing);
    secrets.put(ARN, 'a new secret of the lender');
    expect(await send({ ...outgoing, noticeId: 'A1.tier.formal.sms' })).toMatchObject({ kind: 'sent' });
    expect(outbox.messages).toHaveLength(2);
  });

  test('says of another text under a known key that it is another message', async () => {
    const { outbox, send } = aWorld(install);
    await send(outgoing);
    const other = await send({ ...outgoing, message: { ...outgoing.message, text: 'another' } });
    expect(other).toEqual({ kind: 'unknown', reason: 'GATEWAY_409' });
    expect(outbox.messages).toHaveLength(1);
  });

  test('refuses what is no number for good', async () => {
    const { send } = aWorld(install);
    expect(await send({ ...outgoing, to: '13800138000' })).toEqual({ kind: 'refused', reason: 'INVALID_NUMBER' });
  });
});

describe('on one machine', () => {
  const [[, install]] = lanes;
  const body = JSON.stringify({ id: 'n-1', to: '+8613800138000', text: '您好' });
  const post = (headers: Record<string, string>, url = URL_OF_GATEWAY) =>
    fetch(url, { method: 'POST', headers: { 'idempotency-key': 'n-1', ...headers }, body });
  const signed = (key: string, at = AT) =>
    signatureHeaders(key, { direction: 'send', body, timestamp: String(at / 1000) });

  test.each([
    ['that is not signed', {}, 401, 'UNSIGNED'],
    ['signed with another key', signed('wrong'), 401, 'WRONG_SIGNATURE'],
    ['signed ten minutes ago', signed('right', AT - 600_000), 401, 'TOO_OLD_OR_EARLY'],
    ['under another key than its id', { ...signed('right'), 'idempotency-key': 'n-2' }, 400, 'MALFORMED'],
  ])('a request %s reaches nobody', async (_, headers, status, error) => {
    const { secrets, outbox } = aWorld(install);
    secrets.put(ARN, 'right');
    const response = await post(headers);
    expect([response.status, await response.json()]).toEqual([status, { error }]);
    expect(outbox.messages).toEqual([]);
  });

  test.each([
    ['GET', URL_OF_GATEWAY],
    ['POST', 'https://sms-gateway.test/other?to=+8613800138000'],
    ['POST', 'https://example.com/messages?to=+8613800138000'],
  ])('%s %s is refused by name, and tells nobody whom it was about', async (method, url) => {
    aWorld(install);
    const refused = fetch(url, { method });
    await expect(refused).rejects.toThrow(`the local world lets no ${method} out to ${new URL(url).origin}`);
    await expect(refused).rejects.not.toThrow('8613800138000');
  });

  test('without a gateway nothing is answered, and afterwards the network is back', async () => {
    const before = globalThis.fetch;
    const undo = installFetch(undefined);
    await expect(post(signed('right'))).rejects.toThrow('lets no POST out to https://sms-gateway.test');
    undo();
    expect(globalThis.fetch).toBe(before);
  });
});
