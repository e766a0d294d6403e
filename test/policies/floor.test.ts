import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../functions/policies/parse.ts';
import { parseRules } from '../../functions/policies/parse-rules.ts';
import { type Case, type Change, payLaterWith, policyOf, problemsOf, rules, textOf, told } from './samples.ts';

const uk: Change = [['jurisdiction'], 'UK'];
const us: Change = [['jurisdiction'], 'US'];

const looser: Case[] = [
  [
    [[['contact', 'from'], '07:59']],
    'contact.from',
    /is 07:59, earlier than the 08:00 of CN-1: .*GB\/T 45251-2025.*V2/,
  ],
  [[[['contact', 'to'], '22:01']], 'contact.to', /is 22:01, later than the 22:00 of CN-1/],
  [[[['contact', 'to'], '24:00']], 'contact.to', /CN-1/],
  [[[['contact', 'perDay'], 7]], 'contact.perDay', /is 7, more than the 6 of CN-3: .*中国证券报/],
  [[us, [['contact', 'from'], '07:00']], 'contact.from', /08:00 of US-1: .*12 CFR 1006.6\(b\); V1, from 2021-11-30/],
  [[us, [['contact', 'to'], '21:30']], 'contact.to', /21:00 of US-1/],
  [[uk, [['contact', 'to'], '22:00']], 'contact.to', /21:00 of UK-12: .*; R\]/],
  [[uk, [['limitActions', 2, 'noticeDays'], 13]], 'limitActions[2].noticeDays', /is 13, less than the 14 days of UK-4/],
  [
    [uk, [['riskTiers', 'high', 'limitActions'], { close: { noticeDays: 7 } }]],
    'riskTiers.high.limitActions.close.noticeDays',
    /14 days of UK-4/,
  ],
];

const channels = (caps: object): Change => [['contact', 'channels'], caps];
looser.push(
  [
    [
      [['contact', 'perDay'], 8],
      [['contact', 'perSevenDays'], 9],
      channels({ sms: { perDay: 7 }, email: { perDay: 2 } }),
    ],
    'contact.channels.sms.perDay',
    /is 7, more than the 6 of CN-3/,
  ],
  [
    [[['limitActions', 2, 'evidence'], 'accepted']],
    'limitActions[2].evidence',
    /is accepted, less than the delivery of CN-19: .*Art\. 565; V1/,
  ],
  [[[['records'], { keepYears: 4 }]], 'records.keepYears', /is 4, less than the 5 years of CN-10/],
);

describe('a policy that undercuts the floor is told the rule, its text and its source', () => {
  test.each(looser.map(told))('$name', ({ changes, path, message }) => {
    expect(problemsOf(payLaterWith(...changes))).toEqual([[path, expect.stringMatching(message)]]);
  });
});

test.each<[string, Change[]]>([
  ['the whole window and the whole cap', [[['contact'], { from: '08:00', to: '22:00', perDay: 6, perSevenDays: 42 }]]],
  [
    'more messages a day than one way of contact may carry, where each has a cap of its own',
    [
      [['contact', 'perDay'], 12],
      [['contact', 'perSevenDays'], 12],
      channels({ sms: { perDay: 6 }, email: { perDay: 6 } }),
    ],
  ],
  ['a cap that is about calls only', [us, [['contact', 'perSevenDays'], 8]]],
  ['exactly the days of notice that a closing needs', [uk, [['limitActions', 2, 'noticeDays'], 14]]],
  ['a freeze without days of notice, which no rule asks for', [uk, [['limitActions', 1, 'noticeDays'], 0]]],
  [
    'any window where no rule knows one',
    [
      [['jurisdiction'], 'EU'],
      [['contact'], { from: '00:00', to: '24:00' }],
    ],
  ],
])('a policy may use %s', (_, changes) => {
  expect(problemsOf(payLaterWith(...changes))).toEqual([]);
});

test.each([
  ['CN', 'delivered'],
  ['UK', undefined],
])('where nothing is said of evidence, a closing in %s has %s', (jurisdiction, evidence) => {
  const policy = policyOf(payLaterWith([['jurisdiction'], jurisdiction], [['limitActions', 2, 'evidence'], undefined]));
  expect(policy.limitActions.map((one) => one.evidence)).toEqual([undefined, undefined, evidence]);
});

