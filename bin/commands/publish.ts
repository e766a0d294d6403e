import { userInfo } from 'node:os';
import { Command } from 'commander';
import type { Table } from '../../functions/adapters/partition.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import { BadInput } from './bad-input.ts';
import { loadChecked } from './check-texts.ts';
import { Failed } from './failed.ts';

interface PublishOptions {
  table: string;
  region?: string;
  endpoint?: string;
  migrate?: boolean;
  yes?: boolean;
  by: string;
  reason?: string;
}

/** `cureflow policy publish`: puts versions where the functions read them; a version that is there never changes. */
export function publishCommand(): Command {
  return new Command('publish')
    .description('publish policies to a deployed ledger table')
    .argument('<file...>', 'policy files; a folder means all its .yaml and .yml')
    .requiredOption('--table <name>', "the stack's output TableName")
    .option('--region <region>', "where the table is; by default the credentials' own")
    .option('--endpoint <url>', 'another DynamoDB than AWS, such as a local one')
    .option('--migrate', 'show what changes for open cases that would move to the version that is current now')
    .option('--yes', 'with --migrate: move them')
    .option('--reason <text>', 'with --yes: why, for the audit')
    .option('--by <name>', 'who, for the audit', userInfo().username)

    .action(publish);
}

async function publish(paths: string[], options: PublishOptions): Promise<void> {
  const { table, region, endpoint } = options;
  if (options.yes && !options.migrate) throw new BadInput(['--yes says yes to --migrate: give both']);
  if (options.yes && !options.reason) throw new BadInput(['--yes needs a --reason, which goes into the audit']);
  const policies = loadChecked(paths);
  const [{ DynamoDBClient }, { policyPublisher }] = await Promise.all([
    import('@aws-sdk/client-dynamodb'),
    import('../../functions/adapters/policy-publisher.ts'),
  ]);
  const client = new DynamoDBClient({
    ...(region === undefined ? {} : { region }),
    ...(endpoint === undefined ? {} : { endpoint }),
  });
  const publishOne = policyPublisher({ client, name: table });
  const refused: string[] = [];
  for (const policy of policies) {
    const name = `${policy.product} ${policy.version}`;
    if (await published(publishOne(policy), name)) process.stdout.write(`published ${name}\n`);
    else refused.push(`${name} is published with other rules: give the changed policy a new version`);
  }
  if (refused.length > 0) throw new BadInput(refused);
  if (options.migrate) await moveCases({ client, name: table }, policies, options);
}

async function moveCases(table: Table, policies: readonly Policy[], options: PublishOptions): Promise<void> {
  const { yes: apply = false, by: who, reason: why = '' } = options;
  const [{ migrateCases, migrationText }, { now }] = await Promise.all([
    import('./migrate.ts'),
    import('../../functions/adapters/clock.ts'),
  ]);
  const products = new Set(policies.map((one) => one.product));
  try {
    const migrations = await migrateCases(table, { products, apply, who, why, now });
    process.stdout.write(migrationText(migrations, { apply }));
  } catch (error) {
    const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Failed(`open cases were not looked through to the end; what was moved stays moved. ${cause}`);
  }
}

/** What AWS or the way to it refuses is told in a sentence, not as a stack. */
async function published(publishing: Promise<boolean>, name: string): Promise<boolean> {
  try {
    return await publishing;
  } catch (error) {
    const cause = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
    throw new Failed(`${name} was not published. ${cause}`);
  }
}
