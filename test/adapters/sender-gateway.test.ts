// The gateway as it may answer over a real connection.
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Secret } from '../../functions/adapters/secrets.ts';
import type { Outgoing } from '../../functions/adapters/sender.ts';
import { SIGNATURE_HEADER, TIMESTAMP_HEADER, verified } from '../../functions/adapters/signature.ts';
import { gatewaySender } from '../../functions/adapters/sms-gateway.ts';
import type { Instant } from '../../functions/contracts/time.ts';

const NOW = '2026-03-01T09:00:00Z' as Instant;
const outgoing: Outgoing = {
  noticeId: 'A1-2026-03-02.tier.formal.sms',
  accountId: 'A1',
  channel: 'sms',
  via: 'gateway',
  to: '+8613800138000',
  message: { templateVersion: 'v1', text: '您的账单已逾期。' },
};

interface Post {
  headers: IncomingMessage['headers'];
  body: string;
}
type Reply = (response: ServerResponse, post: Post) => void;

const says =
  (status: number, body: unknown = {}, headers: Record<string, string> = {}): Reply =>
  (response) =>
    void response.writeHead(status, headers).end(typeof body === 'string' ? body : JSON.stringify(body));
const silence: Reply = () => undefined;
const hangUp: Reply = (response) => void response.destroy();
const breakOff: Reply = (response) => {
  response.writeHead(202, { 'content-length': '100' });
  response.write('{"id":');
  setTimeout(() => response.destroy(), 20);
};

