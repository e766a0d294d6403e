import { describe, expect, test } from 'vitest';
import type { MessageFacts, RenderedMessage } from '../../functions/messages/facts.ts';
import { formatDay, formatMoney, render } from '../../functions/messages/render.ts';
import { channels, day, example, examples, textLocales } from './examples.ts';

const names = Object.keys(examples);
const everyMessage = names.flatMap((name) =>
  textLocales.flatMap((locale) => channels.map((channel) => ({ name, locale, channel }))),
);
const partsOf = ({ subject = '', text, html = '' }: RenderedMessage): string[] => [subject, text, html];
const allOf = (message: RenderedMessage): string => partsOf(message).join('\n');

describe('every message, in every language, on every channel', () => {
  test.each(everyMessage)('$name: $locale, $channel is whole', ({ name, locale, channel }) => {
    const message = render(example(name, { locale, channel }));
    for (const part of partsOf(message)) {
      expect(part).not.toMatch(/undefined|NaN|null|\[object|Invalid|[{}]/);
      expect(part).not.toMatch(/。。|，，|：。|\.\.|,,| [,.;]|：：/);
    }
    expect(message.text).not.toMatch(/ {3}/);
    expect(message.text.length).toBeGreaterThan(40);
    expect(message.subject === undefined).toBe(channel === 'sms');
    expect(message.html === undefined).toBe(channel === 'sms');
  });

  test.each(everyMessage)('$name: $locale, $channel says who, which account, whom to ask, how to stop', (one) => {
    const options = { lender: 'Harbour', contact: '95000' };
    const { text } = render(example(one.name, one), options);
    expect(text).toContain('Harbour');
    expect(text).toContain('7890');
    expect(text).not.toContain('acc-');
    expect(text).toContain('95000');
    const stop = one.channel === 'email' ? /不再接收|停止|stop these|不再接收此類/ : /回TD|回STOP|Reply STOP/;
    expect(text).toMatch(stop);
  });

  test.each(everyMessage)('$name: $locale, $channel is the same text each time', (one) => {
    expect(render(example(one.name, one))).toEqual(render(example(one.name, one)));
  });
});

describe('what is owed, and since when', () => {
  const owing = everyMessage.filter(({ name }) => (examples[name]?.arrears ?? 0) > 0 && !name.includes('reminder'));
  test.each(owing)('$name: $locale, $channel', (one) => {
    const { text } = render(example(one.name, one));
    expect(text).toContain(formatMoney(128_050, 'CNY', one.locale));
    expect(text).toContain(formatDay(day('2026-02-15'), one.locale));
  });

  test.each([
    { locale: 'zh-CN', currency: 'CNY', shown: '¥1,280.50' },
    { locale: 'zh-TW', currency: 'TWD', shown: '$1,280.50' },
    { locale: 'en', currency: 'JPY', shown: '¥128,050' },
    { locale: 'en', currency: 'USD', shown: '$1,280.50' },
    { locale: 'en-GB', currency: 'GBP', shown: '£1,280.50' },
    { locale: 'en', currency: 'KWD', shown: 'KWD 128.050' },
    { locale: 'zh-CN', currency: 'KWD', shown: 'KWD 128.050' },
  ])('$currency in $locale is $shown, everywhere in an email and in an SMS', ({ locale, currency, shown }) => {
    const name = 'an ordinary notice';
    expect(render(example(name, { locale, currency, channel: 'sms' })).text).toContain(shown);
    const email = render(example(name, { locale, currency, channel: 'email' }));
    for (const part of partsOf(email)) expect(part).toContain(shown);
  });

  test('a reminder counts the days from today, not from its offset', () => {
    const late = { dueOn: day('2026-03-05'), outstanding: 45_000, daysBefore: 7 };
    expect(render(example('a reminder a week before', { reminder: late })).text).toContain('in 3 days');
    expect(render(example('a reminder a week before', { reminder: late, locale: 'zh-CN' })).text).toContain('3天后');
    const today = { ...late, dueOn: day('2026-03-02') };
    expect(render(example('a reminder a week before', { reminder: today, locale: 'zh-TW' })).text).toContain('今天');
  });

  test('a cure and a repair step never name a rest within the tolerance as overdue', () => {
    for (const name of ['a cure with nothing to restore', 'a repair step'])
      expect(allOf(render(example(name, { channel: 'email', arrears: 50 })))).not.toContain('CN¥0.50');
  });
});

describe('what is announced', () => {
  const announcing = everyMessage.filter(({ name }) => examples[name]?.announced !== undefined);
  test.each(announcing)('$name: $locale, $channel names each action, its first day, and the last day to pay', (one) => {
    const facts = example(one.name, one);
    const message = render(facts);
    const texts = [message.text, ...(message.html === undefined ? [] : [message.html])];
    for (const action of facts.announced ?? []) {
      for (const text of texts) {
        expect(text).toContain(formatDay(action.on, one.locale));
        expect(text).toContain(formatDay(action.lastDayToPay, one.locale));
        if (action.toLimit !== undefined) expect(text).toContain(formatMoney(action.toLimit, 'CNY', one.locale));
      }
    }
  });

  test('a reduction whose limit is not known is announced without one', () => {
    const announced = [{ kind: 'reduce' as const, on: day('2026-03-07'), lastDayToPay: day('2026-03-06') }];
    const { text } = render(example('a formal notice that announces two actions', { announced }));
    expect(text).toContain('from March 7, 2026 your limit is lowered.');
  });

  test('the last mandatory tier is called final, others formal', () => {
    expect(render(example('a formal notice that announces two actions')).text).toContain('formal notice');
    expect(render(example('a final notice that announces the closing')).text).toContain('final notice');
    expect(render(example('the last ordinary notice')).text).not.toMatch(/final|formal/i);
  });

  test('nothing announced: the next notice is, with its day', () => {
    expect(render(example('an ordinary notice')).text).toContain('not before March 8, 2026');
  });
});

describe('what comes back', () => {
  const whole = (name: string, changes: Partial<MessageFacts> = {}) => render(example(name, changes)).text;

  test.each(textLocales)(
    'in %s a cure notice says each step with its day, limit and bills, and what a relapse costs',
    (locale) => {
      for (const channel of channels) {
        const text = whole('a cure that opens the repair window', { locale, channel });
        expect(text).toContain(formatMoney(300_000, 'CNY', locale));
        for (const [on, limit, bills] of [
          ['2026-05-01', 600_000, 2],
          ['2026-08-29', 1_000_000, 6],
        ] as const) {
          expect(text).toContain(formatDay(day(on), locale));
          expect(text).toContain(formatMoney(limit, 'CNY', locale));
          expect(text).toMatch(new RegExp(`${bills}( bills|期)`));
        }
        expect(text).toMatch(/4( days|天)/);
        expect(text).toMatch(/365( days|天)/);
      }
    },
  );

  test.each(textLocales)('in %s a cure within a lockout says from which day on', (locale) => {
    for (const channel of channels) {
      expect(whole('a cure within a lockout', { locale, channel })).toContain(formatDay(day('2027-03-02'), locale));
      const alone = whole('a cure with nothing to restore', { locale, channel, lockoutUntil: day('2027-03-02') });
      expect(alone).toContain(formatDay(day('2027-03-02'), locale));
    }
  });

  test('a repair step says which one it is, the new limit, and the next step alone', () => {
    const text = whole('a repair step');
    expect(text).toContain('step 2 of 3');
    expect(text).toContain('CN¥6,000.00');
    expect(text).toContain('August 29, 2026');
  });

  test('steps are told the same whether the facts list all of them or only those ahead', () => {
    const listed = example('a cure within a lockout').repair;
    const all = example('a cure that opens the repair window', listed && { repair: { ...listed, done: 1 } });
    const ahead = { ...all, repair: all.repair && { ...all.repair, steps: all.repair.steps.slice(1) } };
    expect(render(all)).toEqual(render(ahead));
  });

  test('once the line is whole there is no talk of a relapse', () => {
    for (const channel of channels) expect(whole('a line that is whole again', { channel })).not.toMatch(/365|overdue/);
    expect(whole('a line that is whole again')).toContain('congratulations');
  });

  test('a lockout of none is left unsaid', () => {
    const { repair } = example('a repair step');
    const lockoutDays = 0;
    const text = whole('a repair step', repair && { repair: { ...repair, relapse: { day: 4, lockoutDays } } });
    expect(text).not.toContain('restoring waits');
  });

  test('a limit message says when it changed, not when it was written', () => {
    expect(whole('a lowered limit')).toContain('since March 1, 2026');
    expect(whole('a frozen line')).toContain('since March 2, 2026');
  });

  test.each([
    ['a closed line', 'Closing is final'],
    ['a line lowered for another account', 'your other account is up to date'],
    ['a line frozen for fraud', 'when the check is finished'],
    ['a line that a relapse set back', 'from March 2, 2027'],
    ['a lowered limit', 'comes back in steps'],
  ])('%s: the way back, or that there is none', (name, words) => {
    expect(whole(name)).toContain(words);
  });

  test('a withdrawal says that we were wrong, and what the line is now', () => {
    for (const channel of channels) {
      const text = whole('a withdrawal of everything', { channel });
      expect(text).toContain('sorry');
      expect(text).toContain('CN¥10,000.00 and you can use it');
    }
  });
});

describe('what a message refuses or makes harmless', () => {
  test.each([
    ['a reminder a week before', 'reminder'],
    ['an ordinary notice', 'tier'],
    ['an ordinary notice', 'since'],
    ['a lowered limit', 'line'],
    ['a repair step', 'line'],
    ['a repair step', 'repair'],
    ['a reversal that announces nothing', 'since'],
  ] as const)('%s without its %s is refused by name', (name, missing) => {
    const { [missing]: _left, ...facts } = example(name);
    expect(() => render(facts as MessageFacts)).toThrow(`a ${facts.kind} message can't be written without: ${missing}`);
  });

  test.each([Number.NaN, 12.5, Number.POSITIVE_INFINITY])('an amount of %s is never printed', (arrears) => {
    expect(() => render(example('an ordinary notice', { arrears }))).toThrow('whole number of minor units');
  });

  test('names are escaped in HTML and left as they are in text', () => {
    const customerName = `<script>alert("x")</script> O'Neil & {Sons}`;
    const options = { lender: '<b>Bank</b>', contact: '<i>95000</i>' };
    const facts = example('an ordinary notice', { customerName, channel: 'email', product: '<u>x</u>' });
    const { text, html = '' } = render(facts, options);
    expect(html).not.toMatch(/<script|<b>|<i>|<u>/);
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; O&#39;Neil &amp; {Sons}');
    expect(text).toContain(customerName);
  });

  test('a line break in a name does not break out of the subject or the greeting', () => {
    const facts = example('an ordinary notice', { channel: 'email', product: 'x\r\nBcc: all@example.org' });
    const { subject, text } = render({ ...facts, customerName: 'A\n\nB\u202e' }, { lender: 'L\r\nX: y' });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).toContain('Dear A B,');
  });
});
