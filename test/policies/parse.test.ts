import { describe, expect, test } from 'vitest';
import { parsePolicy } from '../../functions/policies/parse.ts';
import {
  type Case,
  payLaterWith,
  policyOf,
  problemsOf,
  rules,
  samplePaths,
  textOf,
  told,
  warningsOf,
} from './samples.ts';

const tier = (more: object) => ({ id: 'extra', day: 60, channels: ['sms'], ...more });
const action = (more: object) => ({
  id: 'extra',
  day: 60,
  kind: 'freeze',
  announcedBy: 'final',
  noticeDays: 5,
  ...more,
});

const shapes: Case[] = [
  [[[['version'], undefined]], 'version', /^is missing$/],
  [[[['version'], '2026-02-30']], 'version', /is no day of the calendar/],
  [[[['product'], 'Pay Later']], 'product', /lower-case letters/],
  [[[['timeZone'], 'Asia/Shanghia']], 'timeZone', /no time zone of the IANA database/],
  [[[['sweepAt'], '9:00']], 'sweepAt', /must be a time such as "09:00"/],
  [[[['sweepAt'], '24:00']], 'sweepAt', /before "24:00"/],
  [[[['jurisdiction'], 'China']], 'jurisdiction', /two capital letters/],
  [[[['takeover'], 'ignore']], 'takeover', /must be continue or restart, not the text "ignore"/],
  [[[['tiers'], []]], 'tiers', /at least one tier/],
  [[[['tiers'], null]], 'tiers', /is empty: must be a list/],
  [[[['tiers', 1, 'day'], '7']], 'tiers[1].day', /must be a number, not the text "7"/],
  [[[['tiers', 1, 'day'], 7.5]], 'tiers[1].day', /whole number of days/],
  [[[['tiers', 0, 'day'], 0]], 'tiers[0].day', /at least 1: a case opens on the first delinquent day/],
  [
    [
      [
        ['tiers', 1, 'channels'],
        ['sms', 'fax'],
      ],
    ],
    'tiers[1].channels[1]',
    /must be sms or email, not the text "fax"/,
  ],
  [
    [
      [
        ['tiers', 1, 'channels'],
        ['sms', 'sms'],
      ],
    ],
    'tiers[1].channels',
    /names a channel twice/,
  ],
  [[[['tiers', 1, 'colour'], 'red']], 'tiers[1].colour', /is not known here: known are id, day, channels/],
  [[[['teirs'], []]], 'teirs', /is not known here: known are product, version/],
  [[[['arrears', 'tolerance'], -1]], 'arrears.tolerance', /must not be negative/],
  [[[['arrears', 'tolerance'], 1.5]], 'arrears.tolerance', /whole number of minor units/],
  [[[['repair', 'steps', 0, 'toShare'], 30]], 'repair.steps[0].toShare', /between 0 and 1/],
  [[[['terminal', 'kind'], 'sue']], 'terminal.kind', /must be refer/],
  [[[['contact', 'perDay'], 0]], 'contact.perDay', /at least one message/],
  [[[['otherAccounts'], 'all']], 'otherAccounts', /must be none, review, or a mapping/],
  [[[['otherAccounts'], { kind: 'freeze' }]], 'otherAccounts.noticeDays', /^is missing$/],
  [[[['riskTiers', 'high', 'tiers', 'first', 'id'], 'x']], 'riskTiers.high.tiers.first.id', /is not known here/],
  [[[['riskTiers', 'high', 'tiers'], { First: { day: 4 } }]], 'riskTiers.high.tiers.First', /lower-case letters/],
];

