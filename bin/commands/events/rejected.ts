import { writeFileSync } from 'node:fs';
import { Command } from 'commander';
import { readRejected } from '../../../functions/adapters/rejected-queue.ts';
import { Failed } from '../failed.ts';
import { rejectedMessages } from './rejected-queue.ts';
import { orFail, type Where, withWhere } from './where.ts';

interface RejectedOptions extends Where {
  queue: string;
  out?: string;
}

/** `cureflow events rejected`: what could not be taken in, in the form of rejected.jsonl; all of it stays in the queue. */
export function rejectedCommand(): Command {
  return withWhere(
    new Command('rejected')
      .description('list the rejected events of a deployed stack, one JSON object a line; they stay where they are')
      .requiredOption('--queue <url>', "the stack's output RejectedQueueUrl")
      .option('--out <file>', 'write them there, to be corrected; by default to standard output'),
  ).action(rejected);
}

async function rejected({ queue, out, ...where }: RejectedOptions): Promise<void> {
  const messages = await orFail('The queue was not read', rejectedMessages(queue, where));
  const held = await orFail('The queue was not read', messages.hold());
  await orFail('What was read stays hidden from others for five minutes', messages.release(held));
  const lines = held.map(({ messageId, body }) => ({ source: 'bus', ...readRejected(body), messageId }));
  lines.sort((a, b) => (timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0));
  const text = lines.map((line) => `${JSON.stringify(line)}\n`).join('');
  if (out === undefined) {
    process.stdout.write(text);
    return;
  }
  try {
    writeFileSync(out, text);
  } catch (error) {
    throw new Failed(`${out} was not written: ${error instanceof Error ? error.message : String(error)}`);
  }
  process.stdout.write(`${lines.length} rejected ${lines.length === 1 ? 'event' : 'events'} in ${out}\n`);
}

function timeOf({ event }: { event: unknown }): string {
  const { time } = (event ?? {}) as { time?: unknown };
  return typeof time === 'string' ? time : '';
}
