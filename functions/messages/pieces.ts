// Which of the texts applies: SMS and email say the same things at different lengths.
import type { AnnouncedAction, MessageFacts, RepairStepFacts } from './facts.ts';

type Next = 'announced' | 'notice' | 'open';
export function nextOf({ announced = [], nextNoticeOn }: MessageFacts): Next {
  if (announced.length > 0) return 'announced';
  return nextNoticeOn === undefined ? 'open' : 'notice';
}

type Back = 'none' | 'steps' | 'lockout' | 'closed' | 'check' | 'other' | 'ask' | 'restored';
/** How a limit comes back; `none` where nothing is limited or the facts do not say. */
export function backOf(facts: MessageFacts): Back {
  const { kind, line } = facts;
  if (line?.to.status === 'closed') return 'closed';
  if (kind === 'limit') {
    if (line?.action === 'restore') return 'restored';
    if (line?.reason === 'FRAUD_HOLD') return 'check';
    if (line?.reason === 'OTHER_ACCOUNT') return 'other';
  }
  if (facts.lockoutUntil !== undefined) return 'lockout';
  if (stepsAhead(facts).length > 0) return 'steps';
  return kind === 'limit' ? 'ask' : 'none';
}

/** The steps still to come, whether the facts list all or only those. */
export function stepsAhead({ repair }: MessageFacts): RepairStepFacts[] {
  const ahead = repair === undefined ? 0 : repair.of - repair.done;
  return ahead > 0 && repair !== undefined ? repair.steps.slice(-ahead) : [];
}

export const whatOf = (action: AnnouncedAction): 'reduceTo' | 'reduce' | 'freeze' | 'close' =>
  action.kind === 'reduce' && action.toLimit !== undefined ? 'reduceTo' : action.kind;

export function owedOf({ arrears, since }: MessageFacts): 'none' | 'plain' | 'since' {
  if (arrears <= 0) return 'none';
  return since === undefined ? 'plain' : 'since';
}

export function undoneOf({ line }: MessageFacts): 'WITHDRAWN' | 'LATE_PAYMENT_POSTED' | 'other' {
  return line?.reason === 'WITHDRAWN' || line?.reason === 'LATE_PAYMENT_POSTED' ? line.reason : 'other';
}

type Template = 'reminder' | 'notice' | 'formal' | 'limit' | 'cure' | 'repair' | 'whole' | 'reversal' | 'withdrawal';
export function templateOf({ kind, tier, whole }: MessageFacts): Template {
  if (kind === 'notice' && tier?.mandatory) return 'formal';
  return kind === 'repair' && whole ? 'whole' : kind;
}
