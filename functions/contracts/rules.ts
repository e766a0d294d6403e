import * as z from 'zod';
import { daySchema, timeOfDaySchema } from './policy-time.ts';

const cap = z.number().int('must be a whole number').min(1, 'must be at least 1');
const days = z.number().int('must be a whole number of days').min(0, 'must not be negative');

const words = z.array(z.string().min(1)).min(1);
/** What a message must say; each is a part of every text, checked by `policy check` on the texts themselves. */
export const contentParts = [
  'sender',
  'account',
  'amount',
  'since',
  'reason',
  'howToPay',
  'help',
  'review',
  'optOut',
] as const;

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
  /** The caps are for each way of contact by itself, not for all of them together. */
  eachChannel: z.boolean().optional(),
  /** Days of notice before a line is limited so, or reported, at least. */
  noticeDays: z
    .strictObject({
      reduce: days.optional(),
      freeze: days.optional(),
      close: days.optional(),
      report: days.optional(),
    })
    .optional(),
  /** Limit actions whose notice must have been delivered, not only accepted for delivery. */
  delivered: z
    .array(z.enum(['reduce', 'freeze', 'close', 'report']))
    .min(1)
    .optional(),
  /** What every message, or those of some kinds, must say. */
  required: z
    .strictObject({
      parts: z.array(z.enum(contentParts)).min(1),
      kinds: z
        .array(z.enum(['reminder', 'notice', 'limit', 'cure', 'repair', 'reversal', 'withdrawal']))
        .min(1)
        .optional(),
    })
    .optional(),
  /** What no message may say, by language; a word counts whatever its case. */
  forbidden: z.record(z.string().min(1), words).optional(),
  /** The text of every message is kept as long, at least. */
  keepYears: z.number().min(0).optional(),
  /** Nothing goes out on these days. */
  quietDays: z.strictObject({ weekends: z.boolean().optional(), holidays: z.string().optional() }).optional(),
});

/** The floor under the policies of one jurisdiction. Defaults with a source, never legal advice. */
export const rulesSchema = z.strictObject({
  jurisdiction: z.string().regex(/^[A-Z]{2}$/, 'must be a code of two capital letters such as CN'),
  name: z.string().min(1),
  rules: z.array(contactRule),
});

export type JurisdictionRules = z.infer<typeof rulesSchema>;
export type ContactRule = JurisdictionRules['rules'][number];
