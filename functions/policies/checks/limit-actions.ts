import type { DraftPolicy } from '../draft.ts';
import { type Finding, type Path, problem, warning } from '../problem.ts';
import { repeated } from './repeated.ts';

type DraftAction = NonNullable<NonNullable<DraftPolicy['limitActions']>[number]>;

export function* limitActionChecks(policy: DraftPolicy): Iterable<Finding> {
  const actions = policy.limitActions ?? [];
  for (const index of repeated(actions.map((action) => action?.id))) {
    yield problem(
      ['limitActions', index, 'id'],
      `names "${actions[index]?.id}" a second time: an action's id is its own`,
    );
  }
  for (const [index, action] of actions.entries()) {
    if (action === undefined) continue;
    const path = ['limitActions', index];
    yield* shareChecks(path, action);
    yield* announcementChecks(path, action, policy.tiers);
    if (action.kind === 'report' && action.evidence === 'accepted')
      yield problem([...path, 'evidence'], 'must be delivered, or left out: a report always waits for delivery');
    yield* orderChecks(path, action, actions);
  }
  if (!('repair' in policy) && actions.some((action) => action?.kind === 'reduce' || action?.kind === 'freeze')) {
    yield warning(
      ['limitActions'],
      'has no `repair` to go with it: a line that was reduced or frozen comes back whole at the cure, not in steps',
    );
  }
}

export function* otherAccountsChecks({ otherAccounts }: DraftPolicy): Iterable<Finding> {
  if (typeof otherAccounts === 'object') yield* shareChecks(['otherAccounts'], otherAccounts);
}

function* shareChecks(path: Path, action: { kind?: string | undefined; toShare?: number | undefined }) {
  const { kind, toShare } = action;
  if (kind === 'reduce' && toShare === undefined) {
    yield problem([...path, 'toShare'], 'is missing: a reduce needs the share of the limit that is left');
  }
  if (kind !== undefined && kind !== 'reduce' && toShare !== undefined) {
    yield problem([...path, 'toShare'], `has no meaning for a ${kind}: only a reduce has a share that is left`);
  }
  if (kind === 'reduce' && toShare === 1)
    yield warning([...path, 'toShare'], 'leaves the whole limit: nothing changes');
}

/** Notice before consequence: the announcing tier exists, goes out for certain, and early enough. */
function* announcementChecks(path: Path, action: DraftAction, tiers: DraftPolicy['tiers']): Iterable<Finding> {
  const ids = (tiers ?? []).map((tier) => tier?.id);
  if (action.announcedBy === undefined || tiers === undefined) return;
  const tier = tiers.find((one) => one?.id === action.announcedBy);
  if (tier === undefined) {
    // Among ids that cannot be read the one that is missing may be.
    if (ids.length === 0 || ids.includes(undefined)) return;
    yield problem(
      [...path, 'announcedBy'],
      `names the tier "${action.announcedBy}", which does not exist: there is ${ids.join(', ')}`,
    );
    return;
  }
  if (tier.mandatory === false && action.kind === 'report') {
    // CN-13: nothing is reported that was not told.
    yield problem(
      [...path, 'announcedBy'],
      `names the tier "${tier.id}", which is not mandatory: a report is announced by a notice that is never jumped over`,
    );
  } else if (tier.mandatory === false) {
    yield warning(
      [...path, 'announcedBy'],
      `names the tier "${tier.id}", which is not mandatory: where it is jumped over, "${action.id}" is never applied`,
    );
  }
  if (tier.day === undefined || action.day === undefined) return;
  if (tier.day > action.day) {
    yield problem(
      [...path, 'announcedBy'],
      `names the tier "${tier.id}" of day ${tier.day}, which must not be after day ${action.day} of the action it announces`,
    );
  } else if (tier.day === action.day && action.noticeDays === 0) {
    yield warning([...path, 'noticeDays'], `lets the action follow its notice on the same day ${action.day}`);
  } else if (action.noticeDays !== undefined && tier.day + action.noticeDays > action.day) {
    yield warning(
      [...path, 'noticeDays'],
      `delays the action, which will be applied later than day ${action.day}: tier "${tier.id}" goes out on day ${tier.day} at the earliest, and ${action.noticeDays} days of notice end on day ${tier.day + action.noticeDays}`,
    );
  }
}

/** What an earlier action leaves for this one to do. */
function* orderChecks(path: Path, action: DraftAction, all: readonly (DraftAction | undefined)[]): Iterable<Finding> {
  const { day, kind, toShare } = action;
  if (day === undefined) return;
  const before = all.filter((one) => one !== undefined && one !== action && one.day !== undefined && one.day <= day);
  // Of two closings on one day the second is the one too many.
  const closing = before.find(
    (one) => one?.kind === 'close' && (kind !== 'close' || one.day !== day || all.indexOf(one) < all.indexOf(action)),
  );
  if (closing !== undefined) {
    yield problem(
      [...path, 'day'],
      `must be before day ${closing.day}, when "${closing.id}" closes the line: closing is final`,
    );
  }
  if (kind !== 'reduce') return;
  const freeze = before.find((one) => one?.kind === 'freeze' && one.day !== day);
  if (freeze !== undefined) {
    yield warning([...path, 'day'], `reduces a line that "${freeze.id}" froze on day ${freeze.day} already`);
  }
  const deeper = before.find(
    (one) => one?.kind === 'reduce' && one.day !== day && (one.toShare ?? 1) <= (toShare ?? 0),
  );
  if (deeper !== undefined) {
    yield warning(
      [...path, 'toShare'],
      `changes nothing: "${deeper.id}" has left a share of ${deeper.toShare} since day ${deeper.day}, and a reduce never goes up`,
    );
  }
}
