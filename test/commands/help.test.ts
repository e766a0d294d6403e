import { CommanderError } from 'commander';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { program } from '../../bin/commands/program.ts';
import { cureflow } from './cureflow.ts';

const commands = [
  '',
  'start',
  'run',
  'serve',
  'assess',
  'events',
  'events rejected',
  'events replay',
  'policy',
  'policy check',
  'policy schema',
  'messages',
  'messages preview',
];

describe('in this process', () => {
  let stdout = '';

  beforeEach(() => {
    stdout = '';
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += text;
      return true;
    });
    vi.spyOn(process.stderr, 'write').mockImplementation(() => true);
  });
  afterEach(() => void vi.restoreAllMocks());

  /** The exit code that commander asks for. */
  async function exitOf(args: readonly string[]): Promise<number> {
    try {
      await program().parseAsync(['node', 'cureflow', ...args]);
    } catch (error) {
      if (error instanceof CommanderError) return error.exitCode;
      throw error;
    }
    throw new Error('went through');
  }

  test.each(commands)('help of `cureflow %s` tells how it is used', async (command) => {
    expect(await exitOf([...command.split(' ').filter((word) => word !== ''), '--help'])).toBe(0);
    expect(stdout).toContain(`Usage: ${`cureflow ${command}`.trim()} `);
  });

  const input = ['--policy', 'p', '--events', 'e', '--out', 'o'];
  test.each([
    ['an unknown command', ['walk']],
    ['a missing option', ['assess', '--on', '2026-01-01']],
    ['a missing argument', ['policy', 'check']],
    ['a day that is none', ['run', ...input, '--from', '2026-02-30', '--until', '2026-03-01']],
    ['an instant for a day', ['run', ...input, '--from', '2026-02-03T00:00:00Z', '--until', '2026-03-01']],
    ['a sample of none', ['run', ...input, '--from', '2026-02-03', '--until', '2026-03-01', '--sample', '0']],
    ['a seed that is no number', ['run', ...input, '--from', '2026-02-03', '--until', '2026-03-01', '--seed', 'x']],
  ])('%s is refused', async (_what, args) => {
    expect(await exitOf(args)).not.toBe(0);
    expect(stdout).toBe('');
  });
});

test('help exits with 0 and says it on standard output', async () => {
  const { code, stdout, stderr } = await cureflow(['run', '--help']);
  expect({ code, stderr }).toEqual({ code: 0, stderr: '' });
  expect(stdout).toContain('Usage: cureflow run ');
});

test('a wrong usage exits with the code of bad input and offers help on standard error', async () => {
  const { code, stdout, stderr } = await cureflow(['policy', 'check', '--surprise']);
  expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
  expect(stderr).toBe("error: unknown option '--surprise'\n(--help tells more)\n");
});
