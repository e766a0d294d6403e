import type { Channel } from '../contracts/events.ts';
import type { Day } from '../contracts/time.ts';

/** Minor units of the account's currency. */
type Amount = number;

export type MessageKind = 'reminder' | 'notice' | 'limit' | 'cure' | 'repair' | 'reversal' | 'withdrawal';
export type LineStatus = 'active' | 'reduced' | 'frozen' | 'closed';
export interface LineFacts {
  status: LineStatus;
  limit: Amount;
}

/** A limit action that a notice announces: what, from when, and how to avoid it. */
export interface AnnouncedAction {
  kind: 'reduce' | 'freeze' | 'close';
  /** The first day on which it may be applied. */
  on: Day;
  /** The day before: who pays by then avoids it. */
  lastDayToPay: Day;
  /** The limit after a reduce. */
  toLimit?: Amount;
}

/** One step by which the limit comes back. */
export interface RepairStepFacts {
  /** The earliest day. */
  on: Day;
  toLimit: Amount;
  /** Bills to be paid on time until then. */
  onTimePayments: number;
}

/** Why a limit changes: a code that operations know, and a text that the borrower understands. */
export type ReasonCode =
  | 'ARREARS'
  | 'RELAPSE'
  | 'REVERSED_PAYMENT'
  | 'FRAUD_HOLD'
  | 'OTHER_ACCOUNT'
  | 'CURED'
  | 'REPAIR_STEP'
  | 'WITHDRAWN'
  | 'LATE_PAYMENT_POSTED'
  | 'HOLD_RELEASED';

/** All that a text may say. Which parts are present depends on the kind. */
export interface MessageFacts {
  kind: MessageKind;
  channel: Channel;
  /** BCP 47, the borrower's. */
  locale: string;
  customerName: string;
  /** The last four characters of the account id, behind dots. */
  accountMasked: string;
  product: string;
  currency: string;
  /** The day the message is written, in the product's calendar. */
  today: Day;
  /** What is past due now (0 in a cure, a repair notice). */
  arrears: Amount;
  /** Due day of the oldest obligation past due: owed since. */
  since?: Day;
  daysPastDue?: number;
  /** notice: the tier; `mandatory` ones are formal. */
  tier?: { id: string; position: number; count: number; mandatory: boolean };
  /** reminder: the bill. */
  reminder?: { dueOn: Day; outstanding: Amount; daysBefore: number };
  /** notice, reversal: what happens if nothing is paid. */
  announced?: AnnouncedAction[];
  /** notice: the next tier's day at the earliest, when nothing is announced. */
  nextNoticeOn?: Day;
  /** limit, withdrawal, reversal, and step 0 in a cure: what changed. */
  line?: {
    action: 'reduce' | 'freeze' | 'close' | 'restore';
    from: LineFacts;
    to: LineFacts;
    reason: ReasonCode;
    /** The day it changed, where a message had to wait for a permitted hour; without it, today. */
    on?: Day;
  };
  /** notice, limit, cure, repair: how the limit comes back; absent when it can't (closed) or nothing is limited. */
  repair?: { steps: RepairStepFacts[]; done: number; of: number; relapse: { day: number; lockoutDays: number } };
  /** cure within a lockout: no repair window opens before this day. */
  lockoutUntil?: Day;
  /** repair: the line is whole again. */
  whole?: boolean;
}

export interface RenderedMessage {
  /** Emails alone. */
  subject?: string;
  /** The SMS, or the text part of the email. */
  text: string;
  /** Emails alone. */
  html?: string;
}
