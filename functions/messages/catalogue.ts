import type { MessageFormatElement } from '@formatjs/icu-messageformat-parser';
import { type Formatters, IntlMessageFormat } from 'intl-messageformat';
import type { TextLocale } from './format.ts';
import type en from './texts/en.json';

/** One that chooses by number or case comes compiled: the parser stays out of the Lambdas. */
export type Text = string | MessageFormatElement[];
/** What stands in for an argument, or beside a value: nothing is filled into these. */
type Name =
  | 'lender'
  | 'contact'
  | 'products'
  | 'otherProduct'
  | 'still'
  | 'formality'
  | 'relapsed'
  | 'reasons'
  | 'status'
  | 'labels'
  | 'join';
type Compiled<T> = T extends string ? Text : { readonly [K in keyof T]: K extends Name ? T[K] : Compiled<T[K]> };

/** What a tier says in words of its own; where it has none, the kind of notice has. */
interface TierText {
  sms?: string;
  email?: { subject: string; title: string; lead: string[] };
}
/** A file in texts/. Tiers are the lender's: a language may lack some or all of them. */
export type Source = Omit<typeof en, 'tiers'> & { readonly tiers: Readonly<Record<string, TierText>> };
/** The same, once compiled. */
export type Texts = Compiled<Source>;

/** Every argument that a text may name is always there: intl-messageformat throws on a missing one. */
export type Values = Readonly<Record<string, string | number>>;
/** Fills in a text of the catalogue. */
export type Say = (text: Text, values: Values) => string;
/** Shows in a text where a filled-in value begins and ends. */
export type Mark = (value: string) => string;

// Making a formatter costs a hundred times its use. The keys are texts of the catalogue: their number is bounded.
const fillers: Readonly<Record<TextLocale, Map<Text, (values: Values) => string>>> = {
  en: new Map(),
  'zh-CN': new Map(),
  'zh-TW': new Map(),
};

/** With `mark`, numbers are marked here; who makes the values marks those that are words. */
export function sayIn(locale: TextLocale, mark?: Mark): Say {
  if (mark !== undefined) return (text, values) => tidy(markedFillerOf(text, locale, mark)(values));
  const known = fillers[locale];
  return (text, values) => {
    let fill = known.get(text);
    if (fill === undefined) {
      fill = fillerOf(text, locale);
      known.set(text, fill);
    }
    return tidy(fill(values));
  };
}

/** Pieces that say nothing leave double spaces behind. */
const tidy = (text: string): string => (text.includes('  ') ? text.replace(/ {2,}/g, ' ') : text).trim();

/** Most texts only name arguments: those are put together directly, five times as fast as by the formatter. */
function fillerOf(text: Text, locale: TextLocale, written = argument): (values: Values) => string {
  if (typeof text !== 'string') {
    const message = new IntlMessageFormat(text, locale);
    return (values) => String(message.format(values));
  }
  const pieces = text.split(/[{}]/);
  return (values) => pieces.reduce((done, piece, index) => done + (index % 2 === 0 ? piece : written(values, piece)));
}

function argument(values: Values, name: string): string | number {
  const value = values[name];
  if (value === undefined) throw new Error(`a text names the unknown argument {${name}}`);
  return value;
}

function markedFillerOf(text: Text, locale: TextLocale, mark: Mark): (values: Values) => string {
  const marked = (values: Values, name: string): string => {
    const value = argument(values, name);
    return typeof value === 'number' ? mark(String(value)) : value;
  };
  if (typeof text === 'string') return fillerOf(text, locale, marked);
  const formatters = {
    getNumberFormat: () => ({ format: (value: number) => mark(String(value)) }),
    getPluralRules: (...on: ConstructorParameters<typeof Intl.PluralRules>) => new Intl.PluralRules(...on),
  } as unknown as Formatters;
  return (values) => {
    // Plurals choose by the number itself, so only where it is written does its mark stand in for it.
    const written = (elements: MessageFormatElement[]): MessageFormatElement[] =>
      elements.map((element) => {
        if (element.type === 1) return { type: 0, value: marked(values, element.value) };
        if (!('options' in element)) return element;
        const options = Object.entries(element.options).map(([key, { value }]) => [key, { value: written(value) }]);
        return { ...element, options: Object.fromEntries(options) } as MessageFormatElement;
      });
    return String(new IntlMessageFormat(written(text), locale, undefined, { formatters }).format(values));
  };
}
