import { fileURLToPath } from 'node:url';
import { Command, Option } from 'commander';
import type { Day } from '../../functions/contracts/time.ts';
import type { Route } from '../../lib/local/http/server.ts';
import type { LocalWorld } from '../../lib/local/world.ts';
import { SAMPLE_SPAN, samplePortfolio } from '../../lib/sample/portfolio.ts';
import { BadInput } from './bad-input.ts';
import { type EventFiles, type FileEvent, readEventFiles, readEventText } from './event-files.ts';
import { loadPolicies } from './load-policies.ts';
import { progressBar } from './progress.ts';
import { collect, dayArgument, wholeNumber } from './run.ts';
import { worldAtEnd } from './simulate.ts';
import { consolePage, interrupted, listenOrSay, notYet, openWithConsole, portArgument } from './staying.ts';

interface ServeOptions {
  policy: string;
  events?: string[];
  from?: Day;
  until?: Day;
  port: number;
  seed: number;
}

const samplePolicies = fileURLToPath(new URL('../../policies/', import.meta.url));

/** `cureflow serve`: a local world that stays, to be asked by whoever asks AWS. */
export function serveCommand(): Command {
  return new Command('serve')
    .description('run the workflow up to a day and answer the AWS command line and SDKs from there')
    .option('--policy <file-or-folder>', 'a policy, or a folder of them', samplePolicies)
    .addOption(
      new Option(
        '--events <file>',
        'events, one JSON object a line; may be given several times; without it the bundled sample',
      ).argParser(collect),
    )
    .option('--from <day>', 'the clock starts here at 00:00 UTC', dayArgument)
    .option('--until <day>', 'and stands still here at 00:00 UTC', dayArgument)
    .option('--port <number>', 'on 127.0.0.1; 0 takes any that is free', portArgument, 8900)
    .option('--seed <number>', 'fixes what is random', wholeNumber(0), 1)
    .action(serve);
}

async function serve(options: ServeOptions): Promise<void> {
  const { from, until } = spanOf(options);
  const { policy, port, seed } = options;
  const policies = loadPolicies([policy]);
  const { events, rejected } = await eventsOf(options);
  const routes: Route[] = [notYet(until)];
  const page = consolePage();
  // The port first: whoever has to choose another should not wait for a world.
  const server = await listenOrSay(port, routes);
  const bar = progressBar('virtual days');
  let world: LocalWorld | undefined;
  try {
    const simulation = { policies, policyPath: policy, events, rejected, from, until, seed, progress: bar.at };
    world = await worldAtEnd({ ...simulation, keepHistory: true });
    bar.end();
    routes.splice(0, 1, ...(await openWithConsole(world, page)));
    process.stdout.write(greeting(world, { url: server.url, until, events, rejected: rejected.length }));
    await interrupted();
  } finally {
    bar.end();
    await server.close();
    world?.stop();
  }
}

function spanOf({ events, from, until }: ServeOptions): { from: Day; until: Day } {
  if (events !== undefined && (from === undefined || until === undefined)) {
    throw new BadInput(['--events needs --from and --until: the days between which these events are lived']);
  }
  const span = { from: from ?? SAMPLE_SPAN.from, until: until ?? SAMPLE_SPAN.until };
  if (span.until <= span.from) throw new BadInput([`--until ${span.until} must be after --from ${span.from}`]);
  return span;
}

async function eventsOf({ events, seed }: ServeOptions): Promise<EventFiles> {
  return events === undefined ? readEventText('sample', samplePortfolio({ seed }).text) : readEventFiles(events);
}

function greeting(
  { machines, tableName, busName, rejectedQueueUrl }: LocalWorld,
  { url, until, events, rejected }: { url: string; until: Day; events: readonly FileEvent[]; rejected: number },
): string {
  const accounts = events.map(({ event }) => (event.type === 'AccountUpserted' ? event.detail.accountId : undefined));
  const pk = `A#${accounts.find((one) => one !== undefined) ?? 'ACCOUNT'}`;
  const { stateMachines } = machines.listStateMachines({});
  const arn = stateMachines.find((one) => one.name === 'collections-case')?.stateMachineArn ?? 'ARN';
  const at = `--endpoint-url ${url} --region us-east-1 --no-sign-request`;
  return [
    `The local world stands at ${until} 00:00 UTC. Its console: ${url}/`,
    '',
    `Step Functions, DynamoDB and EventBridge answer at ${url},`,
    'to this machine alone and without credentials:',
    '',
    `  aws stepfunctions list-state-machines ${at}`,
    `  aws stepfunctions list-executions ${at} \\`,
    `    --state-machine-arn ${arn} --status-filter RUNNING --max-items 5`,
    `  aws dynamodb scan ${at} --table-name ${tableName} --max-items 5`,
    `  aws dynamodb query ${at} --table-name ${tableName} \\`,
    `    --key-condition-expression 'pk = :pk' --expression-attribute-values '{":pk":{"S":"${pk}"}}'`,
    `  aws events put-events ${at} --entries file://entries.json   # EventBusName ${busName}`,
    `  npx cureflow events rejected --endpoint ${url} --region us-east-1 --queue ${rejectedQueueUrl}`,
    '',
    ...(rejected === 0 ? [] : [leftOut(rejected)]),
    'Its clock stands still until the console moves it; what an answer causes is done at once. Ctrl-C ends it, and',
    'nothing of it is kept.',
    '',
  ].join('\n');
}

const leftOut = (lines: number): string =>
  lines === 1
    ? '1 line could not be read as an event and was left out.'
    : `${lines} lines could not be read as events and were left out.`;
