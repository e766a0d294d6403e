// The ledger that a set of events amounts to, whatever their order: for looks without the workflow.
import type { EventOf, InboundEvent } from '../../functions/contracts/events.ts';
import type { Instant } from '../../functions/contracts/time.ts';
import { dayIn, earlierOf } from '../../functions/domain/calendar.ts';
import type { Facts, Hold, Obligation, Payment, Plan, PromiseToPay } from '../../functions/domain/ledger.ts';
import type { ruleBook } from '../../functions/policies/rule-book.ts';

export interface GatheredAccount {
  account: { accountId: string; customerId: string; product: string; arrivedAt: Instant };
  riskTier: string | undefined;
  facts: Facts;
}

interface Mutable {
  account: GatheredAccount['account'];
  obligations: Map<string, Obligation>;
  payments: Map<string, Payment>;
  promises: PromiseToPay[];
  plans: Plan[];
  holds: Map<string, Hold>;
}

/** Names before what names them; of one kind the order of time, so that the latest holds. */
const RANK: Record<InboundEvent['type'], number> = {
  CustomerUpserted: 0,
  AccountUpserted: 1,
  ObligationScheduled: 2,
  PlanAgreed: 3,
  PaymentPosted: 4,
  HoldPlaced: 5,
  HoldReleased: 6,
  PaymentReversed: 7,
  ObligationCancelled: 8,
  PromiseMade: 9,
  AutopayFailed: 10,
  ConsentChanged: 11,
  RiskSignalRaised: 12,
};

