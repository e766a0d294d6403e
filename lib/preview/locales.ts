import { localeFor, type TextLocale } from '../../functions/messages/format.ts';
import { textLocales } from '../texts/files.ts';

/** Whether a borrower with this language tag reads their own language, or would get English in its place. */
export function hasTexts(tag: string): boolean {
  try {
    return new Intl.Locale(localeFor(tag)).language === new Intl.Locale(tag).language;
  } catch {
    return false;
  }
}

/** The languages of the texts that a policy's borrowers read; all where it does not say. */
export const localesOf = ({ locales }: { locales: readonly string[] }): TextLocale[] =>
  locales.length === 0 ? [...textLocales] : [...new Set(locales.filter(hasTexts).map(localeFor))];

export const noTexts = (tag: string): string =>
  `is ${tag}, for which there are no texts: there are ${textLocales.join(', ')}`;
