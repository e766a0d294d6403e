import type * as z from 'zod';
import type { Attendance } from '../adapters/attendance.ts';
import { dueShard, shardOf } from '../adapters/keys.ts';
import type { LedgerStore } from '../adapters/ledger-store.ts';
import { LedgerMoved, NotFound } from '../contracts/errors.ts';
import { type Instant, normalInstant } from '../contracts/time.ts';
import type { awaitInput } from '../contracts/workflow.ts';
import { dayIn, epochMs } from '../domain/calendar.ts';
import type { Rules } from '../domain/view.ts';

export interface AwaitDeps {
  ledger: Pick<LedgerStore, 'head'>;
  attendance: Pick<Attendance, 'sleep'>;
  rules: () => Promise<Rules>;
  now: () => Instant;
  shards: number;
}

/**
 * Leaves the execution's token where the next event finds it, on condition that nothing has come since it looked:
 * otherwise `LedgerMoved`, and it looks again. On the day on which the wait is over the sweep looks too: whether it
 * woke, or whether it has ended and left the account to the sweep.
 */
export function awaitEvent({ ledger, attendance, rules, now, shards }: AwaitDeps) {
  return async (input: z.infer<typeof awaitInput>): Promise<Record<string, never>> => {
    const { accountId, caseId, revision, taskToken } = input;
    const head = await ledger.head(accountId);
    if (head === undefined) throw new NotFound(`account ${accountId} is not in the ledger`);
    if (head.revision !== revision)
      throw new LedgerMoved(`account ${accountId} changed before its execution could wait`);
    const { timeZone } = (await rules()).current(head.product, dayIn('UTC', now()), undefined);
    const until = normalInstant(epochMs(now()) + input.waitSeconds * 1000);
    await attendance.sleep(accountId, {
      revision,
      waiting: { token: taskToken, until, caseId: caseId ?? '' },
      lookOn: dayIn(timeZone, until),
      shard: dueShard(head.product, shardOf(accountId, shards)),
    });
    return {};
  };
}
