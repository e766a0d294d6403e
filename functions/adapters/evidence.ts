// What a borrower was told, word for word, for as long as the policy keeps it. The times of sending and delivery and the
// provider's id are on the notice of the same id.
import { deflateRawSync, inflateRawSync } from 'node:zlib';
import type { Channel } from '../contracts/events.ts';
import type { Day, Instant } from '../contracts/time.ts';
import { fromItem, type Item, toItem } from './items.ts';
import { keys, textPk } from './keys.ts';
import { readPartition, type Table } from './partition.ts';

export interface Evidence {
  noticeId: string;
  accountId: string;
  customerId: string;
  caseId?: string;
  channel: Channel;
  /** The address it went to. */
  to: string;
  locale: string;
  subject?: string;
  text: string;
  html?: string;
  templateVersion: string;
  policyVersion: Day;
  claimedAt: Instant;
}

const YEAR_SECONDS = 366 * 86_400;

/** The item that is written with the claim; the HTML of an email deflated to about a quarter. */
export function evidenceItem({ html, ...evidence }: Evidence, keepYears: number): Item {
  return toItem(keys.text(evidence.accountId, evidence.noticeId), {
    ...evidence,
    ...(html === undefined ? {} : { html: deflateRawSync(html) }),
    expiresAt: Math.floor(Date.parse(evidence.claimedAt) / 1000) + keepYears * YEAR_SECONDS,
  });
}

/** The texts of an account's messages that are still kept, by notice id. */
export async function evidenceOf(table: Table, accountId: string): Promise<Evidence[]> {
  const items = await readPartition(table, textPk(accountId));
  return items.map((item) => {
    const { pk: _pk, sk: _sk, expiresAt: _expiresAt, html, ...evidence } = fromItem(item);
    const opened = html === undefined ? {} : { html: inflateRawSync(html as Uint8Array).toString('utf8') };
    return { ...evidence, ...opened } as unknown as Evidence;
  });
}
