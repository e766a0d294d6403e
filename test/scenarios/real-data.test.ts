// Forty clients of the UCI credit card table, whose bills and payments are their own.
import { execFileSync } from 'node:child_process';
import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { addDays, dayIn, daysBetween } from '../../functions/domain/calendar.ts';
import { projectRoot } from '../../lib/local/template.ts';
import { aFolder, cureflow, readLines } from '../commands/cureflow.ts';
import { day, instant } from '../domain/builders.ts';
import type { ExecutionLine, LimitLine, MessageLine } from './world.ts';

const table = join(projectRoot, '../shared/data/uci-credit-card-clients.csv');
const converter = join(projectRoot, '../shared/tools/uci-to-events.mjs');
const missing = [table, converter].filter((path) => !existsSync(path));
const there = missing.length === 0 ? '' : ` (skipped: ${missing.join(' and ')} is not there)`;

const ZONE = 'Asia/Taipei';
const FROM = '2026-04-01';
const UNTIL = '2026-11-01';
/** The least day of each tier, over all tiers of risk. */
const TIER_DAYS: Record<string, number> = { courtesy: 2, first: 4, formal: 15, final: 45 };
const NOTICE_DAYS: Record<string, number> = { reduce: 5, freeze: 10, close: 30 };

describe.skipIf(missing.length > 0)(`forty real clients${there}`, () => {
  const folder = aFolder();
  const out = join(folder, 'out');
  const policy = join(projectRoot, 'test/data/policies/pay-later-twd.yaml');
  let messages: MessageLine[] = [];
  let limits: LimitLine[] = [];
  const assessed = new Map<string, { delinquentDays: number }>();

  beforeAll(async () => {
    const events = join(folder, 'events.jsonl');
    writeFileSync(events, execFileSync(process.execPath, [converter, table, '--clients', '40']));
    const days = Array.from({ length: daysBetween(day(FROM), day(UNTIL)) }, (_, n) => addDays(day(FROM), n));
    const given = ['--policy', policy, '--events', events];
    const [ran, lines] = await Promise.all([
      cureflow(['run', ...given, '--from', FROM, '--until', UNTIL, '--out', out]),
      cureflow(['assess', ...given, '--on', days.join(',')]),
    ]);
    expect(ran.stderr).not.toContain('failed');
    expect([ran.code, lines.code]).toEqual([0, 0]);
    messages = readLines(out, 'messages.jsonl');
    limits = readLines(out, 'limits.jsonl');
    for (const line of lines.stdout.split('\n').filter((text) => text !== '')) {
      const { on, accountId, delinquentDays } = JSON.parse(line);
      assessed.set(`${accountId} ${on}`, { delinquentDays });
    }
  }, 60_000);

  test('are taken in whole, and every execution does its work', () => {
    expect(readLines(out, 'rejected.jsonl')).toEqual([]);
    const executions = readLines<ExecutionLine>(out, 'executions.jsonl');
    expect(executions.filter((one) => !['SUCCEEDED', 'RUNNING'].includes(one.status))).toEqual([]);
    const cases = readLines<{ caseId: string; state: string }>(out, 'cases.jsonl');
    expect(cases.length).toBeGreaterThan(5);
    // Named after the case, with a number where an execution continues an old one.
    const running = executions.flatMap((one) => (one.status === 'RUNNING' ? [one.name] : []));
    const open = cases.filter((one) => one.state !== 'closed').map((one) => one.caseId);
    expect(open.filter((caseId) => !running.some((name) => name.startsWith(caseId)))).toEqual([]);
  });

  test('get no message twice, outside their hours or over the caps', () => {
    expect(messages.length).toBeGreaterThan(60);
    expect(new Set(messages.map((one) => one.noticeId)).size).toBe(messages.length);
    for (const own of Map.groupBy(messages, (one) => one.customerId).values()) {
      const days = own.map((one) => dayIn(ZONE, one.time));
      for (const on of days) {
        expect(days.filter((one) => one === on).length).toBeLessThanOrEqual(2);
        expect(days.filter((one) => one <= on && one > addDays(on, -7)).length).toBeLessThanOrEqual(7);
      }
    }
    // 08:00 to 20:00 in Taipei.
    expect(messages.filter((one) => Number(one.time.slice(11, 13)) >= 12)).toEqual([]);
  });

  test('are dunned only as far as they are delinquent by another count', () => {
    const tiers = messages.filter((one) => one.kind === 'notice');
    expect(tiers.length).toBeGreaterThan(10);
    for (const { time, tier = '', accountId } of tiers) {
      // The day before: what is paid later on a day counts for that day.
      const before = addDays(dayIn(ZONE, time), -1);
      const days = assessed.get(`${accountId} ${before}`)?.delinquentDays ?? 0;
      expect(days, `${accountId} ${before}`).toBeGreaterThanOrEqual((TIER_DAYS[tier] ?? Number.NaN) - 1);
    }
  });

  test('lose a line only after the notice that announced it, and its days', () => {
    const taken = limits.filter((one) => one.reason === 'ARREARS');
    expect(taken.length).toBeGreaterThan(1);
    for (const { time, action, noticeId } of taken) {
      const notice = messages.find((one) => one.noticeId === noticeId);
      const told = dayIn(ZONE, notice?.time ?? instant(time));
      expect(daysBetween(told, dayIn(ZONE, time))).toBeGreaterThanOrEqual(NOTICE_DAYS[action] ?? Number.NaN);
    }
  });
});
