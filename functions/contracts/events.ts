import * as z from 'zod/mini';
import en from 'zod/v4/locales/en.js';
import {
  DAY_MESSAGE,
  DAY_PATTERN,
  type Day,
  INSTANT_PATTERN,
  isRealDay,
  isTimeZone,
  NO_DAY_MESSAGE,
  normalInstant,
  ZONE_MESSAGE,
} from './time.ts';

// Without a locale the small build of zod says `Invalid input` to everything.
z.config(en());

const text = (longest: number) =>
  z
    .string()
    .check(z.minLength(1, 'must not be empty'), z.maxLength(longest, `must have at most ${longest} characters`));
const id = text(64).check(z.regex(/^[A-Za-z0-9._:@/+-]*$/, 'may hold letters, digits and . _ : @ / + - only'));
/** Account and case ids become execution names, which have 80 characters at most. */
const accountId = text(56).check(z.regex(/^[A-Za-z0-9._@+-]*$/, 'may hold letters, digits and . _ @ + - only'));
const minorUnits = z.number().check(z.int({ error: 'must be a whole number of minor units', abort: true }));
const amount = minorUnits.check(z.gte(0, 'must not be negative'));
const positiveAmount = minorUnits.check(
  z.gte(0, { error: 'must not be negative', abort: true }),
  z.gte(1, 'must be more than zero'),
);
const currency = z.string().check(z.regex(/^[A-Z]{3}$/, 'must be an ISO 4217 code such as CNY'));

const day = z.pipe(
  z.string().check(z.regex(DAY_PATTERN, { error: DAY_MESSAGE, abort: true }), z.refine(isRealDay, NO_DAY_MESSAGE)),
  z.transform((value: string) => value as Day),
);
const instant = z.pipe(
  z
    .string()
    .check(
      z.regex(INSTANT_PATTERN, { error: 'must be an instant such as 2026-03-01T08:00:00Z', abort: true }),
      z.refine(isRealDay, NO_DAY_MESSAGE),
    ),
  z.transform((value: string) => normalInstant(Date.parse(value))),
);

export const channels = ['sms', 'email'] as const;
export type Channel = (typeof channels)[number];
const channel = z.enum(channels);
/** `courtesy`: messages that a borrower may do without, such as reminders; without a purpose a consent is for all. */
export const purposes = ['all', 'courtesy'] as const;
export type Purpose = (typeof purposes)[number];

export const holdKinds = ['dispute', 'hardship', 'breathing-space', 'bankruptcy', 'deceased', 'fraud'] as const;
export type HoldKind = (typeof holdKinds)[number];

const locale = z.string().check(
  z.refine((tag) => {
    try {
      return Intl.getCanonicalLocales(tag).length === 1;
    } catch {
      return false;
    }
  }, 'must be a language tag such as zh-CN'),
);

const reason = z._default(z.string().check(z.maxLength(500)), '');

interface Whom {
  accountId?: string | undefined;
  customerId?: string | undefined;
}
const eitherOne = z.refine<Whom>((whom) => (whom.accountId === undefined) !== (whom.customerId === undefined), {
  error: 'must name either accountId or customerId',
});

