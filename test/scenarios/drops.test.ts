// Files in the bucket of events, through the synthesized machine that takes them.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../lib/local/template.ts';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({ reminders: [] });
const start = (more: object = {}) => World.start({ now: '2026-02-06', policy, ...more });
const csv = readFileSync(join(projectRoot, 'test/data/drops/payments.csv'), 'utf8');
const O1 = { obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 };
const statuses = (world: World) => world.executions('event-drop').map((one) => one.status);
const lines = (...all: readonly (object | string)[]) =>
  all.map((one) => (typeof one === 'string' ? one : JSON.stringify(one))).join('\n');
const payment = (id: string, detail: object = {}) => ({
  id,
  type: 'PaymentPosted',
  time: '2026-02-05T02:00:00Z',
  detail: { paymentId: id, accountId: 'A1', amount: 1_000, paidOn: '2026-02-04', ...detail },
});

test('rows of a file become events by the mapping that its key names; wrong ones stop none of the others', async () => {
  const world = await start();
  world.given({ bills: [O1] }).drops('in/mapping=payments/2026-02-05.csv', csv);
  await world.runUntil('2026-02-10');
  expect(world.outcomes()).toEqual([]);
  expect(statuses(world)).toEqual(['SUCCEEDED']);
  expect(world.rejected()).toMatchObject([
    {
      source: 'in/mapping=payments/2026-02-05.csv',
      line: 4,
      id: 'core-4713',
      reason: 'detail.amount: "fifty" is no amount with at most 2 decimals after a point',
      event: { id: 'core-4713', type: 'PaymentPosted', time: '2026-02-05T02:00:00Z', detail: { amount: 'fifty' } },
    },
    { line: 5, reason: 'detail.paidOn: "31.02.2026" is no day as DD.MM.YYYY' },
    { line: 6, reason: 'detail.accountId is missing' },
    { line: 7, reason: 'time: "05.02.2026 25:00" has no such time of day' },
  ]);
});

test('lines of JSON are taken as they are, and the same file again changes nothing', async () => {
  const world = await start();
  world.given({ bills: [O1] });
  const file = lines(
    payment('p1', { amount: 15_000 }),
    { ...payment('p2'), type: 'Surprise' },
    '[]',
    payment('p3', { amount: 5_000 }),
    '',
  );
  world.drops('payments.jsonl', file);
  await world.runUntil('2026-02-07');
  world.drops('payments.jsonl', file).drops('again/payments.jsonl', file);
  await world.runUntil('2026-02-10');
  expect(world.outcomes()).toEqual([]);
  expect(statuses(world)).toEqual(['SUCCEEDED', 'SUCCEEDED', 'SUCCEEDED']);
  expect(
    world
      .rejected()
      .map(({ source, line, reason }) => `${source} ${line} ${reason.slice(0, 22)}`)
      .sort(),
  ).toEqual(
    ['again/payments.jsonl', 'payments.jsonl', 'payments.jsonl']
      .flatMap((source) => [`${source} 2 type "Surprise" is non`, `${source} 3 is no event: it must b`])
      .sort(),
  );
});

test('what a line names may come in a later file, and one that waits in vain is rejected with its place', async () => {
  const world = await start();
  world.drops('a.jsonl', lines(payment('p1', { amount: 20_000 }), payment('p2', { accountId: 'A9' })));
  await world.runUntil('2026-02-07');
  world.given({ bills: [O1] });
  await world.runUntil('2026-02-12');
  expect(world.outcomes()).toEqual([]);
  expect(world.rejected()).toMatchObject([
    { source: 'a.jsonl', line: 2, id: 'p2', reason: 'names account A9, which is not known' },
  ]);
});

test.each([
  ['mapping=payments/a.xlsx', 'is neither .jsonl nor .csv'],
  ['payments.csv', 'is CSV, but its key names no mapping that is deployed, as in mapping=payments/'],
  ['mapping=refunds/a.csv', 'is CSV, but its key names no mapping that is deployed, as in mapping=payments/'],
  ['broken.jsonl', 'cannot be read as what its name says: one line at least is broken'],
])('%s is set aside as a whole: it %s', async (key, reason) => {
  const world = await start();
  world.drops(key, lines(payment('p1'), '{"id":'));
  await world.runUntil('2026-02-07');
  expect(world.rejected()).toEqual([{ source: key, reason, event: null }]);
  expect(statuses(world)).toEqual(['SUCCEEDED']);
});

test('two thousand lines go in batches, and every one is counted', async () => {
  const world = await start();
  world.given({ bills: [{ ...O1, amountDue: 2_000 * 100 }] });
  const many = Array.from({ length: 2_000 }, (_, n) => payment(`p${n}`, { amount: 100 }));
  world.drops('many.jsonl', lines(...many));
  await world.runUntil('2026-02-10');
  expect(world.outcomes()).toEqual([]);
  expect(world.rejected()).toEqual([]);
  expect(world.local.functions.invocations['ingest-lines']).toBe(10);
});

test('a table that refuses for long fails the drop, and the same file again mends it', async () => {
  let broken = false;
  const world = await start({
    faults: (service: string, operation: string) =>
      broken && service === 'DynamoDB' && operation === 'TransactWriteItems' ? 'fail' : undefined,
  });
  world.given({ bills: [O1] });
  await world.runUntil('2026-02-06T00:30:00Z');
  broken = true;
  world.drops('a.jsonl', lines(payment('p1', { amount: 20_000 })));
  await world.runUntil('2026-02-06T00:50:00Z');
  broken = false;
  expect(statuses(world)).toEqual(['FAILED']);
  world.drops('a.jsonl', lines(payment('p1', { amount: 20_000 })));
  await world.runUntil('2026-02-08');
  expect(statuses(world)).toEqual(['FAILED', 'SUCCEEDED']);
  expect(world.outcomes()).toEqual([]);
});
