// Files of one event a line. What can't be read as an event is set aside with its place; all else goes on.
import { createReadStream, statSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { type InboundEvent, type ReadEvent, readEvent } from '../../functions/contracts/events.ts';
import type { Rejected } from '../../lib/local/reports.ts';
import { BadInput } from './bad-input.ts';

export interface FileEvent {
  event: InboundEvent;
  source: string;
  line: number;
}

export interface EventFiles {
  events: FileEvent[];
  rejected: Rejected[];
}

export async function readEventFiles(files: readonly string[]): Promise<EventFiles> {
  const missing = files.filter((file) => statSync(file, { throwIfNoEntry: false })?.isFile() !== true);
  if (missing.length > 0) throw new BadInput(missing.map((file) => `${file}: no such file`));
  const result: EventFiles = { events: [], rejected: [] };
  for (const file of files) await readFile(file, result);
  return result;
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
  if ('event' in read) events.push({ event: read.event, ...place });
  else {
    const id = read.id === undefined ? {} : { id: read.id };
    rejected.push({ ...place, ...id, reason: read.reason, event: read.raw });
  }
}

function readLine(text: string): ReadEvent & { raw: unknown } {
  let raw: unknown;
  try {
    raw = JSON.parse(text);
  } catch (error) {
    return { reason: `is no JSON: ${error instanceof Error ? error.message : ''}`, raw: text };
  }
  return { ...readEvent(raw), raw };
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
