import type { Channel, HoldKind } from '../contracts/events.ts';
import type { LimitAction } from '../contracts/policy.ts';
import type { Day, Instant } from '../contracts/time.ts';

/** Minor units of the account's currency. */
export type Amount = number;

export interface Obligation {
  obligationId: string;
  dueOn: Day;
  amountDue: Amount;
  scheduledAt: Instant;
  cancelled: boolean;
  /** The plan whose instalment it is. */
  planId?: string;
}

export interface Payment {
  paymentId: string;
  obligationId?: string;
  amount: Amount;
  /** The value date. */
  paidOn: Day;
  postedAt: Instant;
  reversedAt?: Instant;
}

/** In force from `from` up to, not including, `until`: the day collection resumes. */
export interface Hold {
  holdId: string;
  kind: HoldKind;
  /** Set: the hold is on this obligation alone. */
  obligationId?: string;
  from: Day;
  until?: Day;
}

export interface PromiseToPay {
  promiseId: string;
  amount: Amount;
  madeOn: Day;
  payBy: Day;
}

/** What somebody else knows of the account or its customer. */
export interface RiskSignal {
  /** The event's id. */
  signalId: string;
  kind: string;
  severity: string | number;
  at: Instant;
}

/** Instalments are obligations that carry the plan's id. */
export interface Plan {
  planId: string;
  agreedOn: Day;
  agreedAt: Instant;
}

/** All that arrears are computed from; never a running total. */
export interface Facts {
  obligations: readonly Obligation[];
  payments: readonly Payment[];
  holds: readonly Hold[];
  promises: readonly PromiseToPay[];
  plans: readonly Plan[];
  /** Obligations whose last collection by autopay failed. */
  autopayFailed: ReadonlySet<string>;
  signals: readonly RiskSignal[];
}

export type LineStatus = 'active' | 'reduced' | 'frozen' | 'closed';
export interface Line {
  status: LineStatus;
  limit: Amount;
}

/** Why a limit changes: a code that operations know, with a text that the borrower understands. */
export type ReasonCode =
  | 'ARREARS'
  | 'RELAPSE'
  | 'REVERSED_PAYMENT'
  | 'FRAUD_HOLD'
  | 'OTHER_ACCOUNT'
  | 'OTHER_ACCOUNT_ENDED'
  | 'CURED'
  | 'REPAIR_STEP'
  | 'WITHDRAWN'
  | 'LATE_PAYMENT_POSTED'
  | 'NOTICE_FAILED'
  | 'HOLD_RELEASED'
  | 'RISK_SIGNAL'
  | 'RISK_SIGNAL_CLEARED';

export type LineAction = 'reduce' | 'freeze' | 'close' | 'restore';
export interface LineChange {
  action: LineAction;
  /** The policy's limit action, for one of its own. */
  actionId?: string;
  /** The repair step, from 0. */
  step?: number;
  from: Line;
  to: Line;
  reason: ReasonCode;
  /** The notice that announced it. */
  noticeId?: string;
}

/** Limits a line from outside its own collection for as long as its reason lasts. */
export interface Overlay {
  kind: 'reduce' | 'freeze';
  /** For a reduce: the share of the contractual limit that is left. */
  toShare?: number;
  /** What happened on another account of the customer. */
  causeId?: string;
  /** The kind of the risk signal; without either, it is for a fraud hold. */
  signal?: string;
}

/** What a limit action on one account does to the other ones of its customer. */
export interface Cause {
  /** The case's id, with a number from the second time on. */
  causeId: string;
  caseId: string;
  /** The overdue account. */
  accountId: string;
  kind: 'reduce' | 'freeze';
  toShare?: number | undefined;
  noticeDays: number;
  since: Instant;
  /** The arrears are cleared: what was only announced is dropped. */
  settledAt?: Instant;
  /** The case is closed, or its limit actions are taken back: what was done is lifted. */
  endedAt?: Instant;
}

export type OwedKind = 'limit' | 'cure' | 'repair' | 'reversal' | 'withdrawal';
/** A message that a transition left to be sent. Whether it has been is read from the notices. */
export interface Owed {
  kind: OwedKind;
  /** Unique in the account: `limit:freeze`, `cure:1`, `repair:2`. */
  key: string;
  caseId?: string;
  since: Instant;
  line?: LineChange;
  step?: number;
  /** A report to a credit bureau was asked for, or is taken back. */
  report?: 'requested' | 'withdrawn';
}

export interface Account {
  accountId: string;
  customerId: string;
  product: string;
  currency: string;
  /** The contractual limit. */
  creditLimit: Amount;
  openedOn: Day;
  autopay: boolean;
  /** When the account was first heard of. */
  arrivedAt: Instant;
  /** What the borrower can use: the base line under its overlays. */
  line: Line;
  /** While something lies over it: the base line, and what does. */
  covered?: { line: Line; overlays: readonly Overlay[] };
  /** No repair window opens before this day. */
  lockoutUntil?: Day;
  owed: readonly Owed[];
  /** A provider was out of breath: no message of this account before then. */
  sendAfter?: Instant;
  /** When that began: each throttle that comes with the try before it puts the next one off longer. */
  throttledSince?: Instant;
  /** The risk signals for which a review was asked. */
  reviewed?: readonly string[];
  /** Grows with every change to the account's part of the ledger. */
  revision: number;
}

