import type { Reports } from '../../lib/local/reports.ts';

/** Placeholder until the sample shows what a reader wants first. */
export function summaryText(reports: Reports, about: { from: string; until: string; out: string }): string {
  return `${JSON.stringify({ ...about, ...reports.summary }, null, 1)}\n`;
}
