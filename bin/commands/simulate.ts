import type { Policy } from '../../functions/contracts/policy.ts';
import { type Day, normalInstant } from '../../functions/contracts/time.ts';
import type { Rejected, Reports } from '../../lib/local/reports.ts';
import type { LocalWorld } from '../../lib/local/world.ts';
import type { FileEvent } from './event-files.ts';
import { trialsOf } from './trials.ts';

export interface Simulation {
  policies: readonly Policy[];
  /** Where the policies are, for the schedules of the synthesized app. */
  policyPath: string;
  events: readonly FileEvent[];
  rejected: readonly Rejected[];
  from: Day;
  until: Day;
  seed: number;
  /** Told of each virtual day, as a share of the whole. */
  progress?: (share: number, day: string) => void;
}

/** Few shards: on one machine they are swept one after the other. */
const SHARDS = 4;
const DAY_MS = 86_400_000;

/** The whole workflow in virtual time, from `from` 00:00 UTC to `until` 00:00 UTC. */
export async function simulate(simulation: Simulation): Promise<Reports> {
  const world = await worldAtEnd(simulation);
  try {
    return await reportsAtEnd(world, simulation);
  } finally {
    world.stop();
  }
}

/** What a world that was run by this simulation has to tell. */
export async function reportsAtEnd(world: LocalWorld, simulation: Simulation): Promise<Reports> {
  const { reportsOf } = await import('../../lib/local/reports.ts');
  const places = new Map(simulation.events.map(({ event, source, line }) => [event.id, { source, line }]));
  const reports = reportsOf(world, (id) => places.get(id) ?? { source: 'bus' });
  const rejected = [...simulation.rejected, ...reports.rejected].sort((a, b) =>
    timeOf(a) < timeOf(b) ? -1 : timeOf(a) > timeOf(b) ? 1 : 0,
  );
  const events = simulation.events.map(({ event }) => event);
  const trials = trialsOf(reports, { policies: simulation.policies, events, until: simulation.until });
  const summary = { ...reports.summary, rejected: rejected.length, ...(trials.length > 0 ? { trials } : {}) };
  return { ...reports, rejected, summary };
}

export interface Staying extends Simulation {
  keepHistory?: boolean;
  /** Events after `until`, for a world that goes on. */
  later?: readonly FileEvent[];
}

/** The world as it stands at `until`; whoever asked for it stops it. */
export async function worldAtEnd(simulation: Staying): Promise<LocalWorld> {
  // Loaded only here: commands that need no world start without the SDK.
  const [{ synthesize }, { LocalWorld }] = await Promise.all([
    import('../../lib/local/template.ts'),
    import('../../lib/local/world.ts'),
  ]);
  const start = Date.parse(`${simulation.from}T00:00:00Z`);
  const end = Date.parse(`${simulation.until}T00:00:00Z`);
  const template = await synthesize({ policies: simulation.policyPath, shards: SHARDS });
  const { policies, seed, keepHistory = false } = simulation;
  const world = await LocalWorld.start({ template, policies, start, seed, keepHistory });
  try {
    feed(world, [...simulation.events, ...(simulation.later ?? [])], start);
    for (let day = start; day < end; day += DAY_MS) {
      await world.runUntil(Math.min(end, day + DAY_MS));
      simulation.progress?.((day + DAY_MS - start) / (end - start), normalInstant(day).slice(0, 10));
    }
    return world;
  } catch (error) {
    world.stop();
    throw error;
  }
}

/** What has no time comes first, in the order of the files. */
function timeOf({ event }: Rejected): string {
  const time = (event as { time?: unknown } | null)?.time;
  return typeof time === 'string' ? time : '';
}

/** Of one instant, whoever is named comes before what names them: files are not always in that order. */
const NAMED_FIRST: readonly string[] = ['CustomerUpserted', 'AccountUpserted', 'ObligationScheduled', 'PaymentPosted'];
const rank = (type: string): number => {
  const place = NAMED_FIRST.indexOf(type);
  return place < 0 ? NAMED_FIRST.length : place;
};

/** Each event at its time, those before the start at the start in the order of their times; the clock stops before later ones. */
function feed(
  world: {
    clock: { schedule(at: number, task: () => void): unknown };
    put(event: { source: string; 'detail-type': string; detail: unknown }): void;
  },
  events: readonly FileEvent[],
  start: number,
): void {
  const timed = events.map(({ event }) => ({ event, time: Date.parse(event.time) }));
  timed.sort((a, b) => a.time - b.time || rank(a.event.type) - rank(b.event.type));
  for (const [at, group] of Map.groupBy(timed, ({ time }) => Math.max(start, time))) {
    world.clock.schedule(at, () => {
      for (const { event } of group) world.put({ source: 'lender', 'detail-type': event.type, detail: event });
    });
  }
}
