// All texts on pages to look at: `node test/messages/page.ts DIR [LOCALE]`; emails as files of their own.
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { escapeHtml } from '../../functions/messages/fill.ts';
import { render } from '../../functions/messages/render.ts';
import { example, examples, textLocales } from './examples.ts';

const [dir = 'messages-page'] = process.argv.slice(2);
mkdirSync(dir, { recursive: true });

for (const locale of textLocales) {
  const options = locale === 'en' ? { lender: 'Harbour Credit' } : { lender: '海港消费金融', contact: '95000' };
  const parts = Object.keys(examples).map((name, index) => {
    const sms = render(example(name, { locale, channel: 'sms' }), options).text;
    const email = render(example(name, { locale, channel: 'email' }), options);
    const file = `${locale}-${String(index).padStart(2, '0')}.html`;
    writeFileSync(join(dir, file), email.html ?? '');
    return (
      `<h2>${escapeHtml(name)}</h2><p><b>SMS, ${sms.length}:</b> ${escapeHtml(sms)}</p>` +
      `<p><b>${escapeHtml(email.subject ?? '')}</b> <a href="${file}">${file}</a></p><pre style="white-space:pre-wrap">${escapeHtml(email.text)}</pre>`
    );
  });
  const head = `<!doctype html><html lang="${locale}"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`;
  writeFileSync(
    join(dir, `${locale}.html`),
    `${head}<body style="font:15px/1.6 sans-serif;max-width:760px;margin:auto">${parts.join('')}`,
  );
}
