import * as z from 'zod';
import { daySchema, timeOfDaySchema } from './policy-time.ts';

const cap = z.number().int('must be a whole number').min(1, 'must be at least 1');
const days = z.number().int('must be a whole number of days').min(0, 'must not be negative');

/** One rule as its source has it; a rule without a number is told, not computed. */
const contactRule = z.strictObject({
  /** The id that `RULES.md` and every message about the rule use, such as `CN-1`. */
  id: z.string().regex(/^[A-Z]{2}-\d+$/, 'must be an id such as CN-1'),
  text: z.string().min(1),
  source: z.string().min(1),
  /** V1: the official text was read; V2: a secondary text; R: recalled, not found. */
  certainty: z.enum(['V1', 'V2', 'R']),
  effectiveFrom: daySchema.optional(),
  /** The last day on which the rule was in force. */
  effectiveTo: daySchema.optional(),
  /** What it is about; all ways of contact when it is left out. */
  channels: z
    .array(z.enum(['sms', 'email', 'voice']))
    .min(1)
    .optional(),
  /** Contact only from `from`, included, until `to`, excluded, in the borrower's time zone. */
  window: z.strictObject({ from: timeOfDaySchema, to: timeOfDaySchema }).optional(),
  perDay: cap.optional(),
  perSevenDays: cap.optional(),
  /** Days of notice before a line is limited so, at least. */
  noticeDays: z.strictObject({ reduce: days.optional(), freeze: days.optional(), close: days.optional() }).optional(),
});

/** The floor under the policies of one jurisdiction. Defaults with a source, never legal advice. */
export const rulesSchema = z.strictObject({
  jurisdiction: z.string().regex(/^[A-Z]{2}$/, 'must be a code of two capital letters such as CN'),
  name: z.string().min(1),
  rules: z.array(contactRule),
});

export type JurisdictionRules = z.infer<typeof rulesSchema>;
export type ContactRule = JurisdictionRules['rules'][number];
