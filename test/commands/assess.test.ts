import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { projectRoot } from '../../lib/local/template.ts';
import { aBorrower, aFolder, cureflow, type Ran, write } from './cureflow.ts';

const folder = aFolder();
const policy = join(projectRoot, 'policies/pay-later.yaml');
const assess = (file: string, on: string) => cureflow(['assess', '--policy', policy, '--events', file, '--on', on]);

const bill = { dueOn: '2012-02-01', amountDue: 20_000 };
const second = { dueOn: '2012-02-10', amountDue: 5_000 };
// Whatever its time: all that the files hold is known.
const event = (id: string, type: string, detail: object, time = '2030-01-01T00:00:00Z') => ({ id, type, time, detail });
const pays = (accountId: string, amount: number, paidOn: string, more: object = {}) =>
  event(`${accountId}-pays`, 'PaymentPosted', { paymentId: `${accountId}-P`, accountId, amount, paidOn, ...more });
const hold = (accountId: string, more: object) =>
  event(
    `${accountId}-hold`,
    'HoldPlaced',
    { holdId: `${accountId}-H`, accountId, kind: 'hardship', from: '2012-02-06', ...more },
    '2012-02-06T00:00:00Z',
  );

const events = [
  ...aBorrower('Nothing', []),
  ...aBorrower('Held', [bill]),
  hold('Held', { until: '2012-02-10' }),
  ...aBorrower('Disputed', [bill, second]),
  hold('Disputed', { kind: 'dispute', obligationId: 'Disputed-O1', until: '2012-02-20' }),
  ...aBorrower('Named', [bill, second]),
  pays('Named', 8_000, '2012-02-11', { obligationId: 'Named-O2' }),
  ...aBorrower('Tolerated', [bill]),
  pays('Tolerated', 19_900, '2012-02-03'),
  ...aBorrower('Twice', [bill]),
  pays('Twice', 6_000, '2012-02-03'),
  pays('Twice', 6_000, '2012-02-03'),
  ...aBorrower('Reversed', [bill]),
  pays('Reversed', 20_000, '2012-02-03'),
  event('reverses', 'PaymentReversed', { paymentId: 'Reversed-P', accountId: 'Reversed', reason: '' }),
  ...aBorrower('Released', [bill]),
  hold('Released', { until: '2012-04-01' }),
  event('releases', 'HoldReleased', { holdId: 'Released-H' }, '2012-02-07T16:00:00Z'),
  ...aBorrower('Again', [bill]),
  hold('Again', {}),
  event('releases-again', 'HoldReleased', { holdId: 'Again-H' }, '2012-02-07T16:00:00Z'),
  { ...hold('Again', {}), id: 'placed-again', time: '2012-02-09T00:00:00Z' },
  'no json',
  pays('Stray', 5, '2012-02-03'),
];

