// The words and the layout of emails, packed at build: read as they are they would be a third of a Lambda.
import { brotliDecompressSync } from 'node:zlib';
import type { Texts } from './catalogue.ts';
import { layout, texts } from './compiled-texts.ts';
import type { TextLocale } from './format.ts';

const unpacked = (packed: string): string => brotliDecompressSync(Buffer.from(packed, 'base64')).toString();

const opened = new Map<TextLocale, Texts>();
export function textsIn(locale: TextLocale): Texts {
  const known = opened.get(locale);
  if (known !== undefined) return known;
  const made: Texts = JSON.parse(unpacked(texts[locale].packed));
  opened.set(locale, made);
  return made;
}

/** letter.mjml as HTML with its markers. */
export const layoutHtml = (): string => unpacked(layout);

/** Changes with every word of a language and with the layout. */
export const templateVersionOf = (locale: TextLocale): string => texts[locale].version;
