import * as z from 'zod/mini';

const text = z.string().check(z.minLength(1));

const variables = {
  TABLE_NAME: text,
  CASE_MACHINE_ARN: text,
  ERRAND_MACHINE_ARN: text,
  BUS_NAME: text,
  REJECTED_QUEUE_URL: text,
  SENDER_ADDRESS: text,
  REPLY_TO_ADDRESS: text,
  CONFIGURATION_SET: text,
  /** Who writes, as the borrower knows them. */
  LENDER_NAME: text,
  /** Text messages a second that the account may send by SNS. */
  SMS_PER_SECOND: z.coerce.number().check(z.positive()),
  /** Only where there is a gateway for countries that SNS does not serve; the two go together. */
  SMS_GATEWAY_URL: z.optional(text),
  SMS_GATEWAY_SECRET_ARN: z.optional(text),
  /** The page behind the opt-out links of emails, and what seals them. */
  OPT_OUT_URL: text,
  OPT_OUT_SECRET_ARN: text,
  DELIVERIES_QUEUE_URL: text,
  REPLIES_QUEUE_URL: text,
  SHARDS: z.coerce.number().check(z.int(), z.gte(1), z.lte(1024)),
} as const;

type Variables = typeof variables;
type Names = keyof Variables;

/** The variables a function needs, checked when it starts: a missing one fails the first invocation with its name. */
export function environment<const N extends Names>(...names: N[]): { [K in N]: z.infer<Variables[K]> } {
  const shape = Object.fromEntries(names.map((name) => [name, variables[name]]));
  return z.object(shape).parse(process.env) as { [K in N]: z.infer<Variables[K]> };
}
