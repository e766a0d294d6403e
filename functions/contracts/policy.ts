import * as z from 'zod';
import { channels } from './events.ts';
import { daySchema, timeOfDaySchema, timeZoneSchema } from './policy-time.ts';
import type { Day } from './time.ts';

const id = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens, such as first-notice');
const wholeDays = z
  .number()
  .int('must be a whole number of days')
  .min(0, 'must not be negative')
  .max(3660, 'must be at most 3660 days, about ten years');
const minorUnits = z
  .number()
  .int('must be a whole number of minor units, such as 100 for 1.00')
  .min(0, 'must not be negative');
const share = z
  .number()
  .min(0, 'must be between 0 and 1')
  .max(1, 'must be between 0 and 1, where 1 is the whole limit');
const count = z.number().int('must be a whole number');
const channelList = z
  .array(z.enum(channels))
  .min(1, 'must name a channel')
  .refine((list) => new Set(list).size === list.length, 'names a channel twice');

const tierDay = wholeDays
  .min(1, 'must be at least 1: a case opens on the first delinquent day')
  .describe('Delinquent days from which the tier is due, 1 or more. Tiers are written in the order of their days.');

const tier = z
  .strictObject({
    id: id.describe('Name of the tier, such as `formal`; limit actions name it in `announcedBy`.'),
    day: tierDay,
    channels: channelList.describe('Channels in order of preference; the next one when one cannot be used.'),
    all: z.boolean().default(false).describe('Every channel of the list, not the first that can be used.'),
    mandatory: z
      .boolean()
      .default(false)
      .describe('Never jumped over. A tier that announces a limit action should be mandatory.'),
    minDaysAfterPrevious: wholeDays
      .default(0)
      .describe('Days that must lie between the last tier sent in the case and this one.'),
  })
  .describe('One rung of the notice ladder.');

const limitAction = z
  .strictObject({
    id: id.describe('Name of the action, such as `freeze`.'),
    day: wholeDays.min(1, 'must be at least 1').describe('Delinquent days from which the action is due.'),
    kind: z
      .enum(['reduce', 'freeze', 'close', 'report'])
      .describe(
        '`reduce` lowers the limit to `toShare`; `freeze` stops new drawing and leaves the limit; `close` is final; `report` asks for negative data to be reported to a credit bureau and leaves the line.',
      ),
    toShare: share
      .optional()
      .describe('For `reduce` alone: the share of the contractual limit that is left, such as 0.5.'),
    announcedBy: id.describe('The tier whose notice announces the action.'),
    noticeDays: wholeDays.describe(
      'Days that must pass after that notice was accepted for delivery, days under a hold or a promise not counted.',
    ),
    evidence: z
      .enum(['accepted', 'delivered'])
      .optional()
      .describe(
        'What the notice must have come to: `accepted` by a provider (the default), or `delivered` to the borrower. A `report` always needs `delivered`.',
      ),
  })
  .describe('A change of the credit line, never without the notice that announces it.');

const repairStep = z
  .strictObject({
    afterDays: wholeDays.describe('Days since the cure.'),
    onTimePayments: count
      .min(0, 'must not be negative')
      .describe(
        'Obligations that must have been paid on time since the cure; where fewer fell due, all of those are enough.',
      ),
    toShare: share.describe('Share of the contractual limit that is back after the step; 1 in the last step.'),
  })
  .describe('One step of the way back to the whole limit.');

const otherAccounts = z.union([
  z.enum(['none', 'review']),
  z.strictObject({
    kind: z.enum(['reduce', 'freeze']),
    toShare: share.optional().describe('For `reduce` alone: the share of the contractual limit that is left.'),
    noticeDays: wholeDays.describe("Days after the other account's own notice."),
  }),
]);

const tierOverride = z.strictObject({
  day: tierDay.optional(),
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
  tiers: z.record(id, tierOverride).optional().describe('By tier id: only what differs.'),
  limitActions: z.record(id, limitOverride).optional().describe('By id of the limit action: only what differs.'),
});

function isLanguage(tag: string): boolean {
  try {
    return Intl.DateTimeFormat.supportedLocalesOf([tag]).length > 0;
  } catch {
    return false;
  }
}

const both: ('sms' | 'email')[] = ['sms', 'email'];

const messageCount = count.min(1, 'must allow at least one message');
const channelCaps = z.strictObject({
  perDay: messageCount.optional().describe('Messages to one customer a day on this channel.'),
  perSevenDays: messageCount.optional().describe('Messages on this channel on a day and the six before.'),
});

