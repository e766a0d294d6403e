// How the SMS gateway and cureflow know each other: docs/gateway.md has the form of it.
import { createHmac, timingSafeEqual } from 'node:crypto';

export const TIMESTAMP_HEADER = 'x-cureflow-timestamp';
export const SIGNATURE_HEADER = 'x-cureflow-signature';

/** Which way a request goes; signed as well, so that none can be sent back to who wrote it. */
export type Direction = 'send' | 'callback';

/** Clocks differ, and requests wait: one that is older, or from further ahead, could be a recording. */
export const TOLERANCE_SECONDS = 300;

export interface Signed {
  direction: Direction;
  body: string;
  /** Whole seconds since 1970, as they stand in the header. */
  timestamp: string;
}

/** The headers that go with the body: `v1=` and the HMAC-SHA256 in lower-case hexadecimals. */
export function signatureHeaders(key: string, signed: Signed): Record<string, string> {
  return { [TIMESTAMP_HEADER]: signed.timestamp, [SIGNATURE_HEADER]: `v1=${hmac(key, signed).toString('hex')}` };
}

export type Verdict = { ok: true } | { ok: false; reason: 'unsigned' | 'too-old-or-early' | 'wrong-signature' };

export interface Received {
  direction: Direction;
  body: string;
  /** The two headers as they came. */
  timestamp: string | undefined;
  signature: string | undefined;
  /** Epoch milliseconds. */
  now: number;
}

/** Several keys while one takes over from another: any of them will do. */
export function verified(keys: readonly string[], { timestamp, signature, now, ...request }: Received): Verdict {
  const [, hex] = /^v1=([0-9a-f]{64})$/.exec(signature ?? '') ?? [];
  if (hex === undefined || timestamp === undefined || !/^\d{1,12}$/.test(timestamp))
    return { ok: false, reason: 'unsigned' };
  if (Math.abs(now / 1000 - Number(timestamp)) > TOLERANCE_SECONDS) return { ok: false, reason: 'too-old-or-early' };
  const given = Buffer.from(hex, 'hex');
  // Every key is tried, so that the time taken says nothing of which one was right.
  const matching = keys.filter((key) => timingSafeEqual(hmac(key, { ...request, timestamp }), given));
  return matching.length > 0 ? { ok: true } : { ok: false, reason: 'wrong-signature' };
}

function hmac(key: string, { direction, timestamp, body }: Signed): Buffer {
  if (key === '') throw new Error('a signature needs a key: the secret of the SMS gateway is empty');
  return createHmac('sha256', key).update(`${direction}.${timestamp}.${body}`, 'utf8').digest();
}
