import type { Policy } from '../../functions/contracts/policy.ts';
import { checkSayings, type TextFindings } from '../../lib/preview/check.ts';
import { BadInput } from './bad-input.ts';
import { type LoadedPolicies, line, readPolicies, sorted } from './load-policies.ts';

/** Policies as `readPolicies` has them, and what is wrong with the messages that they would send. */
export function readChecked(paths: string[]): LoadedPolicies & Pick<TextFindings, 'told'> {
  const loaded = readPolicies(paths);
  const { told, texts, policies } = checkSayings(loaded.named, { rules: loaded.rules });
  const problems = [
    ...loaded.problems,
    ...policies.map(({ file, path, message }) => loaded.placed(file, path, message)),
    ...texts.map((one) => line(one.file, one)),
  ];
  return { ...loaded, problems, told };
}

/** As `loadPolicies`, for those that borrowers are going to meet. */
export function loadChecked(paths: string[]): Policy[] {
  const { named, problems } = readChecked(paths);
  if (problems.length > 0) throw new BadInput(problems);
  return sorted(named);
}
