/** The console's server: its page, and what the page asks, in JSON. It keeps nothing: clock, ledger and executions do. */
import type { SFNClient } from '@aws-sdk/client-sfn';
import { Hono } from 'hono';
import { fromItem } from '../../functions/adapters/items.ts';
import { readPartition, type Table } from '../../functions/adapters/partition.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import type { Place } from './answers.ts';
import type { Bundle } from './bundle.ts';
import { executionsOf } from './executions.ts';
import { keyRequired, MAIL_POLICY, ownChanges, safeHeaders } from './guard.ts';
import type { LocalHands } from './local-world.ts';
import { pageOf } from './page.ts';
import { Problem, problemOf, statusOf } from './problems.ts';

export interface ConsoleDeps {
  bundle: Bundle;
  region: string;
  sfn: SFNClient;
  table: Table;
  /** One at a time where the world has to be at rest; on AWS whenever it comes. */
  turn: <T>(work: () => Promise<T>) => Promise<T>;
  local?: LocalHands;
  /** What a browser has to show; without it everybody on this machine may look. */
  key?: string;
}

const A_YEAR = 'private, max-age=31536000, immutable';

export function consoleApp(deps: ConsoleDeps): Hono {
  const app = new Hono();
  app.use(safeHeaders);
  if (deps.key !== undefined) app.use(keyRequired(deps.key));
  app.use(ownChanges);
  app.get('/assets/:name', (context) => {
    const asset = deps.bundle.assets.get(`/assets/${context.req.param('name')}`);
    if (asset === undefined) return context.notFound();
    const headers = { 'content-type': asset.type, 'cache-control': A_YEAR };
    return context.body(asset.body as Uint8Array<ArrayBuffer>, 200, headers);
  });
  app.route('/api', api(deps));
  // Every page is the same document; the path is the page's own affair.
  for (const path of ['/', '/:page', '/:page/:id', '/:page/:id/:part']) {
    app.get(path, (context) =>
      PAGES.has(context.req.param('page') ?? '') ? context.html(pageOf(deps.bundle)) : context.notFound(),
    );
  }
  app.notFound((context) =>
    context.json({ code: 'unknown', message: `There is nothing at ${context.req.path}.` }, 404),
  );
  app.onError((error, context) => {
    const problem = problemOf(error);
    if (problem.code === 'failed') process.stderr.write(`${context.req.path}: ${error.stack ?? error.message}\n`);
    return context.json({ code: problem.code, message: problem.message }, statusOf(problem));
  });
  return app;
}

const PAGES = new Set(['', 'executions', 'cases', 'outbox', 'policies', 'parked', 'rejected']);

function api({ sfn, table, region, turn, local }: ConsoleDeps): Hono {
  const app = new Hono();
  const executions = executionsOf(sfn);
  const here = (): LocalHands => {
    if (local === undefined) throw new Problem('unknown', 'Only a world on this machine has that.');
    return local;
  };
  app.get('/place', async (context) => {
    const now = local?.now() ?? new Date().toISOString();
    const timeZone = await turn(() => zoneOf(table));
    const place: Place = { kind: local === undefined ? 'aws' : 'local', region, now, timeZone };
    return context.json(place);
  });
  app.get('/machines', async (context) => context.json(await turn(() => executions.machines())));
  app.get('/executions', async (context) => {
    const { machine = 'collections-case', status, token } = context.req.query();
    const asked = { machine, ...(status ? { status } : {}), ...(token ? { token } : {}) };
    return context.json(await turn(() => executions.list(asked)));
  });
  app.get('/executions/:machine/:name', async (context) => {
    const { machine, name } = context.req.param();
    return context.json(await turn(() => executions.describe(machine, name)));
  });
  app.get('/executions/:machine/:name/history', async (context) => {
    const { machine, name } = context.req.param();
    return context.json(await turn(() => executions.history(machine, name, context.req.query('token'))));
  });
  // Posted: what is looked for may be somebody's address.
  app.post('/outbox', async (context) => context.json(here().received(await context.req.json())));
  app.get('/outbox/:id/mail', (context) => {
    context.header('content-security-policy', MAIL_POLICY);
    return context.html(here().mail(context.req.param('id')));
  });
  app.post('/time', async (context) => {
    const asked = await context.req.json();
    return context.json(await turn(() => here().move(asked)));
  });
  return app;
}

/** Of the products, where they share one; who has several reads UTC. */
async function zoneOf(table: Table): Promise<string> {
  const published = (await readPartition(table, 'POLICY')).map((item) => fromItem(item).policy as Policy);
  const zones = new Set(published.map(({ timeZone }) => timeZone));
  const [zone = 'UTC'] = zones;
  return zones.size === 1 ? zone : 'UTC';
}