const severities = ['low', 'medium', 'high', 'critical'] as const;
const severity = z.union([z.enum(severities), z.number().min(0).max(100)], {
  error: `must be ${severities.join(', ')} or a number from 0 to 100`,
});
export type Severity = z.infer<typeof severity>;

const smsRoute = z
  .strictObject({
    via: z.enum(['sns', 'gateway']).describe('Amazon SNS, or the signed HTTPS gateway of a licensed carrier.'),
    profile: z
      .enum(['plain', 'china'])
      .default('plain')
      .describe(
        '`china`: the carrier adds the signature and the body has none, at most 500 characters, no link inside a variable, no two variables side by side.',
      ),
    pricePerThousandParts: minorUnits
      .optional()
      .describe('What a thousand parts cost, in minor units of the currency; `policy check` shows it by text.'),
  })
  .describe('How text messages to the numbers of a country go out.');

/** One product's rules at one version, as written in YAML. DESIGN section 3. */
export const policySchema = z.strictObject({
  product: z
    .string()
    .regex(/^[a-z0-9][a-z0-9-]{0,62}$/, 'must be lower-case letters, digits and hyphens')
    .describe('The product the policy is for, such as `pay-later`.'),
  version: daySchema.describe('Day from which new cases take this policy; an open case keeps the version it pinned.'),
  trial: z
    .boolean()
    .default(false)
    .describe('A challenger: taken only for the accounts that a champion gives it, never by its version alone.'),
  challenger: z
    .strictObject({
      version: daySchema.describe('The version of the challenger, a policy of the same product with `trial: true`.'),
      share: share.describe('The share of accounts that the challenger gets, by a stable hash: such as 0.1.'),
    })
    .optional()
    .describe('Another policy that is tried on a share of the accounts; an account stays with the one it was given.'),
  currency: z
    .string()
    .regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as CNY')
    .describe('ISO 4217 code; every amount of the policy is in its minor units.'),
  timeZone: timeZoneSchema.describe('IANA time zone, such as Asia/Shanghai: its calendar decides what day it is.'),
  sweepAt: timeOfDaySchema
    .refine((time) => time !== '24:00', 'must be a time of the day before "24:00"')
    .default('09:00')
    .describe('Time of the daily sweep in the time zone of the product.'),
  jurisdiction: z
    .string()
    .regex(/^[A-Z]{2}$/, 'must be a code of two capital letters such as CN')
    .describe('Whose contact rules are the floor (folder `rules`): a policy may be stricter, never looser.'),
  takeover: z
    .enum(['continue', 'restart'])
    .default('continue')
    .describe('An account that arrives already delinquent: taken over where it stands, or from day 1 on its arrival.'),
  arrears: z
    .strictObject({
      graceDays: wholeDays.default(0).describe('Days past due before the clock of the ladder starts.'),
      tolerance: minorUnits.default(0).describe('Arrears at or below it count as none.'),
      postingDays: wholeDays
        .default(0)
        .describe('The first tier and a relapse are due that many days later, for payments still being posted.'),
    })
    .prefault({})
    .describe('What counts as arrears, and from when.'),
  reminders: z
    .array(
      z.strictObject({
        daysBefore: wholeDays.describe('Days before the due day.'),
        channels: channelList.describe('Channels in order of preference; the next one when one cannot be used.'),
      }),
    )
    .default([])
    .describe('Reminders before a due day.'),
  tiers: z.array(tier).min(1, 'must hold at least one tier').describe('The ladder of notices, by rising day.'),
  limitActions: z.array(limitAction).default([]).describe('What happens to the credit line, and when.'),
  terminal: z
    .strictObject({
      day: wholeDays.min(1, 'must be at least 1').describe('Delinquent days from which the case is referred.'),
      kind: z.literal('refer'),
    })
    .optional()
    .describe('The end of the ladder.'),
  contact: z
    .strictObject({
      from: timeOfDaySchema.default('08:00').describe("Start of the window in the borrower's time zone, included."),
      to: timeOfDaySchema.default('20:00').describe("End of the window in the borrower's time zone, excluded."),
      perDay: messageCount.default(2).describe('Messages to one customer a day, of every kind and account.'),
      perSevenDays: messageCount.default(7).describe('Messages to one customer on a day and the six before.'),
      channels: z
        .strictObject({ sms: channelCaps.optional(), email: channelCaps.optional() })
        .optional()
        .describe('Further caps of single channels, of every kind and account.'),
      quietDays: z
        .strictObject({
          weekends: z
            .boolean()
            .default(false)
            .describe('Nothing goes out on a Saturday or Sunday that is no working day.'),
          holidays: z
            .string()
            .regex(/^[A-Z]{2}(-[A-Z0-9]{1,3}){0,2}$/, 'must be a country, or a part of one, such as CN or GB-ENG')
            .optional()
            .describe('Nothing goes out on the public holidays of this country or part of it, such as CN or GB-ENG.'),
        })
        .optional()
        .describe("Days on which nothing goes out, by the borrower's calendar."),
    })
    .prefault({})
    .describe('When and how often a customer may be contacted.'),
  repair: z
    .strictObject({
      steps: z
        .array(repairStep)
        .min(1, 'must hold at least one step')
        .describe('The steps in which the line comes back; the last one restores it whole.'),
      relapse: z
        .strictObject({
          day: wholeDays.min(1, 'must be at least 1').describe('Delinquent days that make a relapse.'),
          minArrears: minorUnits.default(0).describe('Arrears below it are no relapse.'),
          lockoutDays: wholeDays.describe('Days after a relapse in which no repair window opens.'),
        })
        .describe('What ends the repair window early.'),
    })
    .optional()
    .describe('The repair window after a cure. Without it a limited line comes back whole at the cure.'),
  notices: z
    .strictObject({
      limit: channelList.default(both),
      cure: channelList.default(both),
      repair: channelList.default(both),
      reversal: channelList.default(both),
      withdrawal: channelList.default(both),
    })
    .prefault({})
    .describe('Channels of the other notices, in order of preference.'),
  locales: z
    .array(z.string().refine(isLanguage, 'must be a language tag such as zh-CN'))
    .default([])
    .describe('The languages of the borrowers: `policy check` holds every text of each against the rules.'),
  sms: z
    .strictObject({
      default: smsRoute.prefault({ via: 'sns' }),
      countries: z
        .record(z.string().regex(/^[A-Z]{2}$/, 'must be a country code such as CN'), smsRoute)
        .default({})
        .describe('By the country of the number.'),
    })
    .prefault({})
    .describe('How text messages go out.'),
  records: z
    .strictObject({
      keepYears: z
        .number()
        .int('must be a whole number of years')
        .min(1, 'must be at least 1')
        .max(30, 'must be at most 30')
        .default(5)
        .describe('So long the exact text of every message is kept as evidence.'),
    })
    .prefault({})
    .describe('What is kept of messages.'),
  intake: z
    .strictObject({
      waitDays: wholeDays
        .default(3)
        .describe('An event that names something not known yet waits so many times 24 hours, then it is rejected.'),
    })
    .prefault({})
    .describe('How events are taken in.'),
  promise: z
    .strictObject({
      maxDays: wholeDays.default(30).describe('Days from the day it is made to the day to pay by, at most.'),
      minShare: share.default(0.3).describe('Share of the arrears it must cover at least.'),
    })
    .prefault({})
    .describe('Bounds of a promise to pay.'),
  plan: z
    .strictObject({
      cureAfter: count
        .min(1, 'must be at least 1')
        .default(3)
        .describe('Kept instalments after which a plan counts as a cure.'),
    })
    .prefault({})
    .describe('Payment plans.'),
  riskSignals: z
    .record(
      z.string().min(1, 'must name a kind of signal').max(64, 'must have a name of at most 64 characters'),
      z.strictObject({
        action: z
          .enum(['freeze', 'review'])
          .describe(
            '`freeze` stops new drawing at once until the signal is cleared; `review` is an event for operations.',
          ),
        from: severity.default('low').describe('The least severity that counts.'),
      }),
    )
    .default({})
    .describe('What a risk signal does to a line, by the kind of the signal; of other kinds nothing comes.'),
  otherAccounts: otherAccounts
    .default('none')
    .describe("What a limit action does to the customer's other accounts: nothing, a review, or an action of its own."),
  riskTiers: z
    .record(z.string().min(1, 'must have a name').max(40, 'must have a name of at most 40 characters'), riskTier)
    .default({})
    .describe('What differs for a tier of risk, by the `riskTier` of the customer.'),
});

/** A policy with every default filled in and the risk tiers still apart. */
export type Policy = z.infer<typeof policySchema> & {
  /**
   * Filled in when a policy is read, from the calendar that `contact.quietDays` asks for, so that no function carries
   * calendars: the days on which nothing goes out, weekends included, in the whole years from `from` to `until`.
   */
  quiet?: { days: readonly Day[]; from: Day; until: Day };
};
export type Tier = Policy['tiers'][number];
export type LimitAction = Policy['limitActions'][number];
export type SmsRoute = Policy['sms']['default'];
export type RepairStep = NonNullable<Policy['repair']>['steps'][number];
