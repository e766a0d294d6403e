import type { Channel } from '../contracts/events.ts';
import type { Policy } from '../contracts/policy.ts';
import type { Day } from '../contracts/time.ts';
import { allocate } from './arrears.ts';
import { daysBetween } from './calendar.ts';
import { accountHold, isInForce } from './holds.ts';
import type { Amount, Facts, Hold, Notice } from './ledger.ts';

export interface ReminderDue {
  key: string;
  obligationId: string;
  dueOn: Day;
  outstanding: Amount;
  offset: number;
  channels: readonly Channel[];
  /** Older offsets that this one overtakes. */
  skipped: readonly number[];
}

const isInForceOn = (hold: Hold, days: readonly Day[]): boolean => days.some((day) => isInForce(hold, day));

export const reminderKey = (obligationId: string, offset: number): string => `reminder:${obligationId}:${offset}`;

/**
 * Reminders that are due or past: for each obligation with something outstanding the newest offset, once ever. None
 * once the due day has passed, under a hold, or on autopay unless the last collection failed.
 * `stepDay` is the day whose steps are being taken, `today` the calendar's.
 */
export function remindersDue(
  policy: Policy,
  facts: Facts,
  on: { autopay: boolean; notices: readonly Notice[]; today: Day; stepDay: Day },
): ReminderDue[] {
  const days = [on.today, on.stepDay];
  if (policy.reminders.length === 0 || days.some((day) => accountHold(facts.holds, day) !== undefined)) return [];
  const { obligations, outstanding } = allocate(facts, on.today);
  const handled = new Set(on.notices.filter((notice) => notice.kind === 'reminder').map((notice) => notice.key));
  const offsets = policy.reminders.toSorted((a, b) => a.daysBefore - b.daysBefore);
  return obligations.flatMap((obligation) => {
    const open = outstanding.get(obligation.obligationId) ?? 0;
    if (open === 0 || obligation.dueOn < on.today) return [];
    if (on.autopay && !facts.autopayFailed.has(obligation.obligationId)) return [];
    if (facts.holds.some((hold) => hold.obligationId === obligation.obligationId && isInForceOn(hold, days))) return [];
    const due = offsets.filter((one) => daysBetween(on.stepDay, obligation.dueOn) <= one.daysBefore);
    const [newest, ...older] = due;
    if (newest === undefined) return [];
    return [
      {
        key: reminderKey(obligation.obligationId, newest.daysBefore),
        obligationId: obligation.obligationId,
        dueOn: obligation.dueOn,
        outstanding: open,
        offset: newest.daysBefore,
        channels: newest.channels,
        skipped: older
          .map((one) => one.daysBefore)
          .filter((offset) => !handled.has(reminderKey(obligation.obligationId, offset))),
      },
    ];
  });
}
