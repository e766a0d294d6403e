import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall, unmarshall } from '@aws-sdk/util-dynamodb';
import type { Channel, HoldKind } from '../contracts/events.ts';
import type { Day, Instant } from '../contracts/time.ts';
import { dayIn, earlierOf } from '../domain/calendar.ts';
import { allows, type Block, isBlocked, type Said, type Word } from '../domain/consent.ts';
import { addressOf } from '../domain/contact.ts';
import type {
  Account,
  Case,
  Cause,
  Customer,
  Facts,
  Hold,
  Notice,
  Obligation,
  Payment,
  Plan,
  PromiseToPay,
  RiskSignal,
  Snapshot,
} from '../domain/ledger.ts';
import type { Key } from './keys.ts';

export type Item = Record<string, AttributeValue>;

export const toItem = (key: Key, value: object): Item =>
  marshall({ ...value, ...key }, { removeUndefinedValues: true });
export const toKey = (key: Key): Item => ({ pk: { S: key.pk }, sk: { S: key.sk } });
export const fromItem = (item: Item): Record<string, unknown> => unmarshall(item);

/** What an account's head carries besides the account: how its case is attended. */
export interface Head extends Account {
  lookOn?: Day;
  hasCases?: boolean;
  /** The execution that waits for the next event. */
  waiting?: { token: string; until: Instant; caseId: string };
  parked?: { at: Instant; error: string; execution: string };
}

export interface StoredHold {
  holdId: string;
  kind: HoldKind;
  obligationId?: string;
  from: Day;
  until?: Day;
  recordedAt: Instant;
  releasedAt?: Instant;
  releasedOn?: Day;
}

interface StoredCustomer extends Customer {
  recordedAt: Instant;
}

/**
 * A release makes its day the one on which collection resumes; a hold that had ended before stays ended, and one that
 * was placed again after its release is in force again.
 */
function effective(stored: StoredHold, timeZone: string): Hold {
  const { releasedAt, releasedOn, recordedAt, ...hold } = stored;
  if (releasedAt === undefined || releasedAt < recordedAt) return hold;
  const on = releasedOn ?? dayIn(timeZone, releasedAt);
  return { ...hold, until: hold.until === undefined ? on : earlierOf(hold.until, on) };
}

const without = (value: Record<string, unknown>): Record<string, unknown> => {
  const { pk: _pk, sk: _sk, ...rest } = value;
  return rest;
};

const kindOf = (sk: string): string => sk.slice(0, sk.indexOf('#') === -1 ? undefined : sk.indexOf('#'));

/** Consent as all that was said makes it; the record of a customer says nothing of courtesy messages. */
function customerOf(stored: StoredCustomer, said: Said): Customer {
  const { recordedAt, ...customer } = stored;
  const consent = { ...stored.consent };
  const courtesy: Partial<Record<Channel, boolean>> = {};
  for (const channel of CHANNELS) {
    consent[channel] =
      allows(said, { channel, purpose: 'all' }, { allowed: stored.consent[channel], at: recordedAt }) &&
      !isBlocked(said, channel, addressOf(customer, channel));
    if (!allows(said, { channel, purpose: 'courtesy' }, ANYBODY)) courtesy[channel] = false;
  }
  return { ...customer, consent, ...(Object.keys(courtesy).length > 0 ? { courtesy } : {}) };
}

/** As in contracts/events.ts, whose schemas not every function has to carry. */
const CHANNELS: readonly Channel[] = ['sms', 'email'];
const ANYBODY = { allowed: true, at: '' as Instant };

/** One that was stored without a purpose is for all. */
const wordOf = (stored: Partial<Word>): Word => ({ purpose: 'all', source: 'lender', ...stored }) as Word;

/** The items of an account's and its customer's partitions as the rules see them. */
export function toSnapshot(
  accountItems: readonly Item[],
  customerItems: readonly Item[],
  timeZoneOf: (product: string) => string,
): (Snapshot & { head: Head }) | undefined {
  const byKind = new Map<string, unknown[]>();
  const add = (item: Item): void => {
    const value = fromItem(item);
    const kind = kindOf(String(value.sk));
    const list = byKind.get(kind);
    if (list === undefined) byKind.set(kind, [without(value)]);
    else list.push(without(value));
  };
  accountItems.forEach(add);
  const all = <T>(kind: string): T[] => (byKind.get(kind) ?? []) as T[];
  const [head] = all<Head>('ACCOUNT');
  if (head === undefined) return undefined;
  const accountHolds = all<StoredHold>('HOLD');
  const accountSignals = all<RiskSignal>('SIGNAL');
  const cases = all<Case>('CASE').sort((a, b) => (a.openedAt < b.openedAt ? -1 : 1));
  const facts = {
    obligations: all<Obligation & { cancelledAt?: Instant }>('OBLIGATION').map((one) => ({
      ...one,
      // Scheduled again after it was cancelled, it is due again.
      cancelled: one.cancelledAt !== undefined && one.cancelledAt >= one.scheduledAt,
    })),
    payments: all<Payment>('PAYMENT'),
    promises: all<PromiseToPay>('PROMISE'),
    plans: all<Plan>('PLAN').sort((a, b) => (a.agreedAt < b.agreedAt ? -1 : 1)),
    autopayFailed: new Set(all<{ obligationId: string }>('AUTOPAY').map((one) => one.obligationId)),
  };
  const notices = all<Notice>('NOTICE').sort((a, b) => (a.at < b.at ? -1 : a.at > b.at ? 1 : 0));
  byKind.clear();
  customerItems.forEach(add);
  const [customer] = all<StoredCustomer>('CUSTOMER');
  if (customer === undefined) return undefined;
  const timeZone = timeZoneOf(head.product);
  const holds = [...accountHolds, ...all<StoredHold>('HOLD')].map((hold) => effective(hold, timeZone));
  const whole: Facts = { ...facts, holds, signals: [...accountSignals, ...all<RiskSignal>('SIGNAL')] };
  return {
    account: accountOf(head),
    customer: customerOf(customer, {
      reported: all<Partial<Word>>('CONSENT').map(wordOf),
      own: all<Word>('CHOICE'),
      blocks: all<Block>('BLOCK'),
    }),
    facts: whole,
    cases,
    notices,
    otherAccounts: all<{ accountId: string; product: string }>('ACCOUNT').filter(
      (one) => one.accountId !== head.accountId,
    ),
    causes: all<Cause>('CAUSE'),
    head,
  };
}

const HEAD_ONLY = ['lookOn', 'dueShard', 'waiting', 'parked', 'hasCases', 'recordedAt'] as const;

export function accountOf(head: Head): Account {
  const account: Record<string, unknown> = { ...head };
  for (const name of HEAD_ONLY) delete account[name];
  return account as unknown as Account;
}
