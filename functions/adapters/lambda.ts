import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import { Metrics } from '@aws-lambda-powertools/metrics';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';

export const logger = new Logger();
export const metrics = new Metrics();

interface Shapes<I extends z.core.$ZodType, O extends z.core.$ZodType> {
  input: I;
  output: O;
}

/** Ids that every line of an invocation's log carries; nothing else of the payload is logged. */
function correlated(input: unknown): Record<string, string> {
  const { accountId, caseId } = (input ?? {}) as { accountId?: unknown; caseId?: unknown };
  return {
    ...(typeof accountId === 'string' ? { accountId } : {}),
    ...(typeof caseId === 'string' ? { caseId } : {}),
  };
}

/** Powertools' own middleware warns of every invocation without a metric. */
function publishMetrics(): void {
  if (metrics.hasStoredMetrics()) metrics.publishStoredMetrics();
}

/**
 * The one stack around every use case: the input is parsed and the output checked, the log carries the ids,
 * the metrics are published whatever happens. Nothing of the business is in it. Lambda itself traces every invocation.
 */
export function lambda<I extends z.core.$ZodType, O extends z.core.$ZodType>(
  { input, output }: Shapes<I, O>,
  useCase: (input: z.output<I>) => Promise<z.input<O>>,
) {
  return middy()
    .use(injectLambdaContext(logger, { resetKeys: true }))
    .use({
      before: (request) => {
        request.event = z.parse(input, request.event);
        logger.appendKeys(correlated(request.event));
      },
      after: (request) => {
        request.response = z.parse(output, request.response);
        publishMetrics();
      },
      onError: (request) => {
        const name = request.error?.name ?? 'unknown';
        metrics.addMetric('UseCaseFailed', 'Count', 1);
        logger.error('the use case failed', { error: name });
        publishMetrics();
      },
    })
    .handler(async (event: z.output<I>, _context: Context) => useCase(event));
}
