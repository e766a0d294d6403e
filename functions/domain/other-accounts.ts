// What an overdue account of the same customer does to this one: a notice of its own, after its days the line change, and
// its end with the end of the cause. DESIGN 2, Products of one customer. The overdue account's side is in causes.ts.
import { addDays } from './calendar.ts';
import { begets, lasts } from './causes.ts';
import { type Changes, changes, lineChange, lineChanged, owe } from './changes.ts';
import { type Cause, isAccepted, type LineChange, type Notice, type Overlay, type Owed, sameLine } from './ledger.ts';
import { limited, served } from './limits.ts';
import { overlaysOf, withOverlays } from './overlays.ts';
import type { View } from './view.ts';

type About = 'announced' | 'applied' | 'lifted';
const keyOf = (causeId: string, about: About): string => `other:${causeId}:${about}`;

/** What was applied, lifted and is applied again is told again: by a key that no notice has yet. */
function freshKey({ snapshot }: View, causeId: string, about: About): string {
  const told = new Set(snapshot.notices.map((one) => one.key));
  const first = keyOf(causeId, about);
  for (let times = 0; ; times += 1) {
    const key = times === 0 ? first : `${first}:again${times}`;
    if (!told.has(key)) return key;
  }
}

/** Causes that would still take something from the borrower here, and have not yet. */
export function pendingCauses({ account, snapshot }: View): Cause[] {
  const laid = overlaysOf(account).map((one) => one.causeId);
  return snapshot.causes.filter(
    (cause) =>
      cause.accountId !== account.accountId &&
      begets(cause) &&
      !laid.includes(cause.causeId) &&
      !sameLine(limited(account.line, cause, account.creditLimit), account.line),
  );
}

/** The notices that are due on this account: the text names the day that follows from the day they go out. */
export function announcements(view: View): { key: string; cause: Cause }[] {
  return view.promised ? [] : pendingCauses(view).map((cause) => ({ key: keyOf(cause.causeId, 'announced'), cause }));
}

/** What such a notice announces: from when, and to which line. */
export function announcedBy({ account, today }: View, cause: Cause) {
  return { on: addDays(today, cause.noticeDays), to: limited(account.line, cause, account.creditLimit) };
}

/** A consequence is lifted at once; it is applied at the hour of the steps, and not under a hold or a promise. */
export function otherAccountStep(view: View): { act: string; changes: () => Changes } | undefined {
  for (const { causeId } of overlaysOf(view.account)) {
    const reason = causeId === undefined ? undefined : liftedFor(view, causeId);
    if (causeId !== undefined && reason !== undefined)
      return { act: keyOf(causeId, 'lifted'), changes: () => lift(view, causeId, reason) };
  }
  if (view.held || view.promised) return undefined;
  for (const cause of pendingCauses(view)) {
    const noticeId = servedBy(view, cause);
    if (noticeId !== undefined)
      return { act: keyOf(cause.causeId, 'applied'), changes: () => apply(view, cause, noticeId) };
  }
  return undefined;
}

/** The cause is gone, or what announced it came back after it was applied: an email may bounce days later. */
function liftedFor(view: View, causeId: string): 'OTHER_ACCOUNT_ENDED' | 'NOTICE_FAILED' | undefined {
  const lasting = view.snapshot.causes.some((cause) => cause.causeId === causeId && lasts(cause));
  if (!lasting) return 'OTHER_ACCOUNT_ENDED';
  return announcing(view, causeId).some(isAccepted) ? undefined : 'NOTICE_FAILED';
}

const announcing = ({ snapshot }: View, causeId: string): Notice[] =>
  snapshot.notices.filter((notice) => notice.key === keyOf(causeId, 'announced'));

function servedBy(view: View, { causeId, noticeDays }: Cause): string | undefined {
  const { snapshot, stepDay } = view;
  return served(announcing(view, causeId), { facts: snapshot.facts, day: stepDay, noticeDays });
}

function apply(view: View, cause: Cause, noticeId: string): Changes {
  const { causeId, kind, toShare, caseId, accountId } = cause;
  const overlay: Overlay = { kind, causeId, ...(toShare === undefined ? {} : { toShare }) };
  return overlaid(view, [...overlaysOf(view.account), overlay], {
    causeId,
    about: 'applied',
    change: { action: kind, reason: 'OTHER_ACCOUNT', noticeId },
    why: { noticeId, causeAccountId: accountId, causeCaseId: caseId },
  });
}

function lift(view: View, causeId: string, reason: 'OTHER_ACCOUNT_ENDED' | 'NOTICE_FAILED'): Changes {
  const kept = overlaysOf(view.account).filter((one) => one.causeId !== causeId);
  const change = { action: 'restore', reason } as const;
  return overlaid(view, kept, { causeId, about: 'lifted', change, why: {} });
}

function overlaid(
  view: View,
  overlays: readonly Overlay[],
  on: { causeId: string; about: About; change: Omit<LineChange, 'from' | 'to'>; why: Record<string, string> },
): Changes {
  const account = withOverlays(view.account, overlays);
  const line = lineChange(view, account, on.change);
  const act = keyOf(on.causeId, on.about);
  // What was not told yet, or not on every channel, has lost its reason.
  const applied = keyOf(on.causeId, 'applied');
  const owed: Owed[] = view.account.owed.filter(({ key }) => key !== applied && !key.startsWith(`${applied}:again`));
  const key = freshKey(view, on.causeId, on.about);
  if (line !== undefined) owed.push(owe(view, undefined, { kind: 'limit', key, line }));
  return changes(view, {
    act,
    why: { causeId: on.causeId, ...on.why },
    account: { ...account, owed },
    line,
    events: line === undefined ? [] : [lineChanged(account.accountId, undefined, line)],
  });
}
