import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { BadInput } from '../../bin/commands/bad-input.ts';
import { program } from '../../bin/commands/program.ts';
import { projectRoot } from '../../lib/local/template.ts';
import { aBorrower, aFolder, cureflow, filesIn, type Ran, readLines, write } from './cureflow.ts';

const folder = aFolder();
const policy = join(projectRoot, 'policies/pay-later.yaml');
const bill = { dueOn: '2026-02-01', amountDue: 20_000 };
const payment = (id: string, detail: object = {}, time = '2026-02-10T02:00:00Z') => ({
  id,
  type: 'PaymentPosted',
  time,
  detail: { paymentId: id, accountId: 'A1', amount: 20_000, paidOn: '2026-02-10', ...detail },
});

// A3's come in the wrong order, all at one instant: who is named goes before what names them.
const backwards = aBorrower('A3', [bill]).toReversed();
const good = [...aBorrower('A1', [bill]), ...aBorrower('A2', [bill]), ...backwards];
const bad: [reason: RegExp, event: object | string, id?: string][] = [
  [/^is no JSON: /, '{"id": "cut off'],
  [/^is no event: /, '[1, 2]'],
  [/^has no type: it must be one of CustomerUpserted, /, { id: 'typeless' }, 'typeless'],
  [
    /^type "Surprise" is none of CustomerUpserted, /,
    { id: 'surprise', type: 'Surprise', time: '2026-01-01T00:00:00Z' },
    'surprise',
  ],
  [/^detail\.amount must not be negative$/, payment('negative', { amount: -5 }), 'negative'],
  [/^detail\.amount must be a whole number of minor units$/, payment('fractional', { amount: 10.5 }), 'fractional'],
  [/^detail\.paidOn is no day of the calendar$/, payment('impossible', { paidOn: '2026-02-30' }), 'impossible'],
  [
    /^detail\.paidOn must be a day such as 2026-03-01$/,
    payment('instant', { paidOn: '2026-02-10T00:00:00Z' }),
    'instant',
  ],
  [/^time must be an instant such as /, { ...payment('no-instant'), time: '2026-02-10' }, 'no-instant'],
  [/^names account A9, which is not known$/, payment('unknown', { accountId: 'A9' }), 'unknown'],
  [
    /^names payment P9, which is not known$/,
    { ...payment('reversal'), type: 'PaymentReversed', detail: { paymentId: 'P9', accountId: 'A1', reason: '' } },
    'reversal',
  ],
];
/** What comes after the bad lines: A2 pays once, though the file says it twice. */
const after = [
  payment('pays', { accountId: 'A2', amount: 5_000 }),
  payment('pays', { accountId: 'A2', amount: 5_000 }),
  payment('too-late', { accountId: 'A3' }, '2026-03-09T00:00:01Z'),
];
const span = ['--from', '2026-01-20', '--until', '2026-03-09'];

