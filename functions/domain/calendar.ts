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

/** 1 is Monday, 7 is Sunday. */
export const weekday = (day: Day): number => ((((dayNumber(day) + 3) % 7) + 7) % 7) + 1;

const spans = new Map<string, { opens: number; closes: number }>();

/**
 * From a time of day, included, to a later one, excluded, on a day in a zone, in milliseconds since 1970. When clocks
 * change, only what lies inside by either reading does: of a start that comes twice the second counts and one that is
 * left out is moved on by the change; of an end that comes twice the first counts, and one left out is moved back.
 */
export function spanIn(
  timeZone: string,
  day: Day,
  { from, to }: { from: string; to: string },
): { opens: number; closes: number } {
  const key = `${timeZone} ${day} ${from} ${to}`;
  const known = spans.get(key);
  if (known !== undefined) return known;
  const ms = (zoned: ZonedDateTime.Record) => Date.parse(TemporalInstant.toString(ZonedDateTime.toInstant(zoned)));
  const at = (clock: string, disambiguation: 'earlier' | 'later'): number =>
    ms(
      PlainDateTime.toZonedDateTime(PlainDateTime.fromString(`${day}T${clock}`, Calendar.getBasic), timeZone, {
        disambiguation,
      }),
    );
  // Not every day begins at midnight, and not every midnight comes once.
  const startOf = (on: Day): number => ms(PlainDate.toZonedDateTime(plainDate(on), timeZone));
  return remember(spans, key, {
    opens: from === '00:00' ? startOf(day) : at(from, 'later'),
    closes: to === '24:00' ? startOf(addDays(day, 1)) : at(to, 'earlier'),
  });
}
