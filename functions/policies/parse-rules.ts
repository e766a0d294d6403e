import * as z from 'zod';
import { type JurisdictionRules, rulesSchema } from '../contracts/rules.ts';
import { findingsOf, sentence } from './explain.ts';
import { type Problem, pathText } from './problem.ts';
import { readYaml } from './yaml-source.ts';

export type RulesReading = { rules: JurisdictionRules } | { problems: Problem[] };

/** A file of `rules/`: the contact rules of one jurisdiction. */
export function parseRules(text: string): RulesReading {
  const source = readYaml(text);
  if (source.broken.length > 0) return { problems: source.broken };
  const parsed = z.safeParse(rulesSchema, source.data, { error: sentence });
  const findings = [...source.findings, ...(parsed.success ? [] : findingsOf(parsed.error))];
  if (parsed.success && findings.length === 0) return { rules: parsed.data };
  return {
    problems: findings.map(({ path, message }) => ({ path: pathText(path), message, ...source.locate(path) })),
  };
}
