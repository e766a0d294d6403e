// A challenger beside its champion: what came of the accounts that each of them was given.
import Table from 'cli-table3';
import type { Policy } from '../../functions/contracts/policy.ts';
import type { Day } from '../../functions/contracts/time.ts';
import { daysBetween } from '../../functions/domain/calendar.ts';
import { ruleBook } from '../../functions/policies/rule-book.ts';
import type { Reports } from '../../lib/local/reports.ts';
import { type Inbound, linesOf } from './lines.ts';

/** What came of the accounts of one policy; shares from 0 to 1, null where there is nothing to divide by. */
export interface TrialOutcome {
  version: Day;
  role: 'champion' | 'challenger';
  accounts: number;
  cases: number;
  cured: number;
  curedShare: number | null;
  medianDaysToCure: number | null;
  relapsed: number;
  collecting: number;
  limitActions: number;
  messages: number;
  messagesPerCase: number | null;
}
export interface Trial {
  product: string;
  /** The champion first. */
  outcomes: TrialOutcome[];
}

/** One for every product whose newest champion names a challenger, by what its accounts are given on `until`. */
export function trialsOf(
  reports: Reports,
  { policies, events, until }: { policies: readonly Policy[]; events: Inbound; until: Day },
): Trial[] {
  const rules = ruleBook(policies);
  const given = new Map<string, Policy>();
  for (const { type, detail } of events)
    if (type === 'AccountUpserted' && rules.products.includes(detail.product))
      given.set(detail.accountId, rules.current(detail.product, until, undefined, detail.accountId));
  return rules.products.flatMap((product): Trial[] => {
    const champion = rules.current(product, until, undefined);
    const { challenger } = champion;
    if (challenger === undefined) return [];
    const outcome = (version: Day, role: TrialOutcome['role']) =>
      outcomeOf(reports, { version, role, accounts: accountsOf(given, product, version) });
    return [{ product, outcomes: [outcome(champion.version, 'champion'), outcome(challenger.version, 'challenger')] }];
  });
}

const accountsOf = (given: ReadonlyMap<string, Policy>, product: string, version: Day): ReadonlySet<string> =>
  new Set([...given].filter(([, one]) => one.product === product && one.version === version).map(([id]) => id));

function outcomeOf(
  reports: Reports,
  { version, role, accounts }: { version: Day; role: TrialOutcome['role']; accounts: ReadonlySet<string> },
): TrialOutcome {
  const own = <T extends { accountId: string }>(lines: readonly T[]) =>
    lines.filter((one) => accounts.has(one.accountId));
  const lines = linesOf(reports);
  const cases = own(lines.cases);
  const days = cases
    .flatMap((one) => (one.curedOn === undefined ? [] : [Math.max(0, daysBetween(one.openedOn, one.curedOn))]))
    .sort((a, b) => a - b);
  const messages = own(lines.messages).length;
  const actions = own(lines.limits).filter((one) => one.reason === 'ARREARS').length;
  return {
    version,
    role,
    accounts: accounts.size,
    cases: cases.length,
    cured: days.length,
    curedShare: cases.length === 0 ? null : rounded(days.length / cases.length),
    medianDaysToCure: days[Math.floor(days.length / 2)] ?? null,
    relapsed: cases.filter((one) => one.outcome === 'relapsed').length,
    collecting: cases.filter((one) => one.state === 'collecting').length,
    limitActions: actions,
    messages,
    messagesPerCase: cases.length === 0 ? null : rounded(messages / cases.length),
  };
}

const rounded = (value: number): number => Math.round(value * 1000) / 1000;

const ROWS: readonly [shown: string, of: (one: TrialOutcome) => number | string | null][] = [
  ['Accounts', (one) => one.accounts],
  ['Cases', (one) => one.cases],
  ['  cured', (one) => one.cured],
  ['  cured, of 100', (one) => one.curedShare && Math.round(one.curedShare * 100)],
  ['  days to the cure (median)', (one) => one.medianDaysToCure],
  ['  relapsed', (one) => one.relapsed],
  ['  still overdue', (one) => one.collecting],
  ['Limit actions', (one) => one.limitActions],
  ['Messages', (one) => one.messages],
];

export function trialTable({ product, outcomes }: Trial): string {
  const drawn = new Table({
    head: [product, ...outcomes.map((one) => `${one.role} ${one.version}`)],
    colAligns: ['left', ...outcomes.map(() => 'right' as const)],
    style: { head: [], border: [], compact: true },
  });
  drawn.push(...ROWS.map(([shown, of]) => [shown, ...outcomes.map((one) => String(of(one) ?? '–'))]));
  return drawn.toString();
}