describe('assess', () => {
  const days = ['2012-02-06', '2012-02-09', '2012-02-10', '2012-02-11', '2012-02-20', '2012-03-12'];
  const file = write(folder, 'events.jsonl', events);
  let ran: Ran;
  let lines: Record<string, unknown>[] = [];

  beforeAll(async () => {
    ran = await assess(file, days.join(','));
    lines = ran.stdout.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line)]));
  });

  const of = (accountId: string, on: string) => lines.find((line) => line.accountId === accountId && line.on === on);

  test('counts the days of the example in DESIGN', () => {
    const figures = lines
      .filter((line) => line.accountId === 'Held')
      .map(({ on, daysPastDue, delinquentDays, pausedDays, tier }) => ({
        on,
        daysPastDue,
        delinquentDays,
        pausedDays,
        tier,
      }));
    expect(figures).toEqual([
      { on: '2012-02-06', daysPastDue: 5, delinquentDays: 5, pausedDays: 0, tier: 'courtesy' },
      { on: '2012-02-09', daysPastDue: 8, delinquentDays: 5, pausedDays: 3, tier: 'courtesy' },
      { on: '2012-02-10', daysPastDue: 9, delinquentDays: 5, pausedDays: 4, tier: 'courtesy' },
      { on: '2012-02-11', daysPastDue: 10, delinquentDays: 6, pausedDays: 4, tier: 'courtesy' },
      { on: '2012-02-20', daysPastDue: 19, delinquentDays: 15, pausedDays: 4, tier: 'formal' },
      { on: '2012-03-12', daysPastDue: 40, delinquentDays: 36, pausedDays: 4, tier: 'formal' },
    ]);
  });

  test('prints the lines that DESIGN names, day by day and in them by account', () => {
    const text = ran.stdout.split('\n');
    expect(text).toContain(
      '{"on":"2012-02-06","accountId":"Held","daysPastDue":5,"delinquentDays":5,"pausedDays":0,"arrears":20000,"tier":"courtesy",' +
        '"obligations":[{"obligationId":"Held-O1","dueOn":"2012-02-01","outstanding":20000,"daysPastDue":5,"delinquentDays":5}]}',
    );
    expect(text).toContain(
      '{"on":"2012-02-06","accountId":"Nothing","daysPastDue":0,"delinquentDays":0,"pausedDays":0,"arrears":0,"tier":null,"obligations":[]}',
    );
    const places = lines.map((line) => `${line.on} ${line.accountId}`);
    expect(places).toEqual(places.toSorted());
    expect(places).toHaveLength(days.length * 9);
  });

  test('leaves a disputed obligation out of arrears and of the clock, but in the list', () => {
    expect(of('Disputed', '2012-02-11')).toMatchObject({
      arrears: 5_000,
      daysPastDue: 1,
      delinquentDays: 1,
      obligations: [{ outstanding: 20_000 }, { outstanding: 5_000 }],
    });
    // Back in arrears, with the fourteen days of the dispute not counted.
    expect(of('Disputed', '2012-02-20')).toMatchObject({
      arrears: 25_000,
      daysPastDue: 19,
      pausedDays: 14,
      delinquentDays: 10,
    });
  });

  test('allocates by value date, to the named obligation first and the rest to the oldest', () => {
    expect(of('Named', '2012-02-10')).toMatchObject({ arrears: 20_000 });
    expect(of('Named', '2012-02-11')).toMatchObject({
      arrears: 17_000,
      obligations: [{ obligationId: 'Named-O1', outstanding: 17_000 }],
    });
  });

  test('counts arrears of up to the tolerance as none past due', () => {
    expect(of('Tolerated', '2012-02-06')).toMatchObject({
      arrears: 100,
      daysPastDue: 0,
      delinquentDays: 0,
      tier: null,
    });
  });

  test('takes an event once', () => {
    expect(of('Twice', '2012-02-06')).toMatchObject({ arrears: 14_000 });
  });

  test('takes a reversed payment away', () => {
    expect(of('Reversed', '2012-02-06')).toMatchObject({ arrears: 20_000, delinquentDays: 5 });
  });

  test('ends a hold with its release, unless it was placed again after that', () => {
    // Released on 8 February in Shanghai: the 6th and 7th stood still.
    expect(of('Released', '2012-02-10')).toMatchObject({ daysPastDue: 9, pausedDays: 2, delinquentDays: 7 });
    expect(of('Again', '2012-02-10')).toMatchObject({ pausedDays: 4, delinquentDays: 5 });
  });

  test('tells on standard error what it could not take, and goes on with the rest', () => {
    expect(ran.code).toBe(0);
    expect(ran.stderr).toMatch(new RegExp(`^${file}:${events.length - 1}: is no JSON.*\n`));
    expect(ran.stderr).toContain('event Stray-pays: names account Stray, which is not known');
    expect(ran.stderr.split('\n')).toHaveLength(3);
  });
});

test('a day that is none among others is refused, and nothing is printed', async () => {
  const { code, stdout, stderr } = await assess(
    write(folder, 'few.jsonl', aBorrower('A1', [bill])),
    '2012-02-01,2012-02-30',
  );
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toContain('is no day of the calendar');
});
