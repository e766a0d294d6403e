// The machines, handlers and table against the rules alone: whatever happens to an account, both do the same.
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { EventOf, InboundEvent } from '../../functions/contracts/events.ts';
import { normalInstant } from '../../functions/contracts/time.ts';
import { readContact } from '../../functions/ingest/contact-data.ts';
import { type Inbound, Simulation } from '../../lib/preview/simulation.ts';
import { DAYS, type Portfolio, portfolios, START } from '../domain/portfolios.ts';
import { World } from './world.ts';

const RUNS = Number(process.env.CUREFLOW_WORLD_RUNS ?? 8);
const SEED = Number(process.env.CUREFLOW_SEED ?? 7);
/** Not on the hour, at which there may be a sweep. */
const from = `${START}T00:00:30Z`;
const start = Date.parse(from);
const end = normalInstant(start + DAYS * 86_400_000);

type CustomerDetail = EventOf<'CustomerUpserted'>['detail'];
type Detail = { accountId?: string; customerId?: string; holdId?: string; paymentId?: string };

/**
 * What concerns the first account. Promises are left out, which the intake refuses and the rules alone take; so are ids
 * that come twice. No two things happen at one instant, nor at that of a sweep: either may come first then.
 */
function ofOneAccount({ events }: Portfolio): Inbound[] {
  const seen = new Set<string>();
  const own = events.filter(({ type, detail }) => {
    const { accountId, customerId, holdId, paymentId } = detail as Detail;
    if (type === 'PromiseMade' || (accountId ?? 'A1') !== 'A1' || (customerId ?? 'C1') !== 'C1') return false;
    const id = holdId ?? (type === 'PaymentPosted' ? paymentId : undefined);
    if (id !== undefined && seen.has(id)) return false;
    if (id !== undefined) seen.add(id);
    return true;
  });
  const apart = own.map((event, at) => {
    const time = Math.max(start, Date.parse(event.time));
    return { ...event, time: normalInstant(time === start ? time : time + 7 * 60_000 + at * 1_000) };
  });
  return apart.sort((a, b) => Date.parse(a.time) - Date.parse(b.time));
}

/** Reminders depend on the hour at which a bill was heard of before its first sweep; scenarios look at them. */
const withoutReminders = ({ policy }: Portfolio) => ({ ...policy, reminders: [] });

/** What the rules alone are given of a customer is what the intake makes of it: addresses, and zones by the number. */
const asTaken = ({ type, detail, time }: Inbound): Inbound['detail'] =>
  type === 'CustomerUpserted' ? readContact(detail as CustomerDetail, time.slice(0, 10)).customer : detail;

const lineText = (line: { time: string; action: string; to: { status: string; limit: number }; reason: string }) =>
  `${line.time} ${line.action} ${line.to.status} ${line.to.limit} ${line.reason}`;

const runs = fc
  .sample(portfolios, { numRuns: RUNS, seed: SEED })
  .map((portfolio, n) => ({ n, policy: withoutReminders(portfolio), events: ofOneAccount(portfolio) }));

test.each(runs)('the synthesized app does what the rules say, random life $n', async ({ policy, events }) => {
  const rules = new Simulation({ policies: [policy], from });
  for (const event of events) rules.given(event.time, event.type, asTaken(event));
  rules.runUntil(end);

  const world = await World.start({ now: from, policy });
  for (const [at, event] of events.entries()) {
    world.arrives({ id: `event-${at}`, ...event } as InboundEvent, event.time);
  }
  await world.runUntil(end);
  expect(world.rejected()).toEqual([]);
  expect(world.messages().map((one) => `${one.time} ${one.noticeId}`)).toEqual(
    rules.messages.map((one) => `${one.time} ${one.noticeId}`),
  );
  expect(world.limits().map(lineText)).toEqual(rules.limits.map(lineText));
  expect(world.outcomes()).toEqual(rules.outcomes());
  expect(world.executions().filter((one) => one.status === 'FAILED')).toEqual([]);
});
