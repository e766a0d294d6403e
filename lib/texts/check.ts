// What is wrong with the texts as they are written, before any message is made of them.
import { parse } from '@formatjs/icu-messageformat-parser';
import type { ContactRule } from '../../functions/contracts/rules.ts';
import { localeFor } from '../../functions/messages/format.ts';
import { type Path, pathText } from '../../functions/policies/problem.ts';
import type { Leaf, PlacedProblem, TextFile } from './files.ts';

/** Tiers are the lender's own: a language may lack them. */
const isOfTier = ({ path }: Leaf): boolean => path[0] === 'tiers';
/** What a text message is made of. */
export const isOfSms = ({ path }: Leaf): boolean => !path.includes('email');
/** Nothing is filled into these: they are filled in. */
const VALUES = [
  'lender',
  'contact',
  'products',
  'otherProduct',
  'still',
  'formality',
  'reasons',
  'status',
  'labels',
  'join',
  'relapsed',
];
const isValue = ({ path }: Leaf): boolean => VALUES.includes(String(path[0])) || path.includes('labels');

/** Texts that cannot be read, that are missing, or that name other variables than the other languages. */
export function checkTexts(files: readonly TextFile[]): PlacedProblem[] {
  const broken = files.flatMap((one) => one.broken);
  if (broken.length > 0) return broken;
  const named = new Map(files.map((file) => [file, variablesOf(file)]));
  const problems = files.flatMap((file) => [...(named.get(file)?.problems ?? []), ...missingTexts(file, files)]);
  const known = new Set([...named.values()].flatMap(({ names }) => [...names.values()].flatMap((one) => [...one])));
  return [
    ...problems,
    ...files.flatMap((file) =>
      [...file.leaves].flatMap(([key, leaf]) => {
        const mine = named.get(file)?.names.get(key);
        if (mine === undefined) return [];
        const others = files.filter((one) => one !== file).flatMap((one) => named.get(one)?.names.get(key) ?? []);
        return checkVariables(file, {
          leaf,
          mine,
          others,
          usual: isOfTier(leaf) ? usualIn(named, leaf, known) : undefined,
        });
      }),
    ),
  ];
}

/** What is named by texts of the same kind elsewhere: the measure for those that a tier has of its own. */
function usualIn(
  named: ReadonlyMap<TextFile, { names: ReadonlyMap<string, ReadonlySet<string>> }>,
  { path }: Leaf,
  known: ReadonlySet<string>,
): ReadonlySet<string> {
  const [, , channel, part] = path;
  const like = ['notice', 'formal'].flatMap((kind) => {
    const from = pathText(part === undefined ? [String(channel), kind] : ['email', kind, String(part)]);
    return [...named.values()].flatMap(({ names }) =>
      [...names].flatMap(([key, one]) => (key === from || key.startsWith(`${from}[`) ? [...one] : [])),
    );
  });
  return like.length === 0 ? known : new Set(like);
}

function checkVariables(
  { locale, at }: TextFile,
  {
    leaf,
    mine,
    others,
    usual,
  }: {
    leaf: Leaf;
    mine: ReadonlySet<string>;
    others: readonly ReadonlySet<string>[];
    usual: ReadonlySet<string> | undefined;
  },
): PlacedProblem[] {
  const unknown = (name: string) => at(leaf.path, `names {${name}}, which nothing fills in here`);
  if (usual !== undefined) return [...mine].filter((name) => !usual.has(name)).map(unknown);
  if (others.length === 0) return [];
  // Of three languages two are right; of two, neither is known to be.
  const most = others.length > 1 ? 1 : 0;
  const elsewhere = (name: string) => others.filter((one) => one.has(name)).length;
  const all = new Set(others.flatMap((one) => [...one]));
  const missing = [...all].filter((name) => !mine.has(name) && elsewhere(name) > most);
  return [
    ...[...mine].filter((name) => elsewhere(name) === 0).map(unknown),
    ...missing.map((name) =>
      at(leaf.path, `misses {${name}}, which the other languages name here: the message in ${locale} would not say it`),
    ),
  ];
}

