import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parseDocument } from 'yaml';
import { render } from '../../functions/messages/render.ts';
import { parsePolicy } from '../../functions/policies/parse.ts';
import { titleOf, whenOf } from '../../lib/preview/describe.ts';
import { situations } from '../../lib/preview/situations.ts';
import { rules, samplePaths, textOf } from '../policies/samples.ts';

/** Sections that turn what a policy can say, beside the samples' own. */
const sections = fc.record(
  {
    repair: fc.constant(null),
    limitActions: fc.constantFrom([], [{ id: 'close', day: 60, kind: 'close', announcedBy: 'formal', noticeDays: 30 }]),
    otherAccounts: fc.constantFrom('review', { kind: 'reduce', toShare: 0.2, noticeDays: 9 }),
    takeover: fc.constant('restart'),
    arrears: fc.record({
      graceDays: fc.integer({ min: 0, max: 9 }),
      tolerance: fc.constantFrom(0, 5000),
      postingDays: fc.integer({ min: 0, max: 4 }),
    }),
    terminal: fc.constant(null),
    currency: fc.constantFrom('JPY', 'KWD', 'USD'),
    timeZone: fc.constantFrom('America/Sao_Paulo', 'Pacific/Apia', 'Europe/London'),
    sweepAt: fc.constantFrom('00:30', '23:30'),
    reminders: fc.constantFrom([], [{ daysBefore: 30, channels: ['sms'] }]),
  },
  { requiredKeys: [] },
);

test('whatever a good policy holds, its lives come to rest and every message of it can be told', {
  timeout: 120_000,
}, () => {
  fc.assert(
    fc.property(fc.constantFrom(...samplePaths), sections, (path, changes) => {
      const document = parseDocument(textOf(path));
      for (const [key, value] of Object.entries(changes)) {
        if (value === null) document.delete(key);
        else document.set(key, document.createNode(value));
      }
      const reading = parsePolicy(String(document), rules);
      fc.pre('policy' in reading);
      if (!('policy' in reading)) return;
      const { policy } = reading;
      const all = situations(policy);
      const tiers = new Set(all.map(({ facts: [one] }) => one.tier?.id));
      // A posting day can push the first tier to the day of the second, which then takes its place.
      for (const { id } of policy.tiers.slice(1)) expect(tiers).toContain(id);
      for (const one of all) {
        expect(`${titleOf(one)}: ${whenOf(policy, one)}`).not.toMatch(/undefined|NaN/);
        for (const facts of one.facts) expect(render(facts).text.length).toBeGreaterThan(20);
      }
    }),
    { numRuns: 12 },
  );
});
