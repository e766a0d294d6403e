// What the SMS gateway posts back (docs/gateway.md): taken when its signature holds, and put where the same from SES and
// SNS goes. Answered once it is in a queue; what is not answered so the gateway posts again.
import * as z from 'zod/mini';
import { logger } from '../adapters/lambda.ts';
import type { Secret } from '../adapters/secrets.ts';
import { SIGNATURE_HEADER, TIMESTAMP_HEADER, type Verdict, verified } from '../adapters/signature.ts';
import { gatewayDelivery, gatewayReply, type UrlRequest, type UrlResponse } from '../contracts/feedback.ts';
import type { Instant } from '../contracts/time.ts';

export interface GatewayCallbackDeps {
  secret: Secret;
  deliveries: (body: string) => Promise<void>;
  replies: (body: string) => Promise<void>;
  now: () => Instant;
}

const callback = z.discriminatedUnion('kind', [gatewayDelivery, gatewayReply]);

export function gatewayCallback({ secret, deliveries, replies, now }: GatewayCallbackDeps) {
  return async (request: UrlRequest): Promise<UrlResponse> => {
    const { method } = request.requestContext.http;
    if (method !== 'POST') return answer(405, 'Callbacks are posted.');
    const { body = '', isBase64Encoded } = request;
    const text = isBase64Encoded ? Buffer.from(body, 'base64').toString('utf8') : body;
    try {
      const verdict = await checked(text, request.headers);
      if (!verdict.ok) return answer(401, `The signature is not accepted: ${verdict.reason}.`);
      const read = z.safeParse(callback, parsed(text));
      if (!read.success) return answer(400, 'The body is neither a delivery nor a reply as docs/gateway.md has them.');
      if (Number.isNaN(Date.parse(read.data.at))) return answer(400, 'at must be an instant in UTC.');
      await (read.data.kind === 'delivery' ? deliveries : replies)(JSON.stringify(read.data));
      return answer(202, 'Taken.');
    } catch (error) {
      logger.error('a callback could not be taken', { error: error instanceof Error ? error.name : 'unknown' });
      return answer(503, 'Not now. Please post it again later.');
    }
  };

  /** The gateway may sign with a secret that was changed since ours was read. */
  async function checked(body: string, headers: UrlRequest['headers']): Promise<Verdict> {
    const received = {
      direction: 'callback' as const,
      body,
      timestamp: headers[TIMESTAMP_HEADER],
      signature: headers[SIGNATURE_HEADER],
      now: Date.parse(now()),
    };
    const verdict = verified(await secret.all(), received);
    return verdict.ok || verdict.reason !== 'wrong-signature'
      ? verdict
      : verified(await secret.all({ fresh: true }), received);
  }
}

const answer = (statusCode: number, message: string): UrlResponse => ({
  statusCode,
  headers: { 'content-type': 'application/json', 'cache-control': 'no-store' },
  body: JSON.stringify({ message }),
});

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
