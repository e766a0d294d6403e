// Events as they come: a queue of what SES and gateways tell, and batches of SNS's log.
import { gunzipSync } from 'node:zlib';
import * as z from 'zod/mini';
import { logger } from '../adapters/lambda.ts';
import { Refused } from '../adapters/refusals.ts';
import { LedgerMoved, TryAgain } from '../contracts/errors.ts';
import { type deliveryInput, gatewayDelivery, logsData, sesEvent, snsLogEntry } from '../contracts/feedback.ts';
import type { queueBatchResponse } from '../contracts/queues.ts';
import { fromGateway, fromSes, fromSns, type Report, type Unreadable } from './read-event.ts';
import type { Taken } from './take-delivery.ts';

export interface TakeBatchDeps {
  take: (report: Report) => Promise<Taken>;
  /** Sets an event aside where operations find it, with the reason. */
  reject: (rejected: { id?: string; reason: string; event: unknown }) => Promise<void>;
  pause: (attempt: number) => Promise<void>;
}

/** Others write to the same items in between: so many rounds, each a little later, then the queue tries again. */
const ROUNDS = 8;

/**
 * One after the other, so that two of one account don't get in each other's way. A queue gets back what failed; a batch
 * of the log comes again whole, which changes nothing for those that were taken.
 */
export function takeBatch({ take, reject, pause }: TakeBatchDeps) {
  return async (input: z.output<typeof deliveryInput>): Promise<z.input<typeof queueBatchResponse>> => {
    if ('awslogs' in input) {
      for (const entry of entriesOf(input.awslogs.data)) await fromLog(entry);
      return { batchItemFailures: [] };
    }
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of input.Records) {
      try {
        await fromQueue(body);
      } catch (error) {
        const name = error instanceof Error ? error.name : 'unknown';
        logger.error('a delivery event could not be taken', { messageId, error: name });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };

  async function fromQueue(body: string): Promise<void> {
    const event = parsed(body);
    const read = readable(event);
    const reason = 'event' in read ? await tried(read) : read.reason;
    if (reason !== undefined) await reject({ reason, event });
  }

  /** The log is the whole AWS account's: an entry about no message of ours is somebody else's. */
  async function fromLog(entry: string): Promise<void> {
    const event = parsed(entry);
    const read = z.safeParse(snsLogEntry, event);
    const reason = read.success ? await tried(fromSns(read.data)) : 'is no entry of the log of text messages';
    if (reason === UNKNOWN) logger.info('a text of somebody else was delivered or not');
    else if (reason !== undefined) await reject({ reason, event });
  }

  /** Nothing where it was taken, otherwise why not. */
  async function tried(report: Report): Promise<string | undefined> {
    for (let round = 1; ; round += 1) {
      try {
        const taken = await take(report);
        return taken === 'unknown' ? UNKNOWN : taken === 'either' ? EITHER : undefined;
      } catch (error) {
        if (error instanceof Refused) return error.message;
        if (round === ROUNDS || !(error instanceof LedgerMoved || error instanceof TryAgain)) throw error;
        await pause(round);
      }
    }
  }
}

const UNKNOWN = 'is about a message that is not known';
const EITHER = 'is about a text whose sending was not recorded, and several could be meant';

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}

function readable(event: unknown): Report | Unreadable {
  const ses = z.safeParse(sesEvent, event);
  if (ses.success) return fromSes(ses.data);
  const gateway = z.safeParse(gatewayDelivery, event);
  return gateway.success ? fromGateway(gateway.data) : { reason: 'is no event of a provider' };
}

function entriesOf(data: string): string[] {
  const { messageType, logEvents = [] } = z.parse(
    logsData,
    JSON.parse(gunzipSync(Buffer.from(data, 'base64')).toString('utf8')),
  );
  // A control message only asks whether anybody is there.
  return messageType === 'DATA_MESSAGE' ? logEvents.map((one) => one.message) : [];
}
