import { sayIn } from './catalogue.ts';
import { catalogues, templateVersionOf } from './catalogues.ts';
import { letterOf, letterText } from './email.ts';
import type { MessageFacts, RenderedMessage } from './facts.ts';
import { localeFor } from './format.ts';
import { letterHtml } from './html.ts';
import { smsText } from './sms.ts';
import { checkFacts, checkOptions, type Pen, type RenderOptions, shownTo, valuesOf } from './values.ts';

export { currencyExponent, formatDay, formatMoney, localeFor, maskAccount } from './format.ts';
export type { RenderOptions } from './values.ts';

/** The text a borrower gets, in their language. Throws, naming it, when a fact is missing that the kind can't do without. */
export function render(facts: MessageFacts, options: RenderOptions = {}): RenderedMessage {
  const pen = penFor(facts, options);
  const locale = localeFor(facts.locale);
  const templateVersion = templateVersionOf(locale);
  if (facts.channel === 'sms') {
    return { text: smsText(pen, { signed: options.signature !== 'carrier' }), templateVersion };
  }
  const letter = letterOf(pen, options);
  const text = letterText(letter, (row) => pen.say(pen.texts.email.row, { ...row }));
  return { subject: letter.subject, text, html: letterHtml(letter, locale), templateVersion };
}

export function penFor(facts: MessageFacts, options: RenderOptions): Pen {
  checkFacts(facts);
  checkOptions(options);
  const locale = localeFor(facts.locale);
  const texts = catalogues().texts[locale];
  const shown = shownTo(facts, options);
  return { facts, texts, shown, say: sayIn(locale, options.mark), values: valuesOf(facts, texts, { shown, options }) };
}
