import { NotKnownYet, nameKey, Refused } from '../adapters/refusals.ts';
import type { RejectedEvent } from '../adapters/rejected-queue.ts';
import type { WaitingEvent, WaitingStore } from '../adapters/waiting-store.ts';
import { LedgerMoved, TryAgain } from '../contracts/errors.ts';
import { type InboundEvent, readEvent } from '../contracts/events.ts';
import { type Instant, normalInstant } from '../contracts/time.ts';
import type { Accepted } from './accept.ts';
import { madeKnownBy } from './known-names.ts';

export interface IngestDeps {
  accept: (event: InboundEvent) => Promise<Accepted>;
  /** Wakes what waits, or has what is due at once done, for each account. */
  wake: (accepted: Accepted, event: InboundEvent) => Promise<void>;
  /** Sets an event aside where operations find it, with the reason. */
  reject: (rejected: RejectedEvent) => Promise<void>;
  waiting: Pick<WaitingStore, 'put' | 'remove' | 'named'>;
  /** How long the policy lets an event wait for what it names. */
  waitDays: (event: InboundEvent) => Promise<number>;
  now: () => Instant;
  pause: (attempt: number) => Promise<void>;
  /** Told of a waiting event that could not be taken, by id and error: the daily look tries it again. */
  failed: (eventId: string, error: unknown) => void;
}

/** Where in a file an event stands. */
export interface Place {
  source?: string | undefined;
  line?: number | undefined;
}

export type Settled = 'taken' | 'rejected' | { waits: WaitingEvent };

/** Other writers of the same account get in between: so many rounds, each a little later, then the queue tries again. */
const ROUNDS = 8;
const DAY_MS = 86_400_000;
/** Clocks differ, and a day may be given for an instant; a record of next week would outlast every true one until then. */
const AHEAD_MS = DAY_MS;

export type Ingest = ReturnType<typeof ingest>;

/**
 * One envelope as it came. What can't be understood is set aside with a reason; what names something not known yet waits;
 * what fails for another cause is thrown, and comes again. Coming again changes nothing, wherever the last time ended.
 */
export function ingest(deps: IngestDeps) {
  const { reject, waiting, now } = deps;

  async function one(envelope: unknown, place: Place = {}): Promise<void> {
    const read = readEvent(envelope);
    if (!('event' in read)) return reject({ ...place, ...read, event: envelope });
    const settled = await settle({ event: read.event, envelope, place });
    if (settled === 'taken') await release(read.event);
  }

  /** An event that lies waiting. */
  async function again(lying: WaitingEvent): Promise<Settled> {
    const { envelope, source, line } = lying;
    const read = readEvent(envelope);
    if (!('event' in read)) {
      await reject({ source, line, ...read, event: envelope });
      await waiting.remove(lying);
      return 'rejected';
    }
    return settle({ event: read.event, envelope, place: { source, line } }, lying);
  }

  /**
   * Taken, rejected, or laid under the first name it misses. It is tried once more after it was laid there: what takes that
   * name looks there after it has written, so one of the two always sees the other.
   */
  async function settle(
    { event, envelope, place }: { event: InboundEvent; envelope: unknown; place: Place },
    lying?: WaitingEvent,
  ): Promise<Settled> {
    for (let lies = lying; ; ) {
      const missing = await attempt(event, { envelope, place });
      if (!(missing instanceof NotKnownYet)) {
        if (lies !== undefined) await waiting.remove(lies);
        return missing;
      }
      const name = nameKey(missing.named);
      if (lies?.name === name) return { waits: lies };
      const before = lies;
      const since = before?.since ?? now();
      const until = before?.until ?? normalInstant(Date.parse(since) + (await deps.waitDays(event)) * DAY_MS);
      const { id: eventId, time } = event;
      lies = await waiting.put(
        { name, eventId, time, reason: missing.message, envelope, ...place, since, until },
        now(),
      );
      if (before !== undefined) await waiting.remove(before);
    }
  }

  async function attempt(
    event: InboundEvent,
    { envelope, place }: { envelope: unknown; place: Place },
  ): Promise<'taken' | 'rejected' | NotKnownYet> {
    try {
      if (Date.parse(event.time) > Date.parse(now()) + AHEAD_MS)
        throw new Refused(`is of ${event.time}, more than a day ahead of the clock`);
      const accepted = await inRounds(() => deps.accept(event));
      for (const reason of accepted.taken === 'taken' ? accepted.reservations : [])
        await reject({ ...place, id: event.id, reason: `${reason}; the rest of the event was taken`, event: envelope });
      // Also for an event seen before: the last time may have ended between writing and waking.
      await deps.wake(accepted, event);
      return 'taken';
    } catch (error) {
      if (error instanceof NotKnownYet) return error;
      if (!(error instanceof Refused)) throw error;
      await reject({ ...place, id: event.id, reason: error.message, event: envelope });
      return 'rejected';
    }
  }

  /** What waited for this event, and for what waited for it, in the order of their times. */
  async function release(event: InboundEvent): Promise<void> {
    const names = madeKnownBy(event).map(nameKey);
    for (let name = names.shift(); name !== undefined; name = names.shift()) {
      for (const lying of await waiting.named(name)) {
        const released = await tryAgain(lying);
        if (released !== undefined) names.push(...madeKnownBy(released).map(nameKey));
      }
    }
  }

  /** The event, if it was taken. One that nobody planned for must not hold up the one it waited for. */
  async function tryAgain(lying: WaitingEvent): Promise<InboundEvent | undefined> {
    try {
      if ((await again(lying)) !== 'taken') return undefined;
      const read = readEvent(lying.envelope);
      return 'event' in read ? read.event : undefined;
    } catch (error) {
      if (error instanceof TryAgain || error instanceof LedgerMoved) throw error;
      deps.failed(lying.eventId, error);
      return undefined;
    }
  }

  async function inRounds<T>(call: () => Promise<T>): Promise<T> {
    for (let round = 1; ; round += 1) {
      try {
        return await call();
      } catch (error) {
        if (round === ROUNDS || !(error instanceof LedgerMoved || error instanceof TryAgain)) throw error;
        await deps.pause(round);
      }
    }
  }

  return { one, again, release };
}
