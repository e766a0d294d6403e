// A world that stays after it was run: answered over HTTP, with its console, until Ctrl-C.
import { InvalidArgumentError } from 'commander';
import type { Day } from '../../functions/contracts/time.ts';
import type { Bundle } from '../../lib/console/bundle.ts';
import { type Listening, listen, type Route } from '../../lib/local/http/server.ts';
import type { LocalWorld } from '../../lib/local/world.ts';
import { BadInput } from './bad-input.ts';
import { wholeNumber } from './run.ts';

const LAST_PORT = 65_535;

export function portArgument(text: string): number {
  const port = wholeNumber(0)(text);
  if (port > LAST_PORT) throw new InvalidArgumentError(`must be at most ${LAST_PORT}`);
  return port;
}

export async function listenOrSay(port: number, routes: readonly Route[]): Promise<Listening> {
  try {
    return await listen({ port, routes });
  } catch (error) {
    const { code } = error as { code?: string };
    if (code === 'EADDRINUSE') throw new BadInput([`Port ${port} is in use: choose another with --port.`]);
    if (code === 'EACCES') throw new BadInput([`Port ${port} may not be opened by you: choose another with --port.`]);
    throw error;
  }
}

/** Until the world is there; clients of AWS try again by themselves. */
export function notYet(until: Day): Route {
  return (_request, response) => {
    const message = `The local world is still on its way to ${until}; try again.`;
    response.writeHead(503, { 'content-type': 'application/json', connection: 'close' });
    response.end(JSON.stringify({ __type: 'ServiceUnavailable', message }));
    return true;
  };
}

/** The console's page is made ready beside the world, which takes longer. */
export function consolePage(): Promise<Bundle> {
  const page = import('../../lib/console/bundle.ts').then(({ bundleConsole }) => bundleConsole());
  // Who ends before it is done is not interested in what became of it.
  page.catch(() => {});
  return page;
}

/** The services first, as AWS answers them; the console takes what they leave. */
export async function openWithConsole(world: LocalWorld, page: Promise<Bundle>): Promise<Route[]> {
  const [{ openWorld }, { worldConsole }] = await Promise.all([
    import('../../lib/local/http/world-server.ts'),
    import('../../lib/console/world-console.ts'),
  ]);
  const { route, turns } = openWorld(world);
  return [route, worldConsole(world, { bundle: await page, turns })];
}

export function interrupted(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
