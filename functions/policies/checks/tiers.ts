import type { DraftPolicy } from '../draft.ts';
import { type Finding, problem, warning } from '../problem.ts';
import { repeated } from './repeated.ts';

/** The ladder reads from top to bottom: distinct ids, rising days. */
export function* tierChecks({ tiers = [], arrears }: DraftPolicy): Iterable<Finding> {
  for (const index of repeated(tiers.map((tier) => tier?.id))) {
    yield problem(['tiers', index, 'id'], `names "${tiers[index]?.id}" a second time: a tier's id is its own`);
  }
  for (const [index, tier] of tiers.entries()) {
    const previous = tiers[index - 1];
    if (tier?.day === undefined) continue;
    const minDays = tier.minDaysAfterPrevious ?? 0;
    if (index === 0 && minDays > 0) {
      yield warning(['tiers', 0, 'minDaysAfterPrevious'], 'has no effect: no tier goes before the first one');
    }
    if (previous?.day === undefined) continue;
    if (tier.day <= previous.day) {
      yield problem(
        ['tiers', index, 'day'],
        `must be later than day ${previous.day} of tier "${previous.id}" before it: tiers are written in the order of their days`,
      );
    } else if (previous.day + minDays > tier.day) {
      yield warning(
        ['tiers', index, 'minDaysAfterPrevious'],
        `sends tier "${tier.id}" later than its day ${tier.day}: ${minDays} days after day ${previous.day} of tier "${previous.id}" is day ${previous.day + minDays}`,
      );
    }
  }
  const [first, second] = tiers;
  const postingDays = arrears?.postingDays ?? 0;
  if (first?.day !== undefined && second?.day !== undefined && first.day < second.day) {
    if (postingDays > 0 && first.day + postingDays >= second.day) {
      yield warning(
        ['arrears', 'postingDays'],
        `moves the first tier "${first.id}" to day ${first.day + postingDays}, where tier "${second.id}" takes its place`,
      );
    }
  }
}

export function* reminderChecks({ reminders = [] }: DraftPolicy): Iterable<Finding> {
  for (const index of repeated(reminders.map((reminder) => reminder?.daysBefore))) {
    yield problem(
      ['reminders', index, 'daysBefore'],
      `names ${reminders[index]?.daysBefore} a second time: an obligation is reminded once for each offset`,
    );
  }
}

/** Referral comes when no tier is left, and asks for a mandatory notice that was delivered. DESIGN, end of the ladder. */
export function* terminalChecks({ terminal, tiers = [] }: DraftPolicy): Iterable<Finding> {
  if (terminal?.day === undefined || tiers.length === 0) return;
  const last = Math.max(...tiers.map((tier) => tier?.day ?? 0));
  if (terminal.day < last) {
    yield problem(['terminal', 'day'], `must not be before day ${last} of the last tier: it is the end of the ladder`);
  }
  if (tiers.every((tier) => tier?.mandatory === false)) {
    yield warning(
      ['terminal', 'kind'],
      'asks for a mandatory notice that was delivered, and no tier is mandatory: every case ends in a review instead',
    );
  }
}
