/** EventBridge for a lender outside: what they put on the world's bus. */
import { ServiceFault } from '../sdk.ts';

interface Entry {
  Source?: unknown;
  DetailType?: unknown;
  Detail?: unknown;
  EventBusName?: unknown;
}

interface Bus {
  busName: string;
  put(event: { source: string; 'detail-type': string; detail: unknown }): void;
}

const MOST_ENTRIES = 10;

/** Each entry is taken or refused on its own, as by the service; another bus than the stack's is not there. */
export function putEvents(bus: Bus, { Entries }: { Entries?: unknown }): object {
  if (!Array.isArray(Entries) || Entries.length < 1 || Entries.length > MOST_ENTRIES) {
    throw new ServiceFault('ValidationException', `Entries must be a list of 1 to ${MOST_ENTRIES}`);
  }
  const answers = (Entries as (Entry | null)[]).map((entry, at) => put(bus, entry ?? {}, at));
  return { FailedEntryCount: answers.filter((one) => 'ErrorCode' in one).length, Entries: answers };
}

function put(bus: Bus, { Source, DetailType, Detail, EventBusName }: Entry, at: number): object {
  for (const [name, value] of Object.entries({ Source, DetailType, Detail })) {
    if (typeof value === 'string' && value !== '') continue;
    const message = `Parameter ${name} is not valid. Reason: ${name} is a required argument.`;
    return { ErrorCode: 'InvalidArgument', ErrorMessage: message };
  }
  if (EventBusName !== bus.busName && !String(EventBusName).endsWith(`:event-bus/${bus.busName}`)) {
    const message = `Event bus ${EventBusName ?? 'default'} does not exist; the app listens to ${bus.busName}.`;
    return { ErrorCode: 'ResourceNotFoundException', ErrorMessage: message };
  }
  const detail = objectIn(String(Detail));
  if (detail === undefined) return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  bus.put({ source: String(Source), 'detail-type': String(DetailType), detail });
  return { EventId: `event-outside-${at}` };
}

function objectIn(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
