import { type EventBridgeClient, PutEventsCommand } from '@aws-sdk/client-eventbridge';
import { TryAgain } from '../contracts/errors.ts';
import type { OutboundEventType } from '../contracts/events.ts';

export interface OutboundEvent {
  id: string;
  type: OutboundEventType;
  time: string;
  detail: Record<string, unknown>;
}

/** EventBridge takes ten entries a call. */
const ENTRIES_A_CALL = 10;

export function bus(client: EventBridgeClient, name: string) {
  return async (events: readonly OutboundEvent[]): Promise<void> => {
    for (let from = 0; from < events.length; from += ENTRIES_A_CALL) {
      const answer = await client.send(
        new PutEventsCommand({
          Entries: events.slice(from, from + ENTRIES_A_CALL).map((event) => ({
            EventBusName: name,
            Source: 'cureflow',
            DetailType: event.type,
            Time: new Date(event.time),
            Detail: JSON.stringify(event),
          })),
        }),
      );
      // Part of the entries may be refused: the stream delivers the whole batch again, and ids make it harmless.
      if ((answer.FailedEntryCount ?? 0) > 0)
        throw new TryAgain(`${answer.FailedEntryCount} events were not taken by the bus`);
    }
  };
}
