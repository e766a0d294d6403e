import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { OutboundEvent } from './bus.ts';

const metrics = new Metrics();

/** How often what happened: one metric an event type, no more, so that no id and no amount is ever in one. */
export function countEvents(events: readonly Pick<OutboundEvent, 'type'>[]): void {
  for (const [type, all] of Map.groupBy(events, (event) => event.type)) {
    metrics.addMetric(type, MetricUnit.Count, all.length);
  }
  metrics.publishStoredMetrics();
}
