// SQS and what Lambda does with it: batches, partial failures, the dead-letter queue after so many receipts.
import type { VirtualClock } from './clock.ts';
import { ServiceFault } from './sdk.ts';

interface Message {
  messageId: string;
  body: string;
  receipts: number;
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
    const queue = this.#byUrl.get(QueueUrl ?? '');
    if (queue === undefined) throw new ServiceFault('QueueDoesNotExist', `there is no queue ${QueueUrl}`);
    return { MessageId: this.send(queue.arn, MessageBody ?? '') };
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
