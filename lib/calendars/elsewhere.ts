import Holidays, { type HolidaysTypes } from 'date-holidays';
import { daysFrom, eachDay, isWeekend } from './days.ts';

export const ELSEWHERE = 'date-holidays';

const DAY_MS = 86_400_000;
/** Years for which every calendar of the library has its tables: what recurs in all of them recurs in any year. */
const REFERENCE = Array.from({ length: 11 }, (_, index) => 2015 + index);

/** Why a place has no calendar, in words that follow it. */
export function unknownPlace(place: string): string | undefined {
  const [country = '', state, region] = place.split('-');
  const library = new Holidays();
  if (library.getCountries()[country] === undefined) return `which ${ELSEWHERE} does not know`;
  const states = Object.keys(library.getStates(country) ?? {});
  if (state !== undefined && !states.includes(state))
    return `of which ${ELSEWHERE} does not know the part ${state}: it has ${states.join(', ') || 'none'}`;
  const regions = state === undefined ? [] : Object.keys(library.getRegions(country, state) ?? {});
  if (region !== undefined && !regions.includes(region))
    return `of which ${ELSEWHERE} does not know the part ${region}: it has ${regions.join(', ') || 'none'}`;
  return undefined;
}

const calendars = new Map<string, { calendar: Holidays; recurring: ReadonlySet<string> }>();

function calendarOf(place: string) {
  const known = calendars.get(place);
  if (known !== undefined) return known;
  const [country = '', state = '', region = ''] = place.split('-');
  const calendar = new Holidays(country, state, region, { types: ['public'] });
  const years = REFERENCE.map((year) => new Set(calendar.getHolidays(year).map(({ rule }) => rule)));
  const recurring = new Set([...(years[0] ?? [])].filter((rule) => years.every((year) => year.has(rule))));
  calendars.set(place, { calendar, recurring });
  return { calendar, recurring };
}

/**
 * The quiet days of a year. Undefined where the library's tables end: holidays that follow the moon are then left out
 * without a word, so that a year counts as known only when everything that comes each year is in it.
 */
export function yearElsewhere(place: string, year: number, weekends: boolean): string[] | undefined {
  const { calendar, recurring } = calendarOf(place);
  const holidays = calendar.getHolidays(year);
  const rules = new Set(holidays.map(({ rule }) => rule));
  if (holidays.length === 0 || [...recurring].some((rule) => !rules.has(rule))) return undefined;
  const days = new Set(holidays.flatMap(daysOf).filter((day) => day.startsWith(`${year}-`)));
  return eachDay(year).filter((day) => days.has(day) || (weekends && isWeekend(day)));
}

/** Every day of which a part is holiday: some begin the evening before. */
function daysOf({ date, start, end }: HolidaysTypes.Holiday): string[] {
  const [hours = 0, minutes = 0] = date.slice(11, 16).split(':').map(Number);
  const begins = (hours * 60 + minutes) * 60_000;
  return daysFrom(date.slice(0, 10), Math.max(1, Math.ceil((begins + end.getTime() - start.getTime()) / DAY_MS)));
}
