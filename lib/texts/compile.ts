import { createHash } from 'node:crypto';
import { brotliCompressSync } from 'node:zlib';
import {
  isArgumentElement,
  isLiteralElement,
  type MessageFormatElement,
  parse,
} from '@formatjs/icu-messageformat-parser';
import type { Source, Text } from '../../functions/messages/catalogue.ts';
import type { TextLocale } from '../../functions/messages/format.ts';
import en from '../../functions/messages/texts/en.json' with { type: 'json' };
import zhCN from '../../functions/messages/texts/zh-CN.json' with { type: 'json' };
import zhTW from '../../functions/messages/texts/zh-TW.json' with { type: 'json' };

/** The texts as they are edited. The type check finds here what a translation lacks. */
export const sources: Readonly<Record<TextLocale, Source>> = { en, 'zh-CN': zhCN, 'zh-TW': zhTW };

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

/** What a message of a language is made of, as `templateVersion` names it in the evidence. */
export const versionOf = (compiled: Compiled, layout: string): string =>
  createHash('sha256')
    .update(JSON.stringify([compiled, layout]))
    .digest('hex')
    .slice(0, 12);

/**
 * The file that the Lambdas read instead of the sources, so that they need no parser. It is packed, as its words are read
 * in the sources, where their differences show; and in one piece, a fifth smaller than each language by itself.
 */
export function compiledFile(layout: string): string {
  const texts = Object.fromEntries(
    Object.entries(sources).map(([locale, source]) => [locale, compile(source, `${locale}.json`)]),
  );
  const versions = Object.entries(texts).map(([locale, text]) => `  '${locale}': '${versionOf(text, layout)}',`);
  const packed = brotliCompressSync(JSON.stringify({ texts, layout })).toString('base64');
  return `// Made from the files in texts/ and from letter.mjml by \`npm run texts\`: edit those.
export const versions = {
${versions.join('\n')}
} as const;
export const packed = '${packed}';
`;
}
