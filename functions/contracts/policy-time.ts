// Days and hours as policies and rules write them. Apart from the events' own schemas, which have to stay small.
import * as z from 'zod';
import { DAY_MESSAGE, DAY_PATTERN, type Day, isRealDay, isTimeZone, NO_DAY_MESSAGE, ZONE_MESSAGE } from './time.ts';

export const daySchema = z
  .string()
  .regex(DAY_PATTERN, DAY_MESSAGE)
  .refine(isRealDay, NO_DAY_MESSAGE)
  .transform((text) => text as Day);

/** `"09:00"`; `"24:00"` is allowed as the end of a window. */
export const timeOfDaySchema = z.string().regex(/^(([01]\d|2[0-3]):[0-5]\d|24:00)$/, 'must be a time such as "09:00"');

export const timeZoneSchema = z.string().refine(isTimeZone, ZONE_MESSAGE);
