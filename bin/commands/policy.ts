import { Command } from 'commander';
import { policyJsonSchemaText } from '../../functions/policies/json-schema.ts';
import { smsTable, smsTableHead } from '../../lib/preview/sms-table.ts';
import { BadInput } from './bad-input.ts';
import { readChecked } from './check-texts.ts';
import { publishCommand } from './publish.ts';

/** `cureflow policy`: for lenders who write one. */
export function policyCommand(): Command {
  const policy = new Command('policy').description(
    'check policies, publish them, or print the JSON Schema for editors',
  );
  policy
    .command('check')
    .description(
      'tell every problem of policies and of the texts they use, with its place, and what their text messages cost',
    )
    .argument('<file...>', 'policy files; a folder means all its .yaml and .yml')
    .action(check);
  policy
    .command('schema')
    .description('print the JSON Schema of a policy')
    .action(() => void process.stdout.write(policyJsonSchemaText()));
  policy.addCommand(publishCommand());
  return policy;
}

function check(paths: string[]): void {
  const { named, problems, warnings, told } = readChecked(paths);
  if (problems.length > 0) throw new BadInput([...problems, ...warnings]);
  for (const warning of warnings) process.stderr.write(`${warning}\n`);
  for (const { file, policy } of named) {
    const { product, version, tiers, limitActions } = policy;
    const counts = `${count(tiers.length, 'tier')}, ${count(limitActions.length, 'limit action')}`;
    process.stdout.write(`${file}: ${product} ${version}, ${counts}\n`);
  }
  for (const { file, policy } of named) {
    const { product, version } = policy;
    process.stdout.write(`\n${product} ${version}: ${smsTableHead(policy)}\n${smsTable(policy, told.get(file) ?? [])}`);
  }
}

const count = (number: number, noun: string) => `${number} ${noun}${number === 1 ? '' : 's'}`;