function variablesOf({ leaves, at }: TextFile): { names: Map<string, Set<string>>; problems: PlacedProblem[] } {
  const names = new Map<string, Set<string>>();
  const problems: PlacedProblem[] = [];
  for (const [key, leaf] of leaves) {
    if (isValue(leaf)) continue;
    try {
      names.set(key, namedIn(leaf.text));
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      problems.push(at(leaf.path, `cannot be read as an ICU message: ${why}`));
    }
  }
  return { names, problems };
}

/** The variables of a text, in its plurals and choices too. Throws when it is no ICU message. */
function namedIn(text: string): Set<string> {
  const named = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && 'value' in node && node.type !== 0) named.add(String(node.value));
    for (const child of Object.values(node)) walk(child);
  };
  walk(parse(text, { ignoreTag: true }));
  return named;
}

function missingTexts(file: TextFile, files: readonly TextFile[]): PlacedProblem[] {
  const others = files.filter((one) => one !== file);
  const keys = new Set(
    others.flatMap((one) => [...one.leaves].flatMap(([key, leaf]) => (isOfTier(leaf) ? [] : [key]))),
  );
  const owners = (key: string) => others.filter((one) => one.leaves.has(key));
  const lacking = [...keys].filter((key) => !file.leaves.has(key) && owners(key).length === others.length);
  const surplus = [...file.leaves].filter(([key, leaf]) => !isOfTier(leaf) && owners(key).length === 0);
  return [
    ...lacking.map((key) =>
      file.at(owners(key)[0]?.leaves.get(key)?.path ?? [], 'is missing: the other languages have it'),
    ),
    ...surplus.map(([, leaf]) => file.at(leaf.path, 'is no text that messages use: no other language has it')),
  ];
}

/** Words that the rules of a jurisdiction forbid in a language. */
export function checkForbidden({ locale, leaves, at }: TextFile, rules: readonly ContactRule[]): PlacedProblem[] {
  const forbidding = rules.flatMap((rule) =>
    Object.entries(rule.forbidden ?? {}).flatMap(([tag, words]) =>
      isSaidIn(tag, locale) ? words.map((word) => ({ rule, word, pattern: patternOf(word) })) : [],
    ),
  );
  return [...leaves.values()].flatMap((leaf) =>
    forbidding
      .filter(({ pattern }) => pattern.test(leaf.text))
      .map(({ rule, word }) => at(leaf.path, `says "${word}", against ${ruleText(rule)}`)),
  );
}

/** `zh` is both scripts; `zh-CN` one of them. */
const isSaidIn = (tag: string, locale: TextFile['locale']): boolean =>
  tag.includes('-') ? localeFor(tag) === locale : new Intl.Locale(locale).language === tag;

/** Whole words where words have ends: "court" is not in "courtesy". */
function patternOf(word: string): RegExp {
  const literal = word.replace(/[.*+?^${}()|[\]\\]/g, '\\$&').replace(/\s+/g, '\\s+');
  const edge = (end: string | undefined, look: string) =>
    end !== undefined && /[\p{Script=Latin}\p{N}]/u.test(end) ? look : '';
  return new RegExp(
    `${edge(word.at(0), '(?<![\\p{Script=Latin}\\p{N}])')}${literal}${edge(word.at(-1), '(?![\\p{Script=Latin}\\p{N}])')}`,
    'iu',
  );
}

export const ruleText = ({ id, text, source, certainty }: ContactRule): string =>
  `${id}: ${text} [${source}; ${certainty}]`;

export const LINK = /https?:|www\.|\b[a-z0-9-]+\.(?:com|cn|net|org|io|co|cc|me|ly|link|top|xyz|info|app)\b/i;

/** What a Chinese carrier refuses whoever the borrower is. RULES CN-22. */
export function checkForCarrier({ leaves, at }: TextFile): PlacedProblem[] {
  const place = (path: Path, message: string) => at(path, `${message} (profile china, CN-22)`);
  return [...leaves.values()]
    .filter(isOfSms)
    .flatMap((leaf) => [
      ...(/[【】]/.test(leaf.text)
        ? [place(leaf.path, 'holds 【 or 】: the carrier adds the signature, and the text itself has none')]
        : []),
      ...(isValue(leaf) && LINK.test(leaf.text)
        ? [place(leaf.path, 'is a link and filled into text messages: a variable may hold none')]
        : []),
    ]);
}
