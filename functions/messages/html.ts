// One column that fits a phone and stays readable in a mail program: tables and inline styles, no images, no scripts.
import type { Letter, Row, Section } from './email.ts';

const ENTITIES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};
export const escapeHtml = (text: string): string => text.replace(/[&<>"']/g, (character) => ENTITIES[character] ?? '');

const FONTS: Readonly<Record<string, string>> = {
  'zh-CN': "'PingFang SC','Microsoft YaHei','Noto Sans CJK SC',",
  'zh-TW': "'PingFang TC','Microsoft JhengHei','Noto Sans CJK TC',",
};
const INK = '#1f2933';
const QUIET = '#52606d';
const LINE = '#d9e2ec';

const paragraph = (text: string): string => `<p style="margin:0 0 14px">${escapeHtml(text)}</p>`;

/** Dates and amounts stay on one line where a phone has room for them; Chinese characters are twice as wide. */
const FITS_A_PHONE = 22;
const wrapping = (value: string): string =>
  value.length + (value.match(/[\u2e80-\uffef]/g)?.length ?? 0) <= FITS_A_PHONE ? ';white-space:nowrap' : '';

function rowsTable(rows: readonly Row[]): string {
  const lines = rows.map(
    ({ label, value }) =>
      `<tr><td style="padding:7px 12px 7px 0;color:${QUIET};vertical-align:top">${escapeHtml(label)}</td>` +
      `<td style="padding:7px 0;text-align:right;font-weight:600;vertical-align:top${wrapping(value)}">${escapeHtml(value)}</td></tr>`,
  );
  return `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="border-collapse:collapse">${lines.join('')}</table>`;
}

const box = (content: string): string =>
  `<div style="margin:0 0 14px;padding:8px 16px;background:#f5f7fa;border:1px solid ${LINE};border-radius:8px">${content}</div>`;

function sectionHtml({ heading, paragraphs = [], items = [], list = [], after = [] }: Section): string {
  const cards = items.map(({ title, rows }) =>
    box(`<p style="margin:6px 0 2px;font-weight:600">${escapeHtml(title)}</p>${rowsTable(rows)}`),
  );
  const bullets = list.map((text) => `<li style="margin:0 0 6px">${escapeHtml(text)}</li>`).join('');
  return [
    `<h2 style="margin:26px 0 8px;font-size:17px;line-height:1.4">${escapeHtml(heading)}</h2>`,
    ...paragraphs.map(paragraph),
    ...cards,
    bullets === '' ? '' : `<ul style="margin:0 0 14px;padding-left:22px">${bullets}</ul>`,
    ...after.map(paragraph),
  ].join('');
}

export function letterHtml(letter: Letter, lang: string): string {
  const fonts = `${FONTS[lang] ?? ''}-apple-system,'Segoe UI',Roboto,Arial,sans-serif`;
  const [first, ...others] = [letter.greeting, ...letter.lead].map(paragraph);
  return (
    `<!doctype html><html lang="${lang}"><head><meta charset="utf-8">` +
    '<meta name="viewport" content="width=device-width,initial-scale=1"><meta name="color-scheme" content="light">' +
    `<title>${escapeHtml(letter.subject)}</title></head>` +
    `<body style="margin:0;padding:0;background:#eef1f5"><table role="presentation" width="100%" cellpadding="0" cellspacing="0"><tr><td align="center" style="padding:16px 8px">` +
    `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" style="max-width:600px;background:#ffffff;border-radius:10px;text-align:left">` +
    `<tr><td style="padding:28px 24px;font-family:${fonts};font-size:16px;line-height:1.65;color:${INK};overflow-wrap:anywhere">` +
    `<p style="margin:0 0 18px;color:${QUIET};font-size:14px">${escapeHtml(letter.sender)}</p>` +
    `<h1 style="margin:0 0 18px;font-size:22px;line-height:1.35">${escapeHtml(letter.title)}</h1>` +
    `${first ?? ''}${others.join('')}${box(rowsTable(letter.rows))}${letter.sections.map(sectionHtml).join('')}` +
    `<p style="margin:28px 0 0;padding-top:16px;border-top:1px solid ${LINE};color:${QUIET};font-size:13px">${escapeHtml(letter.footer)}</p>` +
    '</td></tr></table></td></tr></table></body></html>'
  );
}
