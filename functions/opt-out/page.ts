import type { UrlResponse } from '../contracts/feedback.ts';
import type { PageTexts } from './page-texts.ts';

interface Page {
  statusCode: number;
  texts: PageTexts;
  lender: string;
  /** What is said, in paragraphs. */
  says: readonly string[];
  buttons: readonly ('stop' | 'start')[];
}

const STYLE =
  'body{font:1.1rem/1.6 system-ui,sans-serif;margin:0;color:#1a1a1a;background:#fff}main{max-width:34rem;margin:3rem auto;padding:0 1.25rem}' +
  'h1{font-size:1.4rem}button{font:inherit;padding:.7rem 1.2rem;margin:.5rem 0;border-radius:.4rem;border:2px solid #0b4f9e;background:#fff;color:#0b4f9e;cursor:pointer}' +
  'button.first{background:#0b4f9e;color:#fff}button:focus-visible{outline:3px solid #f90;outline-offset:2px}';

/** A page that works without scripts, asks nothing of other hosts and holds nothing of the borrower. */
export function page({ statusCode, texts, lender, says, buttons }: Page): UrlResponse {
  const title = escaped(texts.title.replace('{lender}', lender));
  const forms = buttons.map(
    (action, at) =>
      `<form method="post"><input type="hidden" name="action" value="${action}"><button type="submit"${at === 0 ? ' class="first"' : ''}>${escaped(texts[action])}</button></form>`,
  );
  const body = `<!doctype html>
<html lang="${texts.lang}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><meta name="robots" content="noindex"><title>${title}</title><style>${STYLE}</style></head>
<body><main><h1>${title}</h1>${says.map((one) => `<p>${escaped(one)}</p>`).join('')}${forms.join('')}</main></body>
</html>
`;
  return {
    statusCode,
    headers: {
      'content-type': 'text/html; charset=utf-8',
      'content-language': texts.lang,
      'cache-control': 'no-store',
      'content-security-policy':
        "default-src 'none'; style-src 'unsafe-inline'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
      'referrer-policy': 'no-referrer',
      'x-content-type-options': 'nosniff',
      'strict-transport-security': 'max-age=31536000',
    },
    body,
  };
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
