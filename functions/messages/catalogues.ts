// The words and the layout of emails, packed at build: as they are read they would be a third of a Lambda.
import { brotliDecompressSync } from 'node:zlib';
import type { Texts } from './catalogue.ts';
import { packed, versions } from './compiled-texts.ts';
import type { TextLocale } from './format.ts';

interface Catalogues {
  texts: Readonly<Record<TextLocale, Texts>>;
  /** letter.mjml as HTML with its markers. */
  layout: string;
}

// Opened at the first message, in about a millisecond: most starts of a function write none.
let opened: Catalogues | undefined;
export function catalogues(): Catalogues {
  opened ??= JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString()) as Catalogues;
  return opened;
}

/** Changes with every word of a language and with the layout. */
export const templateVersionOf = (locale: TextLocale): string => versions[locale];
