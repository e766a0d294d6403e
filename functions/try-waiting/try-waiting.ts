import type * as z from 'zod';
import type { WaitingEvent, WaitingStore } from '../adapters/waiting-store.ts';
import { readEvent } from '../contracts/events.ts';
import type { Instant } from '../contracts/time.ts';
import type { tryWaitingInput, tryWaitingOutput } from '../contracts/workflow.ts';
import { dayIn } from '../domain/calendar.ts';
import type { Ingest, IngestDeps } from '../ingest/ingest.ts';

export interface TryWaitingDeps extends Pick<IngestDeps, 'reject' | 'failed'> {
  events: Pick<Ingest, 'again' | 'release'>;
  waiting: Pick<WaitingStore, 'due' | 'remove' | 'lookTomorrow'>;
  now: () => Instant;
  shards: number;
}

/** So many events in one invocation: at some 100 ms each, well inside its time. */
const PAGE = 200;

type Ended = 'taken' | 'rejected' | 'waiting' | 'failed';

/**
 * The daily look at the events that wait, page by page: each is tried once more, which mends whatever kept it from being
 * tried when what it names came, and is rejected when its time is over.
 */
export function tryWaiting(deps: TryWaitingDeps) {
  return async ({ next }: z.infer<typeof tryWaitingInput>): Promise<z.infer<typeof tryWaitingOutput>> => {
    const counts: Record<Ended, number> = { taken: 0, rejected: 0, waiting: 0, failed: 0 };
    const by = dayIn('UTC', deps.now());
    let place = next === null ? { shard: 0, cursor: null } : placeOf(next);
    for (let left = PAGE; left > 0 && place.shard < deps.shards; ) {
      const { events, cursor } = await deps.waiting.due(place.shard, { by, limit: left, cursor: place.cursor });
      for (const lying of events) counts[await look(lying)] += 1;
      left -= events.length;
      place = cursor === null ? { shard: place.shard + 1, cursor } : { ...place, cursor };
    }
    return { next: place.shard < deps.shards ? JSON.stringify(place) : null, ...counts };
  };

  async function look(lying: WaitingEvent): Promise<Ended> {
    try {
      const settled = await deps.events.again(lying);
      if (settled === 'taken') await release(lying);
      return typeof settled === 'string' ? settled : await waitOn(settled.waits, settled.waits.reason);
    } catch (error) {
      deps.failed(lying.eventId, error);
      const ended = await waitOn(lying, 'could not be taken in after several attempts');
      return ended === 'waiting' ? 'failed' : ended;
    }
  }

  /** What waited for it and is not reached now is tried by itself. */
  async function release({ envelope, eventId }: WaitingEvent): Promise<void> {
    const read = readEvent(envelope);
    if ('event' in read) await deps.events.release(read.event).catch((error) => deps.failed(eventId, error));
  }

  /** Rejected before it is removed: a crash in between rejects it twice, and loses nothing. */
  async function waitOn(lying: WaitingEvent, reason: string): Promise<'rejected' | 'waiting'> {
    const { eventId: id, envelope: event, source, line, until } = lying;
    if (until > deps.now()) {
      await deps.waiting.lookTomorrow(lying, deps.now());
      return 'waiting';
    }
    await deps.reject({ source, line, id, reason, event });
    await deps.waiting.remove(lying);
    return 'rejected';
  }
}

const placeOf = (next: string) => JSON.parse(next) as { shard: number; cursor: string | null };
