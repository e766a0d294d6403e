import { beforeEach, describe, expect, test } from 'vitest';
import type { Inbound } from '../../bin/commands/lines.ts';
import { loadPolicies } from '../../bin/commands/load-policies.ts';
import { type SummaryContext, summaryText } from '../../bin/commands/summary.ts';
import { inboundEventSchema } from '../../functions/contracts/events.ts';
import type { Day } from '../../functions/contracts/time.ts';
import type { Reports } from '../../lib/local/reports.ts';

const event = (type: string, time: string, detail: object) =>
  inboundEventSchema.parse({ id: `${type} ${JSON.stringify(detail)}`.slice(0, 250), type, time, detail });

/** One account that owes what fell due so many days before the end of the run, 1 May. */
function account(accountId: string, dueOn: string | undefined, amountDue = 100_00): Inbound {
  const customerId = `C-${accountId}`;
  const consent = { sms: true, email: true };
  return [
    event('CustomerUpserted', '2026-01-01T00:00:00Z', {
      customerId,
      name: 'A',
      locale: 'en',
      timeZone: 'UTC',
      consent,
    }),
    event('AccountUpserted', '2026-01-01T00:00:01Z', {
      accountId,
      customerId,
      product: 'pay-later',
      currency: 'CNY',
      creditLimit: 1000_00,
      openedOn: '2026-01-01',
    }),
    ...(dueOn === undefined
      ? []
      : [
          event('ObligationScheduled', '2026-01-02T00:00:00Z', {
            obligationId: `${accountId}-1`,
            accountId,
            dueOn,
            amountDue,
          }),
        ]),
  ];
}

const line = (status: string, limit: number) => ({ status, limit });
const CASE = { caseId: 'A1-2026-02-02', accountId: 'A1', firstDelinquentOn: '2026-02-02', openedOn: '2026-02-02' };

let reports: Reports;
let context: SummaryContext;
beforeEach(() => {
  reports = {
    messages: [],
    limits: [],
    cases: [],
    executions: [],
    events: [],
    rejected: [],
    summary: {
      accounts: 2,
      lines: { active: 2 },
      executions: { byMachine: { 'daily-sweep': 30 } },
      stateTransitions: 1234,
      lambdaInvocations: { ingest: 5, 'sweep-shard': 1000 },
    },
  };
  context = {
    from: '2026-01-01' as Day,
    until: '2026-05-01' as Day,
    out: 'out/x',
    policies: loadPolicies(['policies']),
    events: [],
  };
});

const rowOf = (text: string, name: string) =>
  text
    .split('\n')
    .map((one) => one.split('│').map((cell) => cell.trim()))
    .find((cells) => cells[1] === name)
    ?.slice(2, -1);

