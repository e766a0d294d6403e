import fc from 'fast-check';
import { SegmentedMessage } from 'sms-segments-calculator';
import { split } from 'split-sms';
import { describe, expect, test } from 'vitest';
import { formatMoney } from '../../functions/messages/format.ts';
import { smsParts } from '../../functions/messages/sms-parts.ts';

describe('the encoding', () => {
  test.each([
    ['plain English', 'If you have paid, thank you.', 'GSM-7'],
    ['pounds, yen, é and Ç', '£12 ¥34 é Ç', 'GSM-7'],
    ['euros, of the extension table', '€5 [a] {b} ~ | ^ \\', 'GSM-7'],
    ['a small ç', 'reçu', 'UCS-2'],
    ['a tab', 'a\tb', 'UCS-2'],
    ['a backtick', '`a`', 'UCS-2'],
    ['a curly quotation mark', 'don’t', 'UCS-2'],
    ['Chinese', '已还请忽略。', 'UCS-2'],
    ['an emoji', 'Thanks 🙂', 'UCS-2'],
    [
      'what Intl puts into French money',
      new Intl.NumberFormat('fr', { style: 'currency', currency: 'EUR' }).format(1234.5),
      'UCS-2',
    ],
    ['French money as messages write it', formatMoney(123_450, 'EUR', 'fr-FR'), 'GSM-7'],
  ])('of %s', (_what, text, encoding) => {
    expect(smsParts(text).encoding).toBe(encoding);
  });
});

describe('parts', () => {
  test.each([
    ['an empty message', '', 1],
    ['160 letters', 'a'.repeat(160), 1],
    ['161 letters', 'a'.repeat(161), 2],
    ['306 letters', 'a'.repeat(306), 2],
    ['307 letters', 'a'.repeat(307), 3],
    ['80 euros', '€'.repeat(80), 1],
    ['81 euros', '€'.repeat(81), 2],
    ['a euro that would be torn', `${'a'.repeat(152)}€${'a'.repeat(152)}`, 3],
    ['70 Chinese characters', '款'.repeat(70), 1],
    ['71 Chinese characters', '款'.repeat(71), 2],
    ['134 Chinese characters', '款'.repeat(134), 2],
    ['135 Chinese characters', '款'.repeat(135), 3],
    ['35 emoji', '🙂'.repeat(35), 1],
    ['36 emoji', '🙂'.repeat(36), 2],
    ['an emoji that would be torn', `${'款'.repeat(66)}🙂${'款'.repeat(66)}`, 3],
  ])('of %s', (_what, text, parts) => {
    expect(smsParts(text).parts).toHaveLength(parts);
  });

  test('keep a pair and an escape sequence whole', () => {
    expect(smsParts(`${'款'.repeat(66)}🙂后`).parts).toEqual([`${'款'.repeat(66)}🙂后`]);
    expect(smsParts(`${'款'.repeat(66)}🙂后面`).parts).toEqual([`${'款'.repeat(66)}🙂后面`]);
    expect(smsParts(`${'款'.repeat(66)}🙂后面还有字`).parts).toEqual(['款'.repeat(66), '🙂后面还有字']);
    expect(smsParts(`${'a'.repeat(152)}€${'b'.repeat(10)}`).parts).toEqual(['a'.repeat(152), `€${'b'.repeat(10)}`]);
  });

  test('count characters as they are read, units as they are charged, and bytes as the stricter provider might', () => {
    expect(smsParts('€5')).toMatchObject({ characters: 2, units: 3, bytes: 4 });
    expect(smsParts('款🙂')).toMatchObject({ characters: 2, units: 3, bytes: 7 });
    expect(smsParts('reçu')).toMatchObject({ characters: 4, units: 4, bytes: 8 });
  });
});

const gsm = [...'abc XYZ 0189 @£$¥èéÇØøÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ!"#¤%&()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà\n€[]{}\\~^|'];
const wide = [...'款逾期还您的账户额度，。（）【】、ç’“”`\u00a0\u202f一二三', '🙂', '💳', '𠮷'];
const text = fc.oneof(
  fc.string({ unit: fc.constantFrom(...gsm), maxLength: 700 }),
  fc.string({ unit: fc.constantFrom(...gsm, ...wide), maxLength: 400 }),
  fc.string({ unit: fc.constantFrom(...wide), maxLength: 400 }),
  // Around the edges, where a sequence of two could be torn.
  fc
    .tuple(
      fc.integer({ min: 60, max: 320 }),
      fc.constantFrom('€', '🙂', '款', 'a'),
      fc.string({ unit: fc.constantFrom(...gsm, ...wide) }),
    )
    .map(([room, unit, end]) => `${'a'.repeat(room)}${unit}${end}`),
);

test('any text is cut as two others cut it, and nothing of it is lost', () => {
  fc.assert(
    fc.property(text, (message) => {
      const mine = smsParts(message);
      const theirs = split(message);
      expect(mine.parts.join('')).toBe(message);
      expect(mine.encoding).toBe(theirs.characterSet === 'GSM' ? 'GSM-7' : 'UCS-2');
      expect(mine.parts).toEqual(theirs.parts.map((one) => one.content));
      const segmented = new SegmentedMessage(message);
      expect([mine.encoding, mine.parts.length]).toEqual([segmented.encodingName, segmented.segmentsCount]);
    }),
    { numRuns: 2000 },
  );
});
