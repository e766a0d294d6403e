import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { aFolder, cureflow } from './cureflow.ts';

const folder = aFolder();
/** Without the page, which is a megabyte, in what a failure says. */
const expectHeld = (page: string, what: string | RegExp) =>
  expect(typeof what === 'string' ? page.includes(what) : what.test(page), String(what)).toBe(true);
const preview = (...args: string[]) => cureflow(['messages', 'preview', ...args]);

describe('messages preview', { timeout: 120_000 }, () => {
  test('writes one page in each language, which needs nothing from elsewhere', async () => {
    const out = join(folder, 'page.html');
    const { code, stdout, stderr } = await preview(
      ...['--policy', 'policies/pay-later.yaml', '--locale', 'zh-CN,en', '--out', out, '--lender', 'Harbour & Co'],
    );
    expect({ code, stdout, stderr }).toEqual({ code: 0, stdout: '', stderr: `${out}: 1 policy in zh-CN, en\n` });
    const page = readFileSync(out, 'utf8');
    expect(page.match(/<article/g)).toHaveLength(2);
    expectHeld(page, 'lang="zh-CN"');
    expectHeld(page, 'Harbour &amp; Co');
    expectHeld(page, 'pay-later, version 2026-01-01 (policies/pay-later.yaml)');
    expectHeld(page, 'on delinquent day 7 (day 4 at high risk)');
    expectHeld(page, /UCS-2, \d+ characters, \d+ bytes, <b>2 parts<\/b>/);
    expectHeld(page, /GSM-7, \d+ characters/);
    expect(page.match(/(?:src|href)="(?!#)|@import|url\(|undefined|\[object/)).toBeNull();
  });

  test('writes to standard output without --out, a folder of policies as one page', async () => {
    const { code, stdout } = await preview('--policy', 'policies', '--locale', 'en');
    expect(code).toBe(0);
    expect(stdout).toMatch(/^<!doctype html>/);
    expectHeld(stdout, 'Messages: cash-loan 2026-01-01, pay-later 2026-01-01');
  });

  test('shows what a thousand messages cost where the policy names a price', async () => {
    const { stdout } = await preview('--policy', 'policies/pay-later.yaml', '--locale', 'zh-CN');
    expectHeld(stdout, '<b>2 parts</b>; a thousand: CN¥90.00 CN');
  });

  test('refuses a language without texts and a broken policy in one go, and writes nothing', async () => {
    const out = join(folder, 'never.html');
    const { code, stdout, stderr } = await preview(
      '--policy',
      'gone.yaml',
      '--locale',
      'fr',
      '--locale',
      'x',
      '--out',
      out,
    );
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toBe(
      '--locale is fr, for which there are no texts: there are en, zh-CN, zh-TW\n' +
        '--locale is x, for which there are no texts: there are en, zh-CN, zh-TW\n' +
        'gone.yaml: no such file or folder\n',
    );
    expect(existsSync(out)).toBe(false);
  });

  test('says when the page cannot be written', async () => {
    const out = join(folder, 'no', 'such', 'folder.html');
    const { code, stderr } = await preview('--policy', 'policies/pay-later.yaml', '--locale', 'en', '--out', out);
    expect(code).toBe(2);
    expect(stderr).toMatch(/--out .*folder\.html: cannot be written: ENOENT/);
  });
});