const meanings: Case[] = [
  [[[['currency'], 'CNX']], 'currency', /is CNX, which is no currency of ISO 4217/],
  [[[['reminders', 1, 'daysBefore'], 7]], 'reminders[1].daysBefore', /names 7 a second time/],
  [[[['tiers', 4], tier({ id: 'courtesy' })]], 'tiers[4].id', /names "courtesy" a second time/],
  [[[['tiers', 1, 'day'], 1]], 'tiers[1].day', /later than day 1 of tier "courtesy".*in the order of their days/],
  [[[['tiers', 4], tier({ day: 44 })]], 'tiers[4].day', /later than day 45 of tier "final"/],
  [[[['limitActions', 1, 'id'], 'reduce']], 'limitActions[1].id', /names "reduce" a second time/],
  [
    [[['limitActions', 1, 'announcedBy'], 'frist']],
    'limitActions[1].announcedBy',
    /names the tier "frist", which does not exist: there is courtesy, first, formal, final/,
  ],
  [
    [[['limitActions', 1, 'announcedBy'], 'final']],
    'limitActions[1].announcedBy',
    /names the tier "final" of day 45, which must not be after day 30 of the action/,
  ],
  [[[['limitActions', 0, 'day'], 14]], 'limitActions[0].announcedBy', /of day 15, which must not be after day 14/],
  [[[['limitActions', 0, 'toShare'], undefined]], 'limitActions[0].toShare', /is missing: a reduce needs the share/],
  [[[['limitActions', 1, 'toShare'], 0.2]], 'limitActions[1].toShare', /has no meaning for a freeze/],
  [[[['limitActions', 2, 'toShare'], 0]], 'limitActions[2].toShare', /has no meaning for a close/],
  [[[['limitActions', 3], action({ day: 95 })]], 'limitActions[3].day', /before day 90, when "close" closes the line/],
  [[[['limitActions', 3], action({ kind: 'close', day: 90 })]], 'limitActions[3].day', /closing is final/],
  [[[['limitActions', 0], action({ kind: 'close', day: 91 })]], 'limitActions[0].day', /closing is final/],
  [[[['terminal', 'day'], 44]], 'terminal.day', /must not be before day 45 of the last tier/],
  [[[['contact', 'to'], '08:00']], 'contact.to', /must be later than 08:00, when the window begins/],
  [[[['contact', 'perSevenDays'], 1]], 'contact.perSevenDays', /must not be less than the 2 that perDay allows/],
  [[[['repair', 'steps', 2, 'afterDays'], 59]], 'repair.steps[2].afterDays', /must not be less than 60/],
  [[[['repair', 'steps', 2, 'onTimePayments'], 1]], 'repair.steps[2].onTimePayments', /must not be less than 2/],
  [[[['repair', 'steps', 1, 'toShare'], 0.2]], 'repair.steps[1].toShare', /must not be less than 0.3/],
  [[[['repair', 'steps', 2, 'toShare'], 0.9]], 'repair.steps[2].toShare', /must be 1: the last step restores/],
  [[[['otherAccounts'], { kind: 'reduce', noticeDays: 5 }]], 'otherAccounts.toShare', /a reduce needs the share/],
  [
    [[['otherAccounts'], { kind: 'freeze', toShare: 0.5, noticeDays: 5 }]],
    'otherAccounts.toShare',
    /has no meaning for a freeze/,
  ],
];

const report = (more: object) => ({
  id: 'bureau',
  day: 60,
  kind: 'report',
  announcedBy: 'final',
  noticeDays: 10,
  ...more,
});
meanings.push(
  [
    [[['limitActions', 3], report({ announcedBy: 'first' })]],
    'limitActions[3].announcedBy',
    /which is not mandatory: a report is announced by a notice that is never jumped over/,
  ],
  [
    [[['contact', 'channels'], { sms: { perDay: 3 } }]],
    'contact.channels.sms.perDay',
    /must not be more than the 2 that perDay allows in all/,
  ],
  [
    [[['contact', 'channels'], { email: { perSevenDays: 8 } }]],
    'contact.channels.email.perSevenDays',
    /must not be more than the 7 that perSevenDays allows in all/,
  ],
  [
    [[['contact', 'channels'], { email: { perDay: 2, perSevenDays: 1 } }]],
    'contact.channels.email.perSevenDays',
    /must not be less than the 2 that perDay allows on a single day/,
  ],
  [[[['sms', 'countries', 'UK'], { via: 'sns' }]], 'sms.countries.UK', /is no country of ISO 3166/],
  [[[['sms', 'countries', 'EU'], { via: 'sns' }]], 'sms.countries.EU', /is no country of ISO 3166/],
  [[[['sms', 'countries', 'CN', 'via'], 'sns']], 'sms.countries.CN.profile', /is china, which SNS cannot carry/],
  [[[['locales'], ['en', 'en']]], 'locales[1]', /names en a second time/],
);
shapes.push(
  [[[['locales'], ['']]], 'locales[0]', /must be a language tag such as zh-CN/],
  [[[['contact', 'quietDays'], { holidays: 'China' }]], 'contact.quietDays.holidays', /must be a country, or a part/],
);

