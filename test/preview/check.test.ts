import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { JurisdictionRules } from '../../functions/contracts/rules.ts';
import { render } from '../../functions/messages/render.ts';
import { type CheckOptions, checkSayings } from '../../lib/preview/check.ts';
import { textFiles, textLocales } from '../../lib/texts/files.ts';
import { type Change, payLaterWith, policyOf, samplePaths, textOf } from '../policies/samples.ts';

const texts = fileURLToPath(new URL('../../functions/messages/texts/', import.meta.url));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'cureflow-texts-'));
  cpSync(texts, folder, { recursive: true });
});
afterEach(() => rmSync(folder, { recursive: true }));

/** One edit of a file of texts, as somebody makes it. */
function edit(locale: string, from: string, to: string): void {
  const path = join(folder, `${locale}.json`);
  const before = readFileSync(path, 'utf8');
  expect(before.includes(from), `${locale} says ${from}`).toBe(true);
  writeFileSync(path, before.replace(from, to));
}

function found(changes: Change[] = [], options: Partial<CheckOptions> = {}): string[] {
  const all: Change[] = [[['locales'], ['zh-CN', 'zh-TW']], ...changes];
  const policy = policyOf(payLaterWith(...all));
  const { texts: problems } = checkSayings([{ file: 'p.yaml', policy }], {
    rules: [],
    files: textFiles(folder),
    ...options,
  });
  return problems.map(({ file, path, line = 0, message }) => `${file.split('/').at(-1)}:${line} ${path}: ${message}`);
}

/** The line of a text, from 1. */
const lineOf = (locale: string, words: string): number =>
  readFileSync(join(folder, `${locale}.json`), 'utf8')
    .split('\n')
    .findIndex((one) => one.includes(words)) + 1;

test.each(samplePaths)('%s and the texts as they are shipped have nothing wrong', (path) => {
  const policy = policyOf(textOf(path));
  const { texts: problems, policies } = checkSayings([{ file: path, policy }], { rules: [] });
  expect([problems, policies]).toEqual([[], []]);
});

describe('a text as it is written', () => {
  test.each([
    [
      'names what nothing fills in',
      '"paid": "',
      '"paid": "{payed}',
      'sms.paid: names {payed}, which nothing fills in here',
    ],
    ['names it in a choice', '（明天）', '（{tomorow}）', 'sms.reminder: names {tomorow}, which nothing fills in here'],
    [
      'misses a variable',
      '额度现为{toLimit}，可正常使用',
      '额度可正常使用',
      'sms.line.active: misses {toLimit}, which the other languages name here: the message in zh-CN would not say it',
    ],
    ['is no ICU message', '最早{on}起{what}', '最早{on起{what}', 'sms.action: cannot be read as an ICU message: '],
    [
      'has a key that nobody asks for',
      '"paid":',
      '"thanks": "", "paid":',
      'sms.thanks: is no text that messages use: no other language has it',
    ],
  ])('%s: with file and line', (_what, from, to, problem) => {
    edit('zh-CN', from, to);
    expect(found()).toEqual([expect.stringContaining(problem)]);
    expect(found()[0]).toContain(`zh-CN.json:${lineOf('zh-CN', to)} `);
  });

  test('is missing in one language', () => {
    edit('zh-TW', '"paid":', '"renamed":');
    expect(found()).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^zh-TW\.json:\d+ sms\.paid: is missing: the other languages have it/),
      ]),
    );
  });

  test('of a tier may not name what notices never name', () => {
    edit('zh-CN', '"tiers": {', '"tiers": { "own": { "sms": "{from}{arrears}{balance}" },');
    expect(found()).toEqual([expect.stringMatching(/tiers\.own\.sms: names \{balance\}, which nothing fills in here/)]);
  });

  test('of which two languages say the same is measured by them, the English ones too', () => {
    edit('en', '{still} overdue on your {product}', 'overdue on your {product}');
    expect(found().some((one) => /^en\.json:\d+ .*misses \{still\}/.test(one))).toBe(true);
  });

  test('is told with the place where the file stops being JSON, and twice-written keys', () => {
    edit('en', '"join": " ",', '"join": " ", "join": "",');
    expect(found()).toEqual([expect.stringMatching(/^en\.json:\d+ join: is written twice$/)]);
    edit('en', '"join": " ", "join": "",', '"join": " " "');
    expect(found()[0]).toMatch(/^en\.json:\d+ /);
  });
});

const ruleWith = (more: object): JurisdictionRules[] => [
  {
    jurisdiction: 'CN',
    name: 'Mainland China',
    rules: [{ id: 'CN-7', text: 'No threats.', source: 'press', certainty: 'V2', ...more }],
  },
];

