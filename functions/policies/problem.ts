/** What is wrong with a policy, and where: path as written in code, line and column from 1 where the text has them. */
export interface Problem {
  path: string;
  message: string;
  line?: number;
  column?: number;
}

export type Path = readonly (string | number)[];

/** What a check found before it is known where in the text that stands. */
export interface Finding {
  severity: 'problem' | 'warning';
  path: Path;
  message: string;
}

export const problem = (path: Path, message: string): Finding => ({ severity: 'problem', path, message });
export const warning = (path: Path, message: string): Finding => ({ severity: 'warning', path, message });

/** `['limitActions', 1, 'announcedBy']` as `limitActions[1].announcedBy`. */
export function pathText(path: Path): string {
  return path.reduce<string>((text, step) => {
    if (typeof step === 'number') return `${text}[${step}]`;
    if (!/^[\p{L}_][\p{L}\d_-]*$/u.test(step)) return `${text}[${JSON.stringify(step)}]`;
    return text === '' ? step : `${text}.${step}`;
  }, '');
}

/** Whether a path is, or lies below, one of the others. */
export function liesWithin(path: Path, others: readonly Path[]): boolean {
  return others.some((other) => other.length <= path.length && other.every((step, index) => step === path[index]));
}
