import { Metrics, MetricUnit } from '@aws-lambda-powertools/metrics';
import type { DayPlan } from '../domain/pacing.ts';
import { logger } from './lambda.ts';

const metrics = new Metrics();

/** What a day has to carry and what of it does not fit, this day or the next one: figures, and the product's name. */
export function measureDay(today: DayPlan, next: DayPlan, quietDaysEnd: boolean): void {
  const { product, accounts, sendingSeconds, seconds: spreadSeconds, from, closes } = today;
  const exceeding = [today, next].filter((one) => one.exceeds.length > 0);
  metrics.addMetadata('product', product);
  metrics.addMetric('DueAccounts', MetricUnit.Count, accounts);
  if (sendingSeconds !== null) metrics.addMetric('SendingSeconds', MetricUnit.Seconds, sendingSeconds);
  metrics.addMetric('SendingExceedsWindow', MetricUnit.Count, exceeding.length);
  metrics.addMetric('QuietDaysEnd', MetricUnit.Count, quietDaysEnd ? 1 : 0);
  metrics.publishStoredMetrics();
  logger.info('the day is planned', { product, accounts, sendingSeconds, spreadSeconds, from, closes });
  for (const { day, exceeds, accounts: due } of exceeding)
    logger.warn('a day has more messages than it can carry', { product, day, exceeds, accounts: due });
}
