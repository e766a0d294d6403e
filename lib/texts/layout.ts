import { readFileSync } from 'node:fs';
import mjml2html from 'mjml';

const source = new URL('../../functions/messages/letter.mjml', import.meta.url);

/** letter.mjml as HTML without the space between its tags; the markers stay as they are. Throws on any mistake in it. */
export async function compiledLayout(): Promise<string> {
  const options = { validationLevel: 'strict', fonts: {}, keepComments: false } as const;
  const { html } = await mjml2html(readFileSync(source, 'utf8'), options);
  return html
    .replace(/\s+/g, ' ')
    .replace(/ ?(<[^>]*>|\{\{[#/][a-zA-Z]+\}\}) ?/g, '$1')
    .trim();
}
