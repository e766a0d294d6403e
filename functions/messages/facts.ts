import type { Channel } from '../contracts/events.ts';
import type { Day } from '../contracts/time.ts';
import type { Amount, Line, NoticeKind, ReasonCode } from '../domain/ledger.ts';

export type MessageKind = NoticeKind;
export type LineFacts = Line;

/** A limit action that a notice announces: what, from when, and how to avoid it. */
export interface AnnouncedAction {
  kind: 'reduce' | 'freeze' | 'close' | 'report';
  /** The first day on which it may be applied. */
  on: Day;
  /** The day before: who pays by then avoids it. */
  lastDayToPay: Day;
  /** The limit after a reduce. */
  toLimit?: Amount;
}

/** One step by which the limit comes back; a step that would change nothing is left out. */
export interface RepairStepFacts {
  /** cure, repair: the earliest day. Before a payment nobody knows it: the other kinds have none. */
  on?: Day;
  /** From the payment or, while a lockout runs, from the day restoring begins. */
  afterDays: number;
  toLimit: Amount;
  /** Nothing has changed yet: the least that it will be, whichever of the announced actions come first. */
  atLeast?: true;
  /** It ends a pause of new use. */
  lifts?: true;
  /** Bills to be paid on time until then. */
  onTimePayments: number;
}

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
  /** The same in the borrower's time zone: what "tomorrow" counts from. */
  borrowerToday: Day;
  /** What is past due now (0 in a cure, a repair notice). */
  arrears: Amount;
  /** Due day of the oldest obligation past due: owed since. */
  since?: Day;
  daysPastDue?: number;
  /** Past due too, but under dispute: in no sum, set aside while it is looked into. */
  disputed?: Amount;
  /** notice: the tier; `mandatory` ones are formal. */
  tier?: { id: string; position: number; count: number; mandatory: boolean };
  /** reminder: the bill. */
  reminder?: { dueOn: Day; outstanding: Amount; daysBefore: number };
  /** notice, reversal: what happens if nothing is paid. */
  announced?: AnnouncedAction[];
  /** notice: the next tier's day at the earliest. */
  nextNoticeOn?: Day;
  /** The last mandatory notice: from this day at the earliest the account may be passed on for further collection. */
  referralFrom?: Day;
  /** notice: the case began with a relapse, so that this is not the first the borrower hears of it. */
  again?: true;
  /** notice in a repair window: no step is taken while something is overdue. */
  restoringWaits?: true;
  /** notice in a repair window: what comes from `on` at the earliest if nothing is paid by the day before. */
  relapseWarning?: { on: Day; lastDayToPay: Day; lockoutDays: number; backTo?: LineFacts };
  /** limit, withdrawal, reversal, and step 0 in a cure: what changed. */
  line?: {
    action: 'reduce' | 'freeze' | 'close' | 'restore';
    from: LineFacts;
    to: LineFacts;
    reason: ReasonCode;
    /** The day it changed, where a message had to wait for a permitted hour; without it, today. */
    on?: Day;
  };
  /** notice, limit, reversal, cure: the line as it stands, where it is not in full use. */
  lineNow?: LineFacts;
  /** limit: what is announced comes because of this other account, which is overdue. The id as in `accountMasked`. */
  otherAccount?: string;
  /** limit: told because the overdue amount is now reported to a credit bureau; the line does not change by it. */
  reported?: true;
  /** withdrawal: the report to a credit bureau is taken back too. */
  reportWithdrawn?: true;
  /** What the borrower has a right to be told: emails come without one-click opt-out. */
  statutory?: boolean;
  /** limit: told because of a relapse in the repair window; the line need not have changed. */
  relapsed?: true;
  /**
   * notice, limit, reversal, cure, repair: how the limit comes back; absent when it can't (closed) or nothing is limited.
   * The steps are those still ahead; `relapse.day` counts days past due.
   */
  repair?: {
    steps: RepairStepFacts[];
    done: number;
    of: number;
    relapse: { day: number; lockoutDays: number };
    /** Nothing is limited yet: the steps are those if what is announced comes before the payment. */
    ifChanged?: true;
  };
  /** notice, limit, reversal, cure: a lockout after a relapse; no repair window opens before this day. */
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
  /** Of the words and the layout it was made of, for the evidence. */
  templateVersion: string;
}
