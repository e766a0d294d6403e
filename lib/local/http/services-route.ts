/** The services over HTTP, as the AWS command line and the SDKs ask them. Signatures are not checked. */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { answer, type Call, errorAnswer, type HttpAnswer, readRequest, serviceOf } from '../sdk/protocols.ts';
import { isFault, type LocalService, type LocalServices, ServiceFault } from '../sdk/services.ts';
import { BodyTooLarge, bodyOf } from './body.ts';
import type { Route } from './server.ts';
import type { Turns } from './turns.ts';

/** No service takes more: a batch of DynamoDB has 16 MB, an input of Step Functions 256 KiB. */
const MOST_BYTES = 16 * 1024 * 1024;

/** What SNS, STS and others of the older services speak: their errors are XML. */
const FORM = 'application/x-www-form-urlencoded';

/** What may be asked from outside; the rest is for the handlers of the world alone. */
const OPEN: readonly LocalService[] = ['SFN', 'DynamoDB', 'EventBridge'];
/** Of queues, what operations do with rejected events; filling them is for the world. */
const OPEN_OF_QUEUES = ['ReceiveMessage', 'DeleteMessageBatch', 'ChangeMessageVisibilityBatch'];

const isOpen = (service: LocalService, target: string): boolean =>
  OPEN.includes(service) || (service === 'SQS' && OPEN_OF_QUEUES.some((one) => target.endsWith(`.${one}`)));

/** Takes every request that names its operation in `x-amz-target`, and refuses the forms of the older services. */
export function servicesRoute({ services, turns }: { services: LocalServices; turns: Turns }): Route {
  let requests = 0;
  return async (request, response) => {
    const target = request.headers['x-amz-target']?.toString();
    const query = request.url === '/' && request.headers['content-type']?.startsWith(FORM);
    if (target === undefined && !query) return false;
    requests += 1;
    const service = target === undefined ? 'SNS' : serviceOf(target);
    const requestId = `${(service ?? 'unknown').toLowerCase()}-http-${requests}`;
    send(response, await answered({ request, target: target ?? 'a query', service, requestId }));
    return true;
  };

  async function answered({ request, target, service, requestId }: Asked): Promise<HttpAnswer> {
    try {
      if (request.method !== 'POST') throw new ServiceFault('UnknownOperationException', 'The services take POST', 405);
      if (service === undefined || !isOpen(service, target)) {
        throw new ServiceFault('UnknownOperationException', `The local world has no answer to ${target}`);
      }
      const call = await readCall(request);
      const output = await turns.take(() => services.call(service, call.operation, call.input));
      return answer(call, output, requestId);
    } catch (error) {
      if (!isFault(error) && !request.complete) throw error;
      return errorAnswer(service ?? 'SFN', isFault(error) ? error : ours(request, error), requestId);
    }
  }
}

interface Asked {
  request: IncomingMessage;
  target: string;
  service: LocalService | undefined;
  requestId: string;
}

async function readCall(request: IncomingMessage): Promise<Call> {
  const body = await bodyOf(request, MOST_BYTES).catch((error: unknown) => {
    if (error instanceof BodyTooLarge) {
      throw new ServiceFault('RequestEntityTooLargeException', `The body has more than ${MOST_BYTES} bytes`, 413);
    }
    throw error;
  });
  const { method = '', url = '/', headers } = request;
  const single = Object.entries(headers).map(([name, value]) => [name, String(value)] as const);
  const call = parsed({ method, hostname: '', path: url, headers: Object.fromEntries(single), body });
  if (typeof call.input === 'object' && call.input !== null && !Array.isArray(call.input)) return call;
  throw new ServiceFault('SerializationException', 'The body is no JSON object');
}

function parsed(request: Parameters<typeof readRequest>[0]): Call {
  try {
    return readRequest(request);
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new ServiceFault('SerializationException', `The body cannot be read as JSON: ${why}`);
  }
}

/** What is no service's answer is a fault of ours. */
function ours({ method, url, headers }: IncomingMessage, error: unknown): ServiceFault {
  const what = `${method} ${url} ${headers['x-amz-target']}`;
  process.stderr.write(`${what}: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`);
  return new ServiceFault(
    'InternalFailure',
    'The local world could not answer; it says why on its standard error',
    500,
  );
}

function send(response: ServerResponse, { statusCode, headers, body }: HttpAnswer): void {
  // What is left of a body that was not read to its end cannot be told from a next request.
  const ending = response.req.complete ? {} : { connection: 'close' };
  response.writeHead(statusCode, { ...headers, ...ending, 'content-length': body.byteLength }).end(body);
}
