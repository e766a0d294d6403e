import * as z from 'zod';
import { daySchema, instantSchema, timeZoneSchema } from './time.ts';

const id = z
  .string()
  .min(1, 'must not be empty')
  .max(64, 'must have at most 64 characters')
  .regex(/^[A-Za-z0-9._:@/+-]+$/, 'may hold letters, digits and . _ : @ / + - only');
/** Account and case ids become execution names: 80 characters, without `: / ~` and the like. */
const accountIdSchema = z
  .string()
  .min(1, 'must not be empty')
  .max(56, 'must have at most 56 characters')
  .regex(/^[A-Za-z0-9._@+-]+$/, 'may hold letters, digits and . _ @ + - only');
const amount = z
  .number()
  .int('must be a whole number of minor units')
  .min(0, 'must not be negative')
  .max(Number.MAX_SAFE_INTEGER);
const positiveAmount = amount.min(1, 'must be more than nothing');
const currency = z.string().regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as CNY');

export const channels = ['sms', 'email'] as const;
export type Channel = (typeof channels)[number];
const channel = z.enum(channels);

export const holdKinds = ['dispute', 'hardship', 'breathing-space', 'bankruptcy', 'deceased', 'fraud'] as const;
export type HoldKind = (typeof holdKinds)[number];

const locale = z.string().refine((tag) => {
  try {
    return Intl.getCanonicalLocales(tag).length === 1;
  } catch {
    return false;
  }
}, 'must be a language tag such as zh-CN');

const reason = z.string().max(500).default('');

const details = {
  CustomerUpserted: z.object({
    customerId: id,
    name: z.string().min(1).max(200),
    locale,
    timeZone: timeZoneSchema,
    phone: z.string().max(40).optional(),
    email: z.string().max(320).optional(),
    consent: z.object({ sms: z.boolean(), email: z.boolean() }),
    riskTier: z.string().max(40).optional(),
  }),
  AccountUpserted: z.object({
    accountId: accountIdSchema,
    customerId: id,
    product: z.string().min(1).max(64),
    currency,
    creditLimit: amount,
    openedOn: daySchema,
    autopay: z.boolean().optional(),
  }),
  ObligationScheduled: z.object({ obligationId: id, accountId: accountIdSchema, dueOn: daySchema, amountDue: amount }),
  ObligationCancelled: z.object({ obligationId: id, accountId: accountIdSchema }),
  PaymentPosted: z.object({
    paymentId: id,
    accountId: accountIdSchema,
    obligationId: id.optional(),
    amount: positiveAmount,
    paidOn: daySchema,
  }),
  PaymentReversed: z.object({ paymentId: id, accountId: accountIdSchema, reason }),
  AutopayFailed: z.object({ accountId: accountIdSchema, obligationId: id, reason }),
  HoldPlaced: z
    .object({
      holdId: id,
      accountId: accountIdSchema.optional(),
      customerId: id.optional(),
      obligationId: id.optional(),
      kind: z.enum(holdKinds),
      from: daySchema,
      until: daySchema.optional(),
    })
    .refine((hold) => (hold.accountId === undefined) !== (hold.customerId === undefined), {
      message: 'must name either accountId or customerId',
    })
    .refine((hold) => hold.obligationId === undefined || hold.accountId !== undefined, {
      path: ['obligationId'],
      message: 'needs the accountId as well',
    })
    .refine((hold) => hold.until === undefined || hold.until >= hold.from, {
      path: ['until'],
      message: 'must not be before from',
    }),
  HoldReleased: z.object({ holdId: id, on: daySchema.optional() }),
  PromiseMade: z.object({ promiseId: id, accountId: accountIdSchema, amount: positiveAmount, payBy: daySchema }),
  PlanAgreed: z.object({
    planId: id,
    accountId: accountIdSchema,
    instalments: z
      .array(z.object({ obligationId: id, dueOn: daySchema, amountDue: positiveAmount }))
      .min(1)
      .max(120),
  }),
  ConsentChanged: z.object({ customerId: id, channel, allowed: z.boolean() }),
  RiskSignalRaised: z
    .object({
      accountId: accountIdSchema.optional(),
      customerId: id.optional(),
      kind: z.string().min(1).max(64),
      severity: z.union([z.string().min(1).max(64), z.number()]),
    })
    .refine((signal) => (signal.accountId === undefined) !== (signal.customerId === undefined), {
      message: 'must name either accountId or customerId',
    }),
} as const;

export type EventType = keyof typeof details;
export const eventTypes = Object.keys(details) as EventType[];

function envelope<T extends EventType>(type: T) {
  return z.object({
    id: z.string().min(1, 'must not be empty').max(256, 'must have at most 256 characters'),
    type: z.literal(type),
    time: instantSchema,
    detail: details[type],
  });
}

/** What comes in: bus, file drop or `--events`; `id` makes it idempotent. DESIGN section 4. */
export const inboundEventSchema = z.discriminatedUnion('type', [
  envelope('CustomerUpserted'),
  envelope('AccountUpserted'),
  envelope('ObligationScheduled'),
  envelope('ObligationCancelled'),
  envelope('PaymentPosted'),
  envelope('PaymentReversed'),
  envelope('AutopayFailed'),
  envelope('HoldPlaced'),
  envelope('HoldReleased'),
  envelope('PromiseMade'),
  envelope('PlanAgreed'),
  envelope('ConsentChanged'),
  envelope('RiskSignalRaised'),
]);
export type InboundEvent = z.infer<typeof inboundEventSchema>;
export type EventOf<T extends EventType> = Extract<InboundEvent, { type: T }>;

/** What goes out on the bus, from source `cureflow`, in the same envelope. */
export const outboundEventTypes = [
  'ReminderSent',
  'NoticeSent',
  'NoticeFailed',
  'CaseOpened',
  'CaseClosed',
  'LimitActionApplied',
  'LimitRestored',
  'RepairWindowOpened',
  'RelapseDetected',
  'ReferralRequested',
  'ReferralWithdrawn',
  'ReviewRequested',
] as const;
export type OutboundEventType = (typeof outboundEventTypes)[number];

const where = (path: readonly PropertyKey[]) => (path.length === 0 ? '' : `${path.map(String).join('.')} `);

/** All that is wrong with an event, as one sentence a person understands. */
export function explainIssues(error: z.ZodError): string {
  return error.issues.map((issue) => `${where(issue.path)}${issue.message}`.trim()).join('; ');
}
