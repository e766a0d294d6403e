// What the console's server and its page say to each other.
import type { Instant } from '../../functions/contracts/time.ts';

export interface Place {
  kind: 'local' | 'aws';
  region: string;
  /** What the clock of that world says. */
  now: string;
  /** Whose days and hours are shown: of the products, where they are published. */
  timeZone: string;
}

export interface Page<Row> {
  rows: Row[];
  /** Asks for the page after it; absent on the last. */
  next?: string;
}

export interface MachineRow {
  arn: string;
  name: string;
}

export interface ExecutionRow {
  arn: string;
  machine: string;
  name: string;
  status: string;
  startedAt: string;
  stoppedAt?: string;
  redrives?: number;
}

export interface ExecutionAnswer extends ExecutionRow {
  redrivable: boolean;
  input?: unknown;
  output?: unknown;
  error?: string;
  cause?: string;
  /** Of the state machine, as it is now. */
  definition: object;
}

export interface EventAnswer {
  id: number;
  type: string;
  at: string;
  previous: number;
  state?: string;
  details?: Record<string, unknown>;
}

export interface HistoryPage {
  events: EventAnswer[];
  next?: string;
}

/** A message as a provider took it on this machine. */
export interface ReceivedMessage {
  id: string;
  at: string;
  channel: 'email' | 'sms';
  via?: string;
  to: string;
  subject?: string;
  text: string;
  hasHtml: boolean;
  noticeId: string;
}

/** Where to run the local world on to. */
export type Move = { to: Instant } | { next: 'event' };

export interface Moved {
  now: string;
  /** For `next: event`: nothing happened in the time that one request runs. */
  quiet?: boolean;
}
