import * as z from 'zod/mini';
import type { Instant } from './time.ts';

/** Executions carry ids and counts only, never personal data. */
const ids = { accountId: z.string(), caseId: z.nullable(z.string()) };
const count = z.int();

/** What the state machines branch on. */
export const decisionKinds = ['notice', 'line', 'case', 'wait', 'done'] as const;

export const assessInput = z.object({
  ...ids,
  /** When the execution started: an old one continues as a new one. */
  startedAt: z.pipe(
    z.string(),
    z.transform((text: string) => text as Instant),
  ),
});

export const assessment = z.object({
  ...ids,
  /** `notice`: a message is due; `line`: a limit changes; `case`: the case moves on; `wait`; `done`. */
  decision: z.enum(decisionKinds),
  /** What exactly, as a stable key such as `tier:formal:sms`; the act is refused when it is no longer due. */
  act: z.string(),
  /** The account's revision that was read; while it stands nothing has come in. */
  revision: z.number(),
  /** For `wait`: seconds until the next look, at least 1, at most 7 days. */
  waitSeconds: count.check(z.gte(1), z.lte(7 * 86_400)),
  grownOld: z.boolean(),
});
export type Assessment = z.infer<typeof assessment>;

export const actInput = z.object({ ...ids, act: z.string() });
export type ActInput = z.infer<typeof actInput>;

/** `stale`: no longer due when read again; `startCase`: a case whose execution has to be started. */
export const actOutput = z.object({
  outcome: z.enum(['done', 'stale']),
  startCase: z.nullable(z.string()),
  /** The name that execution gets: the case id, with a number from the second on. */
  executionName: z.nullable(z.string()),
});
export type ActOutput = z.infer<typeof actOutput>;

export const awaitInput = z.object({
  ...ids,
  revision: z.number(),
  waitSeconds: count,
  taskToken: z.string(),
});

/** A task that answers nothing. */
export const nothing = z.object({});

export const parkInput = z.object({ ...ids, error: z.string(), execution: z.string() });

export const sweepShardInput = z.object({
  product: z.string(),
  shard: count,
  /** Where the last page ended; absent on the first. */
  cursor: z.nullable(z.string()),
});
export const sweepShardOutput = z.object({
  product: z.string(),
  shard: count,
  cursor: z.nullable(z.string()),
  looked: count,
  opened: count,
  sent: count,
  /** Accounts that could not be looked at this time; tomorrow's sweep sees them again. */
  failed: count,
});

export const tryWaitingInput = z.object({
  /** Where the last page ended; null for the first. */
  next: z.nullable(z.string()),
});
export const tryWaitingOutput = z.object({
  next: z.nullable(z.string()),
  taken: count,
  rejected: count,
  /** Those that go on waiting. */
  waiting: count,
  /** Those that could not be tried; they go on waiting too. */
  failed: count,
});

export const planDayInput = z.object({ product: z.string() });
export type PlanDayInput = z.infer<typeof planDayInput>;
const plannedDay = z.object({
  day: z.string(),
  accounts: count,
  /** When its messages begin to go out, and when the window closes. */
  from: z.string(),
  closes: z.string(),
  /** What the load takes at the rates of the providers; null where they take nothing. */
  sendingSeconds: z.nullable(count),
  /** Over how long it is spread: 0, all at once. */
  spreadSeconds: count,
  exceeds: z.array(z.enum(['window', 'emails-in-24-hours'])),
});
/** Today and tomorrow. */
export const planDayOutput = z.object({ product: z.string(), days: z.array(plannedDay) });
export type PlanDayOutput = z.infer<typeof planDayOutput>;
