import type { DraftPolicy } from '../draft.ts';
import { type Finding, problem, warning } from '../problem.ts';

type Repair = NonNullable<DraftPolicy['repair']>;

const rising = ['afterDays', 'onTimePayments', 'toShare'] as const;

export function* repairChecks({ repair, tiers = [], limitActions, otherAccounts }: DraftPolicy): Iterable<Finding> {
  if (repair === undefined) return;
  yield* stepChecks(repair.steps ?? []);
  if (limitActions?.length === 0 && otherAccounts === 'none') {
    yield warning(['repair'], 'has nothing to restore but what a fraud hold froze: no limit action limits a line');
  }
  const day = repair.relapse?.day;
  const firstTier = tiers[0];
  if (day === undefined) return;
  if (firstTier?.day !== undefined && day < firstTier.day) {
    yield warning(
      ['repair', 'relapse', 'day'],
      `makes a relapse before any notice: the first tier "${firstTier.id}" goes out on day ${firstTier.day}`,
    );
  }
  const firstAction = Math.min(...(limitActions ?? []).map((action) => action?.day ?? Number.POSITIVE_INFINITY));
  if (day > firstAction) {
    yield warning(
      ['repair', 'relapse', 'day'],
      `is after day ${firstAction} of the first limit action: until a relapse a borrower in repair gets the first tier and nothing else`,
    );
  }
}

/** A step asks for more and gives back more than the one before; the last gives back all. */
function* stepChecks(steps: NonNullable<Repair['steps']>): Iterable<Finding> {
  for (const [index, step] of steps.entries()) {
    for (const key of rising) {
      const value = step?.[key];
      const before = steps[index - 1]?.[key];
      if (value !== undefined && before !== undefined && value < before) {
        yield problem(
          ['repair', 'steps', index, key],
          `must not be less than ${before} of the step before it: a later step never asks for less nor gives less back`,
        );
      }
    }
  }
  const last = steps.at(-1)?.toShare;
  if (last !== undefined && last !== 1) {
    yield problem(['repair', 'steps', steps.length - 1, 'toShare'], 'must be 1: the last step restores the line whole');
  }
}
