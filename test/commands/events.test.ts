// Rejected events, listed, corrected and put on the bus again, as operations do it: against a world that serves.
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../../lib/local/template.ts';
import { aBorrower, aFolder, cureflow, readLines, serving, write } from './cureflow.ts';

const folder = aFolder();
const policy = join(projectRoot, 'policies/pay-later.yaml');
const csv = join(projectRoot, 'test/data/drops/payments.csv');
const mapping = join(projectRoot, 'mappings/payments.yaml');
const env = { AWS_ACCESS_KEY_ID: 'any', AWS_SECRET_ACCESS_KEY: 'thing', AWS_MAX_ATTEMPTS: '1' };

const payment = (id: string, detail: object) => ({
  id,
  type: 'PaymentPosted',
  time: '2026-02-01T02:00:00Z',
  detail: { paymentId: `P-${id}`, accountId: 'A-1', amount: 5_000, paidOn: '2026-02-01', ...detail },
});
const overdue = aBorrower('A-1', [{ dueOn: '2026-02-01', amountDue: 20_000 }]);
const span = ['--from', '2026-01-15', '--until', '2026-02-10'];

interface Rejected {
  id?: string;
  reason: string;
  event: { detail: { accountId: string } };
  messageId: string;
}

test('rejected events are listed, corrected and replayed, and leave the queue when they are on the bus', {
  timeout: 180_000,
}, async () => {
  const events = write(folder, 'events.jsonl', [
    ...overdue,
    payment('typo', { accountId: 'A-2', amount: 20_000 }),
    payment('lost', { accountId: 'A-9' }),
  ]);
  const { stdout: said, url } = await serving(['--policy', policy, '--events', events, ...span, '--port', '0']);
  const queue = /--queue (\S+)/.exec(said)?.[1] ?? '';
  const where = ['--endpoint', url, '--region', 'us-east-1', '--queue', queue];
  const out = join(folder, 'rejected.jsonl');
  const listed = async () => {
    const { code, stderr } = await cureflow(['events', 'rejected', ...where, '--out', out], { env });
    expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
    return readLines<Rejected>(folder, 'rejected.jsonl');
  };
  const lines = await listed();
  expect(lines).toMatchObject([
    { source: 'bus', id: 'typo', reason: 'names account A-2, which is not known', event: { id: 'typo' } },
    { source: 'bus', id: 'lost', reason: 'names account A-9, which is not known' },
  ]);
  // Listing changes nothing.
  expect(await listed()).toEqual(lines);
  expect(await cureflow(['events', 'rejected', ...where], { env })).toEqual({
    code: 0,
    stdout: readFileSync(out, 'utf8'),
    stderr: '',
  });

  // Corrected by hand: the one is right now, the other is left wrong.
  const corrected = JSON.stringify(lines[0]).replaceAll('A-2', 'A-1');
  writeFileSync(out, `${corrected}\n${JSON.stringify(lines[1]).replace('"amount":5000', '"amount":-5')}\n`);
  expect(await cureflow(['events', 'replay', out, ...where, '--dry-run'], { env })).toMatchObject({
    code: 1,
    stdout: '1 event would go on bus cureflow\n',
  });
  expect(await cureflow(['events', 'replay', out, ...where], { env })).toEqual({
    code: 1,
    stdout: '1 event put on bus cureflow\n1 message deleted from the queue\n',
    stderr: `${out}:2: detail.amount must not be negative\n1 line cannot be read as an event: correct and replay what is said above\n`,
  });
  expect((await listed()).map((one) => one.id)).toEqual(['lost']);

  // Once more: the same id changes nothing, and is not rejected again.
  writeFileSync(out, `${corrected}\n`);
  expect(await cureflow(['events', 'replay', out, ...where], { env })).toMatchObject({
    code: 0,
    stdout: '1 event put on bus cureflow\n0 messages deleted from the queue\n',
  });
  expect((await listed()).map((one) => one.id)).toEqual(['lost']);

  const there = where.slice(0, 4);
  expect(await cureflow(['events', 'replay', out, ...there, '--bus', 'other'], { env })).toMatchObject({
    code: 1,
    stdout: '',
    stderr: expect.stringContaining('The bus refuses: Event bus other does not exist'),
  });
  expect(await cureflow(['events', 'rejected', ...there, '--queue', `${queue}x`], { env })).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('The queue was not read. QueueDoesNotExist'),
  });
});

test.each([
  ['a file that is not there', ['nowhere.jsonl'], 'nowhere.jsonl: no such file'],
  ['CSV without a mapping', [csv], 'payments.csv: is CSV; --mapping has to say'],
  ['a mapping that is none', [csv, '--mapping', csv], 'payments.csv: '],
])('replaying %s is bad input', async (_, args, said) => {
  const { code, stdout, stderr } = await cureflow(['events', 'replay', ...args]);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain(said);
});

test('a run takes the rejected events of another one, corrected by hand, and CSV by a mapping', {
  timeout: 180_000,
}, async () => {
  const first = join(folder, 'first');
  const events = write(folder, 'first.jsonl', [
    payment('typo', { accountId: 'A 1' }),
    ...overdue,
    'x',
    payment('late', { accountId: 'A-7' }),
  ]);
  const run = (args: readonly string[], out: string) =>
    cureflow(['run', '--policy', policy, ...args, ...span, '--out', out]);
  expect(await run(['--events', events], first)).toMatchObject({ code: 0 });
  const said = readFileSync(join(first, 'rejected.jsonl'), 'utf8');
  expect(said.trim().split('\n')).toHaveLength(3);
  const corrected = join(folder, 'corrected.jsonl');
  writeFileSync(corrected, said.replace('"accountId":"A 1","amount":5000', '"accountId":"A-1","amount":20000'));
  const second = join(folder, 'second');
  expect(await run(['--events', events, '--events', corrected], second)).toMatchObject({ code: 0 });
  expect(readLines(second, 'cases.jsonl')).toEqual([]);
  const reasons = readLines<{ source: string; line: number; reason: string }>(second, 'rejected.jsonl');
  expect(reasons.filter(({ source }) => source === corrected)).toMatchObject([
    { line: 1, reason: 'is no event: it must be one object' },
    { line: 3, id: 'late', reason: 'names account A-7, which is not known' },
  ]);

  const rows = join(folder, 'rows.csv');
  writeFileSync(rows, readFileSync(csv, 'utf8').replaceAll(',A1,', ',A-1,').replaceAll(',O1,', ',,'));
  const third = join(folder, 'third');
  expect(await run(['--events', events, '--events', rows, '--mapping', mapping], third)).toMatchObject({ code: 0 });
  const ofRows = readLines<{ source: string; line: number }>(third, 'rejected.jsonl').filter(
    ({ source }) => source === rows,
  );
  expect(ofRows.map((one) => one.line).sort()).toEqual([4, 6, 7, 8]);
  expect(await run(['--events', events, '--mapping', mapping], third)).toMatchObject({
    code: 2,
    stderr: expect.stringContaining('is for .csv files, and none is given'),
  });
});
