// Which of the texts applies: SMS and email say the same things at different lengths.
import type { Day } from '../contracts/time.ts';
import type { Texts } from './catalogue.ts';
import type { AnnouncedAction, LineFacts, MessageFacts, RepairStepFacts } from './facts.ts';

type Next = 'announced' | 'relapse' | 'waits' | 'notice' | 'referral' | 'open';
export function nextOf({
  announced = [],
  relapseWarning,
  restoringWaits,
  nextNoticeOn,
  referralFrom,
}: MessageFacts): Next {
  if (announced.length > 0) return 'announced';
  if (relapseWarning !== undefined) return 'relapse';
  if (restoringWaits) return 'waits';
  if (nextNoticeOn !== undefined) return 'notice';
  return referralFrom === undefined ? 'open' : 'referral';
}

type Back = 'none' | 'whole' | 'steps' | 'lockout' | 'closed' | 'check' | 'other' | 'ask' | 'restored';
/** How a limit comes back; `none` where nothing is limited or the facts do not say. */
export function backOf(facts: MessageFacts): Back {
  const { kind, line } = facts;
  if (line?.to.status === 'closed') return 'closed';
  if (kind === 'limit' && !facts.reported) {
    if (line?.action === 'restore') return 'restored';
    if (line?.reason === 'FRAUD_HOLD' || line?.reason === 'RISK_SIGNAL') return 'check';
    if (line?.reason === 'OTHER_ACCOUNT' || facts.otherAccount !== undefined) return 'other';
  }
  if (facts.lockoutUntil !== undefined) return 'lockout';
  const [first, ...others] = stepsAhead(facts);
  if (first !== undefined) return others.length === 0 && first.afterDays === 0 ? 'whole' : 'steps';
  return kind === 'limit' && !facts.reported ? 'ask' : 'none';
}

/**
 * Where something is announced a payment in time avoids it: `changed`, there is a way back only if something is limited
 * by then; `inTime`, only such a payment keeps the way back; `aside`, what is announced leaves the line as it is.
 */
export function conditionOf({ announced = [], repair }: MessageFacts): 'none' | 'changed' | 'inTime' | 'aside' {
  if (announced.length === 0) return 'none';
  if (announced.every(({ kind }) => kind === 'report')) return 'aside';
  return repair?.ifChanged ? 'changed' : 'inTime';
}

/** Who pays by then keeps everything that is announced from happening. */
export const avoidBy = ({ announced = [] }: MessageFacts): Day | undefined =>
  announced.map((action) => action.lastDayToPay).sort()[0];

/** The steps still to come. */
export const stepsAhead = ({ repair }: MessageFacts): readonly RepairStepFacts[] => repair?.steps ?? [];

export const whatOf = (action: AnnouncedAction): 'reduceTo' | AnnouncedAction['kind'] =>
  action.kind === 'reduce' && action.toLimit !== undefined ? 'reduceTo' : action.kind;

export function owedOf({ arrears, since }: MessageFacts): 'none' | 'plain' | 'since' {
  if (arrears <= 0) return 'none';
  return since === undefined ? 'plain' : 'since';
}

const UNDOING = ['WITHDRAWN', 'LATE_PAYMENT_POSTED', 'NOTICE_FAILED'] as const;
export const undoneOf = ({ line }: MessageFacts): (typeof UNDOING)[number] | 'other' =>
  UNDOING.find((reason) => reason === line?.reason) ?? 'other';

type Help = 'pay' | 'payReview' | 'review' | 'questions';
/** RULES CN-17: a decision on a line can be reviewed by a person. Who owes can ask for more time or a plan. */
export function helpOf({ kind, arrears, announced = [], line, relapsed, reported, otherAccount }: MessageFacts): Help {
  const decided = announced.length > 0 || relapsed || reported || (line !== undefined && line.action !== 'restore');
  if (arrears > 0 || kind === 'reminder' || otherAccount !== undefined) return decided ? 'payReview' : 'pay';
  return decided ? 'review' : 'questions';
}

type Template =
  | 'reminder'
  | 'notice'
  | 'formal'
  | 'limit'
  | 'relapse'
  | 'reported'
  | 'otherAccount'
  | 'cure'
  | 'repair'
  | 'whole'
  | 'reversal'
  | 'withdrawal';
export function templateOf({ kind, tier, whole, relapsed, reported, otherAccount }: MessageFacts): Template {
  if (kind === 'notice' && tier?.mandatory) return 'formal';
  if (kind === 'limit' && relapsed) return 'relapse';
  if (kind === 'limit' && reported) return 'reported';
  if (kind === 'limit' && otherAccount !== undefined) return 'otherAccount';
  return kind === 'repair' && whole ? 'whole' : kind;
}

/** The line as the message leaves it: what changed, or what it was found to be. */
export const lineOf = ({ line, lineNow }: MessageFacts): LineFacts | undefined => line?.to ?? lineNow;

/** What the texts say in this tier's own words, if they do. */
export const tierTextOf = ({ kind, tier }: MessageFacts, { tiers }: Texts): Texts['tiers'][string] | undefined =>
  kind === 'notice' && tier !== undefined && Object.hasOwn(tiers, tier.id) ? tiers[tier.id] : undefined;
