import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fromTag, toTag } from '../../functions/adapters/message-tags.ts';

describe('an id as the tag of an email', () => {
  test('is of what SES takes, and reads back as the same id', () => {
    const ids = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 20 }),
      fc.string({ unit: fc.constantFrom(...'aZ09._:@/+-F'), maxLength: 60 }),
    );
    fc.assert(
      fc.property(ids, (id) => {
        const tag = toTag(id);
        expect(tag).toMatch(/^[A-Za-z0-9_-]{0,256}$/);
        expect(fromTag(tag ?? '')).toBe(id);
      }),
      { numRuns: 2000 },
    );
  });

  test('differs from the tag of every other id', () => {
    const close = fc.string({ unit: fc.constantFrom(...'_.d2EA'), maxLength: 5 });
    fc.assert(
      fc.property(close, close, (a, b) => {
        expect(toTag(a) === toTag(b)).toBe(a === b);
      }),
      { numRuns: 5000 },
    );
  });

  test('can still be read by a person', () => {
    expect(toTag('A1-2026-03-02.tier.formal.email')).toBe('A1-2026-03-02_dtier_dformal_demail');
  });

  test('is left out where it would be too long', () => {
    expect(toTag('.'.repeat(128))).toHaveLength(256);
    expect(toTag('.'.repeat(129))).toBeUndefined();
  });

  test.each(['_', 'A_', '_q', '_2e', '_41', '_2E', '_E6', 'A b', '_d.'])(
    'is not what somebody else wrote: %s',
    (tag) => {
      expect(fromTag(tag)).toBeUndefined();
    },
  );
});
