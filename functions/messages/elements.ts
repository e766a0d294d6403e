// What compiled-texts.ts is made of: the elements of FormatJS's syntax tree, written short, as there are hundreds.
import type { MessageFormatElement, PluralElement, SelectElement } from '@formatjs/icu-messageformat-parser';

/** A string stands for what it reads as: words, arguments in braces, and `{#}` for the number of a plural. */
type Part = string | MessageFormatElement;
type Options = Readonly<Record<string, string | readonly Part[]>>;
const optionsOf = (options: Options): SelectElement['options'] =>
  Object.fromEntries(Object.entries(options).map(([key, parts]) => [key, { value: text(parts) }]));

export const text = (parts: string | readonly Part[]): MessageFormatElement[] =>
  [parts].flat().flatMap((part) => (typeof part === 'string' ? read(part) : [part]));

const read = (part: string): MessageFormatElement[] =>
  part.split(/[{}]/).flatMap((piece, index): MessageFormatElement[] => {
    if (index % 2 === 0) return piece === '' ? [] : [literal(piece)];
    return [piece === '#' ? { type: 7 } : { type: 1, value: piece }];
  });

/** Words that hold braces. */
export const literal = (value: string): MessageFormatElement => ({ type: 0, value });
export const select = (value: string, options: Options): SelectElement => ({
  type: 5,
  value,
  options: optionsOf(options),
});
export const plural = (
  value: string,
  options: Options,
  offset = 0,
  pluralType: Intl.PluralRulesOptions['type'] = 'cardinal',
): PluralElement => ({ type: 6, value, options: optionsOf(options), offset, pluralType });
