// One inbound event: checked against what is known, written, and what it wakes.
import { type IntakeStore, stampOf, type Taken } from '../adapters/intake-store.ts';
import { accountPk, customerPk, keys } from '../adapters/keys.ts';
import type { LedgerStore } from '../adapters/ledger-store.ts';
import { NotKnownYet, Refused } from '../adapters/refusals.ts';
import type { EventOf, InboundEvent } from '../contracts/events.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Day, Instant } from '../contracts/time.ts';
import { dayIn, laterOf } from '../domain/calendar.ts';
import { firstLookOn } from '../domain/look-on.ts';
import { withCreditLimit } from '../domain/overlays.ts';
import { refusePromise } from '../domain/promises.ts';
import { type Rules, viewAt } from '../domain/view.ts';
import { type ContactData, readContact } from './contact-data.ts';

export interface AcceptDeps {
  store: IntakeStore;
  ledger: Pick<LedgerStore, 'load' | 'head' | 'accountsOf'>;
  rules: () => Promise<Rules & { products: readonly string[] }>;
  now: () => Instant;
}

export interface Accepted {
  taken: Taken;
  /** The accounts to wake or to look at. */
  accountIds: readonly string[];
  /** The day by which the sweep has to look at an account without an execution. */
  lookBy?: Day;
  /** Something may be due at once, case or no case. */
  atOnce: boolean;
  /** Taken, but not all of it: what was left out and why. */
  reservations: readonly string[];
}

type Handler<T extends InboundEvent['type']> = (event: EventOf<T>) => Promise<Accepted>;

/**
 * Throws `Refused` with a reason a person understands, `NotKnownYet` where what it names may come still; `LedgerMoved` and
 * `TryAgain` are worth another try.
 */
