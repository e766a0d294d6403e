/** The lean lane: `send` of each client class goes straight to the local services. */
import { clientOf, exceptionOf, LOCAL_SERVICES } from './clients.ts';
import { installFullLane } from './full.ts';
import {
  callService,
  copyPlain,
  isFault,
  type LaneOptions,
  type LocalService,
  type LocalServices,
} from './services.ts';

interface Command {
  input: object;
  /** Of the SDK's generated schema: the third place is the operation's name. */
  schema?: readonly unknown[];
}
interface SendOptions {
  abortSignal?: { readonly aborted: boolean };
}
type Callback = (error: unknown, output?: object) => void;

/**
 * Beneath it lies the full lane, for commands that do not pass through these classes (the document client's, say): they
 * are slower, but they are answered, and nothing leaves the machine.
 *
 * Clients built before or after are both caught, because their class is patched and not an instance. Middleware that
 * a handler adds to a client does not run here. Returns what takes the lane away again.
 */
export function installLeanLane(services: LocalServices, options: LaneOptions = {}): () => void {
  const uninstallFullLane = installFullLane(services, options);
  const restore = LOCAL_SERVICES.map((service) => {
    const { prototype } = clientOf(service);
    const before = Object.getOwnPropertyDescriptor(prototype, 'send');
    Object.defineProperty(prototype, 'send', {
      value: sender(service, services, options),
      configurable: true,
      writable: true,
    });
    return () => {
      if (before === undefined) Reflect.deleteProperty(prototype, 'send');
      else Object.defineProperty(prototype, 'send', before);
    };
  });
  return () => {
    for (const undo of restore) undo();
    uninstallFullLane();
  };
}

function sender(service: LocalService, services: LocalServices, lane: LaneOptions) {
  let requests = 0;
  const dispatch = async (command: Command, sent: SendOptions | undefined): Promise<object> => {
    if (sent?.abortSignal?.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
    requests += 1;
    const metadata = {
      httpStatusCode: 200,
      requestId: `${service.toLowerCase()}-lean-${requests}`,
      attempts: 1,
      totalRetryDelay: 0,
    };
    // The database copies at its own border.
    const own = service === 'DynamoDB';
    try {
      const output = await callService(
        services,
        lane,
        service,
        operationOf(command),
        own ? command.input : copyPlain(command.input),
      );
      return { ...(own ? output : copyPlain(output)), $metadata: metadata };
    } catch (error) {
      throw isFault(error) ? exceptionOf(service, error, metadata) : error;
    }
  };
  return function send(
    command: Command,
    optionsOrCallback?: SendOptions | Callback,
    callback?: Callback,
  ): Promise<object> | undefined {
    const given = typeof optionsOrCallback === 'function' ? undefined : optionsOrCallback;
    const done = typeof optionsOrCallback === 'function' ? optionsOrCallback : callback;
    const answer = dispatch(command, given);
    if (done === undefined) return answer;
    answer.then((output) => done(null, output), done).catch(() => undefined);
    return undefined;
  };
}

function operationOf(command: Command): string {
  const name = command.schema?.[2];
  return typeof name === 'string' ? name : command.constructor.name.replace(/Command$/, '');
}
