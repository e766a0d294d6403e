// A second, slow reading of DESIGN sections 1 and 2: everything counted day by day and unit by unit of money.
import type { Facts } from '../../functions/domain/ledger.ts';

const DAY_MS = 86_400_000;
const number = (day: string): number => Math.round(Date.parse(`${day}T00:00:00Z`) / DAY_MS);

export interface OraclePosition {
  arrears: number;
  daysPastDue: number;
  pausedDays: number;
  delinquentDays: number;
  obligations: { obligationId: string; outstanding: number; daysPastDue: number; delinquentDays: number }[];
}

/** What each obligation has outstanding by the value dates up to a day; no plans. */
export function oracleOutstanding(facts: Facts, on: string): Map<string, number> {
  const rows = facts.obligations
    .filter((one) => !one.cancelled)
    .map((one) => ({ id: one.obligationId, due: number(one.dueOn), open: one.amountDue }));
  rows.sort((a, b) => a.due - b.due || (a.id < b.id ? -1 : 1));
  const money = facts.payments
    .filter((one) => one.reversedAt === undefined && number(one.paidOn) <= number(on))
    .map((one) => ({ ...one, at: number(one.paidOn) }));
  money.sort((a, b) => a.at - b.at || (a.paymentId < b.paymentId ? -1 : 1));
  for (const payment of money) {
    for (let coin = 0; coin < payment.amount; coin += 1) {
      const named = rows.find((row) => row.id === payment.obligationId && row.open > 0);
      const target = named ?? rows.find((row) => row.open > 0);
      if (target === undefined) break;
      target.open -= 1;
    }
  }
  return new Map(rows.map((row) => [row.id, row.open]));
}

export function oraclePosition(
  facts: Facts,
  terms: { graceDays: number; tolerance: number },
  on: string,
): OraclePosition {
  const today = number(on);
  const open = oracleOutstanding(facts, on);
  const inForce = (hold: Facts['holds'][number], at: number): boolean =>
    number(hold.from) <= at && (hold.until === undefined || at < number(hold.until));
  const pastDue = facts.obligations
    .filter((one) => !one.cancelled && number(one.dueOn) < today && (open.get(one.obligationId) ?? 0) > 0)
    .sort((a, b) => number(a.dueOn) - number(b.dueOn) || (a.obligationId < b.obligationId ? -1 : 1))
    .map((one) => {
      let days = 0;
      let paused = 0;
      for (let at = number(one.dueOn); at < today; at += 1) {
        days += 1;
        const stopped = facts.holds.some(
          (hold) => (hold.obligationId ?? one.obligationId) === one.obligationId && inForce(hold, at),
        );
        if (stopped) paused += 1;
      }
      const disputed = facts.holds.some(
        (hold) => hold.kind === 'dispute' && hold.obligationId === one.obligationId && inForce(hold, today),
      );
      return {
        obligationId: one.obligationId,
        outstanding: open.get(one.obligationId) ?? 0,
        daysPastDue: days,
        paused,
        delinquentDays: Math.max(0, days - paused - terms.graceDays),
        disputed,
      };
    });
  const counted = pastDue.filter((one) => !one.disputed);
  const arrears = counted.reduce((sum, one) => sum + one.outstanding, 0);
  let sum = 0;
  const first = counted.findIndex((one) => {
    sum += one.outstanding;
    return sum > terms.tolerance;
  });
  const beyond = first === -1 ? [] : counted.slice(first);
  return {
    arrears,
    daysPastDue: beyond[0]?.daysPastDue ?? 0,
    pausedDays: beyond[0]?.paused ?? 0,
    delinquentDays: Math.max(0, ...beyond.map((one) => one.delinquentDays)),
    obligations: pastDue.map(({ obligationId, outstanding, daysPastDue, delinquentDays }) => ({
      obligationId,
      outstanding,
      daysPastDue,
      delinquentDays,
    })),
  };
}