const riskTiers: Case[] = [
  [
    [[['riskTiers', 'high', 'tiers'], { frist: { day: 4 } }]],
    'riskTiers.high.tiers.frist',
    /differs from nothing: tiers has courtesy, first, formal, final/,
  ],
  [
    [[['riskTiers', 'low'], { limitActions: { cut: { day: 40 } } }]],
    'riskTiers.low.limitActions.cut',
    /differs from nothing: limitActions has reduce, freeze, close/,
  ],
  [[[['riskTiers', 'high', 'tiers'], { first: { day: 1 } }]], 'riskTiers.high.tiers.first.day', /later than day 1/],
  [
    [[['riskTiers', 'high', 'tiers'], { first: { day: 15 } }]],
    'riskTiers.high',
    /does not go with the rest: tiers\[2\].day must be later than day 15 of tier "first"/,
  ],
  [
    [[['riskTiers', 'high', 'limitActions'], { freeze: { toShare: 0.1 } }]],
    'riskTiers.high.limitActions.freeze.toShare',
    /has no meaning for a freeze/,
  ],
  [
    [[['riskTiers', 'high', 'limitActions'], { close: { day: 44 } }]],
    'riskTiers.high.limitActions.close',
    /^announcedBy names the tier "final" of day 45, which must not be after day 44/,
  ],
];

const doubts: Case[] = [
  [[[['limitActions', 0, 'day'], 15]], 'limitActions[0].noticeDays', /applied later than day 15/],
  [
    [
      [['limitActions', 0, 'day'], 15],
      [['limitActions', 0, 'noticeDays'], 0],
    ],
    'limitActions[0].noticeDays',
    /follow its notice on the same day 15/,
  ],
  [[[['limitActions', 0, 'announcedBy'], 'first']], 'limitActions[0].announcedBy', /not mandatory.*never applied/],
  [
    [[['limitActions', 1, 'noticeDays'], 16]],
    'limitActions[1].noticeDays',
    /applied later than day 30: tier "formal" goes out on day 15 at the earliest, and 16 days of notice end on day 31/,
  ],
  [[[['limitActions', 3], action({ kind: 'reduce', toShare: 0.2, day: 70 })]], 'limitActions[3].day', /"freeze" froze/],
  [[[['limitActions', 1], action({ kind: 'reduce', toShare: 0.6 })]], 'limitActions[1].toShare', /never goes up/],
  [[[['limitActions', 0, 'toShare'], 1]], 'limitActions[0].toShare', /nothing changes/],
  [[[['repair'], undefined]], 'limitActions', /no `repair` to go with it/],
  [[[['limitActions'], []]], 'repair', /nothing to restore/],
  [[[['jurisdiction'], 'JP']], 'jurisdiction', /is JP, which has no file in rules.*there is CN, EU, UK, US/],
  [[[['sweepAt'], '20:00']], 'sweepAt', /outside the contact window from 08:00 to 20:00/],
  [[[['tiers', 0, 'minDaysAfterPrevious'], 3]], 'tiers[0].minDaysAfterPrevious', /no tier goes before/],
  [[[['tiers', 3, 'minDaysAfterPrevious'], 31]], 'tiers[3].minDaysAfterPrevious', /later than its day 45.*is day 46/],
  [[[['arrears', 'postingDays'], 6]], 'arrears.postingDays', /moves the first tier "courtesy" to day 7/],
  [[[['repair', 'relapse', 'day'], 21]], 'repair.relapse.day', /is after day 20 of the first limit action/],
  [
    [
      [['tiers', 0, 'day'], 2],
      [['repair', 'relapse', 'day'], 1],
    ],
    'repair.relapse.day',
    /a relapse before any notice/,
  ],
  [
    [[['riskTiers', 'high', 'limitActions'], { freeze: { day: 24 } }]],
    'riskTiers.high.limitActions.freeze',
    /^noticeDays delays the action.*later than day 24/,
  ],
];

test.each(samplePaths)('the sample %s is good', (path) => {
  expect(problemsOf(textOf(path))).toEqual([]);
});

test.each(samplePaths.filter((path) => !path.includes('twd')))('the sample %s raises no doubt', (path) => {
  expect(warningsOf(textOf(path))).toEqual([]);
});

describe('a problem is told once, with its path and a sentence', () => {
  test.each([...shapes, ...meanings].map(told))('$name', ({ changes, path, message }) => {
    expect(problemsOf(payLaterWith(...changes))).toEqual([[path, expect.stringMatching(message)]]);
  });

  test.each(riskTiers.map(told))('$name', ({ changes, path, message }) => {
    expect(problemsOf(payLaterWith(...changes))).toEqual([[path, expect.stringMatching(message)]]);
  });
});

describe('a doubt is a warning, and the policy is good', () => {
  test.each(doubts.map(told))('$name', ({ changes, path, message }) => {
    const text = payLaterWith(...changes);
    const reading = parsePolicy(text, rules);
    expect(reading).toHaveProperty('policy');
    expect(warningsOf(text)).toEqual([[path, expect.stringMatching(message)]]);
  });

  test('a ladder without a mandatory tier never refers', () => {
    const text = payLaterWith(
      [['tiers', 2, 'mandatory'], false],
      [['tiers', 3, 'mandatory'], false],
      [['limitActions'], []],
      [['repair'], undefined],
    );
    expect(warningsOf(text)).toEqual([['terminal.kind', expect.stringMatching(/every case ends in a review/)]]);
  });
});

