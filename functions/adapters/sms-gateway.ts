// Text messages through a licensed carrier's gateway: docs/gateway.md is its protocol, to be changed with this file.
import type { Instant } from '../contracts/time.ts';
import type { Secret } from './secrets.ts';
import type { Outgoing, Sender, SendResult } from './sender.ts';
import { signatureHeaders } from './signature.ts';

export interface GatewayDeps {
  url: string;
  secret: Pick<Secret, 'current'>;
  fetch: typeof fetch;
  now: () => Instant;
  /** Waits between tries, longer and with chance, so that many senders do not come back at once. */
  pause: (attempt: number) => Promise<void>;
  timeoutMs?: number;
}

/** With 5 s each and the pauses at most 18 s: within the 30 s that a function has. */
const TRIES = 3;
const TIMEOUT_MS = 5000;

/** What one try came to. */
type Answer =
  | { kind: 'settled'; result: SendResult }
  | { kind: 'not-taken'; reason: string; throttled?: boolean; again?: boolean }
  | { kind: 'unauthorized'; reason: string }
  | { kind: 'in-doubt'; reason: string };

/**
 * The same key on every try, so a message that was taken and whose answer got lost goes out once. Once a try is in
 * doubt only a plain answer settles it: a later "not now" says nothing of the message that may have been taken.
 */
export function gatewaySender(deps: GatewayDeps): Sender {
  return async (outgoing) => {
    let doubt: string | undefined;
    let renewed = false;
    for (let attempt = 1; ; attempt += 1) {
      const answer = await tryOnce(deps, outgoing, { fresh: renewed });
      if (answer.kind === 'settled') return answer.result;
      if (answer.kind === 'in-doubt') doubt = answer.reason;
      if (attempt === TRIES || !worthAnother(answer, renewed)) {
        if (doubt !== undefined) return { kind: 'unknown', reason: doubt };
        const throttled = answer.kind === 'not-taken' && answer.throttled === true;
        return { kind: 'later', reason: answer.reason, throttled };
      }
      renewed ||= answer.kind === 'unauthorized';
      await deps.pause(attempt);
    }
  };
}

function worthAnother(answer: Answer, renewed: boolean): boolean {
  if (answer.kind === 'unauthorized') return !renewed;
  return answer.kind === 'in-doubt' || (answer.kind === 'not-taken' && answer.again === true);
}

async function tryOnce(deps: GatewayDeps, outgoing: Outgoing, { fresh }: { fresh: boolean }): Promise<Answer> {
  const { noticeId: id, to, message } = outgoing;
  let key: string;
  try {
    key = await deps.secret.current({ fresh });
  } catch (error) {
    return { kind: 'not-taken', reason: error instanceof Error ? error.name : 'NO_SECRET' };
  }
  const body = JSON.stringify({ id, to, text: message.text });
  const timestamp = String(Math.floor(Date.parse(deps.now()) / 1000));
  const abort = new AbortController();
  const timer = setTimeout(() => abort.abort(), deps.timeoutMs ?? TIMEOUT_MS);
  try {
    const response = await deps.fetch(deps.url, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        'idempotency-key': id,
        ...signatureHeaders(key, { direction: 'send', timestamp, body }),
      },
      body,
      // A borrower's number goes to the gateway and to nobody it points at.
      redirect: 'manual',
      signal: abort.signal,
    });
    return meaning(response.status, await json(response), id);
  } catch (error) {
    if (abort.signal.aborted) return { kind: 'in-doubt', reason: 'GATEWAY_TIMEOUT' };
    const code = networkCode(error);
    return NEVER_ARRIVED.test(code)
      ? { kind: 'not-taken', reason: code, again: true }
      : { kind: 'in-doubt', reason: code };
  } finally {
    clearTimeout(timer);
  }
}

const REFUSALS = new Set([400, 404, 413, 422]);
const IN_DOUBT = new Set([408, 409]);

function meaning(status: number, body: unknown, noticeId: string): Answer {
  const reason = `GATEWAY_${status}`;
  if (status >= 200 && status < 300)
    return { kind: 'settled', result: { kind: 'sent', providerId: idIn(body) ?? noticeId } };
  if (status === 401 || status === 403) return { kind: 'unauthorized', reason };
  if (status === 429 || status === 503) return { kind: 'not-taken', reason, throttled: true };
  if (status >= 500 || IN_DOUBT.has(status)) return { kind: 'in-doubt', reason };
  const code = codeIn(body);
  // Without a code it is not the gateway that answers: a wrong URL must not refuse every message for good.
  if (REFUSALS.has(status) && code !== undefined) return { kind: 'settled', result: { kind: 'refused', reason: code } };
  return { kind: 'not-taken', reason };
}

/** Undefined for what is no JSON; the status counts then. A body that breaks off rejects. */
async function json(response: Response): Promise<unknown> {
  const text = await response.text();
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function idIn(body: unknown): string | undefined {
  const { id } = (body ?? {}) as { id?: unknown };
  return typeof id === 'string' && /^[!-~]{1,256}$/.test(id) ? id : undefined;
}

/** A code and nothing else: what a gateway writes freely might hold a number or a name, and this goes to the audit. */
function codeIn(body: unknown): string | undefined {
  const { error } = (body ?? {}) as { error?: unknown };
  return typeof error === 'string' && /^[A-Z][A-Z0-9_]{0,39}$/.test(error) ? error : undefined;
}

/** Of the ways in which there was no connection that a request could have gone over: no name, no port, no trust. */
const NEVER_ARRIVED =
  /^(ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|CERT_\w+|ERR_TLS_CERT_\w+|\w*SELF_SIGNED_\w+|UNABLE_TO_\w+)$/;

function networkCode(error: unknown): string {
  const { cause } = (error ?? {}) as { cause?: { code?: unknown } };
  return typeof cause?.code === 'string' ? cause.code : 'GATEWAY_CONNECTION';
}
