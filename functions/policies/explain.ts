import * as z from 'zod';
import { type Finding, type Path, pathText, problem } from './problem.ts';

const nouns: Record<string, string> = {
  string: 'a text',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a mapping of keys to values',
  record: 'a mapping of keys to values',
};

function nounOf(value: unknown): string {
  if (typeof value === 'string') return `the text ${JSON.stringify(value)}`;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return Array.isArray(value) ? 'a list' : 'a mapping';
}

const listed = (values: readonly unknown[]) =>
  values
    .map(String)
    .join(', ')
    .replace(/, ([^,]*)$/, ' or $1');

/** Sentences for what zod would say in its own words; those of the schema itself come first. */
export function sentence(issue: z.core.$ZodRawIssue): string | undefined {
  if (issue.input === undefined) return 'is missing';
  switch (issue.code) {
    case 'invalid_type': {
      const noun = nouns[issue.expected] ?? issue.expected;
      return issue.input === null ? `is empty: must be ${noun}` : `must be ${noun}, not ${nounOf(issue.input)}`;
    }
    case 'invalid_value':
      return issue.input === null
        ? `is empty: must be ${listed(issue.values)}`
        : `must be ${listed(issue.values)}, not ${nounOf(issue.input)}`;
    case 'unrecognized_keys':
      return issue.inst instanceof z.ZodObject
        ? `is not known here: known are ${Object.keys(issue.inst.shape).join(', ')}`
        : 'is not known here';
    case 'invalid_union':
      return 'must be none, review, or a mapping of kind, toShare and noticeDays';
    case 'too_big':
      return `must be at most ${issue.maximum}`;
    case 'too_small':
      return `must be at least ${issue.minimum}`;
    default:
      return undefined;
  }
}

/** Every issue with its own path; of several at one place the first, which is the plainest. */
export function findingsOf(error: z.ZodError): Finding[] {
  const byPath = new Map<string, Finding>();
  for (const finding of error.issues.flatMap((issue) => flat(issue, []))) {
    const key = pathText(finding.path);
    if (!byPath.has(key)) byPath.set(key, finding);
  }
  return [...byPath.values()];
}

function flat(issue: z.core.$ZodIssue, above: Path): Finding[] {
  const path: Path = [...above, ...issue.path.map((step) => (typeof step === 'symbol' ? String(step) : step))];
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => problem([...path, key], issue.message));
  if (issue.code === 'invalid_key') return [problem(path, issue.issues[0]?.message ?? issue.message)];
  if (issue.code === 'invalid_union') {
    // The one alternative that the value is meant to be: what is wrong with it lies inside.
    const meant = issue.errors.find((issues) => issues.every((one) => one.path.length > 0 || 'keys' in one));
    if (meant !== undefined) return meant.flatMap((one) => flat(one, path));
  }
  return [problem(path, issue.message)];
}
