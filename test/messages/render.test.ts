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
      const shown = part.replace(/<style.*?<\/style>/g, '');
      expect(shown).not.toMatch(/undefined|NaN|null|\[object|Invalid|[{}]/);
      expect(shown).not.toMatch(/。。|，，|：。|\.\.|,,| [,.;]|：：/);
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
    const ends = one.channel === 'email' ? /不再接收|停止|stop these|不再接收此類/ : /回TD|回STOP|Reply STOP/;
    const told = one.channel === 'email' && examples[one.name]?.statutory;
    // What a borrower has a right to be told can be had in another way, not refused.
    expect(text).toMatch(told ? /改用短信|改以簡訊|by text instead/ : ends);
    if (told) expect(text).not.toMatch(/不再接收|stop/i);
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

  test('a reminder counts the days from the borrower’s own day, not from its offset', () => {
    const late = { dueOn: day('2026-03-05'), outstanding: 45_000, daysBefore: 7 };
    expect(render(example('a reminder a week before', { reminder: late })).text).toContain('in 3 days');
    expect(render(example('a reminder a week before', { reminder: late, locale: 'zh-CN' })).text).toContain('3天后');
    const today = { ...late, dueOn: day('2026-03-02') };
    expect(render(example('a reminder a week before', { reminder: today, locale: 'zh-TW' })).text).toContain('今天');
    const behind = { reminder: today, borrowerToday: day('2026-03-01') };
    expect(render(example('a reminder a week before', behind)).text).toContain('(tomorrow)');
    expect(render(example('a reminder a week before', { ...behind, locale: 'zh-CN' })).text).toContain('明天');
  });

  test.each(textLocales)('in %s a due day that is over in the borrower’s zone is told by its date alone', (locale) => {
    const changes = { reminder: { dueOn: day('2026-03-02'), outstanding: 1, daysBefore: 0 }, locale };
    for (const channel of channels) {
      const facts = example('a reminder a week before', { ...changes, channel, borrowerToday: day('2026-03-03') });
      expect(allOf(render(facts))).not.toMatch(/today|tomorrow|in -?\d+ days|今天|明天|天[后後]/);
    }
  });

  test('an email that reminds of a bill tells apart what is overdue already', () => {
    const facts = example('a reminder on the day before, with arrears', { channel: 'email' });
    const { text } = render(facts);
    expect(text).not.toContain('nothing more to do');
    const [bill = '', other = ''] = text.split('Also overdue on this account');
    expect(bill).not.toMatch(/1,280|Days overdue/);
    expect(other).toContain('CN¥1,280.50 overdue');
    expect(other).toContain('Days overdue: 15 days');
  });

  test.each([
    ['en', 'your credit account', 'Account: Credit account ••••7890'],
    ['zh-CN', '您信贷账户', '账户：信贷账户 ••••7890'],
    ['zh-TW', '您信貸帳戶', '帳戶：信貸帳戶 ••••7890'],
  ])('in %s a product that the texts do not name gets a neutral word', (locale, inText, row) => {
    for (const product of ['bnpl_v2', 'constructor']) {
      const { text, html } = render(example('an ordinary notice', { locale, channel: 'email', product }));
      for (const words of [inText, row]) expect(text).toContain(words);
      expect(`${text}${html}`).not.toContain(product);
    }
  });

  test.each(textLocales)(
    'in %s what is disputed is said to be set aside, and that nothing else is overdue',
    (locale) => {
      const setAside = { en: 'set aside', 'zh-CN': '暂不计入', 'zh-TW': '暫不計入' }[locale];
      const nothing = { en: 'is overdue any more', 'zh-CN': '已无逾期', 'zh-TW': '已無逾期' }[locale];
      for (const name of ['a cure with a dispute', 'a formal notice with a dispute', 'a lowered limit'])
        for (const channel of channels) {
          const text = allOf(render(example(name, { locale, channel, disputed: 30_000 })));
          expect(text).toContain(setAside);
          expect(text).toContain(formatMoney(30_000, 'CNY', locale));
          expect(text).not.toContain(nothing);
        }
    },
  );

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
    expect(text).toContain('from March 7, 2026 at the earliest your limit is lowered.');
  });

  test('the last mandatory tier is called final, others formal', () => {
    expect(render(example('a formal notice that announces two actions')).text).toContain('formal notice');
    expect(render(example('a final notice that announces the closing')).text).toContain('final notice');
    expect(render(example('the last ordinary notice')).text).not.toMatch(/final|formal/i);
  });

  const EARLIEST = { en: /at the earliest|not before/i, 'zh-CN': /最早/, 'zh-TW': /最早/ } as const;
  test.each(everyMessage)('$name: $locale, $channel promises nothing on a day, all is at the earliest', (one) => {
    const facts = example(one.name, one);
    const { announced = [], repair, relapseWarning, nextNoticeOn, referralFrom, lockoutUntil } = facts;
    const ahead = [
      ...announced.map((action) => action.on),
      ...(repair?.steps ?? []).map((step) => step.on),
      relapseWarning?.on,
      nextNoticeOn,
      referralFrom,
      lockoutUntil,
    ];
    const sentences = render(facts).text.split(/(?<=[.。:：;；])\s*|\n/);
    for (const on of ahead) {
      if (on === undefined) continue;
      const named = formatDay(on, one.locale);
      const naming = sentences.flatMap((sentence, at) =>
        sentence.includes(named) ? [`${sentences[at - 1]}${sentence}`] : [],
      );
      for (const sentence of naming) expect(sentence).toMatch(EARLIEST[one.locale]);
    }
  });

  test.each(textLocales)('in %s the last notice says, mildly, that the account may be passed on', (locale) => {
    const words = { en: 'may be passed on', 'zh-CN': '可能转入后续催收', 'zh-TW': '可能轉入後續催收' }[locale];
    for (const name of ['a final notice on a frozen line', 'a final notice that announces nothing'])
      for (const channel of channels) {
        const { text } = render(example(name, { locale, channel }));
        expect(text).toContain(words);
        expect(text).toContain(formatDay(day('2026-06-15'), locale));
      }
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

  const beforePaying = names.filter((name) => ['notice', 'limit', 'reversal'].includes(examples[name]?.kind ?? ''));
  test.each(beforePaying)('%s: the steps are told relative to the payment, with their limits', (name) => {
    for (const locale of textLocales) {
      const facts = example(name, { locale, channel: 'email' });
      const { text } = render(facts);
      for (const step of facts.repair?.steps ?? []) {
        expect(text).toContain(formatMoney(step.toLimit, 'CNY', locale));
        if (step.afterDays > 0) expect(text).toMatch(new RegExp(`${step.afterDays}( days after|天)`));
      }
      expect(text).not.toMatch(/As things stand|目前情[况況]/i);
    }
  });

  test('where nothing is limited yet the way back is conditional, in every language', () => {
    const name = 'a formal notice that announces two actions';
    for (const channel of channels) {
      expect(whole(name, { channel })).toMatch(/nothing changes|none of this happens/);
      expect(whole(name, { channel, locale: 'zh-CN' })).toMatch(/不作变更|均不发生/);
      expect(whole(name, { channel, locale: 'zh-TW' })).toMatch(/不作變更|均不發生/);
      expect(whole(name, { channel })).not.toMatch(/Once it is paid|Once the overdue amount is paid/);
    }
    expect(whole(name, { channel: 'email' })).toContain('If you pay the overdue amount in full by March 6, 2026');
    expect(whole(name, { channel: 'email' })).toContain('at least CN¥3,000.00');
  });

  test('a closing is avoided by paying in time, and only then does the limit come back', () => {
    const name = 'a final notice on a frozen line';
    expect(whole(name)).toContain('Paid in time, this does not happen, and your limit comes back in steps');
    expect(whole(name, { channel: 'email' })).toContain(
      'in full by May 15, 2026, none of this happens.\nIn that case, once',
    );
    expect(whole(name)).not.toContain('Once');
  });

  const locked = names.filter(
    (name) => examples[name]?.lockoutUntil !== undefined && name !== 'a notice after a relapse',
  );
  test.each(locked)('%s: nothing comes back before the lockout is over', (name) => {
    for (const locale of textLocales)
      for (const channel of channels) {
        const { text } = render(example(name, { locale, channel }));
        expect(text).toContain(formatDay(day('2027-03-02'), locale));
        expect(text).not.toMatch(/after you have paid:|As soon as you have paid|comes back in steps|还清当日|繳清當日/);
      }
  });

  test('a relapse says what happened, the line, what is owed, and that a person can review it', () => {
    for (const name of ['a line that a relapse set back', 'a relapse that leaves the line as it was'])
      for (const channel of channels) {
        const text = whole(name, { channel });
        expect(text).toMatch(/fell overdue again while its limit was being restored/);
        expect(text).toContain('CN¥5,000.00');
        expect(text).toContain('CN¥1,280.50 is overdue');
        expect(text).toMatch(/a person to review/);
        expect(text).toContain('Pay in our app');
      }
  });

  test('arrears in a repair window warn of the day, the line and the wait', () => {
    for (const channel of channels) {
      expect(whole('a notice in a repair window', { channel })).toMatch(
        /paid(?: in full)? by March 3, 2026, new use .*paused again from March 4, 2026 at the earliest, and restoring then waits 365 days/,
      );
      const backTo = { status: 'reduced' as const, limit: 500_000 };
      const relapseWarning = { on: day('2026-03-04'), lastDayToPay: day('2026-03-03'), lockoutDays: 0, backTo };
      const text = whole('a notice in a repair window', { channel, relapseWarning });
      expect(text).toContain('your limit goes back to CN¥5,000.00 from March 4, 2026 at the earliest.');
    }
  });

  test('after a relapse an ordinary notice does not sound like the first', () => {
    for (const channel of channels) expect(whole('a notice after a relapse', { channel })).toMatch(/still/);
    expect(whole('a notice after a relapse', { locale: 'zh-CN' })).toContain('仍有');
    expect(whole('an ordinary notice')).not.toContain('still overdue');
  });

  test('a cure says how the line stands where no step came with it', () => {
    for (const channel of channels) {
      expect(whole('a cure of a closed line', { channel })).toContain('stays closed');
      expect(whole('a cure that leaves the line as it is for now', { channel })).toContain('CN¥5,000.00');
      expect(whole('a cure within a lockout', { channel })).toMatch(/use .*is paused/);
    }
  });

  test('a repair step says which one it is, the new limit, and the next step alone', () => {
    const text = whole('a repair step');
    expect(text).toContain('step 2 of 3');
    expect(text).toContain('CN¥6,000.00');
    expect(text).toContain('August 29, 2026');
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
    ['a line lowered for another account', 'when your other account is paid'],
    ['a line frozen for fraud', 'when the check is finished'],
    ['a line that a relapse set back', 'on March 2, 2027 at the earliest'],
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

describe('a report to a credit bureau', () => {
  const bureau = { en: 'credit bureau', 'zh-CN': '征信机构', 'zh-TW': '徵信機構' } as const;
  const all = textLocales.flatMap((locale) => channels.map((channel) => ({ locale, channel })));

  test.each(all)('is announced with its first day and the last day to pay: $locale, $channel', (one) => {
    for (const name of names.filter((each) => each.includes('announces a report'))) {
      const { text } = render(example(name, one));
      expect(text).toContain(bureau[one.locale]);
      expect(text).toContain(formatDay(day('2026-04-16'), one.locale));
      expect(text).toContain(formatDay(day('2026-04-15'), one.locale));
    }
  });

  test('announced alone says nothing of a limit that changes, and leaves the way back as it is', () => {
    for (const channel of channels) {
      const alone = render(example('a formal notice that announces a report alone', { channel })).text;
      expect(alone).not.toMatch(/limit (comes|can|will)|in steps|restor/);
      const frozen = render(example('a final notice that announces a report', { channel })).text;
      expect(frozen).toMatch(/Once (it|the overdue amount) is paid.*your limit comes back in steps/);
      expect(frozen).not.toMatch(/and your limit comes back|In that case/);
    }
  });

  test.each(all)('that was asked for says so, and how to object: $locale, $channel', (one) => {
    const objection = { en: /[Oo]bject .*(us|correct)/, 'zh-CN': /提出异议/, 'zh-TW': /提出異議/ }[one.locale];
    const name = 'a report that was asked for';
    const { text } = render(example(name, one));
    expect(text).toContain(bureau[one.locale]);
    expect(text).toContain(formatMoney(128_050, 'CNY', one.locale));
    expect(text).toMatch(objection);
    expect(text).not.toMatch(/how (your limit|it) can come back|如何恢复|如何恢復/);
  });

  test.each(all)('is taken back in the withdrawal, and only where it was asked for: $locale, $channel', (one) => {
    for (const name of ['a withdrawal of a report too', 'a withdrawal of a report alone'])
      expect(render(example(name, one)).text).toContain(bureau[one.locale]);
    expect(allOf(render(example('a withdrawal of everything', one)))).not.toContain(bureau[one.locale]);
  });
});

describe('a tier', () => {
  const leads = (id: string, position: number, locale: string) => {
    const tier = { id, position, count: 4, mandatory: position > 2 };
    const { subject, text } = render(example('a second notice', { tier, locale, channel: 'email' }));
    const sms = render(example('a second notice', { tier, locale })).text;
    return [subject, text, sms];
  };

  test.each(textLocales)('in %s has words of its own, friendly first and formal last', (locale) => {
    const tone = {
      courtesy: /friendly|slipped your mind|温馨提醒|一时忘记|溫馨提醒|一時忘記/,
      first: /lease look at|talk to us|请留意|一起寻找|請留意|一起尋找/,
      formal: /[Ff]ormal notice|正式通知/,
      final: /[Ff]inal notice|最终通知|最終通知/,
    };
    for (const [at, [id, words]] of Object.entries(tone).entries())
      for (const text of leads(id, at + 1, locale).slice(1)) expect(text).toMatch(words);
  });

  test.each(['phone', 'toString', '__proto__'])('without words of its own has those of its kind: %s', (id) => {
    const [subject = '', text = '', sms = ''] = leads(id, 2, 'en');
    expect(subject).toContain('is overdue on your Pay Later account');
    expect(text).toContain('We have not received CN¥1,280.50');
    expect(sms).toContain('CN¥1,280.50 is overdue');
    expect(leads(id, 4, 'en')[1]).toContain('This is a final notice');
  });
});

describe('without a repair window', () => {
  test.each(textLocales)('in %s the line is said to come back whole at once, never in steps', (locale) => {
    const whole = { en: /comes back (in full|at once)/, 'zh-CN': /即全部恢复/, 'zh-TW': /即全部恢復/ }[locale];
    for (const name of ['a formal notice without a repair window', 'a frozen line without a repair window'])
      for (const channel of channels) {
        const { text } = render(example(name, { locale, channel }));
        expect(text).toMatch(whole);
        expect(text).not.toMatch(/steps|分步/);
      }
  });
});

describe('a link by which emails are stopped', () => {
  const optOutUrl = 'https://example.com/o?t=a&b="c"';
  const name = 'an ordinary notice';

  test.each(textLocales)('in %s stands at the end of an email, as text and as HTML', (locale) => {
    const { text, html } = render(example(name, { locale, channel: 'email' }), { optOutUrl });
    const words = { en: 'Stop such emails', 'zh-CN': '不再接收此类邮件', 'zh-TW': '不再接收此類郵件' }[locale];
    expect(text.trim().endsWith(optOutUrl)).toBe(true);
    expect(html).toMatch(new RegExp(`<a href="https://example.com/o[?]t=a&amp;b=&quot;c&quot;"[^>]*>${words}</a>`));
  });

  test('is in no statutory email, in no text message, and in none without one', () => {
    expect(allOf(render(example(name, { channel: 'email', statutory: true }), { optOutUrl }))).not.toContain('https:');
    expect(render(example(name), { optOutUrl }).text).not.toContain('https:');
    expect(render(example(name, { channel: 'email' })).html).not.toContain('<a ');
  });

  test.each(['http://example.com/o', 'javascript:alert(1)', 'example.com', ''])('is refused if it is %s', (url) => {
    expect(() => render(example(name, { channel: 'email' }), { optOutUrl: url })).toThrow('must begin with https://');
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
    const facts = example('an ordinary notice', { customerName, channel: 'email' });
    const { text, html = '' } = render(facts, options);
    expect(html).not.toMatch(/<script|<b>|<i>/);
    expect(html).toContain('&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt; O&#39;Neil &amp; {Sons}');
    expect(text).toContain(customerName);
  });

  test('a line break in a name does not break out of the subject or the greeting', () => {
    const facts = example('an ordinary notice', { channel: 'email' });
    const { subject, text } = render({ ...facts, customerName: 'A\n\nB\u202e' }, { lender: 'L\r\nX: y' });
    expect(subject).not.toMatch(/[\r\n]/);
    expect(text).toContain('Dear A B,');
  });
});
