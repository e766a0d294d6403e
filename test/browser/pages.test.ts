import { describe, expect } from 'vitest';
import { test, violations, visit } from './browser.ts';

const pages = [
  { path: '/executions', heading: { en: 'Executions', 'zh-CN': '执行' } },
  { path: '/outbox', heading: { en: 'Outbox', 'zh-CN': '发件箱' } },
] as const;
const widths = [1440, 375];

describe.each(pages)('$path', ({ path, heading }) => {
  for (const language of ['en', 'zh-CN'] as const) {
    for (const width of widths) {
      test(`is without a violation in ${language} at ${width} px, and does not scroll sideways`, async () => {
        const page = await visit({ path, language, width });
        await page.getByRole('heading', { level: 1, name: heading[language] }).waitFor();
        expect(await violations(page)).toEqual([]);
        const overflow = await page.evaluate<number>('document.documentElement.scrollWidth - window.innerWidth');
        expect(overflow).toBeLessThanOrEqual(0);
      });
    }
  }
});

test('an execution that does not exist is said so', async () => {
  const page = await visit({ path: '/executions/collections-case/NOBODY-2026-01-01' });
  await page.getByText('There is nothing under this name').waitFor();
  await page.getByText('Execution Does Not Exist').waitFor();
});
