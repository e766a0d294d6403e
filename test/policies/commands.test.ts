import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { BadInput } from '../../bin/commands/bad-input.ts';
import { loadPolicies, readPolicies } from '../../bin/commands/load-policies.ts';
import { policyCommand } from '../../bin/commands/policy.ts';
import { day } from '../domain/builders.ts';
import { payLaterWith } from './samples.ts';

let folder: string;
let stdout: string;
let stderr: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cureflow-policy-'));
  stdout = '';
  stderr = '';
  vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
    stdout += text;
    return true;
  });
  vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
    stderr += text;
    return true;
  });
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(folder, { recursive: true });
});

function file(name: string, ...changes: Parameters<typeof payLaterWith>): string {
  const path = join(folder, name);
  writeFileSync(path, payLaterWith(...changes));
  return path;
}

const run = (...args: string[]) => policyCommand().parse(args, { from: 'user' });

function refusal(action: () => unknown): string[] {
  try {
    action();
  } catch (error) {
    if (error instanceof BadInput) return error.lines;
    throw error;
  }
  throw new Error('was not refused');
}

describe('policy check', () => {
  test('prints one line for each good policy of a folder, whatever else lies there', () => {
    file('b.yml', [['version'], '2026-05-01']);
    file('a.yaml');
    writeFileSync(join(folder, 'policy.schema.json'), '{}');
    run('check', folder);
    const [lines, ...tables] = stdout.split('\n\n');
    expect(lines).toBe(
      `${join(folder, 'a.yaml')}: pay-later 2026-01-01, 4 tiers, 3 limit actions\n` +
        `${join(folder, 'b.yml')}: pay-later 2026-05-01, 4 tiers, 3 limit actions`,
    );
    expect(tables.map((one) => one.split(':')[0])).toEqual(['pay-later 2026-01-01', 'pay-later 2026-05-01']);
    expect(stderr).toBe('');
  });

  test('refuses with the problems of every file, at their lines, and prints nothing else', () => {
    file('good.yaml');
    file('x.yaml', [['tiers', 1, 'day'], 0], [['product'], 'x']);
    file('y.yaml', [['contact', 'from'], '06:00'], [['product'], 'y']);
    expect(refusal(() => run('check', folder))).toEqual([
      expect.stringMatching(/x\.yaml:\d+:\d+ tiers\[1\]\.day: must be at least 1/),
      expect.stringMatching(/y\.yaml:\d+:\d+ contact\.from: is 06:00, earlier than the 08:00 of CN-1/),
    ]);
    expect(stdout).toBe('');
  });

  test('shows the parts of every text message and what a thousand cost', () => {
    run(
      'check',
      file(
        'a.yaml',
        [['sms'], { default: { via: 'sns', pricePerThousandParts: 4500 } }],
        [['locales'], ['zh-CN', 'en']],
      ),
    );
    expect(stdout).toMatch(/text message +zh-CN +en\n/);
    expect(stdout).toMatch(/\nLimit action close +3 parts UCS-2, \d+: CN¥135\.00 +3 parts GSM-7, \d+: CN¥135\.00\n/);
    expect(stdout).toMatch(/\nReminder 1 day before the due date /);
    expect(stdout).not.toMatch(/Reminder 7 days/);
  });

  test('shows parts alone, in every language, where neither prices nor languages are named', () => {
    run('check', file('a.yaml', [['sms'], undefined], [['locales'], undefined]));
    expect(stdout).toMatch(/text message +en +zh-CN +zh-TW\n/);
    expect(stdout).toMatch(/\nLimit action close +3 parts GSM-7, \d+ +3 parts UCS-2, \d+ +3 parts UCS-2, \d+\n/);
  });

  test('refuses a language without texts, at its line', () => {
    const path = file('a.yaml', [['locales'], ['zh-CN', 'fr']]);
    expect(refusal(() => run('check', path))).toEqual([
      expect.stringMatching(
        /a\.yaml:\d+:\d+ locales\[1\]: is fr, for which there are no texts: there are en, zh-CN, zh-TW/,
      ),
    ]);
  });

  test('warns and goes on', () => {
    const path = file('a.yaml', [['jurisdiction'], 'JP']);
    run('check', path);
    expect(stderr).toMatch(/a\.yaml:\d+:\d+ warning jurisdiction: is JP/);
    expect(stdout).toContain('pay-later 2026-01-01');
  });

  test('refuses the same version of a product twice, but takes a file named twice once', () => {
    const path = file('a.yaml');
    run('check', path, folder);
    expect(stdout.match(/4 tiers/g)).toHaveLength(1);
    file('b.yaml');
    expect(refusal(() => run('check', folder))).toEqual([
      expect.stringMatching(/b\.yaml:\d+:\d+ version: is 2026-01-01 of pay-later, which .*a\.yaml holds already/),
    ]);
  });

  test('names what is missing, empty or unreadable', () => {
    const empty = join(folder, 'empty');
    mkdirSync(empty);
    const latin = join(folder, 'latin.yaml');
    writeFileSync(latin, Buffer.from([0x70, 0xe9]));
    expect(refusal(() => run('check', join(folder, 'gone.yaml'), empty, latin))).toEqual([
      `${join(folder, 'gone.yaml')}: no such file or folder`,
      `${empty}: holds no policy (*.yaml)`,
      expect.stringMatching(/latin\.yaml: cannot be read: /),
    ]);
  });
});

