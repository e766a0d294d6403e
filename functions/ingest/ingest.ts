import { Refused } from '../adapters/intake-store.ts';
import { LedgerMoved, TryAgain } from '../contracts/errors.ts';
import { type InboundEvent, readEvent } from '../contracts/events.ts';
import type { Accepted } from './accept.ts';

export interface IngestDeps {
  accept: (event: InboundEvent) => Promise<Accepted>;
  /** Wakes what waits, or has what is due at once done, for each account. */
  wake: (accepted: Accepted, event: InboundEvent) => Promise<void>;
  /** Sets an event aside where operations find it, with the reason. */
  reject: (rejected: { id?: string; reason: string; event: unknown }) => Promise<void>;
  pause: (attempt: number) => Promise<void>;
}

/** Other writers of the same account get in between: so many rounds, each a little later, then the queue tries again. */
const ROUNDS = 8;

/**
 * One envelope as it came off the bus. What can't be understood or names what isn't there is set aside with a reason;
 * what fails for another cause is thrown, and the queue delivers it again.
 */
export function ingest({ accept, wake, reject, pause }: IngestDeps) {
  return async (envelope: unknown): Promise<void> => {
    const read = readEvent(envelope);
    if (!('event' in read)) {
      await reject({ ...read, event: envelope });
      return;
    }
    const { event } = read;
    let accepted: Accepted;
    try {
      accepted = await inRounds(() => accept(event));
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      await reject({ id: event.id, reason: error.message, event: envelope });
      return;
    }
    for (const reason of accepted.taken === 'taken' ? accepted.reservations : [])
      await reject({ id: event.id, reason: `${reason}; the rest of the event was taken`, event: envelope });
    // Also for an event seen before: the last time may have ended between writing and waking.
    await wake(accepted, event);
  };

  async function inRounds<T>(attempt: () => Promise<T>): Promise<T> {
    for (let round = 1; ; round += 1) {
      try {
        return await attempt();
      } catch (error) {
        if (round === ROUNDS || !(error instanceof LedgerMoved || error instanceof TryAgain)) throw error;
        await pause(round);
      }
    }
  }
}
