// All that is wrong with what policies would say, with the place in the texts or in the policy.
import type { ContactRule, JurisdictionRules } from '../../functions/contracts/rules.ts';
import type { NamedPolicy } from '../../functions/policies/policy-set.ts';
import type { Path } from '../../functions/policies/problem.ts';
import { checkForbidden, checkForCarrier, checkTexts } from '../texts/check.ts';
import { type PlacedProblem, type TextFile, textFiles } from '../texts/files.ts';
import { checkMessages, type Telling } from './check-messages.ts';
import { hasTexts, localesOf, noTexts } from './locales.ts';
import { waysOf } from './routes.ts';
import { type Situation, situations } from './situations.ts';

export interface CheckOptions {
  rules: readonly JurisdictionRules[];
  /** Another folder of texts, and another renderer, for tests. */
  files?: readonly TextFile[];
  render?: Telling['render'];
}

/** A policy's own problem has a path in the policy: who read it knows its place there. */
export interface TextFindings {
  texts: PlacedProblem[];
  policies: { file: string; path: Path; message: string }[];
  /** What each policy says, by its file. */
  told: ReadonlyMap<string, readonly Situation[]>;
}

export function checkSayings(named: readonly NamedPolicy[], options: CheckOptions): TextFindings {
  const files = options.files ?? textFiles();
  const policies = named.flatMap(({ file, policy }) =>
    policy.locales.flatMap((tag, index) =>
      hasTexts(tag) ? [] : [{ file, path: ['locales', index], message: noTexts(tag) }],
    ),
  );
  const told = new Map(named.map(({ file, policy }) => [file, situations(policy)] as const));
  const found = [
    ...checkTexts(files),
    ...named.flatMap(({ file, policy }) => {
      const rules = rulesFor(policy, options.rules);
      const carried = waysOf(policy).some((one) => one.profile === 'china');
      const telling = {
        policy,
        rules,
        situations: told.get(file) ?? [],
        ...(options.render && { render: options.render }),
      };
      const locales = localesOf(policy);
      return files
        .filter(({ locale }) => locales.includes(locale))
        .flatMap((one) => [
          ...checkForbidden(one, rules),
          ...(carried ? checkForCarrier(one) : []),
          ...checkMessages(one, telling),
        ]);
    }),
  ];
  return { texts: distinct(found), policies, told };
}

/** A rule that has ended before the version begins binds it no more. */
function rulesFor(policy: NamedPolicy['policy'], all: readonly JurisdictionRules[]): ContactRule[] {
  const floor = all.find((one) => one.jurisdiction === policy.jurisdiction);
  return floor?.rules.filter(({ effectiveTo }) => effectiveTo === undefined || effectiveTo >= policy.version) ?? [];
}

/** Two policies find the same in the same text. */
function distinct(problems: readonly PlacedProblem[]): PlacedProblem[] {
  const seen = new Map(problems.map((one) => [`${one.file} ${one.path} ${one.message}`, one]));
  return [...seen.values()].sort((a, b) =>
    a.file < b.file ? -1 : a.file > b.file ? 1 : (a.line ?? 0) - (b.line ?? 0),
  );
}
