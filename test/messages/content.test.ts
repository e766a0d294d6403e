import { describe, expect, test } from 'vitest';
import { contentParts } from '../../functions/contracts/rules.ts';
import { contentPartsOf } from '../../functions/messages/content.ts';
import type { MessageFacts } from '../../functions/messages/facts.ts';
import { render } from '../../functions/messages/render.ts';
import { channels, example, examples, textLocales } from './examples.ts';

const names = Object.keys(examples);
const everyMessage = names.flatMap((name) =>
  textLocales.flatMap((locale) => channels.map((channel) => ({ name, locale, channel }))),
);
const lender = { lender: 'Harbour Credit', contact: '95000' };

/** What every message of a kind owes its reader: issue 3, RULES CN-13, CN-15, CN-17, US-4. */
function owed({ kind, arrears, announced = [], line, relapsed, reported, otherAccount }: MessageFacts): string[] {
  const owes = (arrears > 0 && kind !== 'cure' && kind !== 'repair') || kind === 'reminder';
  const decided = announced.length > 0 || relapsed || reported || (line !== undefined && line.action !== 'restore');
  const withReason = announced.length > 0 || kind === 'limit' || kind === 'withdrawal';
  return contentParts.filter((part) => {
    if (part === 'amount' || part === 'since') return owes;
    if (part === 'howToPay') return owes || otherAccount !== undefined;
    if (part === 'reason') return withReason;
    return part !== 'review' || decided;
  });
}

describe('what a message must say', () => {
  test.each(everyMessage)('$name: $locale, $channel says each part, in these words', (one) => {
    const facts = example(one.name, one);
    const parts = contentPartsOf(facts, lender);
    const { text } = render(facts, lender);
    expect(Object.keys(parts)).toEqual(contentParts);
    expect(contentParts.filter((part) => parts[part] !== undefined)).toEqual(owed(facts));
    for (const words of Object.values(parts)) {
      expect(words).not.toBe('');
      if (words !== undefined) expect(text).toContain(words);
    }
  });

  test.each(textLocales)(
    'in %s whoever owes reads how to pay, and whom to ask about disputes, hardship and plans',
    (locale) => {
      const facts = example('an ordinary notice', { locale });
      const { help = '', howToPay = '' } = contentPartsOf(facts, lender);
      expect(help).toMatch(/Hard to pay.*plan.*disagree|异议.*困难.*分期|疑義.*困難.*分期/);
      expect(howToPay).toMatch(/app/i);
    },
  );

  test('a message signed by the carrier owes no sender in its text', () => {
    expect(contentPartsOf(example('an ordinary notice'), { signature: 'carrier' }).sender).toBeUndefined();
    const email = example('an ordinary notice', { channel: 'email' });
    expect(contentPartsOf(email, { ...lender, signature: 'carrier' }).sender).toBe('Harbour Credit');
  });
});

describe('a text message whose signature the carrier adds', () => {
  const options = { ...lender, lender: '海港消费金融', signature: 'carrier' } as const;
  const sms = everyMessage.filter(({ channel }) => channel === 'sms');

  test.each(sms)('$name: $locale does not name the lender, and begins as a sentence does', (one) => {
    const { text } = render(example(one.name, one), options);
    expect(text).not.toMatch(/海港|【|】/);
    expect(text).toMatch(/^[\p{Lu}\p{Lo}]/u);
  });

  test('says otherwise the same', () => {
    const facts = example('a closed line', { locale: 'zh-CN' });
    expect(`海港消费金融：${render(facts, options).text}`).toBe(render(facts, { ...options, signature: 'text' }).text);
  });
});

describe('a message whose values are marked', () => {
  const mark = (value: string) => `⟦${value}⟧`;
  const marks = /[⟦⟧]/g;

  test.each(everyMessage)('$name: $locale, $channel is the same but for the marks', (one) => {
    const facts = example(one.name, one);
    const { text, subject } = render(facts, { ...lender, mark });
    const plain = render(facts, lender);
    expect(text).toMatch(/⟦/);
    expect(text.replace(marks, '')).toBe(plain.text);
    expect(subject?.replace(marks, '')).toBe(plain.subject);
  });

  test.each(everyMessage)('$name: $locale, $channel has no number, amount or day but in a mark', (one) => {
    const { text } = render(example(one.name, one), { ...lender, mark });
    expect(text.replace(/⟦[^⟦⟧]*⟧/g, '')).not.toMatch(/\d/);
  });

  test.each(everyMessage.filter(({ channel }) => channel === 'sms'))(
    '$name: $locale has no two values side by side, and no link in one',
    (one) => {
      for (const signature of ['text', 'carrier'] as const) {
        const { text } = render(example(one.name, one), { ...lender, mark, signature });
        expect(text).not.toMatch(/⟧\s*⟦|⟦⟧/);
        expect(text).not.toMatch(/⟦[^⟧]*:\/\//);
      }
    },
  );
});
