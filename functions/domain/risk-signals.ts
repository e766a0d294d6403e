// What others know of an account that need not be overdue: an anomaly, false information, an order of a regulator, a risk
// model. By policy a kind of signal freezes the line, told with a reason of its own, or asks for a review; the way back is
// a later signal of the same kind whose severity is none.
import type { Policy, Severity } from '../contracts/policy.ts';
import { type Changes, changes, lineChange, lineChanged, owe } from './changes.ts';
import type { LineChange, Overlay, RiskSignal } from './ledger.ts';
import { overlaysOf, withOverlays } from './overlays.ts';
import type { View } from './view.ts';

const RANKS: Readonly<Record<string, number>> = { none: 0, low: 25, medium: 50, high: 75, critical: 100 };

/** From 0, none, to 100; a word that nobody knows counts as the most severe. */
export const rankOf = (severity: Severity | string | number): number =>
  typeof severity === 'number' ? severity : (RANKS[severity.toLowerCase()] ?? 100);

interface InForce {
  signal: RiskSignal;
  action: 'freeze' | 'review';
}

/** Of each kind the latest signal, where it is severe enough for the policy to act on it. */
export function signalsInForce(
  { riskSignals }: Pick<Policy, 'riskSignals'>,
  signals: readonly RiskSignal[],
): InForce[] {
  return Object.entries(riskSignals).flatMap(([kind, { action, from }]) => {
    const latest = signals
      .filter((one) => one.kind === kind)
      .sort(byTime)
      .at(-1);
    if (latest === undefined) return [];
    const rank = rankOf(latest.severity);
    return rank > 0 && rank >= rankOf(from) ? [{ signal: latest, action }] : [];
  });
}

const byTime = (a: RiskSignal, b: RiskSignal): number =>
  a.at < b.at || (a.at === b.at && a.signalId < b.signalId) ? -1 : 1;

/** A kind is a word of others' and may hold the sign that parts a key. */
const keysOf = (kind: string): string => `signal:${encodeURIComponent(kind)}:`;
const keyOf = (kind: string, signalId: string): string => `${keysOf(kind)}${signalId}`;
const LIFTED = 'lifted';

/** The one thing that is due because of signals: at any hour, hold or no hold, for it protects and dims nothing. */
export function riskSignalStep(view: View): { act: string; changes: () => Changes } | undefined {
  const { account, snapshot, rules, today } = view;
  const policy = rules.current(account.product, today, snapshot.customer.riskTier, account.accountId);
  const inForce = signalsInForce(policy, snapshot.facts.signals);
  const freezing = inForce.filter((one) => one.action === 'freeze').map((one) => one.signal);
  const laid = overlaysOf(account).flatMap((one) => (one.signal === undefined ? [] : [one.signal]));
  const over = laid.find((kind) => !freezing.some((one) => one.kind === kind));
  if (over !== undefined) return { act: keyOf(over, LIFTED), changes: () => lift(view, over) };
  const fresh = freezing.find((one) => !laid.includes(one.kind));
  if (fresh !== undefined && account.line.status !== 'closed')
    return { act: keyOf(fresh.kind, fresh.signalId), changes: () => freeze(view, fresh) };
  const unseen = inForce.find(
    ({ signal, action }) => action === 'review' && !account.reviewed?.includes(signal.signalId),
  );
  return unseen && { act: keyOf(unseen.signal.kind, 'review'), changes: () => askForReview(view, unseen.signal) };
}

function freeze(view: View, { kind, signalId }: RiskSignal): Changes {
  const overlay: Overlay = { kind: 'freeze', signal: kind };
  return overlaid(view, [...overlaysOf(view.account), overlay], {
    key: keyOf(kind, signalId),
    change: { action: 'freeze', reason: 'RISK_SIGNAL' },
  });
}

/** The key names how often it happened, as the same kind may come and go. */
function lift(view: View, kind: string): Changes {
  const kept = overlaysOf(view.account).filter((one) => one.signal !== kind);
  const latest = view.snapshot.facts.signals
    .filter((one) => one.kind === kind)
    .sort(byTime)
    .at(-1);
  return overlaid(view, kept, {
    key: `${keyOf(kind, latest?.signalId ?? '')}:${LIFTED}`,
    change: { action: 'restore', reason: 'RISK_SIGNAL_CLEARED' },
    kind,
  });
}

function overlaid(
  view: View,
  overlays: readonly Overlay[],
  on: { key: string; change: Omit<LineChange, 'from' | 'to'>; kind?: string },
): Changes {
  const account = withOverlays(view.account, overlays);
  const line = lineChange(view, account, on.change);
  const told = new Set(view.snapshot.notices.map((one) => one.key));
  // A freeze that was lifted before it was told has nothing to tell any more, nor has its lifting.
  const untold = (key: string): boolean => on.kind !== undefined && key.startsWith(keysOf(on.kind)) && !told.has(key);
  const owed = view.account.owed.filter((one) => !untold(one.key));
  const silent = owed.length < view.account.owed.length && !(on.kind !== undefined && knowsOfFreeze(view, on.kind));
  const notice = line === undefined || silent ? [] : [owe(view, undefined, { kind: 'limit', key: on.key, line })];
  return changes(view, {
    act: on.key,
    account: { ...account, owed: [...owed, ...notice] },
    line,
    events: line === undefined ? [] : [lineChanged(account.accountId, undefined, line)],
  });
}

/** The last that the borrower was told of a kind is that it froze the line. */
function knowsOfFreeze({ snapshot }: View, kind: string): boolean {
  const last = snapshot.notices
    .filter((one) => one.key.startsWith(keysOf(kind)))
    .sort((a, b) => (a.at < b.at ? -1 : 1))
    .at(-1);
  return last !== undefined && !last.key.endsWith(`:${LIFTED}`);
}

function askForReview(view: View, { kind, signalId, severity }: RiskSignal): Changes {
  const { account } = view;
  return changes(view, {
    act: keyOf(kind, 'review'),
    why: { signalId },
    account: { ...account, reviewed: [...(account.reviewed ?? []), signalId] },
    events: [
      {
        type: 'ReviewRequested',
        detail: { accountId: account.accountId, reason: 'risk-signal', signalKind: kind, severity },
      },
    ],
  });
}
