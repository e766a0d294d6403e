const DAY_MS = 86_400_000;
/** Two changes of the clocks lie further apart, on either side of any border. */
const STEP_DAYS = 6;
const STEPS = Math.ceil((2 * 366) / STEP_DAYS);

const known = new Map<string, string>();

/** What clocks in a zone show over two years from a day, as a text that is the same for zones that show the same. */
export function offsetsOf(timeZone: string, since: string): string {
  const key = `${timeZone} ${since}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const format = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' });
  const start = Date.parse(since);
  const offsets = Array.from({ length: STEPS }, (_, step) => {
    const parts = format.formatToParts(start + step * STEP_DAYS * DAY_MS);
    return parts.find(({ type }) => type === 'timeZoneName')?.value ?? '';
  }).join(' ');
  known.set(key, offsets);
  return offsets;
}
