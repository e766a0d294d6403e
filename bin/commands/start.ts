import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command } from 'commander';
import { writeReports } from '../../lib/local/reports.ts';
import { SAMPLE_SPAN, samplePortfolio } from '../../lib/sample/portfolio.ts';
import { readEventFiles } from './event-files.ts';
import { loadPolicies } from './load-policies.ts';
import { measured } from './measure.ts';
import { progressBar } from './progress.ts';
import { wholeNumber } from './run.ts';
import { simulate } from './simulate.ts';
import { summaryText } from './summary.ts';

const policyPath = fileURLToPath(new URL('../../policies/', import.meta.url));

/** `cureflow start`: the bundled sample, written to a file that can be looked into and run again, and then run. */
export function startCommand(): Command {
  return new Command('start')
    .description('run the bundled sample portfolio and tell what came of it')
    .option('--out <folder>', 'where the sample and the output files go', join('out', 'sample'))
    .option('--seed <number>', 'fixes what is random; another seed makes another portfolio', wholeNumber(0), 1)
    .action(start);
}

async function start({ out, seed }: { out: string; seed: number }): Promise<void> {
  const policies = loadPolicies([policyPath], SAMPLE_SPAN);
  const file = join(out, 'portfolio.jsonl');
  mkdirSync(out, { recursive: true });
  writeFileSync(file, samplePortfolio({ seed }).text);
  const { events, rejected } = await readEventFiles([file]);
  const { from, until } = SAMPLE_SPAN;
  const bar = progressBar('virtual days');
  const { result: reports, usage } = await measured(() =>
    simulate({ policies, policyPath, events, rejected, from, until, seed, progress: bar.at }),
  );
  bar.end();
  writeReports(out, { ...reports, summary: { ...reports.summary, ...usage } });
  const inbound = events.map(({ event }) => event);
  process.stdout.write(
    summaryText(reports, {
      from,
      until,
      out,
      policies,
      events: inbound,
      stories: true,
      columns: process.stdout.columns,
    }),
  );
  const policyShown = relative('.', policyPath) || '.';
  process.stdout.write(
    `The same again, or with your own events and policies:\n  npm run cureflow -- run --policy ${policyShown} --events ${file} \\\n    --from ${from} --until ${until} --out out/again\n`,
  );
  process.stderr.write(`${usage.wallSeconds} s, ${usage.peakMemoryMb} MB at most\n`);
}
