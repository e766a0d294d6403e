import type { Named } from '../adapters/refusals.ts';
import type { InboundEvent } from '../contracts/events.ts';

/** What the ledger knows once this event has been taken, so that what waits for it can go on. */
export function madeKnownBy({ type, detail }: InboundEvent): Named[] {
  switch (type) {
    case 'CustomerUpserted':
      return [{ kind: 'customer', id: detail.customerId }];
    case 'AccountUpserted':
      return [{ kind: 'account', id: detail.accountId }];
    case 'ObligationScheduled':
      return [{ kind: 'obligation', id: detail.obligationId, accountId: detail.accountId }];
    case 'PlanAgreed':
      return detail.instalments.map((one) => ({
        kind: 'obligation',
        id: one.obligationId,
        accountId: detail.accountId,
      }));
    case 'PaymentPosted':
      return [{ kind: 'payment', id: detail.paymentId, accountId: detail.accountId }];
    case 'HoldPlaced':
      return [{ kind: 'hold', id: detail.holdId }];
    default:
      return [];
  }
}
