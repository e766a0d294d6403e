import type { Attendance } from '../adapters/attendance.ts';
import type { Head } from '../adapters/items.ts';
import { dueShard, shardOf } from '../adapters/keys.ts';
import type { LedgerStore } from '../adapters/ledger-store.ts';
import type { Workflows } from '../adapters/workflows.ts';
import type { InboundEvent } from '../contracts/events.ts';
import type { Instant } from '../contracts/time.ts';
import { decide, isAttended } from '../domain/decide.ts';
import { type Rules, viewAt } from '../domain/view.ts';
import type { Accepted } from './accept.ts';

export interface WakeDeps {
  ledger: Pick<LedgerStore, 'head' | 'load'>;
  attendance: Pick<Attendance, 'lookBy' | 'touch'>;
  workflows: Pick<Workflows, 'wake' | 'startErrand'>;
  rules: () => Promise<Rules>;
  now: () => Instant;
  shards: number;
}

/**
 * A waiting case is woken at once. An account without one is put into the sweep's index by the day it can matter, and
 * gets an errand when something is due now: a reversal, a fraud freeze, a failed collection.
 */
export function wakeAccounts(deps: WakeDeps) {
  return async (accepted: Accepted, event: InboundEvent): Promise<void> => {
    // A release names the hold alone, which may be the customer's.
    const aboutCustomer =
      event.type === 'HoldReleased' || ('customerId' in event.detail && event.type !== 'AccountUpserted');
    for (const accountId of accepted.accountIds) {
      if (aboutCustomer && accepted.taken === 'taken') await deps.attendance.touch(accountId);
      const head = await deps.ledger.head(accountId);
      if (head === undefined) continue;
      if (head.waiting !== undefined && (await deps.workflows.wake(head.waiting.token))) continue;
      await lookBy(accountId, head, accepted);
      if (accepted.atOnce && mayBeDueNow(head, event)) await errand(accountId, head, event);
    }
  };

  async function lookBy(accountId: string, head: Head, { lookBy: day }: Pick<Accepted, 'lookBy'>): Promise<void> {
    if (day === undefined || (head.lookOn !== undefined && head.lookOn <= day)) return;
    const shard = dueShard(head.product, shardOf(accountId, deps.shards));
    await deps.attendance.lookBy(accountId, { day, shard });
  }

  /** Most payments concern an account that never had a case: there is nothing to undo and nobody to tell. */
  function mayBeDueNow(head: Head, event: InboundEvent): boolean {
    if (['AutopayFailed', 'HoldReleased', 'RiskSignalRaised'].includes(event.type)) return true;
    if (event.type === 'HoldPlaced') return event.detail.kind === 'fraud';
    return head.hasCases === true;
  }

  async function errand(accountId: string, head: Head, event: InboundEvent): Promise<void> {
    const loaded = await deps.ledger.load(accountId);
    const at = { now: deps.now(), asker: 'errand' as const };
    const rules = await deps.rules();
    const view = viewAt(loaded, rules, at);
    // Its execution is at work, or has ended with something untold that can be told now: then the sweep starts another.
    if (isAttended(view)) return lookBy(accountId, head, { lookBy: view.today });
    const decision = decide(loaded, rules, at);
    const reminder = decision.kind === 'notice' && decision.letter.kind === 'reminder';
    const due = decision.kind === 'line' || decision.kind === 'case' || decision.kind === 'notice';
    // Nobody was going to remind this account today: its reminder waits for its place in the day with an errand.
    const reminded = event.type === 'AutopayFailed' && (reminder || decision.kind === 'wait');
    if (reminded || (due && !reminder)) await deps.workflows.startErrand(accountId, loaded.account.revision);
  }
}
