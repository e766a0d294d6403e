import type { IncomingMessage } from 'node:http';

/** Thrown for a body larger than is taken. */
export class BodyTooLarge extends Error {}

/** The whole body; reading stops where it grows larger than `most` bytes. */
export async function bodyOf(request: IncomingMessage, most: number): Promise<Uint8Array> {
  const chunks: Buffer[] = [];
  let size = 0;
  if (Number(request.headers['content-length'] ?? 0) > most) throw new BodyTooLarge();
  // Not `for await`: leaving that loop early would destroy the connection before the answer.
  return new Promise((resolve, reject) => {
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size > most) {
        request.pause();
        reject(new BodyTooLarge());
      } else {
        chunks.push(chunk);
      }
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', reject);
    request.on('close', () => reject(new Error('the client went away')));
  });
}
