import { Command, InvalidArgumentError, Option } from 'commander';
import type { InboundEvent } from '../../functions/contracts/events.ts';
import type { Day } from '../../functions/contracts/time.ts';
import { assessAccount } from '../../functions/domain/assess.ts';
import { arrearsTerms } from '../../functions/domain/view.ts';
import { ruleBook } from '../../functions/policies/rule-book.ts';
import { readEventFiles } from './event-files.ts';
import { gatherFacts } from './gather-facts.ts';
import { loadPolicies } from './load-policies.ts';
import { collect, dayArgument, mappingOption } from './run.ts';

interface AssessOptions {
  policy: string;
  events: string[];
  mapping?: string;
  on: Day[];
}

const dayList = (text: string): Day[] => {
  const days = text.split(',').map((day) => dayArgument(day.trim()));
  if (days.length === 0) throw new InvalidArgumentError('must name a day');
  return days;
};

/** `cureflow assess`: arrears and clocks of every account on given days, without the workflow. */
export function assessCommand(): Command {
  return new Command('assess')
    .description('print where every account stands on given days, one JSON object a line')
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
    .requiredOption('--on <days>', 'a day, or several with commas between', dayList)
    .action(assess);
}

async function assess({ policy, events: files, mapping, on: days }: AssessOptions): Promise<void> {
  const rules = ruleBook(loadPolicies([policy]));
  const { events, rejected } = await readEventFiles(files, mapping);
  const inbound: InboundEvent[] = events.map((one) => one.event);
  const { accounts, refused } = gatherFacts(inbound, rules);
  for (const { source, line, reason } of rejected) process.stderr.write(`${source}:${line}: ${reason}\n`);
  for (const { id, reason } of refused) process.stderr.write(`event ${id}: ${reason}\n`);
  let lines: string[] = [];
  for (const day of days) {
    for (const { account, facts, riskTier } of accounts) {
      const product = rules.current(account.product, day, riskTier, account.accountId);
      const terms = arrearsTerms(product, account);
      lines.push(JSON.stringify(assessAccount(account.accountId, facts, { policy: product, terms, day })));
      if (lines.length < 5000) continue;
      process.stdout.write(`${lines.join('\n')}\n`);
      lines = [];
    }
  }
  if (lines.length > 0) process.stdout.write(`${lines.join('\n')}\n`);
}