/** Each reply answers one try, the last one all further ones. */
async function aGateway(replies: readonly Reply[], { keys = ['first'] }: { keys?: readonly string[] } = {}) {
  const posts: Post[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8');
    request.on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      const post = { headers: request.headers, body };
      posts.push(post);
      (replies[posts.length - 1] ?? replies.at(-1))?.(response, post);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const { port } = server.address() as AddressInfo;
  // Only where an answer stays away on purpose is anybody impatient: a busy machine may take its time.
  const timeoutMs = replies.includes(silence) ? 1000 : 20_000;
  return { posts, server, ...aSender(`http://127.0.0.1:${port}/messages`, { keys, timeoutMs }) };
}

function aSender(
  url: string,
  { keys = ['first'], timeoutMs = 20_000 } = {} as { keys?: readonly string[]; timeoutMs?: number },
) {
  const asked: boolean[] = [];
  const pauses: number[] = [];
  const secret: Pick<Secret, 'current'> = {
    current: async ({ fresh = false } = {}) => {
      asked.push(fresh);
      return (fresh ? keys.at(-1) : keys[0]) ?? '';
    },
  };
  const send = gatewaySender({
    url,
    secret,
    fetch,
    now: () => NOW,
    pause: async (attempt) => void pauses.push(attempt),
    timeoutMs,
  });
  return { send, asked, pauses };
}

describe('a message by the gateway', () => {
  test('is signed JSON under the key of its notice, and answers the id of the gateway', async () => {
    const { send, posts } = await aGateway([says(202, { id: 'g-77' })]);
    expect(await send(outgoing)).toEqual({ kind: 'sent', providerId: 'g-77' });
    const [{ headers, body } = { headers: {}, body: '' }] = posts;
    expect(JSON.parse(body)).toEqual({ id: outgoing.noticeId, to: '+8613800138000', text: '您的账单已逾期。' });
    expect(headers).toMatchObject({ 'content-type': 'application/json', 'idempotency-key': outgoing.noticeId });
    const timestamp = String(headers[TIMESTAMP_HEADER]);
    const signature = String(headers[SIGNATURE_HEADER]);
    const received = { direction: 'send' as const, body, timestamp, signature, now: Date.parse(NOW) };
    expect(verified(['first'], received)).toEqual({ ok: true });
  });

  test.each([
    ['without an id', '{}'],
    ['that is no JSON', 'OK'],
    ['that is empty', ''],
    ['whose id is no text', '{"id":7}'],
    ['whose id has blanks', '{"id":"to +86 138"}'],
  ])('taken with an answer %s goes by the id of its notice', async (_, body) => {
    const { send } = await aGateway([says(200, body)]);
    expect(await send(outgoing)).toEqual({ kind: 'sent', providerId: outgoing.noticeId });
  });

  const later = (reason: string, throttled = false) => ({ kind: 'later', reason, throttled });
  const unknown = (reason: string) => ({ kind: 'unknown', reason });
  const refused = (reason: string) => ({ kind: 'refused', reason });
  const invalid = { error: 'INVALID_NUMBER' };
  const taken = says(202, { id: 'g-1' });
  const sent = { kind: 'sent', providerId: 'g-1' };

  test.each([
    ['400 with a code', [says(400, invalid)], refused('INVALID_NUMBER'), 1],
    ['404 with a code', [says(404, invalid)], refused('INVALID_NUMBER'), 1],
    ['413 with a code', [says(413, invalid)], refused('INVALID_NUMBER'), 1],
    ['422 with a code', [says(422, invalid)], refused('INVALID_NUMBER'), 1],
    ['404 of somebody else', [says(404, '<h1>Not Found</h1>')], later('GATEWAY_404'), 1],
    ['400 that tells what it should not', [says(400, { error: 'no number: +86138' })], later('GATEWAY_400'), 1],
    ['405', [says(405, invalid)], later('GATEWAY_405'), 1],
    ['a redirect', [says(307, '', { location: 'https://example.com/' })], later('GATEWAY_307'), 1],
    ['401 twice', [says(401)], later('GATEWAY_401'), 2],
    ['403 twice', [says(403)], later('GATEWAY_403'), 2],
    ['401, then taken', [says(401), taken], sent, 2],
    ['429', [says(429)], later('GATEWAY_429', true), 1],
    ['503', [says(503)], later('GATEWAY_503', true), 1],
    ['408', [says(408)], unknown('GATEWAY_408'), 3],
    ['409', [says(409)], unknown('GATEWAY_409'), 3],
    ['500', [says(500)], unknown('GATEWAY_500'), 3],
    ['500, then taken', [says(500), taken], sent, 2],
    ['502 twice, then refused', [says(502), says(502), says(422, invalid)], refused('INVALID_NUMBER'), 3],
    ['500, then 503', [says(500), says(503)], unknown('GATEWAY_500'), 2],
    ['500, then 401 twice', [says(500), says(401)], unknown('GATEWAY_500'), 3],
    ['silence', [silence], unknown('GATEWAY_TIMEOUT'), 3],
    ['silence, then taken', [silence, taken], sent, 2],
    ['silence, then 429', [silence, says(429)], unknown('GATEWAY_TIMEOUT'), 2],
    ['a hung-up connection, then taken', [hangUp, taken], sent, 2],
    ['an answer that breaks off, then taken', [breakOff, taken], sent, 2],
  ] as const)('is settled: %s', async (_, replies, result, tries) => {
    const { send, posts, pauses } = await aGateway(replies);
    expect(await send(outgoing)).toEqual(result);
    expect(posts).toHaveLength(tries);
    expect(pauses).toEqual([1, 2].slice(0, tries - 1));
    expect(new Set(posts.map(({ headers, body }) => `${headers['idempotency-key']} ${body}`)).size).toBe(1);
  });

  test('whose connections all break is unknown', async () => {
    const { send, posts } = await aGateway([hangUp]);
    expect(await send(outgoing)).toMatchObject({ kind: 'unknown' });
    expect(posts).toHaveLength(3);
  });

  test('that is refused for its signature is signed with the secret as it is now', async () => {
    const checking: Reply = (response, { headers, body }) => {
      const timestamp = String(headers[TIMESTAMP_HEADER]);
      const signature = String(headers[SIGNATURE_HEADER]);
      const verdict = verified(['second'], { direction: 'send', body, timestamp, signature, now: Date.parse(NOW) });
      says(verdict.ok ? 202 : 401, { id: 'g-1' })(response, { headers, body });
    };
    const { send, asked } = await aGateway([checking], { keys: ['first', 'second'] });
    expect(await send(outgoing)).toEqual(sent);
    expect(asked).toEqual([false, true]);
  });

  test('waits where nobody listens, after three tries', async () => {
    const { send, server, pauses } = await aGateway([taken]);
    await new Promise((resolve) => server.close(resolve));
    expect(await send(outgoing)).toEqual(later('ECONNREFUSED'));
    expect(pauses).toEqual([1, 2]);
  });

  test('waits where the name of the gateway is not known', async () => {
    const { send } = aSender('http://gateway.invalid/messages');
    expect(await send(outgoing)).toMatchObject({
      kind: 'later',
      reason: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/),
    });
  });

  test('waits where there is no secret to sign it with, and nothing goes out', async () => {
    const { posts } = await aGateway([taken]);
    const send = gatewaySender({
      url: 'http://127.0.0.1:1/messages',
      secret: {
        current: async () => Promise.reject(Object.assign(new Error('no'), { name: 'AccessDeniedException' })),
      },
      fetch: async () => Promise.reject(new Error('must not be called')),
      now: () => NOW,
      pause: async () => undefined,
    });
    expect(await send(outgoing)).toEqual({ kind: 'later', reason: 'AccessDeniedException', throttled: false });
    expect(posts).toEqual([]);
  });
});
