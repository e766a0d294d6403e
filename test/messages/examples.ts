import type { Channel } from '../../functions/contracts/events.ts';
import type { Day } from '../../functions/contracts/time.ts';
import type { LineFacts, MessageFacts, MessageKind } from '../../functions/messages/facts.ts';
import { maskAccount } from '../../functions/messages/render.ts';

export const day = (text: string): Day => text as Day;
const active: LineFacts = { status: 'active', limit: 1_000_000 };
const reduced: LineFacts = { status: 'reduced', limit: 500_000 };
const frozen: LineFacts = { status: 'frozen', limit: 500_000 };
const closed: LineFacts = { status: 'closed', limit: 500_000 };

type Repair = NonNullable<MessageFacts['repair']>;
const relative: Repair['steps'] = [
  { afterDays: 0, toLimit: 300_000, lifts: true, onTimePayments: 0 },
  { afterDays: 60, toLimit: 600_000, onTimePayments: 2 },
  { afterDays: 180, toLimit: 1_000_000, onTimePayments: 6 },
];
const onDays = (...days: string[]) =>
  relative.map((step, at): Repair['steps'][number] => ({ ...step, on: day(days[at] ?? '') }));
const steps = onDays('2026-03-02', '2026-05-01', '2026-08-29');
const repairOf = (some: Repair['steps'], done = 0): Repair => ({
  steps: some,
  done,
  of: 3,
  relapse: { day: 4, lockoutDays: 365 },
});
const repair = (done: number): Repair => repairOf(steps.slice(done), done);
/** As a payment would open them: from a frozen line, from a reduced one, and from one that is not limited yet. */
const fromFrozen = repairOf(relative);
const fromReduced = repairOf(relative.slice(1));
const fromActive: Repair = {
  ...repairOf(relative.map((step, at) => (at === 0 ? { ...step, atLeast: true } : step))),
  ifChanged: true,
};

const base: Omit<MessageFacts, 'kind'> = {
  channel: 'sms',
  locale: 'en',
  customerName: '王小明',
  accountMasked: maskAccount('acc-000123457890'),
  product: 'pay-later',
  currency: 'CNY',
  today: day('2026-03-02'),
  borrowerToday: day('2026-03-02'),
  arrears: 0,
};
const overdue = { arrears: 128_050, since: day('2026-02-15'), daysPastDue: 15 };
const announced: NonNullable<MessageFacts['announced']> = [
  { kind: 'reduce', on: day('2026-03-07'), lastDayToPay: day('2026-03-06'), toLimit: 500_000 },
  { kind: 'freeze', on: day('2026-03-17'), lastDayToPay: day('2026-03-16') },
];
const reporting: NonNullable<MessageFacts['announced']> = [
  { kind: 'report', on: day('2026-04-16'), lastDayToPay: day('2026-04-15') },
];
/** Of a policy without a repair window: the line comes back whole at once. */
const atOnce: Repair = {
  steps: [{ afterDays: 0, toLimit: 1_000_000, lifts: true, onTimePayments: 0 }],
  done: 0,
  of: 1,
  relapse: { day: 1, lockoutDays: 0 },
};
const closing: NonNullable<MessageFacts['announced']> = [
  { kind: 'close', on: day('2026-05-16'), lastDayToPay: day('2026-05-15') },
];

type Example = Omit<MessageFacts, 'channel' | 'locale'> & { kind: MessageKind };

