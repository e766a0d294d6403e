import * as z from 'zod/mini';
import { logger } from '../adapters/lambda.ts';
import { LedgerMoved, TryAgain } from '../contracts/errors.ts';
import { gatewayReply, inboundSms, topicEnvelope } from '../contracts/feedback.ts';
import type { queueBatch, queueBatchResponse } from '../contracts/queues.ts';
import { type Instant, normalInstant } from '../contracts/time.ts';
import type { Received, Sms } from './receive-sms.ts';

export interface ReceiveBatchDeps {
  receive: (sms: Sms) => Promise<Received>;
  reject: (rejected: { id?: string; reason: string; event: unknown }) => Promise<void>;
  pause: (attempt: number) => Promise<void>;
}

const ROUNDS = 8;

/** Replies one after the other; one that fails is given back to the queue alone. */
export function receiveBatch({ receive, reject, pause }: ReceiveBatchDeps) {
  return async ({ Records }: z.output<typeof queueBatch>): Promise<z.input<typeof queueBatchResponse>> => {
    const batchItemFailures: { itemIdentifier: string }[] = [];
    for (const { messageId, body } of Records) {
      try {
        await one(body);
      } catch (error) {
        const name = error instanceof Error ? error.name : 'unknown';
        logger.error('a reply could not be taken', { messageId, error: name });
        batchItemFailures.push({ itemIdentifier: messageId });
      }
    }
    return { batchItemFailures };
  };

  async function one(body: string): Promise<void> {
    const sms = readSms(body);
    if (sms === undefined) return reject({ reason: 'is no text message of a borrower', event: parsed(body) });
    if ((await inRounds(sms)) === 'unknown-number')
      await reject({ id: sms.id, reason: 'comes from a number of no customer', event: parsed(body) });
  }

  async function inRounds(sms: Sms): Promise<Received> {
    for (let round = 1; ; round += 1) {
      try {
        return await receive(sms);
      } catch (error) {
        if (round === ROUNDS || !(error instanceof LedgerMoved || error instanceof TryAgain)) throw error;
        await pause(round);
      }
    }
  }
}

/** Of a gateway as it is; of a topic in its envelope, which says when it came: the text itself does not. */
function readSms(body: string): Sms | undefined {
  const reply = z.safeParse(gatewayReply, parsed(body));
  if (reply.success) {
    const { id, from, text, at } = reply.data;
    return { id, from, text, receivedAt: toSecond(at) };
  }
  const envelope = z.safeParse(topicEnvelope, parsed(body));
  if (!envelope.success) return undefined;
  const sms = z.safeParse(inboundSms, parsed(envelope.data.Message));
  if (!sms.success) return undefined;
  const { inboundMessageId: id, originationNumber: from, messageBody: text } = sms.data;
  return { id, from, text, receivedAt: toSecond(envelope.data.Timestamp) };
}

const toSecond = (text: string): Instant => normalInstant(Math.floor(Date.parse(text) / 1000) * 1000);

function parsed(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body;
  }
}