test.each([
  ['quietDays: { weekends: true }', 'lets messages out on weekends'],
  ['quietDays: { holidays: CN }', 'lets messages out on holidays of CN'],
])('a rule with %s is held against a policy', (rule, message) => {
  const reading = parseRules(
    `jurisdiction: CN\nname: China\nrules:\n  - { id: CN-9, text: t, source: s, certainty: R, ${rule} }\n`,
  );
  if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
  expect(parsePolicy(payLaterWith(), [reading.rules])).toMatchObject({
    problems: [{ path: 'contact.quietDays', message: expect.stringContaining(message) }],
  });
  const stricter = payLaterWith([['contact', 'quietDays'], { weekends: true, holidays: 'CN' }]);
  expect(parsePolicy(stricter, [reading.rules])).toHaveProperty('policy');
});

describe('rules end, and rules begin', () => {
  const dated = (dates: string) => {
    const reading = parseRules(
      `jurisdiction: CN\nname: China\nrules:\n  - { id: CN-9, text: t, source: s, certainty: R, perDay: 1, ${dates} }\n`,
    );
    if ('problems' in reading) throw new Error(JSON.stringify(reading.problems));
    return (on?: string) => parsePolicy(payLaterWith(), [reading.rules], on === undefined ? {} : { on });
  };

  test('one that had ended before the version begins no longer counts', () => {
    expect(dated('effectiveTo: 2025-12-31')()).toHaveProperty('policy');
  });

  test('one that ends later counts', () => {
    expect(dated('effectiveTo: 2026-01-01')()).toHaveProperty('problems');
  });

  test('one that begins later than the version, and than the day of the check, is warned of', () => {
    const reading = dated('effectiveFrom: 2027-01-01');
    for (const on of [undefined, '2026-12-31']) {
      expect(reading(on)).toHaveProperty('policy');
      expect(reading(on).warnings).toMatchObject([
        { path: 'contact.perDay', message: expect.stringMatching(/^will be too loose from 2027-01-01 on: is 2, more/) },
      ]);
    }
    expect(reading('2027-01-01')).toHaveProperty('problems');
  });
});

describe('the rule files', () => {
  test('hold every rule that is known, those that have ended too', () => {
    const numbers = (jurisdiction: string) =>
      rules.find((one) => one.jurisdiction === jurisdiction)?.rules.map((rule) => Number(rule.id.slice(3)));
    expect(numbers('CN')).toEqual([1, 2, 3, 5, 7, 10, 12, 13, 14, 15, 16, 17, 18, 19, 20, 21, 22]);
    expect(numbers('US')).toEqual([0, 1, 2, 4, 5, 6, 8, 9, 10, 12]);
    expect(numbers('UK')).toEqual([2, 4, 5, 9, 10, 12]);
    expect(numbers('EU')).toEqual([1]);
    const ended = rules.flatMap((one) => one.rules.filter((rule) => rule.effectiveTo !== undefined));
    expect(ended.map(({ id, effectiveTo }) => `${id} ${effectiveTo}`)).toEqual(['CN-16 2026-03-31']);
  });

  test('have distinct ids that carry their jurisdiction, and say that they are no legal advice', () => {
    const ids = rules.flatMap((one) => one.rules.map((rule) => rule.id));
    expect(new Set(ids).size).toBe(ids.length);
    for (const { jurisdiction, rules: own } of rules) {
      expect(own.filter((rule) => !rule.id.startsWith(`${jurisdiction}-`))).toEqual([]);
      expect(textOf(`rules/${jurisdiction}.yaml`)).toContain('not legal advice');
    }
  });

  test('are read as strictly as policies', () => {
    expect(
      parseRules('jurisdiction: CN\nname: China\nrules:\n  - { id: CN-1, text: t, source: s, certainty: V9, x: 1 }\n'),
    ).toEqual({
      problems: [
        { path: 'rules[0].certainty', message: 'must be V1, V2 or R, not the text "V9"', line: 4, column: 48 },
        { path: 'rules[0].x', message: expect.stringContaining('is not known here'), line: 4, column: 55 },
      ],
    });
  });
});
