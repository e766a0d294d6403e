import { Logger } from '@aws-lambda-powertools/logger';
import { injectLambdaContext } from '@aws-lambda-powertools/logger/middleware';
import middy from '@middy/core';
import type { Context } from 'aws-lambda';
import * as z from 'zod/mini';

export const logger = new Logger();

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

/**
 * The one stack around every use case: the input is parsed and the output checked, the log carries the ids.
 * Nothing of the business is in it. Lambda itself traces every invocation, and counts those that fail.
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
      },
      onError: (request) => {
        const name = request.error?.name ?? 'unknown';
        logger.error('the use case failed', { error: name });
      },
    })
    .handler(async (event: z.output<I>, _context: Context) => useCase(event));
}
