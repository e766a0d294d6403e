import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { readSweeps } from '../../lib/infra/sweeps.ts';
import { resourcesOf } from './synthesized.ts';

const policies = fileURLToPath(new URL('fixtures/policies', import.meta.url));

describe('the sweeps of a folder of policies', () => {
  test('are one for each product, by its newest version', () => {
    expect(readSweeps(policies)).toEqual([
      { product: 'cash-loan', version: '2026-01-01', timeZone: 'Europe/London', sweepAt: '09:00' },
      { product: 'pay-later', version: '2026-11-01', timeZone: 'Asia/Shanghai', sweepAt: '09:30' },
    ]);
  });

  test('are that of the one policy when a file is named', () => {
    expect(readSweeps(join(policies, 'pay-later-2025.yaml'))).toMatchObject([
      { version: '2025-06-01', sweepAt: '07:00' },
    ]);
  });

  test('are refused when there is no policy, because nothing would ever be swept', () => {
    expect(() => readSweeps(mkdtempSync(join(tmpdir(), 'policies-')))).toThrow('no policy (*.yaml)');
  });

  test('are refused with the file and the field when a policy cannot be read', () => {
    const file = join(mkdtempSync(join(tmpdir(), 'policies-')), 'broken.yaml');
    writeFileSync(file, 'product: pay-later\nversion: 2026-11-01\ntimeZone: Asia/Nowhere\n');
    expect(() => readSweeps(file)).toThrow(/broken\.yaml.*timeZone/s);
  });
});

describe('the schedules', () => {
  const schedules = resourcesOf('AWS::Scheduler::Schedule').map(([, { Properties }]) => Properties);

  test('start each product’s sweep every day by the product’s own clock, and the look at waiting events', () => {
    const seen = schedules.map(({ ScheduleExpression, ScheduleExpressionTimezone, Target }) => ({
      at: ScheduleExpression,
      zone: ScheduleExpressionTimezone,
      input: JSON.parse((Target as { Input: string }).Input),
    }));
    expect(seen).toEqual([
      { at: 'cron(0 9 * * ? *)', zone: 'Europe/London', input: { product: 'cash-loan' } },
      { at: 'cron(30 9 * * ? *)', zone: 'Asia/Shanghai', input: { product: 'pay-later' } },
      { at: 'cron(30 0 * * ? *)', zone: 'Etc/UTC', input: { next: null } },
    ]);
  });

  test('try again for six hours, and leave a trace when they give up', () => {
    for (const { Target } of schedules) {
      expect(Target).toMatchObject({
        RetryPolicy: { MaximumEventAgeInSeconds: 6 * 3600 },
        DeadLetterConfig: { Arn: expect.anything() },
      });
    }
  });
});