describe('a run', () => {
  const out = join(folder, 'out');
  const again = join(folder, 'again');
  let events = '';
  let ran: Ran;

  // From another folder, with relative paths, in another zone: nothing of it may matter.
  beforeAll(async () => {
    events = write(folder, 'events.jsonl', [...good, ...bad.map(([, event]) => event), ...after]);
    copyFileSync(policy, join(folder, 'policy.yaml'));
    const relative = ['run', '--policy', 'policy.yaml', '--events', 'events.jsonl', ...span, '--out', 'again'];
    const [first, second] = await Promise.all([
      cureflow(['run', '--policy', policy, '--events', events, ...span, '--out', out]),
      cureflow(relative, {
        cwd: folder,
        env: { TZ: 'Pacific/Auckland', LANG: 'de_DE.UTF-8', AWS_REGION: 'eu-west-1' },
      }),
    ]);
    expect(second.stderr).not.toContain('failed');
    expect(second.code).toBe(0);
    ran = first;
  }, 60_000);

  test('ends well, and says so', () => {
    expect(ran.code).toBe(0);
    expect(ran.stdout).not.toBe('');
    expect(ran.stderr).toMatch(/^\d+(\.\d+)? s, \d+ MB at most\n$/);
  });

  test('leaves the files that DESIGN names, in time order', () => {
    expect(Object.keys(filesIn(out))).toEqual(
      expect.arrayContaining([
        'cases.jsonl',
        'executions.jsonl',
        'limits.jsonl',
        'messages.jsonl',
        'rejected.jsonl',
        'summary.json',
      ]),
    );
    const timed: [string, string][] = [
      ['messages.jsonl', 'time'],
      ['limits.jsonl', 'time'],
      ['executions.jsonl', 'startDate'],
    ];
    for (const [name, field] of timed) {
      const times = readLines(out, name).map((line) => String(line[field]));
      expect(times.length).toBeGreaterThan(0);
      expect(times).toEqual(times.toSorted());
    }
  });

  test('tells of every message what it is, to whom, and what became of it', () => {
    const [first] = readLines(out, 'messages.jsonl').filter((line) => line.accountId === 'A1');
    expect(first).toMatchObject({
      time: '2026-01-25T01:00:00Z',
      customerId: 'C-A1',
      accountId: 'A1',
      obligationId: 'A1-O1',
      kind: 'reminder',
      offset: 7,
      channel: 'email',
      locale: 'zh-CN',
      to: 'li.wei@example.com',
      status: 'delivered',
      text: expect.stringContaining('200.00'),
    });
    const formal = readLines(out, 'messages.jsonl').filter((line) => line.accountId === 'A1' && line.tier === 'formal');
    expect(formal.map((line) => [line.channel, line.caseId])).toEqual([
      ['email', 'A1-2026-02-02'],
      ['sms', 'A1-2026-02-02'],
    ]);
  });

  test('tells of every limit action from what to what, why, and which notice announced it', () => {
    expect(readLines(out, 'limits.jsonl').filter((line) => line.accountId === 'A1')).toMatchObject([
      {
        time: '2026-02-21T01:00:00Z',
        caseId: 'A1-2026-02-02',
        action: 'reduce',
        from: { status: 'active', limit: 1_000_000 },
        to: { status: 'reduced', limit: 500_000 },
        reason: 'ARREARS',
        noticeId: 'A1-2026-02-02.tier.formal.email',
      },
      { time: '2026-03-03T01:00:00Z', action: 'freeze', to: { status: 'frozen', limit: 500_000 } },
    ]);
  });

  test('tells of every case and execution how they stand at the end', () => {
    expect(readLines(out, 'cases.jsonl').map((line) => line.caseId)).toEqual([
      'A1-2026-02-02',
      'A2-2026-02-02',
      'A3-2026-02-02',
    ]);
    expect(readLines(out, 'cases.jsonl')[0]).toMatchObject({
      accountId: 'A1',
      firstDelinquentOn: '2026-02-02',
      openedOn: '2026-02-02',
      state: 'collecting',
      tiersDone: ['courtesy', 'first', 'formal'],
      tiersSkipped: [],
      policyVersion: '2026-01-01',
    });
    const running = readLines(out, 'executions.jsonl').filter((line) => line.stateMachine === 'collections-case');
    expect(running.map((line) => `${line.name} ${line.status}`).sort()).toEqual([
      'A1-2026-02-02 RUNNING',
      'A2-2026-02-02 RUNNING',
      'A3-2026-02-02 RUNNING',
    ]);
    expect(running[0]?.states).toEqual(expect.arrayContaining(['Assess the case', 'Send the notice']));
  });

  test.each(bad.map(([reason, event, id], n) => ({ reason, event, id, line: good.length + n + 1 })))(
    'sets aside what cannot be taken, with a reason a person understands: $reason',
    ({ reason, event, id, line }) => {
      const found = readLines<{ line: number; reason: string }>(out, 'rejected.jsonl').find((one) => one.line === line);
      const raw = typeof event === 'string' && event.startsWith('[') ? JSON.parse(event) : event;
      expect(found).toMatchObject({ source: events, line, reason: expect.stringMatching(reason), event: raw });
      expect((found as { id?: string }).id).toBe(id);
    },
  );

  test('sets nothing else aside', () => {
    expect(readLines(out, 'rejected.jsonl')).toHaveLength(bad.length);
    expect(JSON.parse(filesIn(out)['summary.json'] ?? '')).toMatchObject({ accounts: 3, rejected: bad.length });
  });

  test('counts an event that comes twice once', () => {
    const [formal] = readLines(out, 'messages.jsonl').filter(
      (line) => line.accountId === 'A2' && line.tier === 'formal',
    );
    expect(formal?.text).toContain('150.00');
  });

  test('takes nothing from after its end', () => {
    const [of] = readLines(out, 'cases.jsonl').filter((line) => line.accountId === 'A3');
    expect(of).toMatchObject({ state: 'collecting' });
  });

  test('gives the same files, byte for byte, for the same input', () => {
    const { 'summary.json': first = '', ...files } = filesIn(out);
    const { 'summary.json': second = '', ...others } = filesIn(again);
    const relative = (text = '') => text.replaceAll(JSON.stringify(events), '"events.jsonl"');
    expect(Object.keys(others)).toEqual(Object.keys(files));
    for (const [name, text] of Object.entries(files)) expect(others[name] === relative(text), name).toBe(true);
    const counted = (text: string) => ({ ...JSON.parse(text), wallSeconds: 0, peakMemoryMb: 0 });
    expect(counted(second)).toEqual(counted(first));
  });
});

