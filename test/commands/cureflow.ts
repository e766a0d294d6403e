// The command line as a user has it: a process of its own, its exit code and what it says.
import { execFile, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, onTestFinished } from 'vitest';
import { projectRoot } from '../../lib/local/template.ts';

export interface Ran {
  code: number;
  stdout: string;
  stderr: string;
}

export function cureflow(
  args: readonly string[],
  { cwd = projectRoot, env = {} }: { cwd?: string; env?: object } = {},
) {
  const command = [join(projectRoot, 'bin/cureflow.ts'), ...args];
  const options = { cwd, env: { ...process.env, ...env }, maxBuffer: 64 * 1024 * 1024 };
  return new Promise<Ran>((resolve) => {
    execFile(process.execPath, command, options, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr });
    });
  });
}

/** `cureflow serve` as a process that is up, with all that it said. */
export async function serving(args: readonly string[]) {
  const child = spawn(process.execPath, [join(projectRoot, 'bin/cureflow.ts'), 'serve', ...args], { cwd: projectRoot });
  onTestFinished(() => void child.kill('SIGKILL'));
  let stdout = '';
  let stderr = '';
  child.stderr.on('data', (text) => {
    stderr += text;
  });
  const ended = new Promise<number | null>((resolve) => child.on('close', resolve));
  await new Promise<void>((resolve, reject) => {
    child.stdout.on('data', (text) => {
      stdout += text;
      if (stdout.includes('Ctrl-C')) resolve();
    });
    child.on('close', () => reject(new Error(stderr)));
  });
  return { child, ended, stdout, stderr: () => stderr, url: /http:\/\/127\.0\.0\.1:\d+/.exec(stdout)?.[0] ?? '' };
}

/** A folder of the test file's own, gone when it is done. */
export function aFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'cureflow-commands-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

export function write(folder: string, name: string, lines: readonly (object | string)[]): string {
  const path = join(folder, name);
  writeFileSync(path, lines.map((line) => `${typeof line === 'string' ? line : JSON.stringify(line)}\n`).join(''));
  return path;
}

export function readLines<T = Record<string, unknown>>(folder: string, name: string): T[] {
  const text = readFileSync(join(folder, name), 'utf8');
  return text
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as T);
}

export const filesIn = (folder: string): Record<string, string> =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, readFileSync(join(folder, name), 'utf8')]));

/** Events of one borrower with one account, whose ids begin with the account's. */
export function aBorrower(accountId: string, bills: readonly { dueOn: string; amountDue: number }[]): object[] {
  const customerId = `C-${accountId}`;
  const time = '2026-01-01T00:00:00Z';
  const event = (type: string, detail: object, n = 0) => ({ id: `${accountId}-${type}-${n}`, type, time, detail });
  return [
    event('CustomerUpserted', {
      customerId,
      name: 'Li Wei',
      locale: 'zh-CN',
      timeZone: 'Asia/Shanghai',
      phone: '+8613800138000',
      email: 'li.wei@example.com',
      consent: { sms: true, email: true },
    }),
    event('AccountUpserted', {
      accountId,
      customerId,
      product: 'pay-later',
      currency: 'CNY',
      creditLimit: 1_000_000,
      openedOn: '2025-01-01',
    }),
    ...bills.map(({ dueOn, amountDue }, n) =>
      event('ObligationScheduled', { obligationId: `${accountId}-O${n + 1}`, accountId, dueOn, amountDue }, n),
    ),
  ];
}
