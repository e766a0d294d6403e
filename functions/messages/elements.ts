// What compiled-texts.ts is made of: the elements of FormatJS's syntax tree, written short, as there are hundreds.
import type { MessageFormatElement, PluralElement, SelectElement } from '@formatjs/icu-messageformat-parser';

type Options = Readonly<Record<string, MessageFormatElement[]>>;
const optionsOf = (options: Options): SelectElement['options'] =>
  Object.fromEntries(Object.entries(options).map(([key, value]) => [key, { value }]));

export const literal = (value: string): MessageFormatElement => ({ type: 0, value });
export const argument = (value: string): MessageFormatElement => ({ type: 1, value });
/** The `#` of a plural. */
export const pound: MessageFormatElement = { type: 7 };
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
