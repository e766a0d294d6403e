import type { LedgerStore, Loaded } from '../adapters/ledger-store.ts';
import type { Instant } from '../contracts/time.ts';
import type { ActInput, ActOutput } from '../contracts/workflow.ts';
import { type Decision, decide } from '../domain/decide.ts';
import type { Rules } from '../domain/view.ts';
import { inTurn } from './precedence.ts';

export interface WorkflowDeps {
  ledger: Pick<LedgerStore, 'load' | 'save' | 'record' | 'release'>;
  rules: () => Promise<Rules>;
  now: () => Instant;
}

export const STALE: ActOutput = { outcome: 'stale', startCase: null, executionName: null };
export const DONE: ActOutput = { outcome: 'done', startCase: null, executionName: null };

/** The account as it is now, and what is due for it: read again before every act. */
export async function lookAgain(
  { ledger, rules, now }: WorkflowDeps,
  { accountId, caseId }: Pick<ActInput, 'accountId' | 'caseId'>,
): Promise<{ loaded: Loaded; rules: Rules; decision: Decision; at: { now: Instant; asker: 'case' | 'errand' } }> {
  const book = await rules();
  const loaded = await ledger.load(accountId);
  const at = { now: now(), asker: caseId === null ? ('errand' as const) : ('case' as const) };
  const decision = await inTurn(ledger, { loaded, rules: book, now: at.now }, decide(loaded, book, { ...at, caseId }));
  return { loaded, rules: book, decision, at };
}

/** Changes the ledger as decided, if the same act is still due; otherwise says so and leaves everything as it is. */
export function perform(kind: 'line' | 'case', deps: WorkflowDeps) {
  return async (input: ActInput): Promise<ActOutput> => {
    const { loaded, decision } = await lookAgain(deps, input);
    if (decision.kind !== kind || decision.act !== input.act) return STALE;
    const changes = decision.changes();
    await deps.ledger.save(loaded, changes);
    const { start } = changes;
    return { ...DONE, startCase: start?.caseId ?? null, executionName: start?.executionName ?? null };
  };
}
