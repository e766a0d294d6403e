import * as z from 'zod/mini';
import { mappingSchema } from './mapping.ts';

export const ingestLinesInput = z.object({
  /** The object's, in the bucket of drops. */
  key: z.string(),
  named: z.object({ mapping: z.optional(mappingSchema) }),
  lines: z.array(z.object({ line: z.int(), value: z.unknown() })),
  /** What is wrong with the file as a whole: it is set aside with this reason. */
  problem: z.optional(z.string()),
});
export const ingestLinesOutput = z.object({ lines: z.int() });
