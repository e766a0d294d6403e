import * as z from 'zod';

const variables = {
  TABLE_NAME: z.string().min(1),
  CASE_MACHINE_ARN: z.string().min(1),
  ERRAND_MACHINE_ARN: z.string().min(1),
  BUS_NAME: z.string().min(1),
  REJECTED_QUEUE_URL: z.string().min(1),
  SENDER_ADDRESS: z.string().min(3),
  REPLY_TO_ADDRESS: z.string().min(3),
  CONFIGURATION_SET: z.string().min(1),
  /** Who writes, as the borrower knows them. */
  LENDER_NAME: z.string().min(1),
  SHARDS: z.coerce.number().int().min(1).max(1024),
} as const;

type Variables = typeof variables;
type Names = keyof Variables;

/** The variables a function needs, checked when it starts: a missing one fails the first invocation with its name. */
export function environment<const N extends Names>(...names: N[]): { [K in N]: z.infer<Variables[K]> } {
  const shape = Object.fromEntries(names.map((name) => [name, variables[name]]));
  return z.object(shape).parse(process.env) as { [K in N]: z.infer<Variables[K]> };
}
