import type * as z from 'zod';
import type { Attendance } from '../adapters/attendance.ts';
import type { Instant } from '../contracts/time.ts';
import type { parkInput } from '../contracts/workflow.ts';

export interface ParkDeps {
  attendance: Pick<Attendance, 'park'>;
  now: () => Instant;
}

/** An execution failed in a way that trying again does not mend: the account says so until an operator has looked. */
export function parkCase({ attendance, now }: ParkDeps) {
  return async ({ accountId, error, execution }: z.infer<typeof parkInput>): Promise<Record<string, never>> => {
    await attendance.park(accountId, { at: now(), error, execution });
    return {};
  };
}
