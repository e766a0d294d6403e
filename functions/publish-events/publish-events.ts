import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import type { OutboundEvent } from '../adapters/bus.ts';
import type { streamBatch } from '../contracts/queues.ts';

/**
 * Puts the events of audit entries on the bus. They were written together with what they tell of, so none is lost; an
 * entry that is delivered again is published again, under the same id.
 */
export function publishEvents(publish: (events: readonly OutboundEvent[]) => Promise<void>) {
  return async ({ Records }: z.infer<typeof streamBatch>): Promise<Record<string, never>> => {
    const events = Records.flatMap(({ dynamodb }) => eventsOf(dynamodb.NewImage));
    if (events.length > 0) await publish(events);
    return {};
  };
}

function eventsOf(image: Record<string, unknown> | undefined): OutboundEvent[] {
  if (image?.event === undefined) return [];
  return unmarshall({ event: image.event as AttributeValue }).event as OutboundEvent[];
}
