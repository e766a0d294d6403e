// `npm run texts`, after each edit of a text.
import { writeFileSync } from 'node:fs';
import { compiledTexts } from './compile.ts';

writeFileSync(new URL('../../functions/messages/compiled-texts.ts', import.meta.url), compiledTexts());
