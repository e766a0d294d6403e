import { sayIn } from './catalogue.ts';
import { catalogues } from './compiled-texts.ts';
import { letterOf, letterText } from './email.ts';
import type { MessageFacts, RenderedMessage } from './facts.ts';
import { localeFor } from './format.ts';
import { letterHtml } from './html.ts';
import { smsText } from './sms.ts';
import { checkFacts, type RenderOptions, valuesOf } from './values.ts';

export { currencyExponent, formatDay, formatMoney, localeFor, maskAccount } from './format.ts';
export type { RenderOptions } from './values.ts';

/** The text a borrower gets, in their language. Throws, naming it, when a fact is missing that the kind can't do without. */
export function render(facts: MessageFacts, options: RenderOptions = {}): RenderedMessage {
  checkFacts(facts);
  const locale = localeFor(facts.locale);
  const texts = catalogues[locale];
  const pen = { say: sayIn(locale), values: valuesOf(facts, texts, options) };
  if (facts.channel === 'sms') return { text: smsText(facts, texts, pen) };
  const letter = letterOf(facts, texts, pen);
  const text = letterText(letter, (row) => pen.say(texts.email.row, { ...row }));
  return { subject: letter.subject, text, html: letterHtml(letter, locale) };
}
