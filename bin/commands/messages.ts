import { writeFileSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { hasTexts, noTexts } from '../../lib/preview/locales.ts';
import { previewPage } from '../../lib/preview/page.ts';
import { BadInput } from './bad-input.ts';
import { readPolicies } from './load-policies.ts';

interface PreviewOptions {
  policy: string;
  locale: string[];
  out?: string;
  lender?: string;
  contact?: string;
}

/** `cureflow messages`: what borrowers read. */
export function messagesCommand(): Command {
  const messages = new Command('messages').description('what borrowers read');
  messages
    .command('preview')
    .description('write every text of a policy as one HTML page to read through')
    .requiredOption('--policy <file-or-folder>', 'a policy, or a folder of them')
    .addOption(
      new Option('--locale <tags>', 'a language, or several with commas between; may be given several times')
        .argParser(localeList)
        .makeOptionMandatory(),
    )
    .option('--out <file>', 'where to write the page; standard output without it')
    .option('--lender <name>', 'who writes, as borrowers know the lender')
    .option('--contact <text>', 'whom borrowers are told to ask: a number, an address')
    .action(preview);
  return messages;
}

function localeList(text: string, before: string[] | undefined): string[] {
  const tags = text.split(',').map((tag) => tag.trim());
  if (tags.some((tag) => tag === '')) throw new InvalidArgumentError('must be language tags such as zh-CN,en');
  return [...new Set([...(before ?? []), ...tags])];
}

function preview({ policy, locale: locales, out, ...options }: PreviewOptions): void {
  const unknown = locales.filter((tag) => !hasTexts(tag));
  const { named, problems } = readPolicies([policy]);
  const refused = unknown.map((tag) => `--locale ${noTexts(tag)}`);
  if (refused.length + problems.length > 0) throw new BadInput([...refused, ...problems]);
  const page = previewPage(named, { locales, ...options });
  if (out === undefined) {
    process.stdout.write(page);
    return;
  }
  try {
    writeFileSync(out, page);
  } catch (error) {
    throw new BadInput([`--out ${out}: cannot be written: ${(error as Error).message}`]);
  }
  process.stderr.write(
    `${out}: ${named.length} ${named.length === 1 ? 'policy' : 'policies'} in ${locales.join(', ')}\n`,
  );
}
