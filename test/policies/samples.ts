import { readdirSync, readFileSync } from 'node:fs';
import { parseDocument } from 'yaml';
import type { Policy } from '../../functions/contracts/policy.ts';
import type { JurisdictionRules } from '../../functions/contracts/rules.ts';
import { parsePolicy } from '../../functions/policies/parse.ts';
import { parseRules } from '../../functions/policies/parse-rules.ts';
import { pathText } from '../../functions/policies/problem.ts';

const at = (path: string) => new URL(`../../${path}`, import.meta.url);
export const textOf = (path: string) => readFileSync(at(path), 'utf8');

export const samplePaths = ['policies', 'test/data/policies'].flatMap((folder) =>
  readdirSync(at(folder))
    .filter((name) => name.endsWith('.yaml'))
    .map((name) => `${folder}/${name}`),
);

export const rules: JurisdictionRules[] = readdirSync(at('rules')).map((name) => {
  const reading = parseRules(textOf(`rules/${name}`));
  if ('problems' in reading) throw new Error(`${name}: ${JSON.stringify(reading.problems)}`);
  return reading.rules;
});

/** `undefined` takes the key away. */
export type Change = readonly [path: readonly (string | number)[], value: unknown];

/** What is changed in a good policy, and the one finding that makes: its path and what its message says. */
export type Case = [changes: Change[], path: string, message: RegExp];

/** A case with a sentence for its name. */
export function told([changes, path, message]: Case) {
  const change = changes.map(
    ([at, value]) => `${pathText(at)} ${value === undefined ? 'left out' : JSON.stringify(value)}`,
  );
  return { changes, path, message, name: `with ${change.join(' and ')}, "${path}" is told ${message}` };
}

/** The pay-later sample with changes, as text. */
export function payLaterWith(...changes: Change[]): string {
  const document = parseDocument(textOf('policies/pay-later.yaml'));
  for (const [path, value] of changes) {
    if (value === undefined) document.deleteIn(path);
    else document.setIn(path, document.createNode(value));
  }
  return String(document);
}

/** A day on which every rule of the files that has a beginning has begun but one of the Union. */
export const on = '2026-07-01';

export function policyOf(text: string): Policy {
  const reading = parsePolicy(text, rules, { on });
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  return reading.policy;
}

export function problemsOf(text: string): [path: string, message: string][] {
  const reading = parsePolicy(text, rules, { on });
  return 'problems' in reading ? reading.problems.map(({ path, message }) => [path, message]) : [];
}

export function warningsOf(text: string): [path: string, message: string][] {
  return parsePolicy(text, rules, { on }).warnings.map(({ path, message }) => [path, message]);
}
