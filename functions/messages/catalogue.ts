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
const compiled: Readonly<Record<TextLocale, Map<string, (values: Values) => string>>> = {
  en: new Map(),
  'zh-CN': new Map(),
  'zh-TW': new Map(),
};

export function sayIn(locale: TextLocale): Say {
  const known = compiled[locale];
  return (text, values) => {
    let fill = known.get(text);
    if (fill === undefined) {
      fill = compile(text, locale);
      known.set(text, fill);
    }
    const filled = fill(values);
    // Pieces that say nothing leave double spaces behind.
    return (filled.includes('  ') ? filled.replace(/ {2,}/g, ' ') : filled).trim();
  };
}

const NAME = /^\w+$/;

/** Most texts only name arguments: those are put together directly, five times as fast as by the formatter. */
function compile(text: string, locale: TextLocale): (values: Values) => string {
  const pieces = text.split(/[{}]/);
  const plain = !text.includes("'") && pieces.every((piece, index) => index % 2 === 0 || NAME.test(piece));
  if (!plain) {
    const message = new IntlMessageFormat(text, locale, undefined, { ignoreTag: true });
    return (values) => String(message.format(values));
  }
  return (values) => pieces.reduce((done, piece, index) => done + (index % 2 === 0 ? piece : argument(values, piece)));
}

function argument(values: Values, name: string): string | number {
  const value = values[name];
  if (value === undefined) throw new Error(`a text names the unknown argument {${name}}`);
  return value;
}