test('policy schema prints a JSON Schema', () => {
  run('schema');
  expect(JSON.parse(stdout)).toMatchObject({ title: 'cureflow policy', type: 'object' });
});

describe('loading policies for a run', () => {
  const quiet: Parameters<typeof payLaterWith>[0] = [['contact', 'quietDays'], { weekends: true, holidays: 'CN' }];
  const span = (from: string, until: string) => ({ from: day(from), until: day(until) });

  test('fills in the days on which nothing goes out, from the first year that matters', () => {
    file('a.yaml', quiet);
    const [policy] = loadPolicies([folder], span('2025-11-01', '2026-03-01'));
    expect(policy?.quiet).toMatchObject({ from: '2025-01-01', until: '2026-12-31' });
    expect(policy?.quiet?.days).toContain('2025-12-27');
    expect(policy?.quiet?.days).not.toContain('2026-01-04');
  });

  test('refuses a year whose holidays no library has, at its place', () => {
    file('a.yaml', quiet);
    expect(refusal(() => loadPolicies([folder], span('2026-11-01', '2027-02-01')))).toEqual([
      expect.stringMatching(/a\.yaml:\d+:\d+ contact\.quietDays\.holidays: is CN, whose holidays of 2027/),
    ]);
  });

  test('warns of a calendar that is about to end', () => {
    file('a.yaml', quiet);
    const { warnings, problems } = readPolicies([folder], { until: day('2026-12-15') });
    expect(problems).toEqual([]);
    expect(warnings).toEqual([expect.stringMatching(/contact\.quietDays\.holidays: ends on 2026-12-31/)]);
  });

  test('gives them by product and version', () => {
    file('a.yaml', [['version'], '2026-05-01']);
    file('b.yaml');
    file('c.yaml', [['product'], 'cash-loan']);
    expect(loadPolicies([folder]).map(({ product, version }) => `${product} ${version}`)).toEqual([
      'cash-loan 2026-01-01',
      'pay-later 2026-01-01',
      'pay-later 2026-05-01',
    ]);
  });

  test('refuses all of them when one is broken', () => {
    file('a.yaml');
    file('b.yaml', [['tiers'], undefined], [['product'], 'b']);
    expect(refusal(() => loadPolicies([folder]))).toEqual([expect.stringMatching(/b\.yaml.* tiers: is missing/)]);
  });

  test('refuses when nothing is named', () => {
    expect(refusal(() => loadPolicies([]))).toEqual(['no policy was named']);
  });
});
