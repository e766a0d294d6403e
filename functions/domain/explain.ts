// What a message says: the facts, computed from the same rules that decided it. The words are in functions/messages.
import type { AnnouncedAction, MessageFacts, RepairStepFacts } from '../messages/facts.ts';
import { addDays, dayIn } from './calendar.ts';
import { dueDay } from './ladder.ts';
import { type Case, isLimited, type Line } from './ledger.ts';
import { announcedActions, limited, restored } from './limits.ts';
import type { Letter } from './messages.ts';
import { announce } from './notices.ts';
import { relapseDay, repairRules, stepsAhead } from './repair.ts';
import type { View } from './view.ts';

const MASK = '••••';
export const masked = (accountId: string): string => `${MASK}${accountId.slice(-4)}`;

export function factsOf(view: View, letter: Letter): MessageFacts {
  const { account, snapshot, policy, today } = view;
  const { customer } = snapshot;
  const record = snapshot.cases.find((one) => one.caseId === letter.caseId);
  const oldest = view.position.pastDue.find((one) => !one.disputed);
  return {
    kind: letter.kind,
    channel: letter.channel,
    locale: customer.locale,
    customerName: customer.name,
    accountMasked: masked(account.accountId),
    product: account.product,
    currency: account.currency,
    today,
    arrears: view.inArrears ? view.position.arrears : 0,
    ...(view.inArrears && oldest !== undefined ? { since: oldest.dueOn, daysPastDue: view.position.daysPastDue } : {}),
    ...tierFacts(view, letter),
    ...reminderFacts(letter),
    ...announcedFacts(view, letter, record),
    ...lineFacts(view, letter, record),
    ...repairFacts(view, letter, record),
    ...(letter.kind === 'cure' &&
    account.lockoutUntil !== undefined &&
    account.lockoutUntil > today &&
    isLimited(account.line)
      ? { lockoutUntil: account.lockoutUntil }
      : {}),
    ...(letter.kind === 'repair' && account.line.status === 'active' ? { whole: true } : {}),
    ...nextNotice(view, letter, record, policy),
  };
}

function tierFacts(view: View, { tier }: Letter): Pick<MessageFacts, 'tier'> {
  if (tier === undefined) return {};
  const ladder = view.policy.tiers.toSorted((a, b) => a.day - b.day);
  const position = ladder.findIndex((one) => one.id === tier.id) + 1;
  return { tier: { id: tier.id, position, count: ladder.length, mandatory: tier.mandatory } };
}

function reminderFacts({ reminder }: Letter): Pick<MessageFacts, 'reminder'> {
  if (reminder === undefined) return {};
  return { reminder: { dueOn: reminder.dueOn, outstanding: reminder.outstanding, daysBefore: reminder.offset } };
}

/**
 * The actions that this notice announces. On a second channel, sent later, the days count from the first accepted one.
 */
function announcedFacts(view: View, letter: Letter, record: Case | undefined): Pick<MessageFacts, 'announced'> {
  const by = letter.kind === 'reversal' ? ('reversal' as const) : letter.tier;
  if (record?.state !== 'collecting' || by === undefined) return {};
  const { account, today, ladder } = view;
  const on = {
    tier: by,
    today,
    delinquentDays: ladder.delinquentDays,
    line: account.line,
    contractual: account.creditLimit,
  };
  // The days that the claim is about to put on record: told before, where an attempt has reached anybody.
  const announced = announce(view, record, by, letter.key);
  const actions = announcedActions(view.policy, record, on).map(({ action, on: first, to }): AnnouncedAction => {
    const day = announced[action.id]?.on ?? first;
    const toLimit = action.kind === 'reduce' ? { toLimit: to.limit } : {};
    return { kind: action.kind, on: day, lastDayToPay: addDays(day, -1), ...toLimit };
  });
  return actions.length === 0 ? {} : { announced: actions };
}

function lineFacts(view: View, letter: Letter, record: Case | undefined): Pick<MessageFacts, 'line'> {
  const change = letter.owed?.line ?? firstStep(view, letter, record);
  if (change === undefined) return {};
  const { action, from, to, reason } = change;
  const { policy } = view;
  const on = letter.owed === undefined ? view.today : dayIn(policy.timeZone, letter.owed.since);
  return { line: { action, from, to, reason, on } };
}

/** The step that is taken with the cure is told in its notice. */
function firstStep(view: View, letter: Letter, record: Case | undefined) {
  if (letter.kind !== 'cure' || record?.cure === undefined || (record.window?.stepsDone ?? 0) === 0) return undefined;
  const from = record.cure.line;
  const share = repairRules(view.policy).steps[0]?.toShare ?? 1;
  const to = restored(from, share, view.account.creditLimit);
  const same = from.status === to.status && from.limit === to.limit;
  return same ? undefined : { action: 'restore' as const, from, to, reason: 'CURED' as const };
}

/** How the limit comes back: in a window what is still ahead, before it what a payment today would open. */
function repairFacts(view: View, letter: Letter, record: Case | undefined): Pick<MessageFacts, 'repair'> {
  if (letter.kind === 'reminder' || letter.kind === 'withdrawal' || record === undefined) return {};
  const { account, policy, today } = view;
  const announced = announcedFacts(view, letter, record).announced ?? [];
  if (!isLimited(account.line) && announced.length === 0 && letter.kind !== 'repair') return {};
  if (account.line.status === 'closed' || record.outcome === 'cured') return {};
  const rules = repairRules(policy);
  const window = record.window ?? { openedOn: today, countFrom: today, stepsDone: 0 };
  let line: Line = isLimited(account.line) ? account.line : afterAll(view, record);
  const steps = stepsAhead(policy, window).map(({ index, step, on }): RepairStepFacts => {
    const share = index === rules.steps.length - 1 ? 1 : step.toShare;
    line = restored(line, share, account.creditLimit);
    return { on, toLimit: line.limit, onTimePayments: step.onTimePayments };
  });
  const { lockoutDays } = rules.relapse;
  return {
    repair: {
      steps,
      done: window.stepsDone,
      of: rules.steps.length,
      relapse: { day: relapseDay(policy), lockoutDays },
    },
  };
}

/** The line if everything that can still be repaired were applied. */
function afterAll(view: View, record: Case): Line {
  const { account, policy } = view;
  return policy.limitActions
    .filter((action) => action.kind !== 'close' && !record.actions.some((done) => done.id === action.id))
    .reduce((line, action) => limited(line, action, account.creditLimit), account.line);
}

/** What comes next when nothing is announced: the next tier's day, if nothing is paid. */
function nextNotice(
  view: View,
  letter: Letter,
  record: Case | undefined,
  policy: View['policy'],
): Pick<MessageFacts, 'nextNoticeOn'> {
  if (letter.kind !== 'notice' || record?.state !== 'collecting' || letter.tier === undefined) return {};
  const { day } = letter.tier;
  const next = policy.tiers
    .filter((tier) => tier.day > day && record.tiers[tier.id] === undefined)
    .sort((a, b) => a.day - b.day)[0];
  if (next === undefined) return {};
  const days = Math.max(1, next.minDaysAfterPrevious, dueDay(next, policy) - view.ladder.delinquentDays);
  return { nextNoticeOn: addDays(view.today, days) };
}
