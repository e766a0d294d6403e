import { expect, test } from 'vitest';
import { optOutLinks, optOutReader } from '../../functions/adapters/opt-out-links.ts';
import type { Secret } from '../../functions/adapters/secrets.ts';
import { TryAgain } from '../../functions/contracts/errors.ts';

const URL = 'https://example.lambda-url.eu-west-1.on.aws/';
const holding = (...keys: string[]): Secret => ({ current: async () => keys[0] ?? '', all: async () => keys });
const tokenOf = async (secret: Secret, customerId: string, locale = 'en') =>
  (await optOutLinks({ url: URL, secret }).linkFor(customerId, locale)).slice(URL.length);

test('a link opens to whom it was made for, in their language', async () => {
  const token = await tokenOf(holding('one'), 'C:1/ä', 'zh-CN');
  expect(await optOutReader(holding('one'))(token)).toEqual({ customerId: 'C:1/ä', channel: 'email', locale: 'zh-CN' });
});

test('links made under the secret before the current one still open, and those of any other do not', async () => {
  const token = await tokenOf(holding('one'), 'C1');
  expect(await optOutReader(holding('two', 'one'))(token)).toMatchObject({ customerId: 'C1' });
  expect(await optOutReader(holding('three', 'two'))(token)).toBeUndefined();
});

test('of two borrowers nothing is alike in their links, not even the first bytes', async () => {
  const [a, b] = [await tokenOf(holding('one'), 'C1'), await tokenOf(holding('one'), 'C2')];
  expect(a).not.toBe(b);
  expect(a.slice(0, 8)).not.toBe(b.slice(0, 8));
  expect(await tokenOf(holding('one'), 'C1')).toBe(a);
});

test('a token that was changed anywhere opens to nobody', async () => {
  const token = await tokenOf(holding('one'), 'C1');
  const open = optOutReader(holding('one'));
  for (let at = 0; at < token.length; at += 1) {
    const changed = token.slice(0, at) + (token[at] === 'A' ? 'B' : 'A') + token.slice(at + 1);
    expect(await open(changed)).toBeUndefined();
  }
  for (const none of ['', 'A', token.slice(0, -1), `${token}A`, '../etc']) expect(await open(none)).toBeUndefined();
});

test('while the secret is not to be had the email waits', async () => {
  const away: Secret = {
    current: () => Promise.reject(new Error('away')),
    all: () => Promise.reject(new Error('away')),
  };
  await expect(optOutLinks({ url: URL, secret: away }).linkFor('C1', 'en')).rejects.toBeInstanceOf(TryAgain);
});
