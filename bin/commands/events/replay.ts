import { setTimeout } from 'node:timers/promises';
import type { EventBridgeClient } from '@aws-sdk/client-eventbridge';
import { Command } from 'commander';
import { type FileEvent, readEventFiles } from '../event-files.ts';
import { Failed } from '../failed.ts';
import { mappingOption } from '../run.ts';
import { rejectedMessages } from './rejected-queue.ts';
import { clientConfig, orFail, type Where, withWhere } from './where.ts';

interface ReplayOptions extends Where {
  bus: string;
  queue?: string;
  mapping?: string;
  dryRun?: boolean;
}

/** EventBridge takes ten entries and 256 KiB a call. */
const MOST_ENTRIES = 10;
const MOST_BYTES = 240 * 1024;
/** What the bus refuses is tried so often, each time a little later: 7 seconds in all. */
const ROUNDS = 4;
const SOURCE = 'replay';

/** `cureflow events replay`: events on the bus again, under their own ids, so that one too many changes nothing. */
export function replayCommand(): Command {
  return withWhere(
    new Command('replay')
      .description('put events on the bus again: rejected ones that were corrected, or any file of events')
      .argument('<file>', 'a list of rejected events, events one a line, or .csv with --mapping')
      .option('--bus <name>', "the stack's output BusName", 'cureflow')
      .option('--queue <url>', "the stack's output RejectedQueueUrl: what went on the bus is deleted there, afterwards")
      .addOption(mappingOption())
      .option('--dry-run', 'only say what would be done'),
  ).action(replay);
}

async function replay(file: string, { bus, queue, mapping, dryRun, ...where }: ReplayOptions): Promise<void> {
  const { events, rejected } = await readEventFiles([file], mapping);
  for (const { source, line, reason } of rejected) process.stderr.write(`${source}:${line}: ${reason}\n`);
  if (dryRun === true) {
    process.stdout.write(`${many(events.length, 'event')} would go on bus ${bus}\n`);
  } else {
    const refused = await orFail('Not all events went on the bus', putAll(events, { bus, where }));
    for (const { event, source, line } of refused)
      process.stderr.write(`${source}:${line}: the bus refused ${event.id}\n`);
    const put = events.filter((one) => !refused.includes(one));
    process.stdout.write(`${many(put.length, 'event')} put on bus ${bus}\n`);
    if (queue !== undefined)
      await orFail('Not all messages were deleted: they may be replayed again', clear(put, { queue, where }));
    if (refused.length > 0) throw new Failed(`${many(refused.length, 'event')} did not go on the bus: try again`);
  }
  if (rejected.length > 0)
    throw new Failed(
      `${many(rejected.length, 'line')} cannot be read as an event: correct and replay what is said above`,
    );
}

/** Answers those that the bus did not take. */
async function putAll(
  events: readonly FileEvent[],
  { bus, where }: { bus: string; where: Where },
): Promise<FileEvent[]> {
  const { EventBridgeClient: Client } = await import('@aws-sdk/client-eventbridge');
  const client = new Client(clientConfig(where));
  let left = [...events];
  for (let round = 1; round <= ROUNDS && left.length > 0; round += 1) {
    if (round > 1) await setTimeout(1000 * 2 ** (round - 2));
    const refused: FileEvent[] = [];
    for (const batch of batches(left)) refused.push(...(await put(client, bus, batch)));
    left = refused;
  }
  return left;
}

async function put(client: EventBridgeClient, bus: string, batch: readonly FileEvent[]): Promise<FileEvent[]> {
  const { PutEventsCommand } = await import('@aws-sdk/client-eventbridge');
  const Entries = batch.map(({ event }) => ({
    EventBusName: bus,
    Source: SOURCE,
    DetailType: event.type,
    Detail: JSON.stringify(event),
  }));
  const answer = await client.send(new PutEventsCommand({ Entries }));
  const told = answer.Entries ?? [];
  const lasting = told.find(({ ErrorCode }) => ErrorCode !== undefined && LASTING.has(ErrorCode));
  if (lasting !== undefined) throw new Failed(`The bus refuses: ${lasting.ErrorMessage ?? lasting.ErrorCode}`);
  return batch.filter((_, at) => told[at]?.ErrorCode !== undefined);
}

/** Trying again does not mend these. */
const LASTING = new Set([
  'ResourceNotFoundException',
  'NotAuthorizedForSourceException',
  'NotAuthorizedForDetailTypeException',
]);

function* batches(events: readonly FileEvent[]): Generator<FileEvent[]> {
  let batch: FileEvent[] = [];
  let bytes = 0;
  for (const one of events) {
    const own = Buffer.byteLength(JSON.stringify(one.event)) + 200;
    if (batch.length === MOST_ENTRIES || (batch.length > 0 && bytes + own > MOST_BYTES)) {
      yield batch;
      batch = [];
      bytes = 0;
    }
    batch.push(one);
    bytes += own;
  }
  if (batch.length > 0) yield batch;
}

/** Deletes the messages of what went on the bus. Only now: a crash before leaves them, to be replayed once more. */
async function clear(put: readonly FileEvent[], { queue, where }: { queue: string; where: Where }): Promise<void> {
  const wanted = new Set(put.flatMap(({ messageId }) => messageId ?? []));
  if (wanted.size === 0) return;
  const messages = await rejectedMessages(queue, where);
  const isWanted = ({ messageId }: { messageId: string }): boolean => wanted.has(messageId);
  const held = await messages.hold((so) => so.filter(isWanted).length === wanted.size);
  const done = held.filter(isWanted);
  const failed = await messages.remove(done);
  await messages.release(held.filter((one) => !isWanted(one)));
  process.stdout.write(`${many(done.length - failed, 'message')} deleted from the queue\n`);
  if (failed > 0) throw new Failed(`${many(failed, 'message')} could not be deleted`);
}

const many = (count: number, what: string): string => `${count} ${what}${count === 1 ? '' : 's'}`;
