import * as z from 'zod';
import type { Policy } from '../contracts/policy.ts';

type Leaf = string | number | boolean | null | undefined;

/** A policy in which anything may be missing because it is broken; what is there is valid and has its defaults. */
type Draft<T> = T extends Leaf ? T : { [K in keyof T]: Draft<T[K]> | undefined };
export type DraftPolicy = Draft<Policy>;

/** Those parts of a value that hold on their own, so that checks need not wait until the rest is mended. */
export function salvage(schema: z.core.$ZodType, value: unknown): unknown {
  const whole = z.safeParse(schema, value);
  if (whole.success) return whole.data;
  if (schema instanceof z.ZodOptional || schema instanceof z.ZodDefault || schema instanceof z.ZodPrefault) {
    return salvage(schema.unwrap(), value);
  }
  if (schema instanceof z.ZodArray && Array.isArray(value)) return value.map((item) => salvage(schema.element, item));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  const given = new Map(Object.entries(value));
  if (schema instanceof z.ZodObject) {
    const parts = Object.entries(schema.shape).map(([key, part]): [string, unknown] => [
      key,
      salvage(part as z.core.$ZodType, given.get(key)),
    ]);
    // A key that is there and holds nothing is one that is broken; one that was not given stays away.
    return Object.fromEntries(parts.filter(([key, part]) => part !== undefined || given.has(key)));
  }
  if (schema instanceof z.ZodRecord) {
    return Object.fromEntries([...given].map(([key, item]) => [key, salvage(schema.valueType, item)]));
  }
  return undefined;
}
