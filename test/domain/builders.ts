// Accounts, obligations, payments and policies with sensible defaults: a test says what matters to it.
import { type Policy, policySchema } from '../../functions/contracts/policy.ts';
import type { Day, Instant } from '../../functions/contracts/time.ts';
import type { Account, Customer, Facts, Hold, Obligation, Payment } from '../../functions/domain/ledger.ts';
import { ruleBook } from '../../functions/policies/rule-book.ts';

export const day = (text: string): Day => text as Day;
export const instant = (text: string): Instant => text as Instant;

/** The policy that DESIGN section 3 shows, as it would be written. */
export const examplePolicy = {
  product: 'pay-later',
  version: '2025-01-01',
  currency: 'CNY',
  timeZone: 'Asia/Shanghai',
  sweepAt: '09:00',
  jurisdiction: 'CN',
  arrears: { graceDays: 0, tolerance: 100, postingDays: 1 },
  reminders: [
    { daysBefore: 7, channels: ['email'] },
    { daysBefore: 1, channels: ['sms', 'email'] },
  ],
  tiers: [
    { id: 'courtesy', day: 1, channels: ['sms'] },
    { id: 'first', day: 7, channels: ['sms', 'email'] },
    { id: 'formal', day: 15, channels: ['email', 'sms'], all: true, mandatory: true },
    { id: 'final', day: 45, channels: ['email', 'sms'], all: true, mandatory: true, minDaysAfterPrevious: 10 },
  ],
  limitActions: [
    { id: 'reduce', day: 20, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: 5 },
    { id: 'freeze', day: 30, kind: 'freeze', announcedBy: 'formal', noticeDays: 10 },
    { id: 'close', day: 90, kind: 'close', announcedBy: 'final', noticeDays: 30 },
  ],
  terminal: { day: 120, kind: 'refer' },
  contact: { from: '08:00', to: '20:00', perDay: 2, perSevenDays: 7 },
  repair: {
    steps: [
      { afterDays: 0, onTimePayments: 0, toShare: 0.3 },
      { afterDays: 60, onTimePayments: 2, toShare: 0.6 },
      { afterDays: 180, onTimePayments: 6, toShare: 1.0 },
    ],
    relapse: { day: 3, minArrears: 1000, lockoutDays: 365 },
  },
  riskTiers: { high: { tiers: { first: { day: 4 } } } },
};

/** The example with whole sections replaced. */
export const aPolicy = (sections: object = {}): Policy => policySchema.parse({ ...examplePolicy, ...sections });

/** A policy that says what a test is about and nothing else: in UTC, one tier, no caps that matter. */
export const aPlainPolicy = (sections: object = {}): Policy =>
  policySchema.parse({
    product: 'pay-later',
    version: '2020-01-01',
    currency: 'CNY',
    timeZone: 'UTC',
    jurisdiction: 'CN',
    contact: { from: '00:00', to: '24:00', perDay: 20, perSevenDays: 100 },
    tiers: [{ id: 'courtesy', day: 1, channels: ['sms'] }],
    ...sections,
  });

export const rulesOf = (...policies: Policy[]): ReturnType<typeof ruleBook> => ruleBook(policies);

let serial = 0;
const next = (letter: string): string => {
  serial += 1;
  return `${letter}${String(serial).padStart(6, '0')}`;
};

export const anObligation = (some: Partial<Obligation> = {}): Obligation => ({
  obligationId: next('O'),
  dueOn: day('2026-03-01'),
  amountDue: 1000,
  scheduledAt: instant('2026-01-01T00:00:00Z'),
  cancelled: false,
  ...some,
});

export const aPayment = (some: Partial<Payment> = {}): Payment => ({
  paymentId: next('P'),
  amount: 1000,
  paidOn: day('2026-03-01'),
  postedAt: instant(`${some.paidOn ?? '2026-03-01'}T10:00:00Z`),
  ...some,
});

export const aHold = (some: Partial<Hold> = {}): Hold => ({
  holdId: next('H'),
  kind: 'hardship',
  from: day('2026-03-05'),
  ...some,
});

export const someFacts = (some: Partial<Facts> = {}): Facts => ({
  obligations: [],
  payments: [],
  holds: [],
  promises: [],
  plans: [],
  autopayFailed: new Set(),
  signals: [],
  ...some,
});

export const anAccount = (some: Partial<Account> = {}): Account => ({
  accountId: 'A1',
  customerId: 'C1',
  product: 'pay-later',
  currency: 'CNY',
  creditLimit: 10_000,
  openedOn: day('2025-01-01'),
  autopay: false,
  arrivedAt: instant('2025-01-01T00:00:00Z'),
  line: { status: 'active', limit: some.creditLimit ?? 10_000 },
  owed: [],
  revision: 1,
  ...some,
});

export const aCustomer = (some: Partial<Customer> = {}): Customer => ({
  customerId: 'C1',
  name: 'Li Wei',
  locale: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  phone: '+8613800138000',
  email: 'li.wei@example.com',
  consent: { sms: true, email: true },
  contactChangedAt: instant('2025-01-01T00:00:00Z'),
  contacts: [],
  revision: 1,
  ...some,
});
