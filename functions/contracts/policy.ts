import * as z from 'zod';
import { channels } from './events.ts';
import { daySchema, timeOfDaySchema, timeZoneSchema } from './time.ts';

const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]*$/, 'must be lower-case letters, digits and hyphens, such as first-notice');
const wholeDays = z.number().int('must be a whole number of days').min(0, 'must not be negative').max(3660);
const minorUnits = z.number().int('must be a whole number of minor units').min(0, 'must not be negative');
const share = z.number().min(0, 'must be between 0 and 1').max(1, 'must be between 0 and 1');
const channelList = z
  .array(z.enum(channels))
  .min(1, 'must name a channel')
  .refine((list) => new Set(list).size === list.length, 'names a channel twice');

const tier = z.strictObject({
  id,
  /** Delinquent days from which the tier is due. */
  day: wholeDays.min(1, 'must be at least 1: a case opens on the first delinquent day'),
  channels: channelList,
  all: z.boolean().default(false).describe('every channel of the list, not the first that can be used'),
  mandatory: z.boolean().default(false).describe('never jumped over'),
  minDaysAfterPrevious: wholeDays.default(0),
});

const limitAction = z.strictObject({
  id,
  day: wholeDays.min(1, 'must be at least 1'),
  kind: z.enum(['reduce', 'freeze', 'close']),
  toShare: share.optional(),
  announcedBy: id,
  noticeDays: wholeDays,
});

const repairStep = z.strictObject({ afterDays: wholeDays, onTimePayments: z.number().int().min(0), toShare: share });

const otherAccounts = z.union([
  z.enum(['none', 'review']),
  z.strictObject({ kind: z.enum(['reduce', 'freeze']), toShare: share.optional(), noticeDays: wholeDays }),
]);

const tierOverride = z.strictObject({
  day: tier.shape.day.optional(),
  channels: channelList.optional(),
  all: z.boolean().optional(),
  mandatory: z.boolean().optional(),
  minDaysAfterPrevious: wholeDays.optional(),
});
const limitOverride = z.strictObject({
  day: limitAction.shape.day.optional(),
  toShare: share.optional(),
  noticeDays: wholeDays.optional(),
});
const riskTier = z.strictObject({
  tiers: z.record(id, tierOverride).optional(),
  limitActions: z.record(id, limitOverride).optional(),
});

const both: ('sms' | 'email')[] = ['sms', 'email'];

/** One product's rules at one version, as written in YAML. DESIGN section 3. */
export const policySchema = z.strictObject({
  product: z.string().regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens'),
  version: daySchema,
  currency: z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as CNY'),
  timeZone: timeZoneSchema,
  sweepAt: timeOfDaySchema.default('09:00'),
  jurisdiction: z.string().regex(/^[A-Z]{2}$/, 'must be a code of two capital letters such as CN'),
  takeover: z.enum(['continue', 'restart']).default('continue'),
  arrears: z
    .strictObject({
      graceDays: wholeDays.default(0),
      tolerance: minorUnits.default(0),
      postingDays: wholeDays.default(0),
    })
    .prefault({}),
  reminders: z.array(z.strictObject({ daysBefore: wholeDays, channels: channelList })).default([]),
  tiers: z.array(tier).min(1, 'must hold at least one tier'),
  limitActions: z.array(limitAction).default([]),
  terminal: z.strictObject({ day: wholeDays.min(1), kind: z.literal('refer') }).optional(),
  contact: z
    .strictObject({
      from: timeOfDaySchema.default('08:00'),
      to: timeOfDaySchema.default('20:00'),
      perDay: z.number().int().min(1, 'must allow at least one message').default(2),
      perSevenDays: z.number().int().min(1, 'must allow at least one message').default(7),
    })
    .prefault({}),
  repair: z
    .strictObject({
      steps: z.array(repairStep).min(1, 'must hold at least one step'),
      relapse: z.strictObject({
        day: wholeDays.min(1),
        minArrears: minorUnits.default(0),
        lockoutDays: wholeDays,
      }),
    })
    .optional(),
  notices: z
    .strictObject({
      limit: channelList.default(both),
      cure: channelList.default(both),
      repair: channelList.default(both),
      reversal: channelList.default(both),
      withdrawal: channelList.default(both),
    })
    .prefault({}),
  promise: z.strictObject({ maxDays: wholeDays.default(30), minShare: share.default(0.3) }).prefault({}),
  plan: z.strictObject({ cureAfter: z.number().int().min(1).default(3) }).prefault({}),
  otherAccounts: otherAccounts.default('none'),
  riskTiers: z.record(z.string(), riskTier).default({}),
});

/** A policy with every default filled in and the risk tiers still apart. */
export type Policy = z.infer<typeof policySchema>;
export type Tier = Policy['tiers'][number];
export type LimitAction = Policy['limitActions'][number];
export type RepairStep = NonNullable<Policy['repair']>['steps'][number];
