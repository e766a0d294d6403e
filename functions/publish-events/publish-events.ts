import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { unmarshall } from '@aws-sdk/util-dynamodb';
import type * as z from 'zod';
import type { OutboundEvent } from '../adapters/bus.ts';
import type { streamBatch } from '../contracts/queues.ts';

export interface PublishDeps {
  publish: (events: readonly OutboundEvent[]) => Promise<void>;
  /** For operations: how often what happened. */
  count: (events: readonly OutboundEvent[]) => void;
}

/**
 * Puts the events of audit entries on the bus. They were written together with what they tell of, so none is lost; an
 * entry that is delivered again is published again, under the same id.
 */
export function publishEvents({ publish, count }: PublishDeps) {
  return async ({ Records }: z.infer<typeof streamBatch>): Promise<Record<string, never>> => {
    const events = Records.flatMap(({ dynamodb }) => eventsOf(dynamodb.NewImage));
    if (events.length === 0) return {};
    await publish(events);
    count(events);
    return {};
  };
}

function eventsOf(image: Record<string, unknown> | undefined): OutboundEvent[] {
  if (image?.event === undefined) return [];
  return unmarshall({ event: image.event as AttributeValue }).event as OutboundEvent[];
}
