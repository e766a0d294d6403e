// The SMS gateway of docs/gateway.md as it is on one machine, and the only address that `fetch` reaches there.
import { SIGNATURE_HEADER, TIMESTAMP_HEADER, verified } from '../../functions/adapters/signature.ts';
import type { Outbox } from './outbox.ts';
import type { FaultHook } from './sdk.ts';
import type { Secrets } from './secrets.ts';
import type { Template } from './template.ts';

export interface GatewayOptions {
  url: string;
  /** Signatures under any of these are taken. */
  keys: () => readonly string[];
  outbox: Outbox;
  /** Epoch milliseconds. */
  now: () => number;
}

export interface GatewayRequest {
  headers: Headers;
  body: string;
}

export interface GatewayAnswer {
  status: number;
  body: object;
}

/** Takes what is signed, once for each key, into the outbox. */
export class CapturedGateway {
  readonly url: string;
  readonly #options: GatewayOptions;
  readonly #taken = new Map<string, { body: string; answer: GatewayAnswer }>();

  constructor(options: GatewayOptions) {
    this.url = options.url;
    this.#options = options;
  }

  post({ headers, body }: GatewayRequest): GatewayAnswer {
    const { keys, now, outbox } = this.#options;
    const verdict = verified(keys(), {
      direction: 'send',
      body,
      timestamp: headers.get(TIMESTAMP_HEADER) ?? undefined,
      signature: headers.get(SIGNATURE_HEADER) ?? undefined,
      now: now(),
    });
    if (!verdict.ok) return refusal(401, verdict.reason);
    const key = headers.get('idempotency-key');
    const message = readMessage(body);
    if (message === undefined || key !== message.id) return refusal(400, 'MALFORMED');
    const before = this.#taken.get(key);
    if (before !== undefined) return before.body === body ? before.answer : refusal(409, 'KEY_OF_ANOTHER');
    if (!/^\+[1-9]\d{6,14}$/.test(message.to)) return refusal(422, 'INVALID_NUMBER');
    const { MessageId: id } = outbox.takeFromGateway(message);
    const answer = { status: 202, body: { id } };
    this.#taken.set(key, { body, answer });
    return answer;
  }
}

/** The gateway that functions of the template are told of, if they are told of one. */
export function gatewayOf(
  template: Template,
  { secrets, outbox, now }: { secrets: Secrets; outbox: Outbox; now: () => number },
): CapturedGateway | undefined {
  for (const { properties } of template.ofType('AWS::Lambda::Function')) {
    const { Variables = {} } = (properties.Environment ?? {}) as { Variables?: Record<string, unknown> };
    const { SMS_GATEWAY_URL: url, SMS_GATEWAY_SECRET_ARN: arn } = Variables;
    if (url === undefined || arn === undefined) continue;
    const keys = () => secrets.values(String(template.resolve(arn)));
    return new CapturedGateway({ url: String(url), keys, outbox, now });
  }
  return undefined;
}

function refusal(status: number, reason: string): GatewayAnswer {
  return { status, body: { error: reason.toUpperCase().replaceAll('-', '_') } };
}

function readMessage(body: string): { id: string; to: string; text: string } | undefined {
  try {
    const { id, to, text } = JSON.parse(body) as Record<string, unknown>;
    if (typeof id !== 'string' || typeof to !== 'string' || typeof text !== 'string') return undefined;
    return { id, to, text };
  } catch {
    return undefined;
  }
}

/**
 * Puts the gateway in the place of the network: a request to anywhere else is refused, so that nothing leaves the
 * machine. `fail` answers 500 with no effect; `timeout-after-effect` takes the message and never answers, so that the
 * caller's own patience decides. Returns what undoes it.
 */
export function installFetch(
  gateway: CapturedGateway | undefined,
  { faults }: { faults?: FaultHook } = {},
): () => void {
  const before = globalThis.fetch;
  globalThis.fetch = async (input, init) => {
    const request = new Request(input, { ...init, signal: null });
    if (gateway === undefined || request.method !== 'POST' || request.url !== new URL(gateway.url).href)
      throw new TypeError(`the local world lets no ${request.method} out to ${new URL(request.url).origin}`);
    const fault = faults?.('Gateway', 'Post');
    if (fault === 'fail') return respond({ status: 500, body: { error: 'LOCAL_FAULT' } });
    const body = typeof init?.body === 'string' ? init.body : await request.text();
    const answer = gateway.post({ headers: request.headers, body });
    return fault === 'timeout-after-effect' ? neverAnswered(init?.signal) : respond(answer);
  };
  return () => {
    globalThis.fetch = before;
  };
}

const respond = ({ status, body }: GatewayAnswer): Response =>
  new Response(JSON.stringify(body), { status, headers: { 'content-type': 'application/json' } });

function neverAnswered(signal: AbortSignal | null | undefined): Promise<never> {
  return new Promise((_, reject) => {
    const abort = () => reject(new DOMException('This operation was aborted', 'AbortError'));
    if (signal?.aborted === true) abort();
    signal?.addEventListener('abort', abort, { once: true });
  });
}
