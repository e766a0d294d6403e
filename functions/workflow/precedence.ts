import type { LedgerStore, Loaded } from '../adapters/ledger-store.ts';
import type { Instant } from '../contracts/time.ts';
import type { Decision } from '../domain/decide.ts';
import { policyOf } from '../domain/messages.ts';
import { givesWayUntil, goesBefore, isCrowded, nextTurn, turnOf } from '../domain/precedence.ts';
import { type Rules, viewAt } from '../domain/view.ts';

/**
 * A message that takes the last room under a cap gives way to a more severe one of another account of the customer. The
 * other accounts are read only then. One that is parked stays silent, and nobody waits for it.
 */
export async function inTurn(
  ledger: Pick<LedgerStore, 'load'>,
  { loaded, rules, now }: { loaded: Loaded; rules: Rules; now: Instant },
  decision: Decision,
): Promise<Decision> {
  const { customer, otherAccounts } = loaded;
  if (decision.kind !== 'notice' || otherAccounts.length === 0) return decision;
  const { letter } = decision;
  const policy = policyOf(viewAt(loaded, rules, { now, asker: 'case' }), letter);
  if (!isCrowded(customer, policy, { now, others: otherAccounts.length, letter })) return decision;
  const until = givesWayUntil(loaded, rules, now);
  if (until === undefined) return decision;
  const own = turnOf(loaded, rules, { letter, now });
  for (const { accountId } of otherAccounts) {
    const other = await ledger.load(accountId);
    const turn = other.head.parked === undefined ? nextTurn(other, rules, now) : undefined;
    if (turn !== undefined && goesBefore(turn, own)) return { kind: 'wait', act: 'wait', until };
  }
  return decision;
}
