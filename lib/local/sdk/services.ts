/** What stands behind the lanes, and how it says that a call failed. */
export type LocalService = 'DynamoDB' | 'SESv2' | 'SNS' | 'SFN' | 'EventBridge' | 'SQS' | 'SecretsManager';

export interface LocalServices {
  /**
   * Input and output in the SDK's shapes: Date for times, Uint8Array for binary. Throws a `Fault` for an error the
   * service would answer; anything else that it throws reaches the handler as it is.
   */
  call(service: LocalService, operation: string, input: object): object | Promise<object>;
}

/** An error as a service answers it; `name` is the exception's name in the SDK. */
export interface Fault extends Error {
  statusCode: number;
  /** What the exception carries beside its message. */
  fields?: object;
}

export class ServiceFault extends Error implements Fault {
  readonly statusCode: number;
  readonly fields?: object;

  constructor(name: string, message: string, statusCode = 400, fields?: object) {
    super(message);
    this.name = name;
    this.statusCode = statusCode;
    if (fields !== undefined) this.fields = fields;
  }
}

export function isFault(error: unknown): error is Fault {
  return error instanceof Error && typeof (error as Partial<Fault>).statusCode === 'number';
}

/**
 * Lets a test break a call: `fail` answers an internal error before the call has any effect, `timeout-after-effect`
 * loses the answer of a call that took effect. Asked once for each attempt, so a retry may succeed. `Gateway` is no
 * service of AWS: the SMS gateway asks as well.
 */
export type FaultHook = (
  service: LocalService | 'Gateway',
  operation: string,
) => 'fail' | 'timeout-after-effect' | undefined;

export interface LaneOptions {
  faults?: FaultHook;
}

/** Runs one call under the fault hook. */
export async function callService(
  services: LocalServices,
  { faults }: LaneOptions,
  service: LocalService,
  operation: string,
  input: object,
): Promise<object> {
  const fault = faults?.(service, operation);
  if (fault === 'fail') throw new ServiceFault('InternalServerError', 'The local fault hook let this call fail', 500);
  const output = await services.call(service, operation, input);
  if (fault === 'timeout-after-effect') throw lostAnswer();
  return output;
}

/** The error of the SDK's HTTP handler when an answer does not come in time; the SDK retries it. */
function lostAnswer(): Error {
  return Object.assign(new Error('The local fault hook lost the answer of this call'), { name: 'TimeoutError' });
}

/** A copy of plain data that the other side may change: no undefined members, as if it had gone over the wire. */
export function copyPlain<Data>(data: Data): Data {
  return copy(data) as Data;
}

function copy(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(copy);
  if (value instanceof Uint8Array) return new Uint8Array(value);
  if (value instanceof Date) return new Date(value);
  const result: Record<string, unknown> = {};
  for (const [name, member] of Object.entries(value)) if (member !== undefined) result[name] = copy(member);
  return result;
}
