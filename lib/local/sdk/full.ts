/** The full lane: the SDK's own HTTP handler class answers from the local services. */
import { httpHandlerPrototype } from './clients.ts';
import { answer, errorAnswer, type HttpAnswer, type HttpRequest, readRequest } from './protocols.ts';
import { callService, isFault, type LaneOptions, type LocalServices } from './services.ts';

interface HandlerOptions {
  abortSignal?: { readonly aborted: boolean };
}

/** What the SDK needs before it can sign a request; whatever is set already stays. */
const DUMMIES: Record<string, string> = {
  AWS_ACCESS_KEY_ID: 'local',
  AWS_SECRET_ACCESS_KEY: 'local',
  AWS_REGION: 'us-east-1',
};

/**
 * Every client of the process is caught, whenever it was built, and no request leaves the machine: one that is for
 * none of the local services is refused. Returns what takes the lane away again.
 */
export function installFullLane(services: LocalServices, options: LaneOptions = {}): () => void {
  const prototype = httpHandlerPrototype();
  const before = prototype.handle;
  const dummies = Object.entries(DUMMIES).filter(([name]) => process.env[name] === undefined);
  for (const [name, value] of dummies) process.env[name] = value;
  let requests = 0;
  prototype.handle = async (request: HttpRequest, handling: HandlerOptions = {}): Promise<{ response: HttpAnswer }> => {
    if (handling.abortSignal?.aborted) throw Object.assign(new Error('Request aborted'), { name: 'AbortError' });
    const call = readRequest(request);
    requests += 1;
    const requestId = `${call.service.toLowerCase()}-full-${requests}`;
    try {
      const output = await callService(services, options, call.service, call.operation, call.input);
      return { response: answer(call, output, requestId) };
    } catch (error) {
      if (!isFault(error)) throw error;
      return { response: errorAnswer(call.service, error, requestId) };
    }
  };
  return () => {
    prototype.handle = before;
    for (const [name] of dummies) delete process.env[name];
  };
}
