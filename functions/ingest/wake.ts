import type { Attendance } from '../adapters/attendance.ts';
import type { Head } from '../adapters/items.ts';
import { dueShard, shardOf } from '../adapters/keys.ts';
import type { LedgerStore } from '../adapters/ledger-store.ts';
import type { Workflows } from '../adapters/workflows.ts';
import type { InboundEvent } from '../contracts/events.ts';
import type { Day, Instant } from '../contracts/time.ts';
import { addDays } from '../domain/calendar.ts';
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

interface Wake {
  accountIds: readonly string[];
  /** What decides for the account changed outside its partition. */
  touched: boolean;
  lookBy?: Day | undefined;
  /** Whether something may be due now for an account that no execution waits for. */
  atOnce: (head: Head) => boolean;
  /** Reminders too, and what has to wait for its hour. */
  reminders: boolean;
}

/**
 * A waiting case is woken at once. An account without one is put into the sweep's index by the day it can matter, and
 * gets an errand when something is due now: a reversal, a fraud freeze, a failed collection.
 */
export function wakeAccounts(deps: WakeDeps) {
  const wake = wakeEach(deps);
  return (accepted: Accepted, event: InboundEvent): Promise<void> => {
    // A release names the hold alone, which may be the customer's.
    const aboutCustomer =
      event.type === 'HoldReleased' || ('customerId' in event.detail && event.type !== 'AccountUpserted');
    return wake({
      accountIds: accepted.accountIds,
      touched: aboutCustomer && accepted.taken === 'taken',
      lookBy: accepted.lookBy,
      atOnce: (head) => accepted.atOnce && mayBeDueNow(head, event),
      reminders: event.type === 'AutopayFailed',
    });
  };
}

/** After word of providers and borrowers: a message that came back goes to its next channel, a reminder too. */
export function wakeAfterFeedback(deps: WakeDeps) {
  const wake = wakeEach(deps);
  return (accountIds: readonly string[]): Promise<void> =>
    wake({ accountIds, touched: true, atOnce: () => true, reminders: true });
}

/** Most payments concern an account that never had a case: there is nothing to undo and nobody to tell. */
function mayBeDueNow(head: Head, event: InboundEvent): boolean {
  if (['AutopayFailed', 'HoldReleased', 'RiskSignalRaised'].includes(event.type)) return true;
  if (event.type === 'HoldPlaced') return event.detail.kind === 'fraud';
  return head.hasCases === true;
}

function wakeEach(deps: WakeDeps) {
  return async (wake: Wake): Promise<void> => {
    for (const accountId of wake.accountIds) {
      if (wake.touched) await deps.attendance.touch(accountId);
      const head = await deps.ledger.head(accountId);
      if (head === undefined) continue;
      if (head.waiting !== undefined && (await deps.workflows.wake(head.waiting.token))) continue;
      await lookBy(accountId, head, wake.lookBy);
      if (wake.atOnce(head)) await errand(accountId, head, wake);
    }
  };

  async function lookBy(accountId: string, head: Head, day: Day | undefined): Promise<void> {
    if (day === undefined || (head.lookOn !== undefined && head.lookOn <= day)) return;
    const shard = dueShard(head.product, shardOf(accountId, deps.shards));
    await deps.attendance.lookBy(accountId, { day, shard });
  }

  async function errand(accountId: string, head: Head, { reminders }: Wake): Promise<void> {
    const loaded = await deps.ledger.load(accountId);
    const at = { now: deps.now(), asker: 'errand' as const };
    const rules = await deps.rules();
    const view = viewAt(loaded, rules, at);
    // Its execution is at work, or has ended with something untold that can be told now: then the sweep starts another.
    if (isAttended(view)) return lookBy(accountId, head, view.today);
    const decision = decide(loaded, rules, at);
    const reminder = decision.kind === 'notice' && decision.letter.kind === 'reminder';
    const due = decision.kind === 'line' || decision.kind === 'case' || decision.kind === 'notice';
    // Nobody was going to remind this account today: its reminder waits for its place in the day with an errand.
    const reminded = reminders && (reminder || decision.kind === 'wait');
    if (!reminded && (!due || reminder)) return;
    // What it does may leave something for a day to come, as a freeze that is announced anew: the sweep finds the day.
    await lookBy(accountId, head, addDays(view.today, 1));
    await deps.workflows.startErrand(accountId, loaded.account.revision);
  }
}
