import { mkdirSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import type { Route } from '../../lib/local/http/server.ts';
import { type Reports, writeReports } from '../../lib/local/reports.ts';
import type { LocalWorld } from '../../lib/local/world.ts';
import { SAMPLE_SPAN, samplePortfolio } from '../../lib/sample/portfolio.ts';
import { readEventFiles, readEventText } from './event-files.ts';
import { loadPolicies } from './load-policies.ts';
import { measured } from './measure.ts';
import { progressBar } from './progress.ts';
import { wholeNumber } from './run.ts';
import { reportsAtEnd, type Simulation, simulate, worldAtEnd } from './simulate.ts';
import { consolePage, interrupted, listenOrSay, notYet, openWithConsole, portArgument } from './staying.ts';
import { summaryText } from './summary.ts';

const policyPath = fileURLToPath(new URL('../../policies/', import.meta.url));

interface StartOptions {
  out: string;
  seed: number;
  port: number;
  console?: boolean;
}

/** `cureflow start`: the bundled sample, written to a file that can be looked into and run again, and then run. */
export function startCommand(): Command {
  return new Command('start')
    .description('run the bundled sample portfolio, tell what came of it, and serve it in a browser')
    .option('--out <folder>', 'where the sample and the output files go', join('out', 'sample'))
    .option('--seed <number>', 'fixes what is random; another seed makes another portfolio', wholeNumber(0), 1)
    .option('--port <number>', 'of the console, on 127.0.0.1; 0 takes any that is free', portArgument, 8900)
    .addOption(
      new Option('--console', 'stay and serve the console, where by default it is not: without a terminal, in CI'),
    )
    .addOption(new Option('--no-console', 'end after the summary'))
    .action(start);
}

/** Whoever started it from a script waits for its end. */
const someoneIsThere = (): boolean => process.stdout.isTTY === true && !process.env.CI;

async function start(options: StartOptions): Promise<void> {
  if (!(options.console ?? someoneIsThere())) {
    await runSample(options, simulate);
    return;
  }
  const routes: Route[] = [notYet(SAMPLE_SPAN.until)];
  const page = consolePage();
  // The port first: whoever has to choose another should not wait for a world.
  const server = await listenOrSay(options.port, routes);
  const { later } = samplePortfolio({ seed: options.seed });
  const goingOn = readEventText('sample', later);
  let world: LocalWorld | undefined;
  try {
    await runSample(options, async (simulation) => {
      world = await worldAtEnd({ ...simulation, keepHistory: true, later: goingOn.events });
      return reportsAtEnd(world, simulation);
    });
    if (world === undefined) throw new Error('the sample was run in no world');
    routes.splice(0, 1, ...(await openWithConsole(world, page)));
    process.stdout.write(stays(server.url));
    await interrupted();
  } finally {
    await server.close();
    world?.stop();
  }
}

async function runSample(
  { out, seed }: StartOptions,
  run: (simulation: Simulation) => Promise<Reports>,
): Promise<void> {
  const policies = loadPolicies([policyPath], SAMPLE_SPAN);
  const file = join(out, 'portfolio.jsonl');
  mkdirSync(out, { recursive: true });
  writeFileSync(file, samplePortfolio({ seed }).text);
  const { events, rejected } = await readEventFiles([file]);
  const { from, until } = SAMPLE_SPAN;
  const bar = progressBar('virtual days');
  const { result: reports, usage } = await measured(() =>
    run({ policies, policyPath, events, rejected, from, until, seed, progress: bar.at }),
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

const stays = (url: string): string => `
The sample stays as it stands, and its lives go on when you move its clock. Open the console in a browser:

  ${url}/

Whatever asks AWS can ask it too: aws stepfunctions list-state-machines --endpoint-url ${url} \\
    --region us-east-1 --no-sign-request
Ctrl-C ends it.
`;
