import { escapeHtml } from '../../functions/messages/fill.ts';

/** HTML that is safe to put into HTML; everything else is escaped on its way in. */
export interface Markup {
  readonly markup: string;
}

export const raw = (markup: string): Markup => ({ markup });
export const joined = (all: readonly Markup[]): Markup => raw(all.map((one) => one.markup).join(''));

export function html(strings: TemplateStringsArray, ...values: (string | number | Markup)[]): Markup {
  const written = (value: string | number | Markup | undefined): string =>
    typeof value === 'object' ? value.markup : escapeHtml(String(value ?? ''));
  return raw(strings.reduce((done, piece, index) => done + written(values[index - 1]) + piece));
}
