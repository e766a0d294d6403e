/** A local calendar day, `2026-03-01`. Never an instant. */
export type Day = string & { readonly __day: true };
/** A moment, ISO 8601 in UTC with seconds or milliseconds, `2026-03-01T08:00:00Z`. Never a day. */
export type Instant = string & { readonly __instant: true };

export const DAY_PATTERN = /^\d{4}-\d{2}-\d{2}$/;
/** Any ISO instant with an offset may come in. */
export const INSTANT_PATTERN =
  /^(\d{4}-\d{2}-\d{2})T([01]\d|2[0-3]):[0-5]\d:[0-5]\d(\.\d{1,9})?(Z|[+-]([01]\d|2[0-3]):?[0-5]\d)$/;

export const DAY_MESSAGE = 'must be a day such as 2026-03-01';
export const NO_DAY_MESSAGE = 'is no day of the calendar';
export const ZONE_MESSAGE = 'is no time zone of the IANA database, such as Asia/Shanghai';

const DAYS_IN_MONTH = [31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Whether the day that a text begins with is one of the calendar. */
export function isRealDay(text: string): boolean {
  const [year = 0, month = 0, day = 0] = text.slice(0, 10).split('-').map(Number);
  if (month < 1 || month > 12 || day < 1 || day > (DAYS_IN_MONTH[month - 1] ?? 0)) return false;
  const leap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month !== 2 || day < 29 || leap;
}

/** Milliseconds since 1970 as the text that is compared and stored everywhere: in UTC, without fraction where it has none. */
export function normalInstant(epochMs: number): Instant {
  const iso = new Date(epochMs).toISOString();
  return (iso.endsWith('.000Z') ? `${iso.slice(0, -5)}Z` : iso) as Instant;
}

export function isTimeZone(zone: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: zone });
    return true;
  } catch {
    return false;
  }
}
