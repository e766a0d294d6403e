import { Command } from 'commander';
import { BadInput } from './bad-input.ts';
import { loadChecked } from './check-texts.ts';
import { Failed } from './failed.ts';

interface PublishOptions {
  table: string;
  region?: string;
  endpoint?: string;
}

/** `cureflow policy publish`: puts versions where the functions read them; a version that is there never changes. */
export function publishCommand(): Command {
  return new Command('publish')
    .description('publish policies to a deployed ledger table')
    .argument('<file...>', 'policy files; a folder means all its .yaml and .yml')
    .requiredOption('--table <name>', "the stack's output TableName")
    .option('--region <region>', "where the table is; by default the credentials' own")
    .option('--endpoint <url>', 'another DynamoDB than AWS, such as a local one')
    .action(publish);
}

async function publish(paths: string[], { table, region, endpoint }: PublishOptions): Promise<void> {
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
