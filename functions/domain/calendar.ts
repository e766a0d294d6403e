// The function form of Temporal: a third of the size of its classes in a Lambda bundle.
import * as Calendar from 'temporal-polyfill/fns/Calendar';
import * as TemporalInstant from 'temporal-polyfill/fns/Instant';
import * as PlainDate from 'temporal-polyfill/fns/PlainDate';
import * as PlainDateTime from 'temporal-polyfill/fns/PlainDateTime';
import * as ZonedDateTime from 'temporal-polyfill/fns/ZonedDateTime';
import { type Day, type Instant, normalInstant } from '../contracts/time.ts';

// Days are counted through Temporal and remembered: the same few hundred days are asked for over and over.
const plainDate = (text: string) => PlainDate.fromString(text, Calendar.getBasic);
const EPOCH = plainDate('1970-01-01');
const numbers = new Map<string, number>();
const days = new Map<number, Day>();
const REMEMBERED = 50_000;

function remember<K, V>(memory: Map<K, V>, key: K, value: V): V {
  if (memory.size >= REMEMBERED) memory.clear();
  memory.set(key, value);
  return value;
}

/** Whole days since 1970-01-01. */
function dayNumber(day: Day): number {
  return numbers.get(day) ?? remember(numbers, day, PlainDate.diffDays(EPOCH, plainDate(day)));
}

export function addDays(day: Day, count: number): Day {
  const number = dayNumber(day) + count;
  return days.get(number) ?? remember(days, number, PlainDate.toString(PlainDate.addDays(EPOCH, number)) as Day);
}

/** Days from the first to the second; negative when the second is earlier. */
export function daysBetween(from: Day, to: Day): number {
  return dayNumber(to) - dayNumber(from);
}

export const laterOf = <T extends Day | Instant>(a: T, b: T): T => (a > b ? a : b);
export const earlierOf = <T extends Day | Instant>(a: T, b: T): T => (a < b ? a : b);

export const epochMs = (instant: Instant): number => Date.parse(instant);

const localDays = new Map<string, Day>();

/** The calendar day that an instant falls on in a zone. */
export function dayIn(timeZone: string, instant: Instant): Day {
  const key = `${timeZone} ${instant}`;
  const known = localDays.get(key);
  if (known !== undefined) return known;
  const zoned = TemporalInstant.toZonedDateTimeISO(TemporalInstant.fromString(instant), timeZone);
  return remember(localDays, key, PlainDate.toString(ZonedDateTime.toPlainDate(zoned)) as Day);
}

const starts = new Map<string, Instant>();

/**
 * The instant of a time of day, `"09:00"`, on a day in a zone; `"24:00"` is the start of the next day. A time that the
 * change to summer time leaves out is moved on by the change; of one that comes twice the first counts.
 */
export function instantAt(day: Day, time: string, timeZone: string): Instant {
  const key = `${timeZone} ${day} ${time}`;
  const known = starts.get(key);
  if (known !== undefined) return known;
  const [date, clock] = time === '24:00' ? [addDays(day, 1), '00:00'] : [day, time];
  const local = PlainDateTime.fromString(`${date}T${clock}`, Calendar.getBasic);
  const instant = ZonedDateTime.toInstant(PlainDateTime.toZonedDateTime(local, timeZone));
  return remember(starts, key, normalInstant(Date.parse(TemporalInstant.toString(instant))));
}
