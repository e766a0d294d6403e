// Whose message goes first when a cap leaves a customer room for one and several accounts have something to say: the more
// severe, by the order of kinds, then by delinquent days, then by the account's id, so that it is never chance.
import { type Instant, normalInstant } from '../contracts/time.ts';
import { applied } from './apply.ts';
import { epochMs } from './calendar.ts';
import { type ContactRules, firstPermitted } from './contact-window.ts';
import { decide, isAttended } from './decide.ts';
import type { Customer, Snapshot } from './ledger.ts';
import { type Letter, rank } from './messages.ts';
import { placeInDay } from './pacing.ts';
import { type Rules, viewAt } from './view.ts';

export interface Turn {
  accountId: string;
  /** 0 goes first. */
  rank: number;
  delinquentDays: number;
}

export const goesBefore = (a: Turn, b: Turn): boolean =>
  a.rank - b.rank < 0 ||
  (a.rank === b.rank &&
    (a.delinquentDays > b.delinquentDays || (a.delinquentDays === b.delinquentDays && a.accountId < b.accountId)));

/** Whether a message of this account would still be permitted now, had every other account sent one first. */
export function isCrowded(
  customer: Customer,
  rules: ContactRules,
  on: { now: Instant; others: number; letter: Letter },
): boolean {
  const { now } = on;
  const { channel } = on.letter;
  const sent = Array.from({ length: on.others }, () => ({ at: now, channel }));
  const at = firstPermitted({ ...customer, contacts: [...customer.contacts, ...sent] }, rules, { now, channel });
  return at !== now;
}

export function turnOf(snapshot: Snapshot, rules: Rules, { letter, now }: { letter: Letter; now: Instant }): Turn {
  const { ladder, account } = viewAt(snapshot, rules, { now, asker: 'case' });
  return { accountId: account.accountId, rank: rank(letter), delinquentDays: ladder.delinquentDays };
}

/** More acts than this before a message is due are not looked through. */
const ACTS_LOOKED_THROUGH = 8;

/** The message that this account sends next, if it is due now: a case that opens, or a line that changes, goes before it. */
export function nextTurn(snapshot: Snapshot, rules: Rules, now: Instant): Turn | undefined {
  let then = snapshot;
  for (let acts = 0; acts < ACTS_LOOKED_THROUGH; acts += 1) {
    const view = viewAt(then, rules, { now, asker: 'sweep' });
    const asker = isAttended(view) ? 'case' : 'sweep';
    const decision = decide(then, rules, { now, asker, caseId: view.record?.caseId ?? null });
    if (decision.kind === 'notice') return turnOf(then, rules, { letter: decision.letter, now });
    if (decision.kind !== 'line' && decision.kind !== 'case') return undefined;
    then = applied(then, decision.changes());
  }
  return undefined;
}

/** So long a message gives way before it is looked at again; by then the other one is out as a rule. */
const GIVES_WAY_MS = 10 * 60_000;
/** The other account may be stuck: after an hour of the day's contact this one goes out. */
const AT_MOST_MS = 60 * 60_000;

/** Until when a message of this account gives way from now; undefined once it has done so long enough. */
export function givesWayUntil(snapshot: Snapshot, rules: Rules, now: Instant): Instant | undefined {
  const view = viewAt(snapshot, rules, { now, asker: 'case' });
  const place = placeInDay(view);
  // No cap is full without contacts: any channel will do.
  const began = firstPermitted({ ...snapshot.customer, contacts: [] }, view.policy, { now: place, channel: 'sms' });
  if (began === undefined) return undefined;
  return epochMs(now) < epochMs(began) + AT_MOST_MS ? normalInstant(epochMs(now) + GIVES_WAY_MS) : undefined;
}
