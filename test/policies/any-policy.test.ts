import fc from 'fast-check';
import { expect, test } from 'vitest';
import { parse, parseDocument, stringify } from 'yaml';
import { policySchema } from '../../functions/contracts/policy.ts';
import { salvage } from '../../functions/policies/draft.ts';
import { checkPolicy, parsePolicy } from '../../functions/policies/parse.ts';
import { forRiskTier } from '../../functions/policies/risk-tier.ts';
import { on, policyOf, rules, samplePaths, textOf } from './samples.ts';

type Place = (string | number)[];

/** Every place in a value, the outer ones too. */
function places(value: unknown, above: Place = []): Place[] {
  if (typeof value !== 'object' || value === null) return [above];
  const keyed: [string | number, unknown][] = Array.isArray(value) ? [...value.entries()] : Object.entries(value);
  return [above, ...keyed.flatMap(([key, item]) => places(item, [...above, key]))];
}

const sample = fc.constantFrom(...samplePaths.map(textOf));
const value = fc.oneof(
  fc.jsonValue({ maxDepth: 2 }),
  fc.integer({ min: -1, max: 200 }),
  fc.constantFrom(0.5, 1, 'formal', 'final', 'close', 'reduce', '07:00', '23:00', 'US', 'UK', '2030-01-01', true, null),
);

/** A sample in which a few places hold something else, or nothing. */
const damaged = sample.chain((text) =>
  fc
    .array(fc.tuple(fc.constantFrom(...places(parse(text)).filter((place) => place.length > 0)), fc.option(value)), {
      minLength: 1,
      maxLength: 4,
    })
    .map((damages) => {
      const document = parseDocument(text);
      for (const [place, put] of damages) {
        if (!document.hasIn(place)) continue;
        if (put === null) document.deleteIn(place);
        else document.setIn(place, document.createNode(put));
      }
      return String(document);
    }),
);

/** A sample with one of its numbers a little larger, which is good more often than not. */
const shifted = sample.chain((text) => {
  const whole = parseDocument(text);
  const numbers = places(whole.toJS()).filter((place) => typeof whole.getIn(place) === 'number');
  return fc.tuple(fc.constantFrom(...numbers), fc.integer({ min: 1, max: 9 })).map(([place, by]) => {
    const document = parseDocument(text);
    document.setIn(place, Number(document.getIn(place)) + by);
    return String(document);
  });
});

test('whatever a policy holds, it is read or refused with distinct problems at places of the text', () => {
  fc.assert(
    fc.property(damaged, (text) => {
      const reading = parsePolicy(text, rules, { on });
      const told = [...('problems' in reading ? reading.problems : []), ...reading.warnings];
      const lines = text.split('\n').length;
      expect(new Set(told.map((one) => `${one.path} ${one.message}`)).size).toBe(told.length);
      for (const { line = 0, column = 0 } of told) {
        expect(line).toBeGreaterThan(0);
        expect(line).toBeLessThanOrEqual(lines);
        expect(column).toBeGreaterThan(0);
      }
      if ('problems' in reading) expect(reading.problems).not.toEqual([]);
    }),
    { numRuns: 100 },
  );
});

test('a policy that is good is good for each of its risk tiers, and again when it is written out and read', () => {
  fc.assert(
    fc.property(shifted, (text) => {
      const reading = parsePolicy(text, rules, { on });
      fc.pre('policy' in reading);
      if (!('policy' in reading)) return;
      for (const name of Object.keys(reading.policy.riskTiers)) {
        const result = { ...forRiskTier(reading.policy, name), riskTiers: {} };
        expect(checkPolicy(result, rules, on).filter((finding) => finding.severity === 'problem')).toEqual([]);
      }
      expect(policyOf(stringify(reading.policy))).toEqual(reading.policy);
    }),
    { numRuns: 60 },
  );
});

test.each(samplePaths)('what can be salvaged of %s, which is whole, is all of it', (path) => {
  const data: unknown = parse(textOf(path));
  expect(salvage(policySchema, data)).toEqual(policySchema.parse(data));
});
