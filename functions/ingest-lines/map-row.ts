// A row of a file as an event, by the mapping of its columns. What cannot be read stays as it is and is told, so that a
// rejected row is an event that can be corrected.
import type { MappedField, Mapping } from '../contracts/mapping.ts';
import { type Day, isRealDay, normalInstant } from '../contracts/time.ts';
import { instantAt } from '../domain/calendar.ts';

export type Row = Readonly<Record<string, unknown>>;

export interface MappedRow {
  event: { id: string; type: string; time: unknown; detail: Record<string, unknown> };
  problems: readonly string[];
}

class Unreadable extends Error {}

export function mapRow({ type, id, time, detail }: Mapping, row: Row): MappedRow {
  const problems: string[] = [];
  const read = (name: string, field: string | MappedField): unknown => {
    const whole: MappedField = typeof field === 'string' ? { column: field } : field;
    try {
      return converted(whole, row, name === 'time' ? 'instant' : 'text');
    } catch (error) {
      if (!(error instanceof Unreadable)) throw error;
      problems.push(`${name}: ${error.message}`);
      return whole.column === undefined ? undefined : textIn(row, whole.column);
    }
  };
  const event = { id: String(read('id', { text: id }) ?? ''), type, time: read('time', time), detail: {} };
  for (const [path, field] of Object.entries(detail)) put(event.detail, path.split('.'), read(`detail.${path}`, field));
  return { event, problems };
}

/** An empty cell leaves its field out. */
function put(into: Record<string, unknown>, [name = '', ...more]: readonly string[], value: unknown): void {
  if (value === undefined) return;
  if (more.length === 0) {
    into[name] = value;
    return;
  }
  into[name] ??= {};
  put(into[name] as Record<string, unknown>, more, value);
}

function cell(row: Row, column: string): string {
  const text = textIn(row, column);
  if (text === undefined) throw new Unreadable(`there is no column ${column}`);
  return text;
}

function textIn(row: Row, column: string): string | undefined {
  // Spreadsheets begin a file with a mark that a reader may take for a part of the first name.
  const name = [column, `\uFEFF${column}`].find((one) => Object.hasOwn(row, one));
  const value = name === undefined ? undefined : row[name];
  if (value === undefined) return undefined;
  return value === null ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value).trim();
}

function converted(field: MappedField, row: Row, usually: 'text' | 'instant'): unknown {
  if (field.value !== undefined) return field.value;
  const text = field.column === undefined ? filled(field.text ?? '', row) : cell(row, field.column);
  if (field.values !== undefined) return coded(field.values, text);
  if (text === '') return undefined;
  const as = field.as ?? usually;
  return as === 'text' ? text : READERS[as](text, field);
}

function filled(template: string, row: Row): string {
  return template.replace(/\{([^{}]+)\}/g, (_, column: string) => {
    const text = cell(row, column);
    if (text === '') throw new Unreadable(`${column} is empty`);
    return text;
  });
}

function coded(values: NonNullable<MappedField['values']>, text: string): unknown {
  if (Object.hasOwn(values, text)) return values[text];
  if (text === '') return undefined;
  throw new Unreadable(`${JSON.stringify(text)} is none of ${Object.keys(values).join(', ')}`);
}

type Reader = (text: string, field: MappedField) => unknown;

const READERS: Record<'number' | 'amount' | 'boolean' | 'day' | 'instant', Reader> = {
  number(text) {
    if (!/^-?\d+$/.test(text)) throw new Unreadable(`${JSON.stringify(text)} is no whole number`);
    return Number(text);
  },
  // Not by multiplying: 1.13 × 100 is no whole number.
  amount(text, { decimals = 2 }) {
    const [, sign = '', whole = '', fraction = ''] = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text) ?? [];
    const minor = Number(`${sign}${whole}${fraction.padEnd(decimals, '0')}`);
    if (whole === '' || fraction.length > decimals || !Number.isSafeInteger(minor))
      throw new Unreadable(`${JSON.stringify(text)} is no amount with at most ${decimals} decimals after a point`);
    return minor;
  },
  boolean(text) {
    const word = text.toLowerCase();
    if (['true', 'yes', 'y', '1'].includes(word)) return true;
    if (['false', 'no', 'n', '0'].includes(word)) return false;
    throw new Unreadable(`${JSON.stringify(text)} is neither true nor false`);
  },
  day: (text, { format }) => dayOf(text, format),
  instant(text, { format, zone }) {
    if (zone === undefined) return text;
    const [, day = '', hours = '00:00'] = /^(.*?)(?:[ T](\d{2}:\d{2}(?::\d{2})?))?$/.exec(text) ?? [];
    const [minute = '', seconds = '0'] = [hours.slice(0, 5), hours.slice(6)].map((part) => part || '0');
    if (!/^([01]\d|2[0-3]):[0-5]\d$/.test(minute) || Number(seconds) > 59)
      throw new Unreadable(`${JSON.stringify(text)} has no such time of day`);
    const start = Date.parse(instantAt(dayOf(day, format), minute, zone));
    return normalInstant(start + Number(seconds) * 1000);
  },
};

function dayOf(text: string, format = 'YYYY-MM-DD'): Day {
  const pattern = format
    .replace(/[^A-Z]/g, '\\$&')
    .replace('YYYY', '(?<year>\\d{4})')
    .replace('MM', '(?<month>\\d{2})')
    .replace('DD', '(?<day>\\d{2})');
  const { year, month, day } = new RegExp(`^${pattern}$`).exec(text)?.groups ?? {};
  const iso = `${year}-${month}-${day}`;
  if (year === undefined || !isRealDay(iso)) throw new Unreadable(`${JSON.stringify(text)} is no day as ${format}`);
  return iso as Day;
}
