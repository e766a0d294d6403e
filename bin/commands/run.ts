import { statSync } from 'node:fs';
import { Command, InvalidArgumentError, Option } from 'commander';
import { daySchema } from '../../functions/contracts/policy-time.ts';
import type { Day } from '../../functions/contracts/time.ts';
import { writeReports } from '../../lib/local/reports.ts';
import { BadInput } from './bad-input.ts';
import { readEventFiles, sampled } from './event-files.ts';
import { loadPolicies } from './load-policies.ts';
import { measured } from './measure.ts';
import { progressBar } from './progress.ts';
import { simulate } from './simulate.ts';
import { summaryText } from './summary.ts';

interface RunOptions {
  policy: string;
  events: string[];
  from: Day;
  until: Day;
  out: string;
  mapping?: string;
  sample?: number;
  seed: number;
}

export function dayArgument(text: string): Day {
  const parsed = daySchema.safeParse(text);
  if (!parsed.success) throw new InvalidArgumentError(parsed.error.issues[0]?.message ?? 'is no day');
  return parsed.data;
}

export const wholeNumber =
  (least: number) =>
  (text: string): number => {
    const number = Number(text);
    if (!Number.isInteger(number) || number < least)
      throw new InvalidArgumentError(`must be a whole number from ${least} on`);
    return number;
  };

export const collect = (value: string, before: string[] = []): string[] => [...before, value];

export const mappingOption = (): Option =>
  new Option('--mapping <file>', 'how the columns of .csv files become events, such as mappings/payments.yaml');

/** `cureflow run`: the whole workflow on this machine, in virtual time. */
export function runCommand(): Command {
  return new Command('run')
    .description('run the whole workflow on this machine, in virtual time')
    .requiredOption('--policy <file-or-folder>', 'a policy, or a folder of them')
    .addOption(
      new Option(
        '--events <file>',
        'events, one JSON object a line, or .csv with --mapping; may be given several times',
      )
        .argParser(collect)
        .makeOptionMandatory(),
    )
    .addOption(mappingOption())
    .requiredOption('--from <day>', 'the clock starts here at 00:00 UTC', dayArgument)
    .requiredOption('--until <day>', 'and ends here at 00:00 UTC', dayArgument)
    .requiredOption('--out <folder>', 'where the output files go')
    .option('--sample <count>', 'only the first accounts', wholeNumber(1))
    .option('--seed <number>', 'fixes what is random', wholeNumber(0), 1)
    .action(run);
}

async function run({ policy, events: files, mapping, from, until, out, sample, seed }: RunOptions): Promise<void> {
  if (until <= from) throw new BadInput([`--until ${until} must be after --from ${from}`]);
  if (statSync(out, { throwIfNoEntry: false })?.isDirectory() === false) throw new BadInput([`${out}: is no folder`]);
  const policies = loadPolicies([policy], { from, until });
  const { events, rejected } = await readEventFiles(files, mapping);
  const taken = sampled(events, sample);
  const bar = progressBar('virtual days');
  const { result: reports, usage } = await measured(() =>
    simulate({
      policies,
      policyPath: policy,
      events: taken,
      rejected,
      from,
      until,
      seed,
      progress: bar.at,
    }),
  );
  bar.end();
  writeReports(out, { ...reports, summary: { ...reports.summary, ...usage } });
  process.stdout.write(
    summaryText(reports, {
      from,
      until,
      out,
      policies,
      events: taken.map(({ event }) => event),
      columns: process.stdout.columns,
    }),
  );
  process.stderr.write(`${usage.wallSeconds} s, ${usage.peakMemoryMb} MB at most\n`);
}
