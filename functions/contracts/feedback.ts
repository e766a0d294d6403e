// What providers send back, as far as it is used. Everything else in it is left alone, names and addresses too.
import * as z from 'zod/mini';
import { queueBatch } from './queues.ts';

const text = z.string();
const tags = z.optional(z.record(z.string(), z.array(z.string())));
const timed = z.object({ timestamp: text });

/** SES, by event publishing to a topic. */
export const sesEvent = z.object({
  eventType: text,
  mail: z.object({
    timestamp: text,
    messageId: text,
    destination: z.array(text),
    tags,
    headers: z.optional(z.array(z.object({ name: text, value: text }))),
  }),
  delivery: z.optional(timed),
  bounce: z.optional(z.extend(timed, { bounceType: text, bounceSubType: z.optional(text) })),
  complaint: z.optional(
    z.extend(timed, {
      complaintSubType: z.optional(z.nullable(text)),
      complaintFeedbackType: z.optional(z.nullable(text)),
    }),
  ),
  reject: z.optional(z.object({ reason: z.optional(text) })),
  deliveryDelay: z.optional(z.extend(timed, { delayType: z.optional(text) })),
});
export type SesEvent = z.infer<typeof sesEvent>;

/** SNS, in the log of delivery status of text messages. */
export const snsLogEntry = z.object({
  notification: z.object({ messageId: text, timestamp: text }),
  delivery: z.object({ destination: text, providerResponse: z.optional(text), dwellTimeMs: z.optional(z.number()) }),
  status: z.enum(['SUCCESS', 'FAILURE']),
});
export type SnsLogEntry = z.infer<typeof snsLogEntry>;

/** A gateway's callback: docs/gateway.md. */
export const gatewayDelivery = z.object({
  kind: z.literal('delivery'),
  id: text,
  status: z.enum(['delivered', 'failed']),
  reason: z.optional(text),
  at: text,
});
export type GatewayDelivery = z.infer<typeof gatewayDelivery>;
export const gatewayReply = z.object({ kind: z.literal('reply'), id: text, from: text, text, at: text });

/** A log subscription hands over a deflated batch of log events. */
export const logsBatch = z.object({ awslogs: z.object({ data: text }) });
export const logsData = z.object({
  messageType: text,
  logEvents: z.optional(z.array(z.object({ id: text, timestamp: z.number(), message: text }))),
});

/** Two-way SMS, through a topic. */
export const inboundSms = z.object({
  originationNumber: text,
  messageBody: text,
  inboundMessageId: text,
});

/** The envelope in which a topic hands a message to a queue, unless raw. */
export const topicEnvelope = z.object({
  Type: z.literal('Notification'),
  MessageId: text,
  Message: text,
  Timestamp: text,
});

export const deliveryInput = z.union([queueBatch, logsBatch]);

/** What a function's URL hands over, and what it answers. */
export const urlRequest = z.object({
  rawPath: text,
  rawQueryString: z.optional(text),
  headers: z.record(z.string(), z.string()),
  requestContext: z.object({ http: z.object({ method: text }) }),
  body: z.optional(text),
  isBase64Encoded: z.boolean(),
});
export type UrlRequest = z.infer<typeof urlRequest>;
export const urlResponse = z.object({
  statusCode: z.number(),
  headers: z.record(z.string(), z.string()),
  body: text,
});
export type UrlResponse = z.infer<typeof urlResponse>;
