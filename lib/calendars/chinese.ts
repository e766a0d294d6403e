import chineseDays from 'chinese-days';
import { eachDay } from './days.ts';

/** Holidays of mainland China as the State Council sets them each autumn for the year to come. */
export const CHINESE = 'chinese-days';

/** Off days of the breaks, the weekends within them too; nothing for a year that is not announced. */
const holidaysOf = (year: number): string[] => chineseDays.getHolidaysInRange(`${year}-01-01`, `${year}-12-31`, false);

/** The quiet days of a year. Undefined where the library has no data: it would count every weekday as a working day. */
export function chineseYear(year: number, weekends: boolean): string[] | undefined {
  const holidays = holidaysOf(year);
  if (holidays.length === 0) return undefined;
  // A Saturday or Sunday that makes up for a break is a working day like any other.
  return weekends ? eachDay(year).filter((day) => !chineseDays.isWorkday(day)) : holidays;
}
