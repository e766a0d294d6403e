import { parse } from '@formatjs/icu-messageformat-parser';
import { describe, expect, test } from 'vitest';
import { catalogues, templateVersionOf } from '../../functions/messages/catalogues.ts';
import { render } from '../../functions/messages/render.ts';
import { compile, compileText, sources, versionOf } from '../../lib/texts/compile.ts';
import { compiledLayout } from '../../lib/texts/layout.ts';
import { channels, example, examples, textLocales } from './examples.ts';

/** Path and text of everything in a file of texts. */
function leaves(node: unknown, path = ''): [path: string, text: string][] {
  if (typeof node === 'string') return [[path, node]];
  return Object.entries(node as Record<string, unknown>).flatMap(([key, value]) => leaves(value, `${path}.${key}`));
}
const isOfTier = (path: string): boolean => path.startsWith('.tiers.');
const STALE = 'the texts or the layout have changed: run npm run texts, and commit compiled-texts.ts too';
const textsOf = (locale: (typeof textLocales)[number]) => new Map(leaves(sources[locale]));

/** The arguments that a text names, in its plurals and choices too. */
function argumentsOf(text: string): string[] {
  const named = new Set<string>();
  const walk = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    if ('type' in node && 'value' in node && node.type !== 0) named.add(String(node.value));
    for (const child of Object.values(node)) walk(child);
  };
  walk(parse(text, { ignoreTag: true }));
  return [...named].sort();
}

// RULES CN-7 and CN-14: no threat, no authority that is not there, no invented list, no consequence that is not so.
const FORBIDDEN = {
  en: /black ?list|permanent|forever|arrest|jail|prison|police|court|lawsuit|sue\b|legal action|prosecut|seize|garnish|your (employer|family|friends)|last chance|immediately|urgent|warning|must pay|or else|severe|credit (record|score|bureau)/i,
  'zh-CN':
    /黑名单|永久|永远|终身|起诉|诉讼|法院|公安|警察|派出所|坐牢|拘留|逮捕|违法|犯罪|诈骗|上门|家人|亲友|单位|联系人|曝光|老赖|失信|征信|严重|后果|立即|马上|务必|警告|最后机会|法律责任|强制|律师|【|】/,
  'zh-TW':
    /黑名單|永久|永遠|終身|起訴|訴訟|法院|公安|警察|坐牢|拘留|逮捕|違法|犯罪|詐騙|上門|家人|親友|公司|曝光|失信|聯徵|徵信|嚴重|後果|立即|馬上|務必|警告|最後機會|法律責任|強制|律師|【|】/,
} as const;

const BUREAU = /征信机构|徵信機構|credit bureau/gi;

describe.each(textLocales)('the texts in %s', (locale) => {
  const english = textsOf('en');
  const texts = textsOf(locale);

  test('are as many as the English ones', () => {
    const owed = (paths: Iterable<string>) => [...paths].filter((path) => !isOfTier(path));
    expect(owed(texts.keys())).toEqual(owed(english.keys()));
  });

  test('can be read', () => {
    for (const [path, text] of texts) expect(() => compileText(text, path)).not.toThrow();
  });

  test('are those that messages are made of', () => {
    expect(catalogues().texts[locale], STALE).toEqual(compile(sources[locale], `${locale}.json`));
  });

  test('have a version that changes with any of them', async () => {
    const layout = await compiledLayout();
    const { email, ...others } = sources[locale];
    const version = versionOf(compile(sources[locale], ''), layout);
    expect(templateVersionOf(locale), STALE).toBe(version);
    const changed = { ...others, email: { ...email, greeting: `${email.greeting} ` } };
    expect(versionOf(compile(changed, ''), layout)).not.toBe(version);
    expect(versionOf(compile(sources[locale], ''), `${layout} `)).not.toBe(version);
  });

  test('name the same facts as the English ones', () => {
    for (const [path, text] of texts)
      if (!isOfTier(path)) expect([path, argumentsOf(text)]).toEqual([path, argumentsOf(english.get(path) ?? '')]);
  });

  test('of a tier name what the texts of its kind name, so that nothing is left out', () => {
    for (const [id, { sms }] of Object.entries(sources[locale].tiers)) {
      if (sms === undefined) continue;
      const owed = argumentsOf(english.get(['formal', 'final'].includes(id) ? '.sms.formal' : '.sms.notice') ?? '');
      expect([id, argumentsOf(sms)]).toEqual([id, owed.filter((name) => name !== 'formality')]);
    }
  });

  test('hold no threat, no exaggeration, no signature and no link', () => {
    for (const [path, text] of texts) {
      // Only who is told of a report may read of a credit bureau.
      const said = /report/i.test(path) ? text.replace(BUREAU, '') : text;
      expect(said, path).not.toMatch(FORBIDDEN[locale]);
      expect(text, path).not.toMatch(/https?:|www\.|!!|！！/);
    }
  });
});

