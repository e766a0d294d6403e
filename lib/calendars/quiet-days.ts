import type { Policy } from '../../functions/contracts/policy.ts';
import type { Day } from '../../functions/contracts/time.ts';
import { CHINESE, chineseYear } from './chinese.ts';
import { ELSEWHERE, unknownPlace, yearElsewhere } from './elsewhere.ts';

type Quiet = NonNullable<Policy['quiet']>;
export type QuietDays = { quiet?: Quiet } | { problem: string };

/**
 * The calendar that a policy asks for, for whole years: all of those from the first day to the last, and the one after
 * them where it is known, so that a policy published in December does not end with it.
 */
export function quietDays(
  asked: Policy['contact']['quietDays'],
  { from, until }: { from: Day; until: Day },
): QuietDays {
  // Weekends need no calendar.
  if (asked?.holidays === undefined) return {};
  const { holidays: place, weekends } = asked;
  const chinese = place === 'CN';
  const unknown = chinese ? undefined : unknownPlace(place);
  if (unknown !== undefined) return { problem: `is ${place}, ${unknown}` };
  const [first, last] = [from, until].map((day) => Number(day.slice(0, 4))) as [number, number];
  const days: string[] = [];
  let known = first - 1;
  for (let year = first; year <= last + 1; year += 1) {
    const own = chinese ? chineseYear(year, weekends) : yearElsewhere(place, year, weekends);
    if (own === undefined && year <= last)
      return {
        problem: `is ${place}, whose holidays of ${year} ${chinese ? CHINESE : ELSEWHERE} does not have: take a version of the library that has them, or a policy without holidays`,
      };
    if (own === undefined) break;
    days.push(...own);
    known = year;
  }
  return { quiet: { days: days as Day[], from: `${first}-01-01` as Day, until: `${known}-12-31` as Day } };
}