const details = {
  CustomerUpserted: z.object({
    customerId: id,
    name: text(200),
    locale,
    timeZone: z.string().check(z.refine(isTimeZone, ZONE_MESSAGE)),
    phone: z.optional(z.string().check(z.maxLength(40))),
    email: z.optional(z.string().check(z.maxLength(320))),
    consent: z.object({ sms: z.boolean(), email: z.boolean() }),
    riskTier: z.optional(z.string().check(z.maxLength(40))),
    /** Where the borrower lives, as far as it tells the time there. */
    address: z.optional(
      z.object({
        country: z.string().check(z.regex(/^[A-Z]{2}$/, 'must be a country code such as CN')),
        timeZone: z.optional(z.string().check(z.refine(isTimeZone, ZONE_MESSAGE))),
      }),
    ),
  }),
  AccountUpserted: z.object({
    accountId,
    customerId: id,
    product: text(64),
    currency,
    creditLimit: amount,
    openedOn: day,
    autopay: z.optional(z.boolean()),
  }),
  ObligationScheduled: z.object({ obligationId: id, accountId, dueOn: day, amountDue: amount }),
  ObligationCancelled: z.object({ obligationId: id, accountId }),
  PaymentPosted: z.object({
    paymentId: id,
    accountId,
    obligationId: z.optional(id),
    amount: positiveAmount,
    paidOn: day,
  }),
  PaymentReversed: z.object({ paymentId: id, accountId, reason }),
  AutopayFailed: z.object({ accountId, obligationId: id, reason }),
  HoldPlaced: z
    .object({
      holdId: id,
      accountId: z.optional(accountId),
      customerId: z.optional(id),
      obligationId: z.optional(id),
      kind: z.enum(holdKinds),
      from: day,
      until: z.optional(day),
    })
    .check(
      eitherOne,
      z.refine((hold) => hold.obligationId === undefined || hold.accountId !== undefined, {
        path: ['obligationId'],
        error: 'needs the accountId as well',
      }),
      z.refine((hold) => hold.until === undefined || hold.until >= hold.from, {
        path: ['until'],
        error: 'must not be before from',
      }),
    ),
  HoldReleased: z.object({ holdId: id, on: z.optional(day) }),
  PromiseMade: z.object({ promiseId: id, accountId, amount: positiveAmount, payBy: day }),
  PlanAgreed: z.object({
    planId: id,
    accountId,
    // CN-12: 60 instalments at most.
    instalments: z
      .array(z.object({ obligationId: id, dueOn: day, amountDue: positiveAmount }))
      .check(z.minLength(1, 'must hold an instalment'), z.maxLength(60, 'must hold at most 60 instalments')),
  }),
  ConsentChanged: z.object({ customerId: id, channel, allowed: z.boolean(), purpose: z.optional(z.enum(purposes)) }),
  RiskSignalRaised: z
    .object({
      accountId: z.optional(accountId),
      customerId: z.optional(id),
      kind: text(64),
      severity: z.union([text(64), z.number()]),
    })
    .check(eitherOne),
} as const;

export type EventType = keyof typeof details;
export const eventTypes = Object.keys(details) as EventType[];

function envelope<T extends EventType>(type: T) {
  return z.object({
    id: text(256),
    type: z.literal(type),
    time: instant,
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
  'ReportRequested',
  'ReportWithdrawn',
] as const;
export type OutboundEventType = (typeof outboundEventTypes)[number];

export type ReadEvent = { event: InboundEvent } | { reason: string; id?: string };

/** An event, or all that is wrong with it as one sentence a person understands, and its id where it has one. */
export function readEvent(raw: unknown): ReadEvent {
  if (typeof raw !== 'object' || raw === null || Array.isArray(raw))
    return { reason: 'is no event: it must be one object' };
  const parsed = inboundEventSchema.safeParse(raw);
  if (parsed.success) return { event: parsed.data };
  const { id, type } = raw as { id?: unknown; type?: unknown };
  return { reason: explain(type, parsed.error), ...(typeof id === 'string' ? { id } : {}) };
}

function explain(type: unknown, error: z.core.$ZodError): string {
  const known = eventTypes.join(', ');
  if (type === undefined) return `has no type: it must be one of ${known}`;
  if (!(eventTypes as readonly unknown[]).includes(type)) return `type ${JSON.stringify(type)} is none of ${known}`;
  return error.issues
    .map(({ path, message }) => {
      const said = message.endsWith('received undefined')
        ? 'is missing'
        : message.replace('Invalid input: expected', 'is wrong: expected').replace('Invalid option', 'is wrong');
      return `${path.map(String).join('.')} ${said}`.trim();
    })
    .join('; ');
}