export function gatherFacts(
  events: readonly InboundEvent[],
  rules: ReturnType<typeof ruleBook>,
): { accounts: GatheredAccount[]; refused: { id: string; reason: string }[] } {
  const seen = new Set<string>();
  const customers = new Map<string, string | undefined>();
  const customerHolds = new Map<string, Map<string, Hold>>();
  const placed = new Map<string, { target: Map<string, Hold>; zone: string; at: Instant }>();
  const accounts = new Map<string, Mutable>();
  const refused: { id: string; reason: string }[] = [];
  const zones = new Map<string, string>();

  const accountOf = (event: InboundEvent, accountId: string): Mutable | undefined => {
    const known = accounts.get(accountId);
    if (known === undefined) refused.push({ id: event.id, reason: `names account ${accountId}, which is not known` });
    return known;
  };
  const zoneOf = (product: string): string => {
    const known = zones.get(product) ?? rules.current(product, '9999-12-31' as never, undefined).timeZone;
    zones.set(product, known);
    return known;
  };

  const handlers: { [T in InboundEvent['type']]: (event: EventOf<T>) => void } = {
    CustomerUpserted: ({ detail }) => void customers.set(detail.customerId, detail.riskTier),
    AccountUpserted: (event) => {
      const { accountId, customerId, product } = event.detail;
      if (!customers.has(customerId))
        return void refused.push({ id: event.id, reason: `names customer ${customerId}, which is not known` });
      if (!rules.products.includes(product))
        return void refused.push({ id: event.id, reason: `names product ${product}, for which there is no policy` });
      const before = accounts.get(accountId);
      const arrivedAt = before === undefined ? event.time : earlierOf(before.account.arrivedAt, event.time);
      const account = { accountId, customerId, product, arrivedAt };
      accounts.set(accountId, { ...(before ?? empty()), account });
    },
    ObligationScheduled: (event) => {
      const { accountId, ...obligation } = event.detail;
      accountOf(event, accountId)?.obligations.set(obligation.obligationId, {
        ...obligation,
        scheduledAt: event.time,
        cancelled: false,
      });
    },
    PlanAgreed: (event) => {
      const { accountId, planId, instalments } = event.detail;
      const known = accountOf(event, accountId);
      if (known === undefined) return;
      known.plans.push({ planId, agreedOn: dayIn(zoneOf(known.account.product), event.time), agreedAt: event.time });
      for (const one of instalments)
        known.obligations.set(one.obligationId, { ...one, planId, scheduledAt: event.time, cancelled: false });
    },
    PaymentPosted: (event) => {
      const { accountId, ...payment } = event.detail;
      const known = accountOf(event, accountId);
      if (known !== undefined && !known.payments.has(payment.paymentId))
        known.payments.set(payment.paymentId, { ...payment, postedAt: event.time });
    },
    PaymentReversed: (event) => {
      const known = accountOf(event, event.detail.accountId);
      const payment = known?.payments.get(event.detail.paymentId);
      if (known === undefined) return;
      if (payment === undefined)
        return void refused.push({
          id: event.id,
          reason: `names payment ${event.detail.paymentId}, which is not known`,
        });
      payment.reversedAt ??= event.time;
    },
    ObligationCancelled: (event) => {
      const known = accountOf(event, event.detail.accountId);
      const obligation = known?.obligations.get(event.detail.obligationId);
      if (known === undefined) return;
      if (obligation === undefined)
        return void refused.push({
          id: event.id,
          reason: `names obligation ${event.detail.obligationId}, which is not known`,
        });
      // Scheduled again after it was cancelled, it is due again.
      if (event.time >= obligation.scheduledAt) obligation.cancelled = true;
    },
    HoldPlaced: (event) => {
      const { accountId, customerId, ...hold } = event.detail;
      const account = accountId === undefined ? undefined : accountOf(event, accountId);
      if (accountId !== undefined && account === undefined) return;
      if (customerId !== undefined && !customers.has(customerId))
        return void refused.push({ id: event.id, reason: `names customer ${customerId}, which is not known` });
      const target = account?.holds ?? holdsOfCustomer(customerId ?? '');
      target.set(hold.holdId, hold);
      const zone = account === undefined ? anyZone() : zoneOf(account.account.product);
      placed.set(hold.holdId, { target, zone, at: event.time });
    },
    HoldReleased: (event) => {
      const { holdId, on } = event.detail;
      const { target, zone = '', at = event.time } = placed.get(holdId) ?? {};
      const hold = target?.get(holdId);
      if (target === undefined || hold === undefined)
        return void refused.push({ id: event.id, reason: `names hold ${holdId}, which is not known` });
      // Placed again after its release.
      if (event.time < at) return;
      const day = on ?? dayIn(zone, event.time);
      target.set(holdId, { ...hold, until: hold.until === undefined ? day : earlierOf(hold.until, day) });
    },
    PromiseMade: () => {},
    AutopayFailed: () => {},
    ConsentChanged: () => {},
    RiskSignalRaised: () => {},
  };
  const anyZone = (): string => zoneOf(rules.products[0] ?? '');
  const holdsOfCustomer = (customerId: string): Map<string, Hold> => {
    const known = customerHolds.get(customerId) ?? new Map<string, Hold>();
    customerHolds.set(customerId, known);
    return known;
  };

  const ordered = events.map((event) => ({ event, rank: RANK[event.type] }));
  ordered.sort(
    (a, b) =>
      a.rank - b.rank ||
      (a.event.time < b.event.time ? -1 : a.event.time > b.event.time ? 1 : a.event.id < b.event.id ? -1 : 1),
  );
  for (const { event } of ordered) {
    if (seen.has(event.id)) continue;
    seen.add(event.id);
    (handlers[event.type] as (one: InboundEvent) => void)(event);
  }
  const gathered = [...accounts.values()].map(({ account, obligations, payments, holds, promises, plans }) => ({
    account,
    riskTier: customers.get(account.customerId),
    facts: {
      obligations: [...obligations.values()],
      payments: [...payments.values()],
      holds: [...holds.values(), ...(customerHolds.get(account.customerId)?.values() ?? [])],
      promises,
      plans,
      autopayFailed: new Set<string>(),
      signals: [],
    },
  }));
  return { accounts: gathered.sort((a, b) => (a.account.accountId < b.account.accountId ? -1 : 1)), refused };
}

const empty = (): Omit<Mutable, 'account'> => ({
  obligations: new Map(),
  payments: new Map(),
  promises: [],
  plans: [],
  holds: new Map(),
});
