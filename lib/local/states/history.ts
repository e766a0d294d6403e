import type { HistoryEvent, HistoryEventType } from '@aws-sdk/client-sfn';
import type { Json } from './json.ts';

export type EventType = HistoryEventType;

/** Details of an event under the name the service gives them; `data` fields hold JSON that is written out when read. */
export interface EventDetails {
  [field: string]: Json | undefined;
}

interface Recorded {
  type: EventType;
  at: number;
  previous: number;
  details: EventDetails | undefined;
}

/** Fields that the service shows as JSON text; some are followed by a note on truncation. */
const AS_TEXT = new Set(['input', 'output', 'parameters']);

/** Fields that the service leaves out where a request asks for no data of the execution. */
const DATA = new Set([...AS_TEXT, 'error', 'cause']);

export interface Showing {
  /** The latest first. */
  reverse: boolean;
  data: boolean;
}

/** The events of one execution. Counting them is free; keeping them is a choice. */
export class History {
  count = 0;
  readonly #events: Recorded[] | undefined;

  constructor(keep: boolean) {
    this.#events = keep ? [] : undefined;
  }

  get kept(): boolean {
    return this.#events !== undefined;
  }

  /** Returns the event's id. */
  record(type: EventType, at: number, previous: number, details?: EventDetails): number {
    this.#events?.push({ type, at, previous, details });
    return ++this.count;
  }

  /** Events from index `from` on, in the service's shape. */
  page(from: number, count: number, { reverse, data }: Showing): HistoryEvent[] {
    const events = this.#events ?? [];
    const ids = Array.from({ length: Math.max(0, Math.min(count, events.length - from)) }, (_, index) =>
      reverse ? events.length - from - index : from + index + 1,
    );
    return ids.flatMap((id) => {
      const event = events[id - 1];
      return event === undefined ? [] : [shown(event, id, data)];
    });
  }
}

function shown({ type, at, previous, details }: Recorded, id: number, data: boolean): HistoryEvent {
  const event: HistoryEvent = { timestamp: new Date(at), type, id, previousEventId: previous };
  if (details === undefined) return event;
  const fields = Object.entries(details).flatMap(([name, value]): [string, unknown][] => {
    if (value === undefined || (!data && DATA.has(name))) return [];
    if (!AS_TEXT.has(name)) return [[name, value]];
    const text: [string, unknown] = [name, JSON.stringify(value)];
    return name === 'parameters' ? [text] : [text, [`${name}Details`, { truncated: false }]];
  });
  return { ...event, [detailsName(type)]: Object.fromEntries(fields) };
}

/** `TaskStateEntered` keeps its details in `stateEnteredEventDetails`, `TaskFailed` in `taskFailedEventDetails`. */
function detailsName(type: string): string {
  if (type.endsWith('StateEntered')) return 'stateEnteredEventDetails';
  if (type.endsWith('StateExited')) return 'stateExitedEventDetails';
  return `${type.charAt(0).toLowerCase()}${type.slice(1)}EventDetails`;
}
