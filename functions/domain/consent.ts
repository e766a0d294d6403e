// Who may be written to where: the lender's record, what the lender reports of the borrower's wishes, and the borrower's
// own word, which only the borrower takes back.
import type { Channel, Purpose } from '../contracts/events.ts';
import type { Instant } from '../contracts/time.ts';

export const sources = ['lender', 'sms-reply', 'email-link', 'bounce', 'complaint'] as const;
export type ConsentSource = (typeof sources)[number];

export interface Word {
  channel: Channel;
  purpose: Purpose;
  allowed: boolean;
  time: Instant;
  source: ConsentSource;
}

/** An address that takes no messages. */
export interface Block {
  channel: Channel;
  address: string;
  reason: 'bounce';
  time: Instant;
}

export interface Said {
  /** As the lender last reported it by `ConsentChanged`. */
  reported: readonly Word[];
  /** Replies, links and complaints of the borrower. */
  own: readonly Word[];
  blocks: readonly Block[];
}

/**
 * The latest word holds. A refusal of the borrower's own is not undone by a later record of the customer, but by the
 * borrower: by their own word, or by one that the lender reports.
 */
export function allows(
  { reported, own }: Said,
  about: { channel: Channel; purpose: Purpose },
  record: { allowed: boolean; at: Instant },
): boolean {
  const one = (words: readonly Word[]) =>
    words.find((word) => word.channel === about.channel && word.purpose === about.purpose);
  const [lender, borrower] = [one(reported), one(own)];
  if (borrower !== undefined && !borrower.allowed) return lender?.allowed === true && lender.time >= borrower.time;
  let latest: { allowed: boolean; at: Instant } = record;
  for (const word of [lender, borrower])
    if (word !== undefined && word.time >= latest.at) latest = { allowed: word.allowed, at: word.time };
  return latest.allowed;
}

/** The block holds for its address alone, until the borrower says that it takes messages again. */
export function isBlocked({ reported, own, blocks }: Said, channel: Channel, address: string | undefined): boolean {
  const block = blocks.find((one) => one.channel === channel && sameAddress(one.address, address));
  if (block === undefined) return false;
  return ![...reported, ...own].some(
    (word) => word.channel === channel && word.purpose === 'all' && word.allowed && word.time > block.time,
  );
}

export const normalAddress = (address: string): string => address.trim().toLowerCase();
const sameAddress = (a: string, b: string | undefined): boolean =>
  b !== undefined && normalAddress(a) === normalAddress(b);
