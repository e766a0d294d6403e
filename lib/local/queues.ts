// SQS and what Lambda does with it: batches, partial failures, the dead-letter queue after so many receipts.
import { createHash } from 'node:crypto';
import type { VirtualClock } from './clock.ts';
import { ServiceFault } from './sdk.ts';

interface Message {
  messageId: string;
  body: string;
  receipts: number;
  /** Handed out to somebody who has not deleted it: hidden until then. */
  hiddenUntil?: number;
}

interface Receiving {
  QueueUrl?: string;
  MaxNumberOfMessages?: number;
  VisibilityTimeout?: number;
}

interface Handled<E> {
  QueueUrl?: string;
  Entries?: readonly ({ Id: string; ReceiptHandle: string } & E)[];
}

export interface QueueSettings {
  arn: string;
  url: string;
  visibilityTimeoutMs: number;
  redrive?: { targetArn: string; maxReceiveCount: number };
}

interface Consumer {
  batchSize: number;
  invoke: (records: readonly object[]) => Promise<unknown>;
}

interface Queue extends QueueSettings {
  messages: Message[];
  consumer?: Consumer;
  draining: boolean;
}

export class Queues {
  readonly #byArn = new Map<string, Queue>();
  readonly #byUrl = new Map<string, Queue>();
  readonly #clock: VirtualClock;
  #sent = 0;

  constructor(clock: VirtualClock) {
    this.#clock = clock;
  }

  create(settings: QueueSettings): void {
    const queue: Queue = { ...settings, messages: [], draining: false };
    this.#byArn.set(settings.arn, queue);
    this.#byUrl.set(settings.url, queue);
  }

  consume(arn: string, consumer: Consumer): void {
    this.#queue(arn).consumer = consumer;
  }

  send(arn: string, body: string): string {
    const messageId = `message-${++this.#sent}`;
    this.#put(this.#queue(arn), { messageId, body, receipts: 0 });
    return messageId;
  }

  sendTo({ QueueUrl, MessageBody }: { QueueUrl?: string; MessageBody?: string }): { MessageId: string } {
    return { MessageId: this.send(this.#named(QueueUrl).arn, MessageBody ?? '') };
  }

  /** For operations, who look at what lies in a queue that nothing consumes. */
  receive({ QueueUrl, MaxNumberOfMessages = 1, VisibilityTimeout }: Receiving): object {
    const queue = this.#named(QueueUrl);
    const now = this.#clock.now();
    const seen = queue.messages.filter(({ hiddenUntil = 0 }) => hiddenUntil <= now).slice(0, MaxNumberOfMessages);
    const hiddenMs = VisibilityTimeout === undefined ? queue.visibilityTimeoutMs : VisibilityTimeout * 1000;
    const Messages = seen.map((message) => {
      message.receipts += 1;
      message.hiddenUntil = now + hiddenMs;
      const { messageId: MessageId, body: Body, receipts } = message;
      const MD5OfBody = createHash('md5').update(Body).digest('hex');
      return { MessageId, ReceiptHandle: `${MessageId}/${receipts}`, Body, MD5OfBody };
    });
    return Messages.length === 0 ? {} : { Messages };
  }

  deleteBatch({ QueueUrl, Entries = [] }: Handled<object>): object {
    const queue = this.#named(QueueUrl);
    for (const { ReceiptHandle } of Entries) {
      const [id] = ReceiptHandle.split('/');
      queue.messages = queue.messages.filter((one) => one.messageId !== id);
    }
    return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
  }

  changeVisibilityBatch({ QueueUrl, Entries = [] }: Handled<{ VisibilityTimeout?: number }>): object {
    const queue = this.#named(QueueUrl);
    for (const { ReceiptHandle, VisibilityTimeout = 0 } of Entries) {
      const message = queue.messages.find((one) => ReceiptHandle === `${one.messageId}/${one.receipts}`);
      if (message !== undefined) message.hiddenUntil = this.#clock.now() + VisibilityTimeout * 1000;
    }
    return { Successful: Entries.map(({ Id }) => ({ Id })), Failed: [] };
  }

  #named(url: string | undefined): Queue {
    const queue = this.#byUrl.get(url ?? '');
    if (queue === undefined) throw new ServiceFault('QueueDoesNotExist', `there is no queue ${url}`);
    return queue;
  }

  /** What lies in a queue that nothing consumes. */
  bodies(arn: string): string[] {
    return this.#queue(arn).messages.map((one) => one.body);
  }

  #put(queue: Queue, message: Message): void {
    queue.messages.push(message);
    if (queue.consumer === undefined || queue.draining) return;
    queue.draining = true;
    this.#clock.schedule(this.#clock.now(), () => this.#drain(queue));
  }

  /** Batch after batch, one at a time: a run is the same every time. */
  async #drain(queue: Queue): Promise<void> {
    const { consumer } = queue;
    try {
      while (consumer !== undefined && queue.messages.length > 0) {
        const batch = queue.messages.splice(0, consumer.batchSize);
        for (const message of batch) message.receipts += 1;
        const failed = await this.#deliver(consumer, batch);
        for (const message of failed) this.#failed(queue, message);
      }
    } finally {
      queue.draining = false;
    }
  }

  async #deliver(consumer: Consumer, batch: Message[]): Promise<Message[]> {
    try {
      const answer = await consumer.invoke(batch.map(({ messageId, body }) => ({ messageId, body })));
      const items = (answer as { batchItemFailures?: { itemIdentifier: string }[] } | null)?.batchItemFailures ?? [];
      const ids = new Set(items.map((one) => one.itemIdentifier));
      return batch.filter((message) => ids.has(message.messageId));
    } catch {
      // The function itself failed: the whole batch comes again.
      return batch;
    }
  }

  #failed(queue: Queue, message: Message): void {
    const { redrive } = queue;
    if (redrive !== undefined && message.receipts >= redrive.maxReceiveCount) {
      this.#put(this.#queue(redrive.targetArn), { ...message, receipts: 0 });
      return;
    }
    this.#clock.schedule(this.#clock.now() + queue.visibilityTimeoutMs, () => this.#put(queue, message));
  }

  #queue(arn: string): Queue {
    const queue = this.#byArn.get(arn);
    if (queue === undefined) throw new ServiceFault('QueueDoesNotExist', `there is no queue ${arn}`);
    return queue;
  }
}
