// A letter as HTML: letter.mjml, compiled at build, filled in.
import { catalogues } from './catalogues.ts';
import type { Letter } from './email.ts';
import { type Fields, filled, type Template, templateOf } from './fill.ts';
import type { TextLocale } from './format.ts';
import type { Row, Section } from './sections.ts';

/** The characters of each script look different where a font of the other one draws them. */
const FONTS: Readonly<Record<TextLocale, string>> = {
  en: '',
  'zh-CN': 'PingFang SC,Microsoft YaHei,Noto Sans CJK SC,',
  'zh-TW': 'PingFang TC,Microsoft JhengHei,Noto Sans CJK TC,',
};

const templates = new Map<TextLocale, Template>();
function templateIn(locale: TextLocale): Template {
  const known = templates.get(locale);
  if (known !== undefined) return known;
  const made = templateOf(catalogues().layout.replaceAll('{{lang}}', locale).replaceAll('{{fonts}}', FONTS[locale]));
  templates.set(locale, made);
  return made;
}

/** Dates and amounts stay on one line where a phone has room for them; Chinese characters are twice as wide. */
const FITS_A_PHONE = 22;
const rowFields = ({ label, value }: Row): Fields => {
  const width = value.length + (value.match(/[\u2e80-\uffef]/g)?.length ?? 0);
  return { label, value, wrap: width <= FITS_A_PHONE ? 'nowrap' : 'normal' };
};

const sectionFields = ({ heading, paragraphs = [], items = [], list = [], after = [] }: Section): Fields => ({
  heading,
  paragraphs,
  items: items.map(({ title, rows }) => ({ title, rows: rows.map(rowFields) })),
  lists: list.length === 0 ? [] : [{ list }],
  after,
});

export function letterHtml(letter: Letter, locale: TextLocale): string {
  const { subject, sender, title, greeting, lead, rows, sections, footer, optOut } = letter;
  return filled(templateIn(locale), {
    subject,
    sender,
    title,
    greeting,
    lead,
    rows: rows.map(rowFields),
    sections: sections.map(sectionFields),
    footer,
    optOut: optOut === undefined ? [] : [{ ...optOut }],
  });
}