test('the layout is the one that emails are made of', async () => {
  expect(catalogues().layout, STALE).toBe(await compiledLayout());
});

describe('a text, compiled,', () => {
  test.each([
    ['No {one} pays twice.', 'No {one} pays twice.'],
    ['{ lender } <b>', '{lender} <b>'],
    ["It''s due.", "It's due."],
    ['', ''],
  ])('stays text where it only names arguments: %s', (text, compiled) => {
    expect(compileText(text, 'en.json')).toBe(compiled);
  });

  test.each(['{n, plural, one {# day} other {# days}}', '{a, select, yes {b} other {c}}', "'{'literal'}'"])(
    'is parsed where more is to be done: %s',
    (text) => {
      expect(compileText(text, 'en.json')).toBeInstanceOf(Array);
    },
  );

  test('that breaks the rules is refused with its place', () => {
    const text = '{n, plural, one {# day}}';
    expect(() => compileText(text, 'en.json sms owed')).toThrow(
      `en.json sms owed cannot be read (MISSING_OTHER_CLAUSE): ${text}`,
    );
  });
});

test('each Chinese text is written in its own script', () => {
  const words = (locale: 'zh-CN' | 'zh-TW') => [...textsOf(locale).values()].join('');
  expect(words('zh-TW')).not.toMatch(/[账还过这时间们额联务为现应调发关闭结项记让请续并给确认办产获终]/);
  expect(words('zh-CN')).not.toMatch(/[帳還過這時間們額聯單筆務為現應調發關閉結項記錄讓請續繳並給確認辦產獲終]/);
});

describe('an SMS is short', () => {
  const GSM = /^[@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !"#¤%&'()*+,\-./0-9:;<=>?¡A-ZÄÖÑÜ§¿a-zäöñüà^{}\\[~\]|€]*$/;
  const names = Object.keys(examples);

  test.each(names)('%s: the English one needs no UCS-2 and at most four parts', (name) => {
    for (const currency of ['CNY', 'USD', 'KWD', 'GBP', 'EUR', 'JPY', 'TWD']) {
      const { text } = render(example(name, { currency }));
      expect(text).toMatch(GSM);
      expect(text.length).toBeLessThanOrEqual(4 * 153);
    }
  });

  test.each(names)('%s: the Chinese one has at most four parts', (name) => {
    for (const locale of ['zh-CN', 'zh-TW'])
      expect(render(example(name, { locale })).text.length).toBeLessThanOrEqual(4 * 67);
  });

  test.each(names.filter((name) => !name.includes('within a lockout')))(
    '%s: the Chinese one has at most three, as the lender and the product are called in the sample',
    (name) => {
      const lender = '海港消费金融';
      expect(render(example(name, { locale: 'zh-CN' }), { lender }).text.length).toBeLessThanOrEqual(3 * 67);
    },
  );

  test.each([
    'a reminder a week before',
    'an ordinary notice',
    'a cure with nothing to restore',
    'a line that is whole again',
    'a line frozen for fraud',
    'a withdrawal of everything',
  ])('%s: the Chinese one has two', (name) => {
    for (const locale of ['zh-CN', 'zh-TW'])
      expect(render(example(name, { locale })).text.length).toBeLessThanOrEqual(2 * 67);
  });
});

function withoutBureau(name: string, message: object): string {
  const text = Object.values(message).join('\n');
  return name.includes('report') ? text.replace(BUREAU, '') : text;
}

test('no message, with its facts filled in, says what must not be said', () => {
  for (const locale of textLocales)
    for (const name of Object.keys(examples))
      for (const channel of channels)
        expect(withoutBureau(name, render(example(name, { locale, channel })))).not.toMatch(FORBIDDEN[locale]);
});
