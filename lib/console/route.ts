import { getRequestListener } from '@hono/node-server';
import type { Route } from '../local/http/server.ts';
import { type ConsoleDeps, consoleApp } from './app.ts';

/** Takes whatever the routes before it left. */
export function consoleRoute(deps: ConsoleDeps): Route {
  const listener = getRequestListener(consoleApp(deps).fetch, { overrideGlobalObjects: false });
  return async (request, response) => {
    await listener(request, response);
    return true;
  };
}
