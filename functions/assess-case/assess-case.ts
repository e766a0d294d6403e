import type * as z from 'zod';
import type { Assessment, assessInput } from '../contracts/workflow.ts';
import { dayIn, daysBetween, epochMs } from '../domain/calendar.ts';
import { lookAgain, type WorkflowDeps } from '../workflow/perform.ts';

/**
 * An execution may have 25,000 history events and live for a year; a turn of the loop takes some 25 events and, but for
 * a burst of payments, days. After this many days it goes on as a new one.
 */
const GROWN_OLD_DAYS = 180;
const LONGEST_WAIT_SECONDS = 7 * 86_400;

/** What is due for an account now, in ids and counts. */
export function assessCase(deps: WorkflowDeps) {
  return async (input: z.infer<typeof assessInput>): Promise<Assessment> => {
    const { loaded, decision, at } = await lookAgain(deps, input);
    const until = decision.kind === 'wait' ? epochMs(decision.until) : epochMs(at.now);
    const seconds = Math.ceil((until - epochMs(at.now)) / 1000);
    return {
      accountId: input.accountId,
      caseId: input.caseId,
      decision: decision.kind,
      act: decision.act,
      revision: loaded.account.revision,
      waitSeconds: Math.min(LONGEST_WAIT_SECONDS, Math.max(1, seconds)),
      // Only while it would sleep: what is due is done first.
      grownOld:
        decision.kind === 'wait' && daysBetween(dayIn('UTC', input.startedAt), dayIn('UTC', at.now)) >= GROWN_OLD_DAYS,
    };
  };
}
