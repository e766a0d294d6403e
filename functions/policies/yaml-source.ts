import { isMap, isScalar, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { type Finding, type Path, type Problem, pathText, problem, warning } from './problem.ts';

/** A YAML text as plain data, with the place of everything in it. */
export interface YamlSource {
  data: unknown;
  /** Keys written twice and what the YAML parser doubts. */
  findings: Finding[];
  /** Not empty when the text is no YAML at all; then the data are not worth looking at. */
  broken: Problem[];
  /** Where the path stands in the text, or the nearest thing above it that does. */
  locate(path: Path): { line: number; column: number } | undefined;
}

export function readYaml(text: string): YamlSource {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, uniqueKeys: false, prettyErrors: false });
  const at = (offset: number) => {
    const { line, col } = lines.linePos(offset);
    return { line, column: col };
  };
  const offsets = new Map<string, number>();
  const findings: Finding[] = [];
  visit(document.contents, []);

  function visit(node: unknown, path: Path): void {
    if (isMap(node)) {
      const seen = new Set<string>();
      for (const { key, value } of node.items) {
        const name = String(isScalar(key) ? key.value : key);
        const below = [...path, name];
        const keyOffset = (key as Node | null)?.range?.[0];
        if (seen.has(name)) findings.push(problem(below, 'is written twice'));
        seen.add(name);
        note(below, isScalar(value) && value.value !== null ? (value.range?.[0] ?? keyOffset) : keyOffset);
        visit(value, below);
      }
    } else if (isSeq(node)) {
      node.items.forEach((item, index) => {
        const below = [...path, index];
        note(below, (item as Node | null)?.range?.[0]);
        visit(item, below);
      });
    }
  }

  function note(path: Path, offset: number | undefined): void {
    if (offset !== undefined) offsets.set(pathText(path), offset);
  }

  const broken: Problem[] = document.errors.map((error) => ({ path: '', message: error.message, ...at(error.pos[0]) }));
  let data: unknown;
  try {
    data = broken.length === 0 ? document.toJS() : undefined;
  } catch (error) {
    broken.push({ path: '', message: error instanceof Error ? error.message : String(error) });
  }
  for (const doubt of document.warnings) findings.push(warning([], doubt.message));

  return {
    data,
    findings,
    broken,
    locate(path) {
      for (let length = path.length; length > 0; length--) {
        const offset = offsets.get(pathText(path.slice(0, length)));
        if (offset !== undefined) return at(offset);
      }
      return text.trim() === '' ? undefined : at(document.contents?.range?.[0] ?? 0);
    },
  };
}
