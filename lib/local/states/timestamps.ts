const TIMESTAMP = /^(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/**
 * Milliseconds since the epoch, with a fraction where one is given, or undefined for what is no timestamp of the
 * language: RFC 3339 with a capital T, a time zone, and a capital Z.
 */
export function parseTimestamp(text: unknown): number | undefined {
  const parts = typeof text === 'string' ? TIMESTAMP.exec(text) : null;
  if (parts === null) return undefined;
  const [, seconds, fraction = '', zone] = parts;
  const whole = Date.parse(`${seconds}${zone}`);
  return Number.isNaN(whole) ? undefined : whole + Number(`0${fraction}`) * 1000;
}
