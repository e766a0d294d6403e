import { Command } from 'commander';
import { rejectedCommand } from './rejected.ts';
import { replayCommand } from './replay.ts';

export function eventsCommand(): Command {
  return new Command('events')
    .description('events that could not be taken in: list, correct, put on the bus again')
    .addCommand(rejectedCommand())
    .addCommand(replayCommand());
}
