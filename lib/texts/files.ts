// The files of texts as somebody edits them: read from the disk, with the place of every text.
import { readFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { TextLocale } from '../../functions/messages/format.ts';
import { type Path, type Problem, pathText } from '../../functions/policies/problem.ts';
import { readYaml } from '../../functions/policies/yaml-source.ts';

export const textLocales = ['en', 'zh-CN', 'zh-TW'] as const satisfies readonly TextLocale[];
const folderOfTexts = fileURLToPath(new URL('../../functions/messages/texts/', import.meta.url));

export interface Leaf {
  path: Path;
  text: string;
}
export interface TextFile {
  locale: TextLocale;
  /** As a reader of messages finds it. */
  file: string;
  /** Every text by its path, as written in code. */
  leaves: ReadonlyMap<string, Leaf>;
  /** Why it cannot be read; then there are no texts in it. */
  broken: PlacedProblem[];
  at(path: Path, message: string): PlacedProblem;
}
export interface PlacedProblem extends Problem {
  file: string;
}

export const textFiles = (folder: string = folderOfTexts): TextFile[] =>
  textLocales.map((locale) => readTexts(locale, join(folder, `${locale}.json`)));

function readTexts(locale: TextLocale, path: string): TextFile {
  const file = relative(process.cwd(), path);
  // JSON is YAML, and the reader of policies keeps places.
  const source = readYaml(readFileSync(path, 'utf8'));
  const at = (place: Path, message: string): PlacedProblem => ({
    file,
    path: pathText(place),
    message,
    ...source.locate(place),
  });
  const twice = source.findings.map((one) => at(one.path, one.message));
  const broken = [...source.broken.map((one) => ({ file, ...one })), ...twice];
  const leaves = new Map<string, Leaf>();
  for (const leaf of leavesOf(source.data, [])) {
    if (typeof leaf.text === 'string') leaves.set(pathText(leaf.path), { path: leaf.path, text: leaf.text });
    else broken.push(at(leaf.path, 'must be a text between quotation marks'));
  }
  return { locale, file, leaves, broken, at };
}

function leavesOf(node: unknown, path: Path): { path: Path; text: unknown }[] {
  if (Array.isArray(node)) return node.flatMap((one, index) => leavesOf(one, [...path, index]));
  if (typeof node !== 'object' || node === null) return path.length === 0 ? [] : [{ path, text: node }];
  return Object.entries(node).flatMap(([key, one]) => leavesOf(one, [...path, key]));
}
