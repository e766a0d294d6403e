import type * as z from 'zod';
import type { Attendance } from '../adapters/attendance.ts';
import { dueShard } from '../adapters/keys.ts';
import type { Day, Instant } from '../contracts/time.ts';
import type { sweepShardInput, sweepShardOutput } from '../contracts/workflow.ts';
import { dayIn } from '../domain/calendar.ts';
import type { Rules } from '../domain/view.ts';
import type { Swept } from './sweep-account.ts';

export interface SweepShardDeps {
  attendance: Pick<Attendance, 'due'>;
  sweepAccount: (accountId: string) => Promise<Swept>;
  rules: () => Promise<Rules>;
  now: () => Instant;
  /** Told of an account that could not be looked at, by id and error name. */
  failed: (accountId: string, error: unknown) => void;
}

/** So many accounts in one invocation: at some 100 ms each, in groups, well inside its time. */
const PAGE = 500;
const AT_ONCE = 10;

/** One page of the accounts of a shard that are due by today. */
export function sweepShard(deps: SweepShardDeps) {
  return async (input: z.infer<typeof sweepShardInput>): Promise<z.infer<typeof sweepShardOutput>> => {
    const { product, shard } = input;
    const today = await todayOf(product);
    const page = await deps.attendance.due(dueShard(product, shard), {
      until: today,
      limit: PAGE,
      cursor: input.cursor,
    });
    const total = { opened: 0, sent: 0, failed: 0 };
    for (let from = 0; from < page.accountIds.length; from += AT_ONCE) {
      const group = page.accountIds.slice(from, from + AT_ONCE);
      const results = await Promise.allSettled(group.map((accountId) => deps.sweepAccount(accountId)));
      results.forEach((result, at) => {
        if (result.status === 'fulfilled') {
          total.opened += result.value.opened;
          total.sent += result.value.sent;
          return;
        }
        // One account must not stop the others: it stays in the index and is seen again tomorrow.
        total.failed += 1;
        deps.failed(group[at] ?? '', result.reason);
      });
    }
    return { product, shard, cursor: page.cursor, looked: page.accountIds.length, ...total };
  };

  async function todayOf(product: string): Promise<Day> {
    const book = await deps.rules();
    const now = deps.now();
    return dayIn(book.current(product, dayIn('UTC', now), undefined).timeZone, now);
  }
}
