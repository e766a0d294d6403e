// The fields of the output files' lines that a summary and a story read. DESIGN section 5.
import type { Channel, InboundEvent } from '../../functions/contracts/events.ts';
import type { Day, Instant } from '../../functions/contracts/time.ts';
import type { CaseState, Line, LineAction, NoticeKind, ReasonCode } from '../../functions/domain/ledger.ts';
import type { Reports } from '../../lib/local/reports.ts';

export interface MessageLine {
  time: Instant;
  accountId: string;
  caseId?: string;
  kind: NoticeKind;
  tier?: string;
  channel: Channel;
}

export interface LimitLine {
  time: Instant;
  accountId: string;
  action: LineAction;
  from: Line;
  to: Line;
  reason: ReasonCode;
}

export interface CaseLine {
  caseId: string;
  accountId: string;
  firstDelinquentOn: Day;
  openedOn: Day;
  /** The value date on which the arrears were cleared last. */
  curedOn?: Day;
  closedOn?: Day;
  state: CaseState;
  outcome?: 'cured' | 'repaired' | 'relapsed' | 'withdrawn';
}

export interface OutLine {
  type: string;
  time: Instant;
  detail: { accountId?: string; caseId?: string; outcome?: string };
}

export interface Lines {
  messages: readonly MessageLine[];
  limits: readonly LimitLine[];
  cases: readonly CaseLine[];
  events: readonly OutLine[];
}

/** What a run was given, as far as a summary needs it. */
export type Inbound = readonly InboundEvent[];

export const linesOf = ({ messages, limits, cases, events }: Reports): Lines => ({
  messages: messages as MessageLine[],
  limits: limits as LimitLine[],
  cases: cases as CaseLine[],
  events: events as OutLine[],
});

export const count = <T>(list: readonly T[], test: (one: T) => boolean): number => list.filter(test).length;
