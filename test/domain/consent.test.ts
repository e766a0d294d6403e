import { describe, expect, test } from 'vitest';
import { allows, type Block, isBlocked, type Word } from '../../functions/domain/consent.ts';
import { instant } from './builders.ts';

const on = (day: number) => instant(`2026-03-0${day}T00:00:00Z`);
const word = (allowed: boolean, day: number): Word => ({
  channel: 'sms',
  purpose: 'all',
  allowed,
  time: on(day),
  source: 'lender',
});
const about = { channel: 'sms', purpose: 'all' } as const;
const asked = (record: [boolean, number], reported: Word[], own: Word[]) =>
  allows({ reported, own, blocks: [] }, about, { allowed: record[0], at: on(record[1]) });

describe('who may be written to', () => {
  test.each([
    ['as the record says', [true, 1], [], [], true],
    ['no more after a report of an opt-out', [true, 1], [word(false, 2)], [], false],
    ['again by a newer record after a report', [true, 3], [word(false, 2)], [], true],
    ['no more after their own refusal, though a newer record says yes', [true, 3], [], [word(false, 2)], false],
    ['again by a later report', [true, 1], [word(true, 3)], [word(false, 2)], true],
    ['not by an earlier report', [true, 1], [word(true, 1)], [word(false, 2)], false],
    ['again by their own later word, over an older record', [false, 1], [word(false, 2)], [word(true, 3)], true],
    ['not by their own older word, once the lender has recorded a no', [false, 4], [], [word(true, 3)], false],
  ] as [string, [boolean, number], Word[], Word[], boolean][])('is decided %s', (_, record, reported, own, allowed) => {
    expect(asked(record, reported, own)).toBe(allowed);
  });

  test('is decided for each channel and purpose by itself', () => {
    const own: Word[] = [{ ...word(false, 2), purpose: 'courtesy' }];
    expect(asked([true, 1], [], own)).toBe(true);
    expect(asked([true, 1], [], [{ ...word(false, 2), channel: 'email' }])).toBe(true);
  });
});

describe('a blocked address', () => {
  const block: Block = { channel: 'email', address: 'Li@Example.com', reason: 'bounce', time: on(2) };
  const blocked = (address: string, own: Word[] = []) =>
    isBlocked({ reported: [], own, blocks: [block] }, 'email', address);

  test('is the same in capitals, and another one is not blocked', () => {
    expect([blocked('li@example.com'), blocked('li2@example.com')]).toEqual([true, false]);
  });

  test('opens by a word of the borrower from after it for everything, not from before and not for courtesies', () => {
    const yes = { ...word(true, 3), channel: 'email' } as Word;
    expect(blocked('li@example.com', [yes])).toBe(false);
    expect(blocked('li@example.com', [{ ...yes, time: on(1) }])).toBe(true);
    expect(blocked('li@example.com', [{ ...yes, purpose: 'courtesy' }])).toBe(true);
  });
});
