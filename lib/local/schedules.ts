import { Temporal } from 'temporal-polyfill';

/** `cron(30 9 * * ? *)` in a zone: the next instant after `after`, in epoch milliseconds. Daily ones only. */
export function nextDaily(expression: string, timeZone: string, after: number): number {
  const match = /^cron\((\d{1,2}) (\d{1,2}) \* \* \? \*\)$/.exec(expression);
  if (match === null) throw new Error(`the local world does not know the schedule ${expression}`);
  const time = Temporal.PlainTime.from({ minute: Number(match[1]), hour: Number(match[2]) });
  let day = Temporal.Instant.fromEpochMilliseconds(after).toZonedDateTimeISO(timeZone).toPlainDate();
  for (;;) {
    const at = day.toZonedDateTime({ timeZone, plainTime: time }).epochMilliseconds;
    if (at > after) return at;
    day = day.add({ days: 1 });
  }
}