describe('every problem at once', () => {
  const three = payLaterWith(
    [['tiers', 1, 'channels'], ['pigeon']],
    [['limitActions', 1, 'announcedBy'], 'nobody'],
    [['contact', 'from'], '06:00'],
  );

  test('a wrong shape, a wrong name and a broken floor in one file are three problems', () => {
    expect(problemsOf(three).map(([path]) => path)).toEqual([
      'tiers[1].channels[0]',
      'limitActions[1].announcedBy',
      'contact.from',
    ]);
  });

  test('what is broken itself raises no second problem elsewhere', () => {
    expect(problemsOf(payLaterWith([['tiers', 2, 'id'], 'For Mal'])).map(([path]) => path)).toEqual(['tiers[2].id']);
    expect(problemsOf(payLaterWith([['tiers'], 'none'])).map(([path]) => path)).toEqual(['tiers']);
    expect(problemsOf(payLaterWith([['contact', 'from'], '25:00'], [['contact', 'to'], '07:00']))).toHaveLength(1);
    expect(problemsOf(payLaterWith([['limitActions', 0, 'toShare'], 'half']))).toHaveLength(1);
    expect(warningsOf(payLaterWith([['repair', 'steps'], 'none']))).toEqual([]);
  });

  test('what has a default may be left out while another part is broken', () => {
    expect(problemsOf(payLaterWith([['contact'], undefined], [['tiers', 0, 'day'], -1]))).toHaveLength(1);
    expect(problemsOf(payLaterWith([['contact'], { to: '07:00' }], [['product'], 5])).map(([path]) => path)).toEqual([
      'product',
      'contact.to',
    ]);
  });
});

describe('places in the text', () => {
  const text = [
    'product: pay-later',
    'version: 2026-01-01',
    'currency: CNY',
    'timeZone: Asia/Shanghai',
    'jurisdiction: CN',
    'tiers:',
    '  - { id: first, day: 1, channels: [sms] }',
    '  - id: second',
    '    channels: [sms]',
    '    colour: red',
    'contact: { from: "06:00" }',
    '',
  ].join('\n');

  test('a wrong value is where it stands, a wrong key too, and what is missing where it should be', () => {
    const reading = parsePolicy(text, rules);
    expect(reading).toMatchObject({
      problems: [
        { path: 'tiers[1].day', line: 8, column: 5, message: 'is missing' },
        { path: 'tiers[1].colour', line: 10, column: 13 },
        { path: 'contact.from', line: 11, column: 18 },
      ],
    });
  });

  test('text that is no YAML is told with its line', () => {
    expect(parsePolicy('product: [a\nversion: 1\n', rules)).toMatchObject({ problems: [{ path: '', line: 2 }] });
  });

  test.each([
    ['', 'is empty: must be a mapping of keys to values'],
    ['# nothing yet\n', 'is empty'],
    ['- a\n- b\n', 'must be a mapping of keys to values, not a list'],
    ['pay-later', 'must be a mapping of keys to values, not the text "pay-later"'],
  ])('a file that holds %j says so', (nothing, message) => {
    expect(problemsOf(nothing)).toEqual([['', expect.stringContaining(message)]]);
  });

  test('a key that is written twice is a problem at the second', () => {
    expect(parsePolicy(`${text}product: pay-later\n`, rules)).toMatchObject({
      problems: expect.arrayContaining([
        expect.objectContaining({ path: 'product', message: 'is written twice', line: 12 }),
      ]),
    });
  });

  test('aliases that multiply are refused, not expanded', () => {
    const bomb = ['a: &a [x, x, x, x, x, x, x, x, x, x]'];
    for (const [name, of] of ['ba', 'cb', 'dc', 'ed'])
      bomb.push(`${name}: &${name} [${Array(10).fill(`*${of}`).join(', ')}]`);
    expect(problemsOf(bomb.join('\n'))).toEqual([['', expect.stringMatching(/alias/i)]]);
  });
});

test('defaults are filled in', () => {
  const text = payLaterWith([['contact'], undefined], [['arrears'], undefined], [['promise'], undefined]);
  expect(policyOf(text)).toMatchObject({
    takeover: 'continue',
    arrears: { graceDays: 0, tolerance: 0, postingDays: 0 },
    contact: { from: '08:00', to: '20:00', perDay: 2, perSevenDays: 7 },
    promise: { maxDays: 30, minShare: 0.3 },
    notices: { reversal: ['sms', 'email'] },
  });
});
