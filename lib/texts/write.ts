// `npm run texts`, after each edit of a text or of the layout.
import { writeFileSync } from 'node:fs';
import { compiledFile } from './compile.ts';
import { compiledLayout } from './layout.ts';

const file = new URL('../../functions/messages/compiled-texts.ts', import.meta.url);
writeFileSync(file, compiledFile(await compiledLayout()));