describe('the summary', () => {
  test.each([
    ['2026-05-01', 'current', ''],
    ['2026-04-30', '1–7', 'CN¥100.00'],
    ['2026-04-24', '1–7', 'CN¥100.00'],
    ['2026-04-23', '8–30', 'CN¥100.00'],
    ['2026-04-01', '8–30', 'CN¥100.00'],
    ['2026-03-31', '31–60', 'CN¥100.00'],
    ['2026-03-02', '31–60', 'CN¥100.00'],
    ['2026-03-01', '61–90', 'CN¥100.00'],
    ['2026-01-31', '61–90', 'CN¥100.00'],
    ['2026-01-30', 'over 90', 'CN¥100.00'],
  ])('counts what was due on %s and is unpaid on 1 May as %s', (dueOn, bucket, money) => {
    const text = summaryText(reports, { ...context, events: account('A1', dueOn) });
    expect(rowOf(text, bucket)).toEqual(['1', money]);
  });

  test('adds the arrears of a bucket, and counts who owes nothing as current', () => {
    const events = [...account('A1', '2026-04-20'), ...account('A2', '2026-04-10', 50_05), ...account('A3', undefined)];
    const text = summaryText(reports, { ...context, events });
    expect(rowOf(text, '8–30')).toEqual(['2', 'CN¥150.05']);
    expect(rowOf(text, 'current')).toEqual(['1', '']);
  });

  test('leaves out what came after the end', () => {
    const late = event('PaymentPosted', '2026-05-02T00:00:00Z', {
      paymentId: 'P1',
      accountId: 'A1',
      amount: 100_00,
      paidOn: '2026-04-20',
    });
    const text = summaryText(reports, { ...context, events: [...account('A1', '2026-04-20'), late] });
    expect(rowOf(text, '8–30')).toEqual(['1', 'CN¥100.00']);
  });

  test('counts messages by kind and channel', () => {
    const message = (kind: string, channel: string) => ({
      time: '2026-02-01T00:00:00Z',
      accountId: 'A1',
      kind,
      channel,
    });
    reports.messages = [message('reminder', 'sms'), message('reminder', 'email'), message('withdrawal', 'sms')];
    const text = summaryText(reports, context);
    expect(rowOf(text, 'reminder before the due day')).toEqual(['1', '1', '2']);
    expect(rowOf(text, 'taken back')).toEqual(['1', '0', '1']);
    expect(rowOf(text, 'all')).toEqual(['2', '1', '3']);
  });

  test('counts cases by outcome, or by state where they are open', () => {
    reports.cases = [
      { ...CASE, state: 'closed', outcome: 'cured' },
      { ...CASE, state: 'closed', outcome: 'relapsed' },
      { ...CASE, state: 'collecting' },
      { ...CASE, state: 'repairing' },
    ];
    const text = summaryText(reports, context);
    expect(rowOf(text, 'Cases')?.[0]).toBe('4');
    for (const name of ['cured', 'relapsed', 'collecting', 'in repair']) expect(rowOf(text, name)?.[0]).toBe('1');
    expect(rowOf(text, 'repaired')?.[0]).toBe('0');
  });

  test('tells of rejected events by their place in the file, and says nothing where there are none', () => {
    expect(summaryText(reports, context)).not.toContain('Rejected');
    const rejected = (at: number) => ({
      source: 'x.jsonl',
      line: at,
      reason: `reason ${at} ${'x'.repeat(90)}`,
      event: {},
    });
    reports.rejected = Array.from({ length: 20 }, (_, index) => rejected(20 - index));
    const text = summaryText(reports, context);
    expect(rowOf(text, '1')?.[0]).toMatch(/^reason 1 x+…$/);
    expect(text).toContain('and 5 more');
  });

  test('fits 80 columns, and puts tables side by side where there is room', () => {
    const lengths = (text: string) => text.split('\n').map((one) => one.length);
    const narrow = summaryText(reports, context);
    const wide = summaryText(reports, { ...context, columns: 160 });
    expect(Math.max(...lengths(narrow))).toBeLessThanOrEqual(80);
    expect(Math.max(...lengths(wide))).toBeLessThanOrEqual(160);
    expect(lengths(wide).length).toBeLessThan(lengths(narrow).length);
    expect(wide).toMatch(/Past due +│ +┌?.*Messages/);
  });

  test('tells the story of who is whole again as it happened', () => {
    const on = (day: string) => `2026-${day}T01:00:00Z`;
    const notice = { accountId: 'A1', caseId: CASE.caseId, kind: 'notice', tier: 'formal' };
    reports.cases = [{ ...CASE, state: 'closed', outcome: 'repaired', closedOn: '2026-04-01' }];
    reports.messages = [
      { ...notice, time: on('02-16'), channel: 'email' },
      { ...notice, time: on('02-16'), channel: 'sms' },
    ];
    const changed = (day: string, action: string, from: object, to: object, reason: string) => ({
      time: on(day),
      accountId: 'A1',
      action,
      from,
      to,
      reason,
    });
    reports.limits = [
      changed('02-21', 'reduce', line('active', 1000_00), line('reduced', 500_00), 'ARREARS'),
      changed('03-03', 'freeze', line('reduced', 500_00), line('frozen', 500_00), 'ARREARS'),
      changed('03-05', 'restore', line('frozen', 500_00), line('reduced', 300_00), 'CURED'),
      changed('04-01', 'restore', line('reduced', 300_00), line('active', 1000_00), 'REPAIR_STEP'),
    ];
    const paid = event('PaymentPosted', on('03-05'), {
      paymentId: 'P1',
      accountId: 'A1',
      amount: 100_00,
      paidOn: '2026-03-05',
    });
    const events = [...account('A1', '2026-02-01'), paid];
    const text = summaryText(reports, { ...context, events, stories: true });
    const story = text.slice(text.indexOf('A1 was')).split('\n\n')[0];
    expect(story?.split('\n')).toEqual([
      'A1 was reduced, frozen, paid, and is whole again',
      '  2026-02-01  CN¥100.00 falls due and is not paid',
      '  2026-02-16  formal notice by email and SMS',
      '  2026-02-21  the limit is reduced from CN¥1,000.00 to CN¥500.00',
      '  2026-03-03  the line is frozen',
      '  2026-03-05  pays CN¥100.00',
      '              nothing is overdue: the limit comes back at CN¥300.00',
      '  2026-04-01  the limit is whole again: CN¥1,000.00',
    ]);
    expect(summaryText(reports, { ...context, events })).not.toContain('A1 was');
  });
});
