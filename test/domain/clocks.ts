// Readings of clocks for checkers that must not share the rules' own arithmetic: nothing here but Intl and numbers.

const MINUTE = 60_000;
const DAY = 86_400_000;
const FROM = Date.UTC(2025, 11, 1);
const UNTIL = Date.UTC(2027, 3, 1);

function formatted(timeZone: string): (ms: number) => number {
  const format = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: 'numeric',
    day: 'numeric',
    hour: 'numeric',
    minute: 'numeric',
  });
  return (ms) => {
    const part = Object.fromEntries(format.formatToParts(ms).map(({ type, value }) => [type, Number(value)]));
    const { year = 0, month = 0, day = 0, hour = 0, minute = 0 } = part as Record<string, number>;
    return Date.UTC(year, month - 1, day, hour, minute) - Math.floor(ms / MINUTE) * MINUTE;
  };
}

interface Spell {
  until: number;
  offset: number;
}
const spells = new Map<string, Spell[]>();

/** The offsets of a zone from the end of 2025 to the spring of 2027, each change found to the minute. */
function spellsOf(timeZone: string): Spell[] {
  const known = spells.get(timeZone);
  if (known !== undefined) return known;
  const offsetAt = formatted(timeZone);
  const found: Spell[] = [];
  for (let at = FROM; at < UNTIL; at += DAY) {
    const offset = offsetAt(at);
    if (offset === offsetAt(at + DAY)) continue;
    let [before, after] = [at, at + DAY];
    while (after - before > MINUTE) {
      const middle = Math.floor((before + after) / 2 / MINUTE) * MINUTE;
      if (offsetAt(middle) === offset) before = middle;
      else after = middle;
    }
    found.push({ until: after, offset });
  }
  found.push({ until: Number.POSITIVE_INFINITY, offset: offsetAt(UNTIL) });
  spells.set(timeZone, found);
  return found;
}

/** When clocks change in a zone in 2026. */
export const changesIn = (timeZone: string): number[] =>
  spellsOf(timeZone).flatMap(({ until }) => (until < Date.UTC(2027, 0, 1) ? [until] : []));

/** What a clock in the zone shows: the day, counted from 1970, and the minute of it. */
export function reading(timeZone: string, ms: number): { day: number; minute: number } {
  if (ms < FROM || ms >= UNTIL) throw new Error(`${new Date(ms).toISOString()} is not on these clocks`);
  for (const { until, offset } of spellsOf(timeZone)) {
    if (ms >= until) continue;
    const local = ms + offset;
    const day = Math.floor(local / DAY);
    return { day, minute: Math.floor((local - day * DAY) / MINUTE) };
  }
  throw new Error('unreachable');
}

/** Days since 1970 as text. */
export const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