export function acceptEvent({ store, ledger, rules, now }: AcceptDeps) {
  const outcome = (taken: Taken, accountIds: readonly string[], more: Partial<Accepted> = {}): Accepted => ({
    taken,
    accountIds,
    atOnce: false,
    reservations: [],
    ...more,
  });

  async function policyOf(accountId: string): Promise<Policy> {
    const head = await ledger.head(accountId);
    if (head === undefined) throw new NotKnownYet({ kind: 'account', id: accountId });
    return (await rules()).current(head.product, dayIn('UTC', now()), undefined, accountId);
  }

  const handlers: { [T in InboundEvent['type']]: Handler<T> } = {
    async CustomerUpserted(event) {
      const contact: ContactData = readContact(event.detail, event.time.slice(0, 10));
      const taken = await store.customer(event, now(), contact.customer);
      return outcome(taken, await ledger.accountsOf(event.detail.customerId), { reservations: contact.reservations });
    },

    async AccountUpserted(event) {
      const { accountId, product, currency } = event.detail;
      const book = await rules();
      if (!book.products.includes(product)) throw new NotKnownYet({ kind: 'product', id: product });
      const policy = book.current(product, dayIn('UTC', now()), undefined);
      if (policy.currency !== currency)
        throw new Refused(`is in ${currency}, but the policy of product ${product} is in ${policy.currency}`);
      return outcome(await store.account(event, now(), withCreditLimit), [accountId]);
    },

    async ObligationScheduled(event) {
      const { accountId, obligationId, dueOn, amountDue } = event.detail;
      const policy = await policyOf(accountId);
      const fact = { obligationId, dueOn, amountDue, planId: undefined, scheduledAt: event.time };
      const write = store.latest(keys.obligation(accountId, obligationId), fact, stampOf(event));
      const taken = await store.addFact(event, now(), { accountId, writes: [write] });
      const today = dayIn(policy.timeZone, now());
      return outcome(taken, [accountId], { lookBy: laterOf(firstLookOn(policy, dueOn), today) });
    },

    async ObligationCancelled(event) {
      const { accountId, obligationId } = event.detail;
      const named = { kind: 'obligation', id: obligationId, accountId } as const;
      const by = { at: event.time, first: false, named };
      const write = store.mark(keys.obligation(accountId, obligationId), 'cancelledAt', by);
      return outcome(await store.addFact(event, now(), { accountId, writes: [write] }), [accountId], { atOnce: true });
    },

    // What came after a cure can break or move it: so payments and reversals are dated by their arrival, not their time.
    async PaymentPosted(event) {
      const { accountId, ...payment } = event.detail;
      const write = store.once(keys.payment(accountId, payment.paymentId), { ...payment, postedAt: now() });
      return outcome(await store.addFact(event, now(), { accountId, writes: [write] }), [accountId], { atOnce: true });
    },

    async PaymentReversed(event) {
      const { accountId, paymentId } = event.detail;
      const by = { at: now(), first: true, named: { kind: 'payment', id: paymentId, accountId } as const };
      const write = store.mark(keys.payment(accountId, paymentId), 'reversedAt', by);
      const taken = await store.addFact(event, now(), { accountId, writes: [write] });
      const { timeZone } = await policyOf(accountId);
      return outcome(taken, [accountId], { atOnce: true, lookBy: dayIn(timeZone, now()) });
    },

    async AutopayFailed(event) {
      const { accountId, obligationId } = event.detail;
      const writes = [
        store.exists(keys.obligation(accountId, obligationId), { kind: 'obligation', id: obligationId, accountId }),
        store.once(keys.autopayFailure(accountId, obligationId), { obligationId, failedAt: event.time }),
      ];
      return outcome(await store.addFact(event, now(), { accountId, writes }), [accountId], { atOnce: true });
    },

    async HoldPlaced(event) {
      const { accountId, customerId, from } = event.detail;
      const taken = await store.hold(event, now());
      const accountIds = accountId === undefined ? await ledger.accountsOf(customerId ?? '') : [accountId];
      return outcome(taken, accountIds, { atOnce: true, lookBy: laterOf(from, dayIn('UTC', now())) });
    },

    async HoldReleased(event) {
      const holder = await store.holder(event.detail.holdId);
      const taken = await store.release(event, now(), holder);
      const accountIds = holder.startsWith(accountPk(''))
        ? [holder.slice(accountPk('').length)]
        : await ledger.accountsOf(holder.slice(customerPk('').length));
      const today = dayIn('UTC', now());
      return outcome(taken, accountIds, { atOnce: true, lookBy: laterOf(event.detail.on ?? today, today) });
    },

    async PromiseMade(event) {
      const { accountId, promiseId, amount, payBy } = event.detail;
      const loaded = await ledger.load(accountId).catch(() => undefined);
      if (loaded === undefined) throw new NotKnownYet({ kind: 'account', id: accountId });
      const view = viewAt(loaded, await rules(), { now: now(), asker: 'errand' });
      const madeOn = dayIn(view.policy.timeZone, event.time);
      const reason = refusePromise(view, { promiseId, amount, madeOn, payBy });
      if (reason !== undefined) throw new Refused(reason);
      const write = store.once(keys.promise(accountId, promiseId), { promiseId, amount, madeOn, payBy });
      return outcome(await store.addFact(event, now(), { accountId, writes: [write] }), [accountId]);
    },

    async PlanAgreed(event) {
      const { accountId, planId, instalments } = event.detail;
      const policy = await policyOf(accountId);
      const agreedOn = dayIn(policy.timeZone, event.time);
      const writes = [
        store.once(keys.plan(accountId, planId), { planId, agreedOn, agreedAt: event.time }),
        ...instalments.map((one) => ({
          ...store.latest(
            keys.obligation(accountId, one.obligationId),
            { ...one, planId, scheduledAt: event.time },
            stampOf(event),
          ),
          refused: () => new Refused(`names instalment ${one.obligationId}, of which something newer is known`),
        })),
      ];
      const taken = await store.addFact(event, now(), { accountId, writes });
      return outcome(taken, [accountId], { atOnce: true, lookBy: dayIn(policy.timeZone, now()) });
    },

    async ConsentChanged(event) {
      const taken = await store.consent(event, now());
      return outcome(taken, await ledger.accountsOf(event.detail.customerId), { atOnce: true });
    },

    async RiskSignalRaised(event) {
      const { accountId, customerId } = event.detail;
      const accountIds = accountId === undefined ? await ledger.accountsOf(customerId ?? '') : [accountId];
      return outcome(await store.signal(event, now()), accountIds, { atOnce: true });
    },
  };

  return <T extends InboundEvent['type']>(event: EventOf<T>): Promise<Accepted> => {
    const handle = handlers[event.type] as unknown as Handler<T>;
    return handle(event);
  };
}
