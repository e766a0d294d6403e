import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import * as z from 'zod';
import { policySchema } from '../../functions/contracts/policy.ts';

const { product, version, timeZone, sweepAt } = policySchema.shape;

/** As much of a policy as a schedule needs; `cureflow policy check` looks at the rest. */
const sweepSchema = z.object({ product, version, timeZone, sweepAt });

/** When a product's accounts are looked at: every day at `sweepAt` in `timeZone`. */
export type Sweep = z.infer<typeof sweepSchema>;

/** The sweep of each product's newest policy version, in the order of their names; `path` is a file or a folder. */
export function readSweeps(path: string): Sweep[] {
  const newest = new Map<string, Sweep>();
  for (const file of policyFiles(path)) {
    const sweep = readSweep(file);
    const known = newest.get(sweep.product);
    if (known === undefined || known.version < sweep.version) newest.set(sweep.product, sweep);
  }
  if (newest.size === 0) throw new Error(`no policy (*.yaml) in ${path}: nothing would ever be swept`);
  return [...newest.values()].sort((a, b) => (a.product < b.product ? -1 : 1));
}

/** The policies of a folder, in the order of their names, or the one file. */
export function policyFiles(path: string): string[] {
  if (!statSync(path).isDirectory()) return [path];
  return readdirSync(path)
    .filter((name) => /\.ya?ml$/.test(name))
    .sort()
    .map((name) => join(path, name));
}

function readSweep(file: string): Sweep {
  const parsed = sweepSchema.safeParse(parse(readFileSync(file, 'utf8')));
  if (!parsed.success) throw new Error(`${file}: ${z.prettifyError(parsed.error)}`);
  return parsed.data;
}
