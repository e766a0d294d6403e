import * as z from 'zod';

/** A local calendar day, `2026-03-01`. Never an instant. */
export type Day = string & { readonly __day: true };
/** A moment, ISO 8601 in UTC with seconds or milliseconds, `2026-03-01T08:00:00Z`. Never a day. */
export type Instant = string & { readonly __instant: true };

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

function isRealDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.split('-').map(Number);
  if (month < 1 || month > 12 || day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month !== 2 || day < 29 || leap;
}

export const daySchema = z
  .string()
  .regex(/^\d{4}-\d{2}-\d{2}$/, 'must be a day such as 2026-03-01')
  .refine(isRealDay, 'is no day of the calendar')
  .transform((text) => text as Day);

const INSTANT = /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$/;

/** Any ISO instant with an offset comes in; what goes on is in UTC, without fraction where it has none. */
export const instantSchema = z
  .string()
  .regex(INSTANT, 'must be an instant such as 2026-03-01T08:00:00Z')
  .refine((text) => isRealDay(text.slice(0, 10)), 'is no day of the calendar')
  .transform((text) => normalInstant(new Date(text).getTime()));

/** Milliseconds since 1970 as the text that is compared and stored everywhere. */
export function normalInstant(epochMs: number): Instant {
  const iso = new Date(epochMs).toISOString();
  return (iso.endsWith('.000Z') ? `${iso.slice(0, -5)}Z` : iso) as Instant;
}

/** `"09:00"`; `"24:00"` is allowed as the end of a window. */
export const timeOfDaySchema = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as "09:00"');

export const timeZoneSchema = z.string().refine((zone) => {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}, 'is no time zone of the IANA database, such as Asia/Shanghai');