/** One for every situation in which a borrower gets a message. */
export const examples: Readonly<Record<string, Example>> = {
  'a reminder a week before': {
    ...base,
    kind: 'reminder',
    reminder: { dueOn: day('2026-03-09'), outstanding: 45_000, daysBefore: 7 },
  },
  'a reminder on the day before, with arrears': {
    ...base,
    ...overdue,
    kind: 'reminder',
    reminder: { dueOn: day('2026-03-03'), outstanding: 45_000, daysBefore: 1 },
  },
  'an ordinary notice': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'courtesy', position: 1, count: 4, mandatory: false },
    nextNoticeOn: day('2026-03-08'),
  },
  'the last ordinary notice': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'second', position: 4, count: 4, mandatory: false },
  },
  'a formal notice that announces two actions': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'formal', position: 3, count: 4, mandatory: true },
    announced,
    repair: fromActive,
  },
  'a formal notice on an active line within a lockout': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'formal', position: 3, count: 4, mandatory: true },
    announced,
    repair: fromActive,
    lockoutUntil: day('2027-03-02'),
  },
  'a formal notice on a reduced line within a lockout': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'formal', position: 3, count: 4, mandatory: true },
    announced: announced.slice(1),
    lineNow: reduced,
    repair: fromReduced,
    lockoutUntil: day('2027-03-02'),
  },
  'a final notice that announces the closing': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'final', position: 4, count: 4, mandatory: true },
    announced: closing,
    referralFrom: day('2026-06-15'),
  },
  'a final notice on a frozen line': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'final', position: 4, count: 4, mandatory: true },
    announced: closing,
    lineNow: frozen,
    repair: fromFrozen,
    referralFrom: day('2026-06-15'),
  },
  'a final notice that announces nothing': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'final', position: 4, count: 4, mandatory: true },
    lineNow: closed,
    referralFrom: day('2026-06-15'),
  },
  'a final notice that announces a report': {
    ...base,
    ...overdue,
    kind: 'notice',
    statutory: true,
    tier: { id: 'final', position: 4, count: 4, mandatory: true },
    announced: reporting,
    lineNow: frozen,
    repair: fromFrozen,
    referralFrom: day('2026-06-15'),
  },
  'a formal notice that announces a report alone': {
    ...base,
    ...overdue,
    kind: 'notice',
    statutory: true,
    tier: { id: 'formal', position: 3, count: 4, mandatory: true },
    announced: reporting,
  },
  'a formal notice that announces a freeze and a report': {
    ...base,
    ...overdue,
    kind: 'notice',
    statutory: true,
    tier: { id: 'formal', position: 3, count: 4, mandatory: true },
    announced: [...announced.slice(1), ...reporting],
    repair: fromActive,
  },
  'a formal notice without a repair window': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'formal', position: 3, count: 4, mandatory: true },
    announced: announced.slice(1),
    repair: { ...atOnce, ifChanged: true },
  },
  'a second notice': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'first', position: 2, count: 4, mandatory: false },
    nextNoticeOn: day('2026-03-16'),
  },
  'a notice of a tier without words of its own that announces a change': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'phone', position: 2, count: 4, mandatory: false },
    announced: announced.slice(0, 1),
    repair: fromActive,
  },
  'a notice in a repair window': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'courtesy', position: 1, count: 4, mandatory: false },
    lineNow: { status: 'reduced', limit: 300_000 },
    restoringWaits: true,
    relapseWarning: { on: day('2026-03-04'), lastDayToPay: day('2026-03-03'), lockoutDays: 365, backTo: frozen },
  },
  'a notice in a repair window in which nothing was restored yet': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'courtesy', position: 1, count: 4, mandatory: false },
    lineNow: reduced,
    restoringWaits: true,
    relapseWarning: { on: day('2026-03-04'), lastDayToPay: day('2026-03-03'), lockoutDays: 365 },
  },
  'a notice in a repair window of too little for a relapse': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'courtesy', position: 1, count: 4, mandatory: false },
    restoringWaits: true,
  },
  'a notice after a relapse': {
    ...base,
    ...overdue,
    kind: 'notice',
    tier: { id: 'courtesy', position: 1, count: 4, mandatory: false },
    nextNoticeOn: day('2026-03-08'),
    again: true,
    lineNow: reduced,
    repair: fromReduced,
    lockoutUntil: day('2027-03-02'),
  },
  'a formal notice with a dispute': {
    ...base,
    ...overdue,
    disputed: 30_000,
    kind: 'notice',
    tier: { id: 'formal', position: 3, count: 4, mandatory: true },
    announced: announced.slice(0, 1),
    repair: { ...fromReduced, ifChanged: true },
  },
  'a lowered limit': {
    ...base,
    ...overdue,
    kind: 'limit',
    line: { action: 'reduce', from: active, to: reduced, reason: 'ARREARS', on: day('2026-03-01') },
    lineNow: reduced,
    repair: fromReduced,
  },
  'a frozen line': {
    ...base,
    ...overdue,
    kind: 'limit',
    line: { action: 'freeze', from: reduced, to: frozen, reason: 'ARREARS' },
    lineNow: frozen,
    repair: fromFrozen,
  },
  'a frozen line without a repair window': {
    ...base,
    ...overdue,
    kind: 'limit',
    line: { action: 'freeze', from: active, to: frozen, reason: 'ARREARS' },
    lineNow: frozen,
    repair: atOnce,
  },
  'a report that was asked for': { ...base, ...overdue, kind: 'limit', statutory: true, reported: true },
  'a report that was asked for, on a frozen line': {
    ...base,
    ...overdue,
    disputed: 30_000,
    kind: 'limit',
    statutory: true,
    reported: true,
    lineNow: frozen,
    repair: fromFrozen,
  },
  'a closed line': {
    ...base,
    ...overdue,
    kind: 'limit',
    line: { action: 'close', from: frozen, to: closed, reason: 'ARREARS' },
  },
  'a line that a relapse set back': {
    ...base,
    ...overdue,
    kind: 'limit',
    line: { action: 'freeze', from: { status: 'reduced', limit: 600_000 }, to: frozen, reason: 'RELAPSE' },
    relapsed: true,
    lineNow: frozen,
    repair: fromFrozen,
    lockoutUntil: day('2027-03-02'),
  },
  'a relapse that leaves the line as it was': {
    ...base,
    ...overdue,
    kind: 'limit',
    relapsed: true,
    lineNow: reduced,
    repair: fromReduced,
    lockoutUntil: day('2027-03-02'),
  },
  'a relapse without a lockout': {
    ...base,
    ...overdue,
    kind: 'limit',
    relapsed: true,
    lineNow: reduced,
    repair: fromReduced,
  },
  'a change announced for another account': {
    ...base,
    kind: 'limit',
    arrears: 0,
    otherAccount: '••••0815',
    announced: [{ kind: 'freeze', on: day('2026-03-16'), lastDayToPay: day('2026-03-15') }],
  },
  'a line lowered for another account': {
    ...base,
    kind: 'limit',
    line: { action: 'reduce', from: active, to: reduced, reason: 'OTHER_ACCOUNT' },
  },
  'a line frozen for fraud': {
    ...base,
    kind: 'limit',
    line: { action: 'freeze', from: active, to: { status: 'frozen', limit: 1_000_000 }, reason: 'FRAUD_HOLD' },
  },
  'a line given back after the check': {
    ...base,
    kind: 'limit',
    line: { action: 'restore', from: { status: 'frozen', limit: 1_000_000 }, to: active, reason: 'HOLD_RELEASED' },
  },
  'a cure with nothing to restore': { ...base, kind: 'cure' },
  'a cure with a dispute': { ...base, kind: 'cure', disputed: 30_000 },
  'a cure of a closed line': { ...base, kind: 'cure', lineNow: closed },
  'a cure that leaves the line as it is for now': {
    ...base,
    kind: 'cure',
    lineNow: frozen,
    repair: repairOf(onDays('2026-04-01', '2026-05-01', '2026-08-29')),
  },
  'a cure that opens the repair window': {
    ...base,
    kind: 'cure',
    line: { action: 'restore', from: frozen, to: { status: 'reduced', limit: 300_000 }, reason: 'CURED' },
    repair: repair(1),
  },
  'a cure within a lockout': {
    ...base,
    kind: 'cure',
    lineNow: frozen,
    lockoutUntil: day('2027-03-02'),
  },
  'a repair step': {
    ...base,
    kind: 'repair',
    line: {
      action: 'restore',
      from: { status: 'reduced', limit: 300_000 },
      to: { status: 'reduced', limit: 600_000 },
      reason: 'REPAIR_STEP',
    },
    repair: repair(2),
  },
  'a line that is whole again': {
    ...base,
    kind: 'repair',
    line: { action: 'restore', from: { status: 'reduced', limit: 600_000 }, to: active, reason: 'REPAIR_STEP' },
    repair: repair(3),
    whole: true,
  },
  'a reversal that announces anew': {
    ...base,
    ...overdue,
    kind: 'reversal',
    line: { action: 'reduce', from: active, to: reduced, reason: 'REVERSED_PAYMENT' },
    announced: announced.slice(1),
    lineNow: reduced,
    repair: fromReduced,
  },
  'a reversal that announces nothing': {
    ...base,
    ...overdue,
    kind: 'reversal',
    nextNoticeOn: day('2026-03-20'),
  },
  'a withdrawal of everything': {
    ...base,
    kind: 'withdrawal',
    line: { action: 'restore', from: closed, to: active, reason: 'WITHDRAWN' },
  },
  'a withdrawal for a late payment': {
    ...base,
    ...overdue,
    kind: 'withdrawal',
    line: { action: 'restore', from: frozen, to: reduced, reason: 'LATE_PAYMENT_POSTED' },
  },
  'a withdrawal of a report too': {
    ...base,
    kind: 'withdrawal',
    statutory: true,
    line: { action: 'restore', from: frozen, to: active, reason: 'WITHDRAWN' },
    reportWithdrawn: true,
  },
  'a withdrawal of a report alone': { ...base, ...overdue, kind: 'withdrawal', statutory: true, reportWithdrawn: true },
  'a withdrawal where no limit had changed': { ...base, kind: 'withdrawal' },
};

export const channels: readonly Channel[] = ['sms', 'email'];
export const textLocales = ['zh-CN', 'zh-TW', 'en'] as const;

export function example(name: string, changes: Partial<MessageFacts> = {}): MessageFacts {
  const found = examples[name];
  if (found === undefined) throw new Error(`no example: ${name}`);
  return { ...base, ...found, ...changes };
}