/** A message that was claimed. */
export interface Contact {
  at: Instant;
  channel: Channel;
}

export interface Customer {
  customerId: string;
  name: string;
  locale: string;
  /** As stated: whose calendar days the caps count. */
  timeZone: string;
  /** Others the borrower may be in, by the number or the address: a message goes out inside the window of all. */
  otherZones?: readonly string[];
  phone?: string;
  /** ISO 3166 code of the country of the number. */
  phoneCountry?: string;
  email?: string;
  /** For everything, and for what the borrower may do without; a closed channel takes neither. */
  consent: Record<Channel, boolean>;
  courtesy?: Partial<Record<Channel, boolean>>;
  riskTier?: string;
  /** When an address or a consent last changed. */
  contactChangedAt: Instant;
  /** Messages of the last days, over all accounts: what the caps count. */
  contacts: readonly Contact[];
  revision: number;
}

export interface TierRecord {
  status: 'sent' | 'undelivered' | 'skipped';
  on: Day;
  at: Instant;
}

export interface AppliedAction {
  id: string;
  kind: LimitAction['kind'];
  on: Day;
  from: Line;
  to: Line;
  noticeId: string;
  /** It stands on the delivery of its notice; otherwise its acceptance was enough. */
  evidence?: 'delivered';
}

export interface Cure {
  /** The value date on which the arrears were cleared. */
  on: Day;
  at: Instant;
  /** The line as it was then: where a relapse puts it back to. */
  line: Line;
}

export interface RepairWindow {
  openedOn: Day;
  /** The days of the steps count from here: the cure, or the opening when it came after a lockout. */
  countFrom: Day;
  stepsDone: number;
}

export type CaseState = 'collecting' | 'repairing' | 'closed';
export type CaseOutcome = 'cured' | 'repaired' | 'relapsed' | 'withdrawn';

/** One spell of delinquency of one account. */
export interface Case {
  caseId: string;
  accountId: string;
  firstDelinquentOn: Day;
  openedOn: Day;
  openedAt: Instant;
  policyVersion: Day;
  riskTier?: string;
  state: CaseState;
  outcome?: CaseOutcome;
  closedOn?: Day;
  /** The line before the case, and before the relapse that opened it: where a withdrawal puts it back to. */
  lineBefore: Line;
  /** The case in whose repair window the relapse came that opened this one. */
  relapseOf?: string;
  tiers: Record<string, TierRecord>;
  /** The first day told to the borrower for each announced limit action, and by which key. */
  announced: Record<string, { on: Day; by: string }>;
  /** Limit actions that stand (one that was undone is taken out; the audit keeps it). */
  actions: readonly AppliedAction[];
  cure?: Cure;
  window?: RepairWindow;
  terminal?: { kind: 'referred' | 'review'; on: Day };
  /** The last notice reached nobody: no channel is left. Ended by the next message of the case that goes out. */
  undeliverable?: { key: string; on: Day };
  /** How often a reversed payment has reopened the case, and when last. */
  reversal?: { count: number; at: Instant };
  /** How many executions it has been given; names the next one. */
  executions: number;
}

export type NoticeStatus = 'claimed' | 'sent' | 'delivered' | 'failed' | 'bounced' | 'skipped' | 'undelivered';
export type NoticeKind = 'reminder' | 'notice' | OwedKind;

/** One message on one channel, or the record that there was none (`skipped`, `undelivered`). */
export interface Notice {
  noticeId: string;
  accountId: string;
  customerId: string;
  /** The borrower's at that time. */
  locale: string;
  kind: NoticeKind;
  /** What it is about: `tier:formal`, `reminder:O1:7`, `limit:freeze`. All its channels share it. */
  key: string;
  caseId?: string;
  obligationId?: string;
  tier?: string;
  offset?: number;
  channel: Channel | 'none';
  status: NoticeStatus;
  /** Without one-click opt-out: what the borrower has a right to be told. */
  statutory?: boolean;
  policyVersion: Day;
  /** In the product's calendar. */
  on: Day;
  /** When it was claimed, taken by the provider, delivered, given back. */
  at: Instant;
  sentAt?: Instant;
  deliveredAt?: Instant;
  failedAt?: Instant;
  providerId?: string;
}

/** One account with all that decides what is due for it, read consistently. */
export interface Snapshot {
  account: Account;
  customer: Customer;
  facts: Facts;
  /** Oldest first. */
  cases: readonly Case[];
  notices: readonly Notice[];
  /** The customer's other accounts, and what limit actions on any of the accounts do to the others. */
  otherAccounts: readonly { accountId: string; product: string }[];
  causes: readonly Cause[];
}

export const isOpen = (record: Case | undefined): record is Case => record !== undefined && record.state !== 'closed';
export const isLimited = (line: Line): boolean => line.status === 'reduced' || line.status === 'frozen';
export const sameLine = (a: Line, b: Line): boolean => a.status === b.status && a.limit === b.limit;
/** Left for delivery: the provider took it and has not given it back. */
export const isAccepted = (notice: Notice): boolean => notice.status === 'sent' || notice.status === 'delivered';
