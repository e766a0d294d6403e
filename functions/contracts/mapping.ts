import * as z from 'zod/mini';
import { eventTypes } from './events.ts';
import { isTimeZone, ZONE_MESSAGE } from './time.ts';

const text = z.string().check(z.minLength(1, 'must not be empty'));
const constant = z.union([z.string(), z.number(), z.boolean()]);

const field = z
  .strictObject({
    /** The column it is read from; or else `text` or `value`. */
    column: z.optional(text),
    /** Put together: `core-{payment_no}`. */
    text: z.optional(text),
    value: z.optional(constant),
    /** `amount`: in major units, `12.50`; `number`: as it stands, so for an amount in minor units. Text by default. */
    as: z.optional(z.enum(['text', 'number', 'amount', 'boolean', 'day', 'instant'])),
    /** Of an amount: how many the currency has; 2 by default. */
    decimals: z.optional(z.int().check(z.gte(0), z.lte(4))),
    /** Of a day, also of an instant's: `DD.MM.YYYY`, `YYYYMMDD`; `YYYY-MM-DD` by default. */
    format: z.optional(
      z
        .string()
        .check(
          z.refine(
            (format) => ['YYYY', 'MM', 'DD'].every((part) => format.split(part).length === 2),
            'must have YYYY, MM and DD, each once',
          ),
        ),
    ),
    /** Whose clock an instant without an offset is by. */
    zone: z.optional(z.string().check(z.refine(isTimeZone, ZONE_MESSAGE))),
    /** What codes of the column stand for: `{ J: true, N: false }`. */
    values: z.optional(z.record(z.string(), constant)),
  })
  .check(
    z.refine(
      ({ column, text: template, value }) => [column, template, value].filter((one) => one !== undefined).length === 1,
      'must have one of column, text and value',
    ),
  );

/** A column by its name alone, or with how it is read. */
const fieldOrColumn = z.union([text, field], 'must be the name of a column, or one of column, text and value');

/** How the rows of a file become events: one type a mapping. */
export const mappingSchema = z.strictObject({
  type: z.enum(eventTypes),
  /** Put together from columns, `core-{payment_no}`: the same row always gets the same id. */
  id: text,
  time: fieldOrColumn,
  /** By field of the event's detail; `consent.sms` is a field in a field. */
  detail: z.record(text, fieldOrColumn),
});

export type Mapping = z.infer<typeof mappingSchema>;
export type MappedField = z.infer<typeof field>;
