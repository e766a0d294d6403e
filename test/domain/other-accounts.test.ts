// What a limit action on one account does to the customer's other accounts.
import { describe, expect, test } from 'vitest';
import { aBorrower, type Story } from './borrower.ts';
import { aPolicy, day } from './builders.ts';

type OtherAccounts = 'none' | 'review' | { kind: 'reduce' | 'freeze'; toShare?: number; noticeDays: number };

const halved = { kind: 'reduce', toShare: 0.5, noticeDays: 7 } as const;
const frozen = { kind: 'freeze', noticeDays: 7 } as const;

/** A1 is overdue since 1 February and reduced on the 21st; A2 owes nothing. Both of one customer. */
function twoAccounts(otherAccounts: OtherAccounts, policy: object = {}): Story {
  const sim = aBorrower({ policy: aPolicy({ otherAccounts, reminders: [], ...policy }) });
  return sim.account('A2').bill('O1', '2026-02-01');
}
const CAUSE = 'A1-2026-02-02';
const APPLIED = '2026-02-28';

describe('the other accounts', () => {
  test('are left alone by default', () => {
    const sim = twoAccounts('none').runUntil('2026-05-01');
    expect([sim.lineTold('A2'), sim.told('A2'), sim.line('A2').status]).toEqual([[], [], 'active']);
    expect(sim.eventTypes('A1')).not.toContain('ReviewRequested');
  });

  test('are reviewed by operations, once for each case', () => {
    const sim = twoAccounts('review').account('A3').runUntil('2026-05-01');
    const asked = sim.events.filter((one) => one.type === 'ReviewRequested');
    expect(asked.map(({ time, detail }) => [sim.today(time), detail])).toEqual(
      ['A2', 'A3'].map((accountId) => [
        '2026-02-21',
        { accountId, causeAccountId: 'A1', causeCaseId: CAUSE, reason: 'other-account' },
      ]),
    );
    expect(sim.told('A2')).toEqual([]);
  });

  test.each([
    ['reduced', halved, `${APPLIED} reduce reduced 5000 OTHER_ACCOUNT`],
    ['frozen', frozen, `${APPLIED} freeze frozen 10000 OTHER_ACCOUNT`],
  ] as const)('are %s after the days of their own notice, and told of it', (_, rule, changed) => {
    const sim = twoAccounts(rule).runUntil('2026-04-01');
    expect(sim.lineTold('A2')).toEqual([changed]);
    expect(sim.told('A2')).toEqual([
      `2026-02-21 other:${CAUSE}:announced sms`,
      `${APPLIED} other:${CAUSE}:applied sms`,
    ]);
    expect(sim.cases('A2')).toEqual([]);
  });

  test('are left alone where they are closed, or as limited already', () => {
    const sim = twoAccounts(halved).bill('O2', '2026-01-25', 2000, '2026-01-01', 'A2');
    sim.runUntil('2026-04-01');
    expect(sim.lineTold('A2').map((one) => one.split(' ').at(-1))).toEqual(['ARREARS', 'ARREARS']);
    expect(sim.told('A2').filter((one) => one.includes('other'))).toEqual([]);
  });

  test('are announced and changed by hand of a case of their own, where they have one', () => {
    const sim = twoAccounts(frozen).bill('O2', '2026-02-17', 2000, '2026-01-01', 'A2').runUntil('2026-03-04');
    expect(sim.lineTold('A2')).toEqual([`${APPLIED} freeze frozen 10000 OTHER_ACCOUNT`]);
  });

  test('are not changed without a notice that was accepted', () => {
    const sim = aBorrower({
      policy: aPolicy({ otherAccounts: frozen, reminders: [] }),
      deliver: ({ accountId }) => (accountId === 'A2' ? 'failed' : 'sent'),
    });
    sim.account('A2').bill('O1', '2026-02-01').runUntil('2026-05-01');
    expect(sim.lineTold('A2')).toEqual([]);
  });
});

describe('the days of notice', () => {
  test.each([
    ['a hold', (sim: Story) => sim.holds('2026-02-23T02:00:00Z', '2026-02-23', '2026-02-27', { accountId: 'A2' })],
    [
      'a promise',
      (sim: Story) =>
        sim.given('2026-02-23T02:00:00Z', 'PromiseMade', {
          promiseId: 'M1',
          accountId: 'A2',
          amount: 100,
          payBy: day('2026-02-26'),
        }),
    ],
  ])('do not count under %s of the other account', (_, stop) => {
    const sim = stop(twoAccounts(frozen)).runUntil('2026-03-20');
    expect(sim.lineTold('A2')).toEqual(['2026-03-04 freeze frozen 10000 OTHER_ACCOUNT']);
  });
});

