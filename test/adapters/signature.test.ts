import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import {
  type Direction,
  SIGNATURE_HEADER,
  signatureHeaders,
  TIMESTAMP_HEADER,
  verified,
} from '../../functions/adapters/signature.ts';

const KEY = '0123456789abcdef0123456789abcdef';
const AT = 1_772_355_600;
const body = '{"id":"n-1","to":"+8613800138000","text":"您好"}';
const signed = (more: { key?: string; direction?: Direction } = {}) => {
  const headers = signatureHeaders(more.key ?? KEY, {
    direction: more.direction ?? 'send',
    body,
    timestamp: String(AT),
  });
  return {
    direction: 'send' as Direction,
    body,
    timestamp: headers[TIMESTAMP_HEADER],
    signature: headers[SIGNATURE_HEADER],
    now: AT * 1000,
  };
};

describe('a signature', () => {
  test('is the one of the example that others build theirs by', () => {
    const page = readFileSync(new URL('../../docs/gateway.md', import.meta.url), 'utf8');
    const [, example] = /signature\s+(v1=\S+)/.exec(page) ?? [];
    expect(page).toContain(`send.${AT}.${body}`);
    expect(signed().signature).toBe(example);
  });

  test('holds for the body, the direction and the key it was made with, and for nothing else', () => {
    const wrong = { ok: false, reason: 'wrong-signature' };
    expect(verified([KEY], signed())).toEqual({ ok: true });
    expect(verified([KEY], { ...signed(), body: body.replace('n-1', 'n-2') })).toEqual(wrong);
    expect(verified([KEY], { ...signed(), direction: 'callback' })).toEqual(wrong);
    expect(verified([KEY], { ...signed(), timestamp: String(AT + 1) })).toEqual(wrong);
    expect(verified(['another key'], signed())).toEqual(wrong);
    expect(verified([], signed())).toEqual(wrong);
  });

  test('of the previous key is taken while a new one takes over', () => {
    expect(verified(['the new one', KEY], signed())).toEqual({ ok: true });
  });

  test.each([
    [300, { ok: true }],
    [-300, { ok: true }],
    [301, { ok: false, reason: 'too-old-or-early' }],
    [-301, { ok: false, reason: 'too-old-or-early' }],
  ])('that is %d seconds old', (seconds, verdict) => {
    expect(verified([KEY], { ...signed(), now: (AT + seconds) * 1000 })).toEqual(verdict);
  });

  test.each([
    { signature: undefined },
    { signature: '' },
    { signature: 'v1=' },
    { signature: `v2=${'0'.repeat(64)}` },
    { signature: `v1=${'0'.repeat(63)}` },
    { timestamp: undefined },
    { timestamp: '' },
    { timestamp: 'now' },
    { timestamp: '1e9' },
  ])('that is none is told apart from a wrong one: %o', (more) => {
    expect(verified([KEY], { ...signed(), ...more })).toEqual({ ok: false, reason: 'unsigned' });
  });

  test('is never made with an empty key', () => {
    expect(() => signed({ key: '' })).toThrow('the secret of the SMS gateway is empty');
    expect(() => verified([''], signed())).toThrow('the secret of the SMS gateway is empty');
  });
});