describe('what a jurisdiction forbids', () => {
  const rules = ruleWith({ forbidden: { 'zh-CN': ['黑名单'], en: ['court', 'legal  action'], zh: ['警察'] } });

  test('is found in the words, with its rule', () => {
    edit('zh-CN', '"paid": "', '"paid": "否则列入黑名单。');
    edit('zh-TW', '"paid": "', '"paid": "否則報警察。');
    expect(found([], { rules })).toEqual([
      `zh-CN.json:${lineOf('zh-CN', '黑名单')} sms.paid: says "黑名单", against CN-7: No threats. [press; V2]`,
      `zh-TW.json:${lineOf('zh-TW', '警察')} sms.paid: says "警察", against CN-7: No threats. [press; V2]`,
    ]);
  });

  test('is a word of its own, whatever its case', () => {
    edit('en', '"paid": "', '"paid": "A courtesy. ');
    expect(
      found(
        [
          [['locales'], ['en']],
          [['sms'], undefined],
        ],
        { rules },
      ),
    ).toEqual([]);
    edit('en', 'A courtesy. ', 'Legal action, in COURT. ');
    expect(
      found(
        [
          [['locales'], ['en']],
          [['sms'], undefined],
        ],
        { rules },
      ),
    ).toEqual([expect.stringContaining('says "court"'), expect.stringContaining('says "legal  action"')]);
  });

  test('does not hold in languages that the borrowers do not read, nor once the rule has ended', () => {
    edit('zh-CN', '已还请忽略。', '已还请忽略，否则列入黑名单。');
    expect(found([[['locales'], ['zh-TW']]], { rules })).toEqual([]);
    const ended = ruleWith({ forbidden: { zh: ['黑名单'] }, effectiveTo: '2025-12-31' });
    expect(found([], { rules: ended })).toEqual([]);
  });
});

describe('what a jurisdiction requires', () => {
  const rules = ruleWith({ required: { parts: ['optOut', 'amount'], kinds: ['notice', 'cure'] }, channels: ['sms'] });

  test('is there in the texts as they are shipped', () => {
    expect(found([], { rules })).toEqual([]);
  });

  test('is missed where a message does not say it', () => {
    const silent: typeof render = (facts, options) => {
      const told = render(facts, options);
      return { ...told, text: told.text.replace(/拒收.*/, '').replace(/回TD.*/, '') };
    };
    const problems = found([], { rules, render: silent }).filter((one) => one.startsWith('zh-CN'));
    expect(problems[0]).toMatch(
      /^zh-CN\.json:\d+ .*: does not say how such messages can be stopped \(optOut\), as told in ".*", against CN-7: No threats/,
    );
    expect(problems.some((one) => one.includes(' sms.cure: '))).toBe(true);
    expect(problems.some((one) => one.includes('(amount)') || one.includes(' sms.reminder: '))).toBe(false);
  });
});

describe('a text message', () => {
  /** Where the messages of a kind say something else. */
  const saying = (kind: string, words: string) => ({
    render: ((facts, options) => {
      const told = render(facts, options);
      return facts.kind === kind && facts.channel === 'sms' ? { ...told, text: words } : told;
    }) as typeof render,
  });

  test('has 1,600 bytes at most', () => {
    expect(found([[['sms'], undefined]], saying('repair', 'a'.repeat(1600)))).toEqual([]);
    const problems = found([[['sms'], undefined]], saying('repair', '款'.repeat(534)));
    expect(problems).toContainEqual(
      expect.stringMatching(/^zh-CN\.json:\d+ sms\.repair: has more than 1600 bytes: 1602, as told in "Repair step/),
    );
  });

  test('has 500 characters at most where a Chinese carrier takes it', () => {
    const problems = found([], saying('repair', '款'.repeat(501)));
    expect(problems).toContainEqual(
      expect.stringMatching(/sms\.repair: has more than 500 characters: 501, .*\(profile china, CN-22\)/),
    );
    expect(found([[['sms'], undefined]], saying('repair', '款'.repeat(501)))).toEqual([]);
  });

  test('of a Chinese carrier has no signature', () => {
    edit('zh-CN', '"paid": "', '"paid": "【海港】');
    expect(found()).toEqual([expect.stringContaining('sms.paid: holds 【 or 】: the carrier adds the signature')]);
    expect(found([[['sms'], undefined]])).toEqual([]);
  });

  test('of a Chinese carrier has no link in what is filled in', () => {
    edit('zh-CN', '"contact": "客服"', '"contact": "help.example.com"');
    expect(found()).toEqual([expect.stringContaining('contact: is a link and filled into text messages')]);
  });

  test('of a Chinese carrier has no two variables side by side', () => {
    const beside: typeof render = (facts, options = {}) => {
      const told = render(facts, options);
      const mark = options.mark ?? ((value: string) => value);
      return facts.kind === 'cure' ? { ...told, text: `${mark('1')} ${mark('www.x.cn')}` } : told;
    };
    const problems = found([], { render: beside });
    expect(problems).toContainEqual(
      expect.stringMatching(/sms\.cure: has two variables side by side: \{1\} \{www\.x\.cn\}, as told/),
    );
    expect(problems).toContainEqual(
      expect.stringMatching(/sms\.cure: has a link inside a variable: www\.x\.cn, as told/),
    );
  });

  test('that cannot be told at all says why', () => {
    const broken: typeof render = (facts, options) => {
      if (facts.kind === 'reversal') throw new Error('a text names the unknown argument {x}');
      return render(facts, options);
    };
    expect(found([], { render: broken })).toContainEqual(
      expect.stringMatching(/sms\.reversal: cannot be told: a text names the unknown argument \{x\}/),
    );
  });
});

describe('the languages of a policy', () => {
  const languages = (...locales: string[]) =>
    checkSayings([{ file: 'p.yaml', policy: policyOf(payLaterWith([['locales'], locales])) }], { rules: [] }).policies;

  test('must have texts', () => {
    expect(languages('zh-CN', 'fr', 'sw')).toEqual([
      {
        file: 'p.yaml',
        path: ['locales', 1],
        message: `is fr, for which there are no texts: there are ${textLocales.join(', ')}`,
      },
      {
        file: 'p.yaml',
        path: ['locales', 2],
        message: `is sw, for which there are no texts: there are ${textLocales.join(', ')}`,
      },
    ]);
  });

  test('may be those of a region', () => {
    expect(languages('zh-HK', 'zh')).toEqual([]);
  });
});
