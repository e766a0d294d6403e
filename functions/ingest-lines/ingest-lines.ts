import type * as z from 'zod';
import { LedgerMoved, TryAgain } from '../contracts/errors.ts';
import type { ingestLinesInput, ingestLinesOutput } from '../contracts/lines.ts';
import type { Mapping } from '../contracts/mapping.ts';
import type { Ingest, IngestDeps, Place } from '../ingest/ingest.ts';
import { mapRow, type Row } from './map-row.ts';

export interface IngestLinesDeps extends Pick<IngestDeps, 'reject' | 'failed'> {
  events: Pick<Ingest, 'one'>;
}

/**
 * Some lines of a dropped file. One that is wrong is set aside with its place, and stops none of the others. What is refused
 * for now fails the batch, which comes again: what was taken before changes nothing then.
 */
export function ingestLines({ events, reject, failed }: IngestLinesDeps) {
  return async (input: z.infer<typeof ingestLinesInput>): Promise<z.infer<typeof ingestLinesOutput>> => {
    const { key: source, lines, problem, named } = input;
    if (problem !== undefined) await reject({ source, reason: problem, event: null });
    for (const { line, value } of lines) await take(value, { mapping: named.mapping, place: { source, line } });
    return { lines: lines.length };
  };

  async function take(
    value: unknown,
    { mapping, place }: { mapping: Mapping | undefined; place: Place },
  ): Promise<void> {
    try {
      if (mapping === undefined) return await events.one(value, place);
      const { event, problems } = mapRow(mapping, asRow(value));
      if (problems.length === 0) return await events.one(event, place);
      await reject({ ...place, ...(event.id === '' ? {} : { id: event.id }), reason: problems.join('; '), event });
    } catch (error) {
      if (error instanceof TryAgain || error instanceof LedgerMoved) throw error;
      failed(`${place.source}:${place.line}`, error);
      await reject({ ...place, reason: 'could not be taken in', event: value });
    }
  }
}

const asRow = (value: unknown): Row => (typeof value === 'object' && value !== null ? (value as Row) : {});
