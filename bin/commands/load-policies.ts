import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Policy } from '../../functions/contracts/policy.ts';
import type { JurisdictionRules } from '../../functions/contracts/rules.ts';
import type { Day } from '../../functions/contracts/time.ts';
import { calendarEnds } from '../../functions/domain/contact-window.ts';
import { type PolicyReading, parsePolicy } from '../../functions/policies/parse.ts';
import { parseRules } from '../../functions/policies/parse-rules.ts';
import { checkSet, type NamedPolicy } from '../../functions/policies/policy-set.ts';
import { type Path, type Problem, pathText } from '../../functions/policies/problem.ts';
import type { YamlSource } from '../../functions/policies/yaml-source.ts';
import { quietDays } from '../../lib/calendars/quiet-days.ts';
import { BadInput } from './bad-input.ts';

const rulesFolder = fileURLToPath(new URL('../../rules/', import.meta.url));

/** What files and folders hold; problems and warnings as lines for standard error, in the order of the files. */
export interface LoadedPolicies {
  named: NamedPolicy[];
  problems: string[];
  warnings: string[];
  /** What the policies were held against. */
  rules: JurisdictionRules[];
  /** A problem of a policy that was read, as a line with its place. */
  placed(file: string, path: Path, message: string): string;
}

/** The policies of files and folders (all their .yaml and .yml), by product and version. Throws BadInput with every problem. */
export function loadPolicies(paths: string[], span?: Span): Policy[] {
  const { named, problems } = readPolicies(paths, span);
  if (problems.length > 0) throw new BadInput(problems);
  return sorted(named);
}

export const sorted = (named: readonly NamedPolicy[]): Policy[] =>
  named.map(({ policy }) => policy).sort((a, b) => order(a.product, b.product) || order(a.version, b.version));

/** The days for which policies are to hold: their rules and calendars are looked at to the last of them. */
export interface Span {
  from?: Day;
  until: Day;
}

const today = (): Day => new Date().toISOString().slice(0, 10) as Day;

export function readPolicies(paths: string[], span: Span = { until: today() }): LoadedPolicies {
  const rules = readRules();
  const locate = new Map<string, YamlSource['locate']>();
  const placed = (file: string, path: Path, message: string, mark = ''): string =>
    line(file, { path: pathText(path), message, ...locate.get(file)?.(path) }, mark);
  const loaded: LoadedPolicies = { named: [], problems: [], warnings: [], rules, placed };
  for (const file of policyFiles(paths, loaded.problems)) {
    const reading = withCalendar(readPolicy(file, rules, span), span);
    loaded.warnings.push(...reading.warnings.map((one) => line(file, one, 'warning ')));
    if ('policy' in reading) {
      loaded.named.push({ file, policy: reading.policy });
      locate.set(file, reading.locate);
    } else loaded.problems.push(...reading.problems.map((one) => line(file, one)));
  }
  for (const { file, severity, path, message } of checkSet(loaded.named)) {
    if (severity === 'problem') loaded.problems.push(placed(file, path, message));
    else loaded.warnings.push(placed(file, path, message, 'warning '));
  }
  return loaded;
}

/** The files themselves, each once; what is missing or empty goes to the problems. */
function policyFiles(paths: string[], problems: string[]): string[] {
  if (paths.length === 0) problems.push('no policy was named');
  const files = new Map<string, string>();
  for (const path of paths) {
    const found = filesAt(path);
    if (typeof found === 'string') problems.push(`${path}: ${found}`);
    else for (const file of found) if (!files.has(resolve(file))) files.set(resolve(file), file);
  }
  return [...files.values()];
}

function filesAt(path: string): string[] | string {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 'no such file or folder';
  if (!stat.isDirectory()) return [path];
  const files = readdirSync(path)
    .filter((name) => /\.ya?ml$/i.test(name))
    .sort(order)
    .map((name) => join(path, name));
  return files.length > 0 ? files : 'holds no policy (*.yaml)';
}

function readPolicy(file: string, rules: readonly JurisdictionRules[], { until }: Span): PolicyReading {
  try {
    return parsePolicy(new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(file)), rules, { on: until });
  } catch (error) {
    const problems: Problem[] = [{ path: '', message: `cannot be read: ${(error as Error).message}` }];
    return { problems, warnings: [] };
  }
}

/** With the days on which nothing goes out, so that no function has to carry calendars. */
function withCalendar(reading: PolicyReading, { from, until }: Span): PolicyReading {
  if (!('policy' in reading)) return reading;
  const { policy, warnings, locate } = reading;
  const asked = policy.contact.quietDays;
  const first = [policy.version, from ?? policy.version].sort()[0] ?? policy.version;
  const found = quietDays(asked, { from: first, until: until > first ? until : first });
  const path = ['contact', 'quietDays', 'holidays'];
  const told = (message: string): Problem => ({ path: pathText(path), message, ...locate(path) });
  if ('problem' in found) return { problems: [told(found.problem)], warnings };
  const whole: Policy = found.quiet === undefined ? policy : { ...policy, quiet: found.quiet };
  const ends = calendarEnds(whole, until);
  const message = `ends on ${ends?.on}: publish the policy again with a library that has the next year, or only weekends are kept then`;
  return { policy: whole, warnings: ends === undefined ? warnings : [...warnings, told(message)], locate };
}

/** The rules that come with the project: a broken file there is a fault of ours, not of the input. */
function readRules(): JurisdictionRules[] {
  return readdirSync(rulesFolder)
    .filter((name) => name.endsWith('.yaml'))
    .sort(order)
    .map((name) => {
      const reading = parseRules(readFileSync(join(rulesFolder, name), 'utf8'));
      if ('problems' in reading) throw new Error(reading.problems.map((one) => line(`rules/${name}`, one)).join('\n'));
      return reading.rules;
    });
}

export function line(file: string, { path, message, line, column }: Problem, mark = ''): string {
  const place = line === undefined ? file : `${file}:${line}:${column}`;
  return path === '' ? `${place}: ${mark}${message}` : `${place} ${mark}${path}: ${message}`;
}

const order = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);
