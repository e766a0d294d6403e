/** A local world that can be asked from outside, by whoever asks AWS. */
import { localServices } from '../services.ts';
import type { LocalWorld } from '../world.ts';
import { putEvents } from './put-events.ts';
import type { Route } from './server.ts';
import { servicesRoute } from './services-route.ts';
import { Turns } from './turns.ts';

export interface OpenWorld {
  route: Route;
  /** For whatever else moves or reads this world from outside: it has to wait for its turn. */
  turns: Turns;
}

export function openWorld(world: LocalWorld): OpenWorld {
  const { table, machines, outbox, queues, secrets, clock } = world;
  const turns = new Turns(() => world.runUntil(clock.now()));
  const services = localServices({
    table,
    machines,
    outbox,
    queues,
    secrets,
    putEvents: (input) => putEvents(world, input),
  });
  return { route: servicesRoute({ services, turns }), turns };
}
