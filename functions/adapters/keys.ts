// Where everything lives in the one table. An account's or a customer's partition is read whole for every decision;
// audit and event ids grow without bound and stay out of it.

export interface Key {
  pk: string;
  sk: string;
}

export const accountPk = (accountId: string): string => `A#${accountId}`;
/** Texts grow without bound and are read on request alone: a partition of their own. */
export const textPk = (accountId: string): string => `TEXT#${accountId}`;
export const phonePk = (phone: string): string => `PHONE#${phone}`;
export const customerPk = (customerId: string): string => `C#${customerId}`;

export const waitingPk = (name: string): string => `W#${name}`;

export const keys = {
  account: (accountId: string): Key => ({ pk: accountPk(accountId), sk: 'ACCOUNT' }),
  obligation: (accountId: string, id: string): Key => ({ pk: accountPk(accountId), sk: `OBLIGATION#${id}` }),
  payment: (accountId: string, id: string): Key => ({ pk: accountPk(accountId), sk: `PAYMENT#${id}` }),
  promise: (accountId: string, id: string): Key => ({ pk: accountPk(accountId), sk: `PROMISE#${id}` }),
  plan: (accountId: string, id: string): Key => ({ pk: accountPk(accountId), sk: `PLAN#${id}` }),
  autopayFailure: (accountId: string, obligationId: string): Key => ({
    pk: accountPk(accountId),
    sk: `AUTOPAY#${obligationId}`,
  }),
  /** In the partition of whom it is about. */
  signal: (holderPk: string, eventId: string): Key => ({ pk: holderPk, sk: `SIGNAL#${eventId}` }),
  case: (accountId: string, caseId: string): Key => ({ pk: accountPk(accountId), sk: `CASE#${caseId}` }),
  notice: (accountId: string, noticeId: string): Key => ({ pk: accountPk(accountId), sk: `NOTICE#${noticeId}` }),
  text: (accountId: string, noticeId: string): Key => ({ pk: textPk(accountId), sk: noticeId }),
  customer: (customerId: string): Key => ({ pk: customerPk(customerId), sk: 'CUSTOMER' }),
  /** What the lender reports of the borrower's wishes. */
  consent: (customerId: string, channel: string, purpose: string): Key => ({
    pk: customerPk(customerId),
    sk: purpose === 'all' ? `CONSENT#${channel}` : `CONSENT#${channel}#${purpose}`,
  }),
  /** The borrower's own word. */
  choice: (customerId: string, channel: string, purpose: string): Key => ({
    pk: customerPk(customerId),
    sk: `CHOICE#${channel}#${purpose}`,
  }),
  block: (customerId: string, channel: string, digest: string): Key => ({
    pk: customerPk(customerId),
    sk: `BLOCK#${channel}#${digest}`,
  }),
  phone: (phone: string, customerId: string): Key => ({ pk: phonePk(phone), sk: `CUSTOMER#${customerId}` }),
  /** A provider's event may name a message by its own id alone. */
  message: (providerId: string): Key => ({ pk: `M#${providerId}`, sk: 'MESSAGE' }),
  accountLink: (customerId: string, accountId: string): Key => ({
    pk: customerPk(customerId),
    sk: `ACCOUNT#${accountId}`,
  }),
  cause: (customerId: string, causeId: string): Key => ({ pk: customerPk(customerId), sk: `CAUSE#${causeId}` }),
  /** In the partition of whom it holds. */
  hold: (holderPk: string, holdId: string): Key => ({ pk: holderPk, sk: `HOLD#${holdId}` }),
  /** A release names the hold alone. */
  holdIndex: (holdId: string): Key => ({ pk: `H#${holdId}`, sk: 'HOLD' }),
  event: (eventId: string): Key => ({ pk: `E#${eventId}`, sk: 'EVENT' }),
  /** With all that waits for the same. */
  waiting: (name: string, eventId: string): Key => ({ pk: waitingPk(name), sk: eventId }),
  audit: (accountId: string, at: string, unique: string): Key => ({
    pk: `AUDIT#${accountId}`,
    sk: `${at}#${unique}`,
  }),
  policy: (product: string, version: string): Key => ({ pk: 'POLICY', sk: `${product}#${version}` }),
  /** By day first: who needs one needs those of all products. */
  dayPlan: (day: string, product: string): Key => ({ pk: 'DAYPLAN', sk: `${day}#${product}` }),
  /** Only of days that are spread: read with every decision, and empty as a rule. */
  pace: (day: string, product: string): Key => ({ pk: 'PACE', sk: `${day}#${product}` }),
} as const;

/** Which shard of a product's due-day index an account is in: the same for good. */
export function shardOf(accountId: string, shards: number): number {
  let hash = 2166136261;
  for (let i = 0; i < accountId.length; i += 1) {
    hash = Math.imul(hash ^ accountId.charCodeAt(i), 16777619);
  }
  return (hash >>> 0) % shards;
}

export const dueShard = (product: string, shard: number): string => `${product}#${shard}`;
/** No product is named so: its names are of small letters. */
export const waitingShard = (eventId: string, shards: number): string => dueShard('WAITING', shardOf(eventId, shards));
