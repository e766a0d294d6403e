import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';
import { type Mapping, mappingSchema } from '../../functions/contracts/mapping.ts';

const FILE = /^([a-z0-9][a-z0-9-]{0,40})\.ya?ml$/;

/** One mapping of columns. Throws with the file and all that is wrong in it. */
export function readMapping(file: string): Mapping {
  let source: unknown;
  try {
    source = parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new Error(`${file}: ${error instanceof Error ? error.message : 'cannot be read'}`);
  }
  const parsed = mappingSchema.safeParse(source);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(({ path, message }) => `${path.join('.') || 'it'} ${message}`);
  throw new Error(`${file}: ${problems.join('; ')}`);
}

/** Of a folder, by name: `payments.yaml` is `payments`. None where there is no folder. */
export function readMappings(folder: string): Map<string, Mapping> {
  if (statSync(folder, { throwIfNoEntry: false })?.isDirectory() !== true) return new Map();
  const named = readdirSync(folder)
    .sort()
    .flatMap((file): [string, Mapping][] => {
      const name = FILE.exec(file)?.[1];
      return name === undefined ? [] : [[name, readMapping(join(folder, file))]];
    });
  return new Map(named);
}
