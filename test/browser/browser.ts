// A browser on the console, asked as a user would: by what is written on it.
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, chromium, type Page } from 'playwright-core';
import { afterAll, beforeAll, inject, onTestFinished, test as plain } from 'vitest';

const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
const executablePath = inject('chromium');

/** Skipped where there is no browser. */
export const test = plain.skipIf(executablePath === undefined);

let browser: Browser;
beforeAll(async () => {
  if (executablePath === undefined) return;
  browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
});
afterAll(async () => {
  await browser?.close();
});

export interface Visit {
  path: string;
  language?: 'en' | 'zh-CN';
  width?: number;
}

/** A page that complains on its console, or breaks, fails its test. */
export async function visit({ path, language = 'en', width = 1440 }: Visit): Promise<Page> {
  const context: BrowserContext = await browser.newContext({
    baseURL: inject('url'),
    locale: language,
    viewport: { width, height: 900 },
  });
  onTestFinished(() => context.close());
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) {
      complaints.push(message.text());
    }
  });
  onTestFinished(() => {
    if (complaints.length > 0) throw new Error(`${path} complained: ${complaints.join('; ')}`);
  });
  await page.goto(path);
  await page.waitForLoadState('networkidle');
  return page;
}

/** What axe finds, as lines to read: rule, what is wrong, where. */
export async function violations(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  const found = await page.evaluate(async () => {
    const { violations } = await (globalThis as unknown as { axe: typeof import('axe-core') }).axe.run();
    return violations.map(
      ({ id, help, nodes }) => `${id}: ${help} ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
    );
  });
  return found;
}