test('--sample takes the first accounts with all that concerns them, and nothing of the others', async () => {
  const customer = { id: 'h', type: 'HoldPlaced', time: '2026-01-02T00:00:00Z' };
  const hold = { ...customer, detail: { holdId: 'H3', accountId: 'A3', kind: 'hardship', from: '2026-01-02' } };
  const release = { ...customer, id: 'r', type: 'HoldReleased', detail: { holdId: 'H3' } };
  const events = write(folder, 'sample.jsonl', [...good, hold, release, payment('p')]);
  const out = join(folder, 'sample');
  const options = ['--policy', policy, '--events', events, '--from', '2026-02-01', '--until', '2026-02-12'];
  const { code } = await cureflow(['run', ...options, '--out', out, '--sample', '1']);
  expect(code).toBe(0);
  expect(readLines(out, 'cases.jsonl')).toMatchObject([{ accountId: 'A1', state: 'closed', outcome: 'cured' }]);
  expect(new Set(readLines(out, 'messages.jsonl').map((line) => line.accountId))).toEqual(new Set(['A1']));
  expect(readLines(out, 'rejected.jsonl')).toEqual([]);
  expect(JSON.parse(filesIn(out)['summary.json'] ?? '')).toMatchObject({ accounts: 1 });
});

describe('bad input', () => {
  const events = write(folder, 'fine.jsonl', good);
  const out = join(folder, 'nothing');
  const run = (more: Record<string, string>) => {
    const options = { policy, events, from: '2026-01-01', until: '2026-01-05', out, ...more };
    return cureflow(['run', ...Object.entries(options).flatMap(([name, value]) => [`--${name}`, value])]);
  };

  test('in the policies of a folder is told whole, with the files and lines, and nothing is written', async () => {
    const policies = join(folder, 'policies');
    mkdirSync(policies);
    write(policies, 'a.yaml', ['product: pay-later', 'version: 2026-13-01', 'currency: cny', 'tiers: []']);
    write(policies, 'b.yaml', ['{']);
    const { code, stdout, stderr } = await run({ policy: policies });
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    for (const path of ['version', 'currency', 'timeZone', 'jurisdiction', 'tiers']) {
      expect(stderr).toMatch(new RegExp(`a\\.yaml(:\\d+:\\d+)? ${path}: `));
    }
    expect(stderr).toContain('a.yaml:2:');
    expect(stderr).toContain('b.yaml:');
    expect(existsSync(out)).toBe(false);
  });

  test('of files that are not there is named', async () => {
    const gone = join(folder, 'gone.jsonl');
    const { code, stdout, stderr } = await run({ events: gone });
    expect({ code, stdout, stderr }).toEqual({ code: 2, stdout: '', stderr: `${gone}: no such file\n` });
    expect(existsSync(out)).toBe(false);
  });

  test.each([
    ['a policy that is not there', { policy: join(folder, 'gone.yaml') }, 'gone.yaml: no such file or folder'],
    ['an end before the beginning', { until: '2025-12-31' }, '--until 2025-12-31 must be after --from 2026-01-01'],
    ['an output folder that is a file', { out: events }, `${events}: is no folder`],
  ])('%s is refused', async (_what, more, message) => {
    const options = { policy, events, from: '2026-01-01', until: '2026-01-05', out, ...more };
    const args = Object.entries(options).flatMap(([name, value]) => [`--${name}`, value]);
    const refused = program().parseAsync(['node', 'cureflow', 'run', ...args]);
    await expect(refused).rejects.toBeInstanceOf(BadInput);
    await expect(refused).rejects.toThrow(message);
    expect(existsSync(out)).toBe(false);
  });
});
