import { StatesError } from './errors.ts';
import type { Fields } from './fields.ts';
import { ioOf, required } from './io.ts';
import type { Json } from './json.ts';
import type { StateOfKind } from './kinds.ts';
import { compilePath } from './paths.ts';
import { MAX_SECONDS } from './quotas.ts';
import { parseTimestamp } from './timestamps.ts';
import type { Visit } from './visit.ts';

export function compileWait(fields: Fields): StateOfKind {
  const until = instantOf(fields);
  return {
    io: ioOf(fields, {}),
    events: { entered: 'WaitStateEntered', exited: 'WaitStateExited', aborted: 'WaitStateAborted' },
    run: (visit, data) => {
      const { clock } = visit.engine;
      const timer = clock.schedule(until(visit, data), () => visit.succeed(data));
      visit.onAbort = () => clock.cancel(timer);
    },
  };
}

const KINDS = ['Seconds', 'SecondsPath', 'Timestamp', 'TimestampPath'];

/** When the wait is over; an instant in the past is now. */
function instantOf(fields: Fields): (visit: Visit, data: Json) => number {
  const kind = fields.oneOf(...KINDS);
  if (kind === undefined) fields.refuse('Seconds', `is missing, and so are ${KINDS.slice(1).join(', ')}`);
  const seconds = fields.number('Seconds', { min: 0, max: MAX_SECONDS });
  const timestamp = fields.string('Timestamp');
  const secondsPath = fields.compiled('SecondsPath', compilePath);
  const timestampPath = fields.compiled('TimestampPath', compilePath);
  if (timestamp !== undefined && parseTimestamp(timestamp) === undefined) fields.refuse('Timestamp', 'is none');

  if (secondsPath !== undefined) {
    return (visit, data) => after(visit, required(secondsPath.read, data, visit, secondsPath.text));
  }
  if (timestampPath !== undefined) {
    return (visit, data) => at(required(timestampPath.read, data, visit, timestampPath.text));
  }
  return timestamp !== undefined ? () => at(timestamp) : (visit) => after(visit, seconds ?? 0);
}

function after(visit: Visit, seconds: Json): number {
  if (typeof seconds === 'number' && Number.isInteger(seconds) && seconds >= 0 && seconds <= MAX_SECONDS) {
    return visit.engine.clock.now() + seconds * 1000;
  }
  const problem = `The SecondsPath parameter does not reference a whole number from 0 to ${MAX_SECONDS}`;
  throw new StatesError('States.Runtime', `${problem}: ${JSON.stringify(seconds)}`);
}

function at(timestamp: Json): number {
  const instant = parseTimestamp(timestamp);
  // A clock of whole milliseconds must not wake before the instant.
  if (instant !== undefined) return Math.ceil(instant);
  const problem = 'The TimestampPath parameter does not reference a timestamp';
  throw new StatesError('States.Runtime', `${problem}: ${JSON.stringify(timestamp)}`);
}