describe('the end of the cause', () => {
  test('in time drops what was announced', () => {
    const sim = twoAccounts(frozen).pays('2026-02-27T02:00:00Z', 2000).runUntil('2026-05-01');
    expect(sim.outcomes()).toEqual(['2026-02-02 repairing']);
    expect(sim.lineTold('A2')).toEqual([]);
    expect(sim.told('A2')).toEqual([`2026-02-21 other:${CAUSE}:announced sms`]);
  });

  test('lifts what was done when the case closes, not before', () => {
    const repair = {
      steps: [
        { afterDays: 0, onTimePayments: 0, toShare: 0.6 },
        { afterDays: 20, onTimePayments: 0, toShare: 1 },
      ],
      relapse: { day: 3, minArrears: 0, lockoutDays: 365 },
    };
    const sim = twoAccounts(frozen, { repair }).pays('2026-03-10T02:00:00Z', 2000).runUntil('2026-04-10');
    expect(sim.outcomes()).toEqual(['2026-02-02 repaired']);
    expect(sim.lineTold().at(-1)).toBe('2026-03-30 restore active 10000 REPAIR_STEP');
    expect(sim.lineTold('A2')).toEqual([
      `${APPLIED} freeze frozen 10000 OTHER_ACCOUNT`,
      '2026-03-30 restore active 10000 OTHER_ACCOUNT_ENDED',
    ]);
    expect(sim.told('A2').at(-1)).toBe(`2026-03-30 other:${CAUSE}:lifted sms`);
  });

  test('comes too when the case turns out to be none', () => {
    const sim = twoAccounts(frozen).pays('2026-03-10T02:00:00Z', 2000, { paidOn: '2026-01-31' });
    sim.runUntil('2026-03-15');
    expect(sim.outcomes()).toEqual(['2026-02-02 withdrawn']);
    expect(sim.lineTold('A2').at(-1)).toBe('2026-03-11 restore active 10000 OTHER_ACCOUNT_ENDED');
  });

  test('comes with a relapse; the next case is a cause when its own action is applied', () => {
    const sim = twoAccounts(frozen).pays('2026-03-10T02:00:00Z', 2000).bill('O2', '2026-03-20', 2000, '2026-01-01');
    sim.runUntil('2026-05-20');
    expect(sim.outcomes()).toEqual(['2026-02-02 relapsed', '2026-03-24 collecting']);
    const next = sim.lineTold().find((one) => one.includes('ARREARS') && one > '2026-03-24');
    expect([next, ...sim.lineTold('A2').slice(1)]).toEqual([
      undefined,
      '2026-03-24 restore active 10000 OTHER_ACCOUNT_ENDED',
    ]);
  });
});

describe('over a line that changes beneath', () => {
  const events = (sim: Story) => sim.runUntil('2026-03-20').lineTold('A2');

  test('a fraud freeze comes and goes', () => {
    const sim = twoAccounts(halved).holds('2026-03-05T02:00:00Z', '2026-03-05', '2026-03-08', {
      kind: 'fraud',
      accountId: 'A2',
    });
    expect(events(sim).slice(1)).toEqual([
      '2026-03-05 freeze frozen 5000 FRAUD_HOLD',
      '2026-03-08 restore reduced 5000 HOLD_RELEASED',
    ]);
  });

  test('a changed contractual limit moves the base line and the share of it', () => {
    const sim = twoAccounts(halved).pays('2026-03-12T02:00:00Z', 2000, { paidOn: '2026-01-31' });
    sim.given('2026-03-05T02:00:00Z', 'AccountUpserted', { ...ofA2, creditLimit: 20_000 });
    expect(sim.runUntil('2026-03-06').line('A2')).toEqual({ status: 'reduced', limit: 10_000 });
    expect(events(sim).at(-1)).toBe('2026-03-13 restore active 20000 OTHER_ACCOUNT_ENDED');
  });

  test('its own limit action stays when the cause ends', () => {
    const sim = twoAccounts(halved).bill('O2', '2026-02-17', 2000, '2026-01-01', 'A2');
    sim.pays('2026-03-15T02:00:00Z', 2000, { paidOn: '2026-01-31' }).runUntil('2026-03-17');
    expect(sim.lineTold('A2')).toEqual([`${APPLIED} reduce reduced 5000 OTHER_ACCOUNT`]);
    expect(sim.line('A2')).toEqual({ status: 'reduced', limit: 5000 });
    expect(sim.cases('A2')[0]?.actions.map((one) => [one.on, one.from.status])).toEqual([['2026-03-09', 'active']]);
  });
});

const ofA2 = {
  accountId: 'A2',
  customerId: 'C1',
  product: 'pay-later',
  currency: 'CNY',
  openedOn: day('2025-01-01'),
};
