// Links by which a borrower stops emails they can do without. A link says nothing of who it is for, nobody can make one up,
// and the same borrower always gets the same.
import { createCipheriv, createDecipheriv, createHmac } from 'node:crypto';
import { TryAgain } from '../contracts/errors.ts';
import type { Secret } from './secrets.ts';

export interface OptOutLink {
  customerId: string;
  channel: 'email';
  locale: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const keyFor = (secret: string, use: string): Buffer => createHmac('sha256', secret).update(use).digest();

/** AES-256-GCM. The nonce is made of the text itself, so that one nonce never goes with two texts. */
function seal(secret: string, text: string): string {
  const nonce = createHmac('sha256', keyFor(secret, 'opt-out nonce')).update(text).digest().subarray(0, NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keyFor(secret, 'opt-out seal'), nonce);
  return Buffer.concat([nonce, cipher.update(text, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

function unseal(secret: string, token: string): string | undefined {
  const bytes = Buffer.from(token, 'base64url');
  if (bytes.length <= NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== token) return undefined;
  const decipher = createDecipheriv('aes-256-gcm', keyFor(secret, 'opt-out seal'), bytes.subarray(0, NONCE_BYTES));
  decipher.setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
  } catch {
    return undefined;
  }
}

export function optOutLinks({ url, secret }: { url: string; secret: Secret }) {
  const base = url.endsWith('/') ? url : `${url}/`;

  /** `TryAgain` where the key is not to be had: an email goes out with its link or later. */
  async function linkFor(customerId: string, locale: string): Promise<string> {
    const key = await secret.current().catch((cause: unknown) => {
      throw new TryAgain('the key of opt-out links is not to be had', { cause });
    });
    return `${base}${seal(key, JSON.stringify([customerId, 'email', locale]))}`;
  }

  return { linkFor };
}

/** Reads what `linkFor` made, under this secret or the one before; nothing where nobody made it. */
export function optOutReader(secret: Secret) {
  return async (token: string): Promise<OptOutLink | undefined> => {
    for (const key of await secret.all()) {
      const text = unseal(key, token);
      if (text === undefined) continue;
      const [customerId, channel, locale] = JSON.parse(text) as [string, 'email', string];
      return { customerId, channel, locale };
    }
    return undefined;
  };
}
