import type { DraftPolicy } from '../draft.ts';
import { type Finding, problem, warning } from '../problem.ts';

export function* contactChecks({ contact, sweepAt }: DraftPolicy): Iterable<Finding> {
  const { from, to, perDay, perSevenDays } = contact ?? {};
  if (from !== undefined && to !== undefined) {
    if (from >= to) {
      yield problem(['contact', 'to'], `must be later than ${from}, when the window begins: it lies within one day`);
    } else if (sweepAt !== undefined && (sweepAt < from || sweepAt >= to)) {
      yield warning(
        ['sweepAt'],
        `is outside the contact window from ${from} to ${to}: what falls due then waits for the next window`,
      );
    }
  }
  if (perDay !== undefined && perSevenDays !== undefined && perSevenDays < perDay) {
    yield problem(
      ['contact', 'perSevenDays'],
      `must not be less than the ${perDay} that perDay allows on a single day`,
    );
  }
}

const currencies = new Set(Intl.supportedValuesOf('currency'));

export function* currencyChecks({ currency }: DraftPolicy): Iterable<Finding> {
  if (currency !== undefined && !currencies.has(currency)) {
    yield problem(['currency'], `is ${currency}, which is no currency of ISO 4217`);
  }
}
