import { type Language, languages } from './words.tsx';

const KEPT = 'cureflow.language';

/** What was chosen here before, or what the browser prefers. */
export function firstLanguage(): Language {
  const kept = stored();
  if (kept !== undefined) return kept;
  return navigator.languages.some((one) => one.toLowerCase().startsWith('zh')) ? 'zh-CN' : 'en';
}

function stored(): Language | undefined {
  try {
    const kept = localStorage.getItem(KEPT);
    return kept !== null && kept in languages ? (kept as Language) : undefined;
  } catch {
    return undefined;
  }
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(KEPT, language);
  } catch {
    // A browser that keeps nothing is asked again.
  }
}
