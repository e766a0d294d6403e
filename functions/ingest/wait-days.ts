import type { LedgerStore } from '../adapters/ledger-store.ts';
import type { InboundEvent } from '../contracts/events.ts';
import type { Instant } from '../contracts/time.ts';
import { dayIn } from '../domain/calendar.ts';
import type { Rules } from '../domain/view.ts';

export interface WaitDaysDeps {
  ledger: Pick<LedgerStore, 'head'>;
  rules: () => Promise<Rules & { products: readonly string[] }>;
  now: () => Instant;
}

/** By the policy of the account's product; where the account is not known, so neither is that, the longest of all. */
export function waitDays({ ledger, rules, now }: WaitDaysDeps) {
  return async ({ detail }: InboundEvent): Promise<number> => {
    const { accountId } = detail as { accountId?: string };
    const head = accountId === undefined ? undefined : await ledger.head(accountId);
    const book = await rules();
    const today = dayIn('UTC', now());
    const products = head === undefined ? book.products : [head.product];
    return Math.max(0, ...products.map((product) => book.current(product, today, undefined).intake.waitDays));
  };
}
