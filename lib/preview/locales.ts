import { localeFor, type TextLocale } from '../../functions/messages/format.ts';
import { sources } from '../texts/compile.ts';

export const textLocales = Object.keys(sources) as TextLocale[];

/** Whether a borrower with this language tag reads their own language, or would get English in its place. */
export function hasTexts(tag: string): boolean {
  try {
    const { language } = new Intl.Locale(tag);
    return new Intl.Locale(localeFor(tag)).language === language;
  } catch {
    return false;
  }
}
