// Files of one event a line. What can't be read as an event is set aside with its place; all else goes on.
import { createReadStream, readFileSync, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type InboundEvent, type ReadEvent, readEvent } from '../../functions/contracts/events.ts';
import type { Mapping } from '../../functions/contracts/mapping.ts';
import { mapRow } from '../../functions/ingest-lines/map-row.ts';
import { csvRows } from '../../lib/local/csv.ts';
import type { Rejected } from '../../lib/local/reports.ts';
import { readMapping } from '../../lib/mappings/read.ts';
import { BadInput } from './bad-input.ts';

export interface FileEvent {
  event: InboundEvent;
  source: string;
  line: number;
  /** Of the queue of rejected events, where the line was read from there. */
  messageId?: string;
}

export interface EventFiles {
  events: FileEvent[];
  rejected: Rejected[];
}

/** JSON lines, events or a list of rejected ones; CSV goes by the mapping of its columns. */
export async function readEventFiles(files: readonly string[], mappingFile?: string): Promise<EventFiles> {
  const missing = files.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() !== true);
  if (missing.length > 0) throw new BadInput(missing.map((file) => `${file}: no such file`));
  const mapping = mappingFor(files, mappingFile);
  const result: EventFiles = { events: [], rejected: [] };
  for (const file of files) {
    if (mapping !== undefined && isCsv(file)) readRows(file, mapping, result);
    else await readFile(file, result);
  }
  return result;
}

const isCsv = (file: string): boolean => file.toLowerCase().endsWith('.csv');

function mappingFor(files: readonly string[], mappingFile: string | undefined): Mapping | undefined {
  const [csv] = files.filter(isCsv);
  if (mappingFile === undefined) {
    if (csv === undefined) return undefined;
    throw new BadInput([`${csv}: is CSV; --mapping has to say how its columns become events`]);
  }
  if (csv === undefined) throw new BadInput([`--mapping ${mappingFile} is for .csv files, and none is given`]);
  try {
    return readMapping(mappingFile);
  } catch (error) {
    throw new BadInput([error instanceof Error ? error.message : String(error)]);
  }
}

function readRows(source: string, mapping: Mapping, { events, rejected }: EventFiles): void {
  for (const { line, row } of csvRows(readFileSync(source, 'utf8'))) {
    const { event: raw, problems } = mapRow(mapping, row);
    const read: ReadEvent = problems.length > 0 ? { reason: problems.join('; '), id: raw.id } : readEvent(raw);
    if ('event' in read) events.push({ event: read.event, source, line });
    else rejected.push({ source, line, ...(read.id ? { id: read.id } : {}), reason: read.reason, event: raw });
  }
}

/** The same from a text that is in no file. */
export function readEventText(source: string, text: string): EventFiles {
  const result: EventFiles = { events: [], rejected: [] };
  for (const [at, json] of text.split('\n').entries()) take(json, { source, line: at + 1 }, result);
  return result;
}

async function readFile(source: string, result: EventFiles): Promise<void> {
  let line = 0;
  const lines = createInterface({ input: createReadStream(source, 'utf8'), crlfDelay: Number.POSITIVE_INFINITY });
  for await (const text of lines) {
    line += 1;
    take(line === 1 ? text.replace(/^\uFEFF/, '') : text, { source, line }, result);
  }
}

function take(json: string, place: { source: string; line: number }, { events, rejected }: EventFiles): void {
  if (json.trim() === '') return;
  const read = readLine(json);
  const { messageId } = read;
  if ('event' in read) events.push({ event: read.event, ...place, ...(messageId === undefined ? {} : { messageId }) });
  else {
    const id = read.id === undefined ? {} : { id: read.id };
    rejected.push({ ...place, ...id, reason: read.reason, event: read.raw });
  }
}

function readLine(text: string): ReadEvent & { raw: unknown; messageId?: string } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { reason: `is no JSON: ${error instanceof Error ? error.message : ''}`, raw: text };
  }
  const { event, messageId } = rejectedIn(raw) ?? { event: raw };
  return { ...readEvent(event), raw: event, ...(messageId === undefined ? {} : { messageId }) };
}

/** A line of rejected.jsonl, corrected or not: the event is in it. */
function rejectedIn(raw: unknown): { event: unknown; messageId?: string } | undefined {
  if (typeof raw !== 'object' || raw === null || !('reason' in raw && 'event' in raw) || 'type' in raw)
    return undefined;
  const { event, messageId } = raw as { event: unknown; messageId?: unknown };
  return { event, ...(typeof messageId === 'string' ? { messageId } : {}) };
}

/** The first accounts in the order in which they come, with their customers, and nothing of the others. */
export function sampled(events: readonly FileEvent[], count: number | undefined): FileEvent[] {
  if (count === undefined) return [...events];
  const accounts = new Set<string>();
  const customers = new Set<string>();
  const holds = new Set<string>();
  for (const { event } of events) {
    if (event.type !== 'AccountUpserted') continue;
    if (accounts.size >= count && !accounts.has(event.detail.accountId)) continue;
    accounts.add(event.detail.accountId);
    customers.add(event.detail.customerId);
  }
  return events.filter(({ event: { type, detail } }) => {
    if (type === 'HoldReleased') return holds.has(detail.holdId);
    const kept =
      'accountId' in detail && detail.accountId !== undefined
        ? accounts.has(detail.accountId)
        : 'customerId' in detail && detail.customerId !== undefined && customers.has(detail.customerId);
    if (kept && type === 'HoldPlaced') holds.add(detail.holdId);
    return kept;
  });
}
