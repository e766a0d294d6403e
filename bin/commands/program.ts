import { Command } from 'commander';
import { assessCommand } from './assess.ts';
import { eventsCommand } from './events/command.ts';
import { messagesCommand } from './messages.ts';
import { policyCommand } from './policy.ts';
import { runCommand } from './run.ts';
import { serveCommand } from './serve.ts';
import { startCommand } from './start.ts';

export function program(): Command {
  const cureflow = new Command('cureflow')
    .description('Reminders, collections and credit repair for consumer credit lines')
    .addCommand(startCommand())
    .addCommand(runCommand())
    .addCommand(serveCommand())
    .addCommand(assessCommand())
    .addCommand(eventsCommand())
    .addCommand(policyCommand())
    .addCommand(messagesCommand());
  return strict(cureflow);
}

/** Usage errors are thrown, not exited on: the caller gives them the exit code of bad input. */
function strict(command: Command): Command {
  command.exitOverride().showHelpAfterError('(--help tells more)');
  for (const sub of command.commands) strict(sub);
  return command;
}
