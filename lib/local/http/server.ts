/**
 * An HTTP server for this machine alone. It checks no credentials, so it also keeps out what other sites could send
 * through a browser of this machine: a request has to name the server as it is, and come from no page but its own.
 */
// Loaded before a world fakes the timers, this module's connections keep real ones.
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** Answers a request and says so, or leaves it untouched to the next route. */
export type Route = (request: IncomingMessage, response: ServerResponse) => boolean | Promise<boolean>;

export interface Listening {
  port: number;
  url: string;
  /** Ends the connections too, and with them what they still wait for. */
  close(): Promise<void>;
}

const ADDRESS = '127.0.0.1';

/** Rejects with Node's error (`EADDRINUSE`, `EACCES`) where it cannot have the port; port 0 is any that is free. */
export async function listen({ port, routes }: { port: number; routes: readonly Route[] }): Promise<Listening> {
  const server = createServer((request, response) => {
    void respond(request, response, routes);
  });
  await listening(server, port);
  const { port: taken } = server.address() as AddressInfo;
  return { port: taken, url: `http://${ADDRESS}:${taken}`, close: () => closed(server) };
}

function listening(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, ADDRESS, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

async function respond(request: IncomingMessage, response: ServerResponse, routes: readonly Route[]): Promise<void> {
  // A client that goes away in the middle is its own affair.
  response.on('error', () => {});
  try {
    if (!isOurs(request)) {
      refuse(response, 403, 'This server answers only to 127.0.0.1 and localhost, and to no pages but its own.');
      return;
    }
    for (const route of routes) if (await route(request, response)) return;
    refuse(response, 404, `There is nothing at ${request.method} ${request.url}.`);
  } catch (error) {
    if (request.destroyed && !request.complete) return;
    process.stderr.write(`${request.method} ${request.url}: ${error instanceof Error ? error.stack : String(error)}\n`);
    if (response.headersSent) response.destroy();
    else refuse(response, 500, 'The local world could not answer; it says why on its standard error.');
  }
}

/** The name in REST protocols of the services is a header, in JSON protocols a member: this has both. */
function refuse(response: ServerResponse, statusCode: number, message: string): void {
  const type =
    statusCode === 404 ? 'UnknownOperationException' : statusCode === 403 ? 'AccessDeniedException' : 'InternalFailure';
  const body = JSON.stringify({ __type: type, message });
  // What is left of the request is not read.
  const headers = { 'content-type': 'application/json', 'x-amzn-errortype': type, connection: 'close' };
  response.writeHead(statusCode, headers).end(body);
}

/** A page of another site can make a browser send requests here, under a name of its own (DNS rebinding) or this one. */
function isOurs({ headers, socket }: IncomingMessage): boolean {
  const own = [`${ADDRESS}:${socket.localPort}`, `localhost:${socket.localPort}`];
  if (!own.includes(headers.host ?? '')) return false;
  return headers.origin === undefined || own.some((host) => headers.origin === `http://${host}`);
}
