// The world that the browser tests share: a small sample portfolio on the morning of 18 February.
import { fileURLToPath } from 'node:url';
import { readEventText } from '../../bin/commands/event-files.ts';
import { loadPolicies } from '../../bin/commands/load-policies.ts';
import { worldAtEnd } from '../../bin/commands/simulate.ts';
import { consolePage, openWithConsole } from '../../bin/commands/staying.ts';
import type { Day } from '../../functions/contracts/time.ts';
import { listen, type Route } from '../../lib/local/http/server.ts';
import { SAMPLE_SPAN, samplePortfolio } from '../../lib/sample/portfolio.ts';

const policyPath = fileURLToPath(new URL('../../policies/', import.meta.url));
const until = '2026-02-18' as Day;
const page = consolePage();
const routes: Route[] = [];
const server = await listen({ port: 0, routes });
const { events, rejected } = readEventText('sample', samplePortfolio({ seed: 1, atMost: 1 }).text);
const world = await worldAtEnd({
  policies: loadPolicies([policyPath], SAMPLE_SPAN),
  policyPath,
  events,
  rejected,
  from: SAMPLE_SPAN.from,
  until,
  seed: 1,
  keepHistory: true,
});
routes.push(...(await openWithConsole(world, page)));
process.stdout.write(`${server.url}\n`);
