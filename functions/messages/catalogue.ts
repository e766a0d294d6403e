import { IntlMessageFormat } from 'intl-messageformat';
import type { TextLocale } from './format.ts';
import en from './texts/en.json' with { type: 'json' };
import zhCN from './texts/zh-CN.json' with { type: 'json' };
import zhTW from './texts/zh-TW.json' with { type: 'json' };

/** The shape of a file in texts/: the type check finds what a translation lacks. */
export type Texts = typeof en;
export const catalogues: Readonly<Record<TextLocale, Texts>> = { en, 'zh-CN': zhCN, 'zh-TW': zhTW };

/** Every argument that a text may name is always there: intl-messageformat throws on a missing one. */
export type Values = Readonly<Record<string, string | number>>;
/** Fills in a text of the catalogue. */
export type Say = (text: string, values: Values) => string;

// Compiling a text costs a hundred times its use. The keys are texts of the catalogue: their number is bounded.
const compiled: Readonly<Record<TextLocale, Map<string, IntlMessageFormat>>> = {
  en: new Map(),
  'zh-CN': new Map(),
  'zh-TW': new Map(),
};

export function sayIn(locale: TextLocale): Say {
  const known = compiled[locale];
  return (text, values) => {
    let message = known.get(text);
    if (message === undefined) {
      message = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
      known.set(text, message);
    }
    // Pieces that say nothing leave double spaces behind.
    return String(message.format(values)).replace(/ {2,}/g, ' ').trim();
  };
}
