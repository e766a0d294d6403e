import type { HoldKind } from '../contracts/events.ts';
import type { Day } from '../contracts/time.ts';
import { addDays, daysBetween, earlierOf, laterOf } from './calendar.ts';
import type { Hold, PromiseToPay } from './ledger.ts';

export function isInForce(hold: Pick<Hold, 'from' | 'until'>, day: Day): boolean {
  return hold.from <= day && (hold.until === undefined || day < hold.until);
}

/** A hold on the whole account or its customer stops everything; one on an obligation only that obligation. */
export function accountHold(holds: readonly Hold[], day: Day): Hold | undefined {
  return holds.find((hold) => hold.obligationId === undefined && isInForce(hold, day));
}

export function hasHoldOf(holds: readonly Hold[], kinds: readonly HoldKind[], day: Day): boolean {
  return holds.some((hold) => hold.obligationId === undefined && kinds.includes(hold.kind) && isInForce(hold, day));
}

export function isDisputed(holds: readonly Hold[], obligationId: string, day: Day): boolean {
  return holds.some((hold) => hold.kind === 'dispute' && hold.obligationId === obligationId && isInForce(hold, day));
}

interface Span {
  from: Day;
  until?: Day;
}

/** Days of `[from, until)` covered by at least one span; overlapping spans count once. */
function coveredDays(spans: readonly Span[], from: Day, until: Day): number {
  let covered = 0;
  let reached = from;
  for (const span of spans.toSorted((a, b) => (a.from < b.from ? -1 : 1))) {
    const start = laterOf(reached, span.from);
    const end = span.until === undefined ? until : earlierOf(span.until, until);
    if (start >= end) continue;
    covered += daysBetween(start, end);
    reached = end;
  }
  return covered;
}

/** The days of `[from, until)` on which a hold stopped the clock of one obligation. */
export function pausedDays(holds: readonly Hold[], obligationId: string, from: Day, until: Day): number {
  if (holds.length === 0) return 0;
  const own = holds.filter((hold) => hold.obligationId === undefined || hold.obligationId === obligationId);
  return own.length === 0 ? 0 : coveredDays(own, from, until);
}

export const promiseInForce = (promises: readonly PromiseToPay[], day: Day): PromiseToPay | undefined =>
  promises.find((promise) => promise.madeOn <= day && day <= promise.payBy);

/** The days of `[from, until)` under a hold on the account or a promise: they do not count as notice. */
export function stoppedDays(
  stops: { holds: readonly Hold[]; promises: readonly PromiseToPay[] },
  from: Day,
  until: Day,
): number {
  const spans: Span[] = [
    ...stops.holds.filter((hold) => hold.obligationId === undefined),
    ...stops.promises.map((promise) => ({ from: promise.madeOn, until: addDays(promise.payBy, 1) })),
  ];
  return spans.length === 0 ? 0 : coveredDays(spans, from, until);
}
