import {
  isArgumentElement,
  isLiteralElement,
  isPluralElement,
  isPoundElement,
  isSelectElement,
  type MessageFormatElement,
  parse,
  type SelectElement,
} from '@formatjs/icu-messageformat-parser';
import type { Text } from '../../functions/messages/catalogue.ts';
import type { TextLocale } from '../../functions/messages/format.ts';
import en from '../../functions/messages/texts/en.json' with { type: 'json' };
import zhCN from '../../functions/messages/texts/zh-CN.json' with { type: 'json' };
import zhTW from '../../functions/messages/texts/zh-TW.json' with { type: 'json' };

/** The texts as they are edited. The type check finds here what a translation lacks. */
export const sources: Readonly<Record<TextLocale, typeof en>> = { en, 'zh-CN': zhCN, 'zh-TW': zhTW };

export type Compiled = Text | Compiled[] | { [key: string]: Compiled };

/** A whole catalogue, or a part of it; the path leads to a text that cannot be read. */
export function compile(source: unknown, path: string): Compiled {
  if (typeof source === 'string') return compileText(source, path);
  if (Array.isArray(source)) return source.map((text, index) => compile(text, `${path} ${index + 1}`));
  const entries = Object.entries(source as Record<string, unknown>);
  return Object.fromEntries(entries.map(([key, value]) => [key, compile(value, `${path} ${key}`)]));
}

/** Throws, naming the path, when a text does not follow the rules of ICU messages. */
export function compileText(text: string, path: string): Text {
  try {
    const elements = parse(text, { ignoreTag: true });
    return elements.every(isPlain) ? elements.map(written).join('') : elements;
  } catch (error) {
    throw new Error(`${path} cannot be read (${error instanceof Error ? error.message : error}): ${text}`);
  }
}

/** What the catalogue fills in by itself, at each brace. */
const isPlain = (element: MessageFormatElement): boolean =>
  isArgumentElement(element) || (isLiteralElement(element) && !/[{}]/.test(element.value));

function written(element: MessageFormatElement): string {
  if (isArgumentElement(element)) return `{${element.value}}`;
  return isLiteralElement(element) ? element.value : '';
}

/** The file that the Lambdas read instead of the sources, so that they need no parser. */
export function compiledTexts(): string {
  const texts = Object.entries(sources).map(([locale, source]) => [locale, compile(source, `${locale}.json`)]);
  return `// Made from the files in texts/ by \`npm run texts\`: edit those.
import type { Catalogues } from './catalogue.ts';
import * as a from './elements.ts';

const made = (): Catalogues => (${print(Object.fromEntries(texts))});
// Marked, so that a Lambda that writes to nobody leaves the texts out.
export const catalogues = /* @__PURE__ */ made();
`;
}

/** A text a line, so that the difference shows which one changed. */
function print(compiled: Compiled, indent = ''): string {
  if (typeof compiled === 'string') return JSON.stringify(compiled);
  if (isMessage(compiled)) return `a.text(${printParts(compiled)})`;
  if (Array.isArray(compiled)) return `[${compiled.map((each) => print(each)).join(', ')}]`;
  const inner = `${indent}  `;
  const lines = Object.entries(compiled).map(
    ([key, value]) => `${inner}${JSON.stringify(key)}: ${print(value, inner)},`,
  );
  return ['{', ...lines, `${indent}}`].join('\n');
}

const isMessage = (node: Compiled): node is MessageFormatElement[] =>
  Array.isArray(node) && node.every((each) => typeof each === 'object' && 'type' in each);

/** Neighbours that can be read as one string become one. */
function printParts(elements: readonly MessageFormatElement[]): string {
  const parts: string[] = [];
  let words: string | undefined;
  const close = (): void => {
    if (words !== undefined) parts.push(JSON.stringify(words));
    words = undefined;
  };
  for (const element of elements) {
    if (isPoundElement(element)) words = `${words ?? ''}{#}`;
    else if (isPlain(element)) words = `${words ?? ''}${written(element)}`;
    else {
      close();
      parts.push(printElement(element));
    }
  }
  close();
  const [only = '""'] = parts;
  return parts.length <= 1 && only.startsWith('"') ? only : `[${parts.join(', ')}]`;
}

function printElement(element: MessageFormatElement): string {
  if (isPoundElement(element)) return printParts([element]);
  const value = JSON.stringify(element.value);
  if (isLiteralElement(element)) return `a.literal(${value})`;
  if (isSelectElement(element)) return `a.select(${value}, ${printOptions(element)})`;
  if (!isPluralElement(element)) return JSON.stringify(element);
  const more = element.offset === 0 && element.pluralType === 'cardinal' ? [] : [element.offset, element.pluralType];
  return `a.plural(${[value, printOptions(element), ...more.map((each) => JSON.stringify(each))].join(', ')})`;
}

function printOptions({ options }: Pick<SelectElement, 'options'>): string {
  const printed = Object.entries(options).map(([key, { value }]) => `${JSON.stringify(key)}: ${printParts(value)}`);
  return `{ ${printed.join(', ')} }`;
}
