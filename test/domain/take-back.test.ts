// What becomes of what was done on the strength of a notice that comes back: before the arrears are cleared, after, on
// another account, at the end of the ladder.
import { describe, expect, test } from 'vitest';
import { decide } from '../../functions/domain/decide.ts';
import { aBorrower, type Story } from './borrower.ts';
import { aPolicy, examplePolicy, instant } from './builders.ts';

describe('an action whose notice comes back after it was applied', () => {
  const quick = aPolicy({
    limitActions: [
      { id: 'reduce', day: 15, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: 0 },
      { id: 'freeze', day: 46, kind: 'freeze', announcedBy: 'final', noticeDays: 1 },
    ],
  });
  const story = () => aBorrower({ policy: quick }).bill('O1', '2026-02-01');

  test('is taken back and told, and those after it stand', () => {
    const sim = story().settles('2026-03-25T05:00:00Z', 'bounced', (one) => one.tier === 'formal');
    sim.runUntil('2026-04-01');
    expect(sim.lineTold()).toEqual([
      '2026-02-16 reduce reduced 5000 ARREARS',
      '2026-03-19 freeze frozen 5000 ARREARS',
      '2026-03-25 restore frozen 10000 NOTICE_FAILED',
    ]);
    expect(sim.dunned().at(-1)).toBe('2026-03-25 withdrawal:reduce:2026-03-25 sms');
  });

  test('stands as long as its notice arrived on another channel', () => {
    const sim = story().settles(
      '2026-02-17T05:00:00Z',
      'bounced',
      (one) => one.tier === 'formal' && one.channel === 'email',
    );
    expect(sim.runUntil('2026-03-01').lineTold()).toEqual(['2026-02-16 reduce reduced 5000 ARREARS']);
  });

  const byEmail = aPolicy({
    reminders: [],
    tiers: [{ id: 'formal', day: 15, channels: ['email'], mandatory: true }],
    limitActions: [{ id: 'reduce', day: 17, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: 2 }],
    terminal: undefined,
  });
  const lost = () =>
    aBorrower({ policy: byEmail })
      .bill('O1', '2026-02-01')
      .settles('2026-02-20T05:00:00Z', 'bounced', (one) => one.tier === 'formal' && one.on < '2026-02-20');

  test('is told each time it is applied', () => {
    const sim = lost().consents('2026-02-21T05:00:00Z', 'email', true).runUntil('2026-03-20');
    expect(sim.dunned()).toEqual([
      '2026-02-17 formal email',
      '2026-02-19 limit:reduce sms',
      '2026-02-20 withdrawal:reduce:2026-02-20 sms',
      '2026-02-21 formal email',
      '2026-02-23 limit:reduce:again1 sms',
    ]);
  });

  test('is not told on the next channel any more', () => {
    const sim = lost().settles('2026-02-21T05:00:00Z', 'bounced', (one) => one.key === 'limit:reduce');
    expect(sim.runUntil('2026-03-01').dunned().at(-1)).toBe('2026-02-20 withdrawal:reduce:2026-02-20 sms');
  });
});

describe('after the cure', () => {
  const byEmail = { reminders: [], terminal: undefined, arrears: { graceDays: 0, tolerance: 100, postingDays: 0 } };
  const tier = (id: string, on: number) => ({ id, day: on, channels: ['email'], mandatory: true });
  const reduced = { id: 'reduce', day: 17, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: 2 };
  const frozen = { id: 'freeze', day: 22, kind: 'freeze', announcedBy: 'final', noticeDays: 2 };
  const closed = { id: 'close', day: 22, kind: 'close', announcedBy: 'final', noticeDays: 2 };
  const policy = (last: object) =>
    aPolicy({ ...byEmail, tiers: [tier('formal', 15), tier('final', 20)], limitActions: [reduced, last] });
  const bounces = (sim: Story, time: string, id: string) =>
    sim.settles(time, 'bounced', (one) => one.tier === id && one.channel === 'email');

  test('a line that was limited by nothing else is whole at once, and told', () => {
    const sim = aBorrower({ policy: policy(frozen) })
      .bill('O1', '2026-02-01')
      .pays('2026-02-18T05:00:00Z', 2000);
    bounces(sim, '2026-02-20T05:00:00Z', 'formal').runUntil('2026-03-01');
    expect(sim.lineTold()).toEqual([
      '2026-02-18 reduce reduced 5000 ARREARS',
      '2026-02-20 restore active 10000 NOTICE_FAILED',
    ]);
    expect(sim.outcomes()).toEqual(['2026-02-02 cured']);
    expect(sim.dunned().at(-1)).toBe('2026-02-20 withdrawal:reduce:2026-02-20 sms');
  });

  test('what was rightly done is repaired, from where it would stand without the rest', () => {
    const sim = aBorrower({ policy: policy(frozen) })
      .bill('O1', '2026-02-01')
      .pays('2026-02-23T05:00:00Z', 2000);
    bounces(sim, '2026-02-25T05:00:00Z', 'final').runUntil('2026-03-01');
    expect(sim.lineTold()).toEqual([
      '2026-02-18 reduce reduced 5000 ARREARS',
      '2026-02-23 freeze frozen 5000 ARREARS',
      '2026-02-23 restore reduced 3000 CURED',
      '2026-02-25 restore reduced 5000 NOTICE_FAILED',
    ]);
    expect(sim.outcomes()).toEqual(['2026-02-02 repairing']);
    sim.bill('O2', '2026-03-20', 2000).runUntil('2026-03-24');
    expect(sim.lineTold().slice(4)).toEqual([]);
    expect(sim.line()).toEqual({ status: 'reduced', limit: 5000 });
  });

  test('a line that was closed gets the repair window that it missed', () => {
    const sim = aBorrower({ policy: policy(closed) })
      .bill('O1', '2026-02-01')
      .pays('2026-02-24T05:00:00Z', 2000);
    bounces(sim, '2026-02-25T05:00:00Z', 'final').runUntil('2026-05-30');
    expect(sim.lineTold().slice(1)).toEqual([
      '2026-02-23 close closed 5000 ARREARS',
      '2026-02-25 restore reduced 5000 NOTICE_FAILED',
      '2026-04-25 restore reduced 6000 REPAIR_STEP',
    ]);
    expect(sim.outcomes()).toEqual(['2026-02-02 repairing']);
  });

  test('a later payment that shows the closing to be wrong opens it too', () => {
    const sim = aBorrower({ policy: policy(closed) })
      .bill('O1', '2026-02-01')
      .pays('2026-02-24T05:00:00Z', 2000);
    sim.pays('2026-02-26T05:00:00Z', 2000, { paidOn: '2026-02-20' }).runUntil('2026-03-30');
    expect(sim.lineTold().slice(2)).toEqual(['2026-02-26 restore reduced 5000 LATE_PAYMENT_POSTED']);
    expect(sim.outcomes()).toEqual(['2026-02-02 repairing']);
  });

  test('a relapse is no way around it: the new case goes on without what the old one had no right to', () => {
    const soon = { steps: [{ afterDays: 90, onTimePayments: 0, toShare: 1 }], relapse: { day: 1, lockoutDays: 30 } };
    const quick = aPolicy({ ...byEmail, tiers: [tier('formal', 15)], limitActions: [reduced], repair: soon });
    const sim = aBorrower({ policy: quick }).bill('O1', '2026-02-01').pays('2026-02-18T05:00:00Z', 2000);
    sim.bill('O2', '2026-02-18', 2000, '2026-02-18T08:00:00Z');
    bounces(sim, '2026-02-20T05:00:00Z', 'formal').runUntil('2026-03-01');
    expect(sim.outcomes()).toEqual(['2026-02-02 relapsed', '2026-02-19 collecting']);
    expect(sim.lineTold()).toEqual([
      '2026-02-18 reduce reduced 5000 ARREARS',
      '2026-02-20 restore active 10000 NOTICE_FAILED',
    ]);
  });
});

describe('what an overdue account did to another one', () => {
  const CAUSE = 'A1-2026-02-02';
  const policy = aPolicy({ otherAccounts: { kind: 'freeze', noticeDays: 7 }, reminders: [] });
  const lost = () =>
    aBorrower({ policy })
      .account('A2')
      .bill('O1', '2026-02-01')
      .settles(
        '2026-03-02T05:00:00Z',
        'bounced',
        (one) => one.accountId === 'A2' && one.key.endsWith(':announced') && one.channel === 'sms',
      );

  test('is lifted when its announcement comes back, and announced again on the next channel', () => {
    const sim = lost().runUntil('2026-03-20');
    expect(sim.lineTold('A2')).toEqual([
      '2026-02-28 freeze frozen 10000 OTHER_ACCOUNT',
      '2026-03-02 restore active 10000 NOTICE_FAILED',
      '2026-03-09 freeze frozen 10000 OTHER_ACCOUNT',
    ]);
    expect(sim.told('A2')).toEqual([
      `2026-02-21 other:${CAUSE}:announced sms`,
      `2026-02-28 other:${CAUSE}:applied sms`,
      `2026-03-02 other:${CAUSE}:lifted sms`,
      `2026-03-02 other:${CAUSE}:announced email`,
      `2026-03-09 other:${CAUSE}:applied:again1 sms`,
    ]);
  });

  test('is told each time that it ends', () => {
    const sim = lost().pays('2026-03-12T05:00:00Z', 2000, { paidOn: '2026-01-31' }).runUntil('2026-03-20');
    expect(sim.told('A2').at(-1)).toBe(`2026-03-13 other:${CAUSE}:lifted:again1 sms`);
    expect(sim.line('A2').status).toBe('active');
  });
});

describe('a referral', () => {
  const policy = aPolicy({
    reminders: [],
    tiers: [{ id: 'formal', day: 15, channels: ['email', 'sms'], mandatory: true }],
    limitActions: [],
    terminal: { day: 17, kind: 'refer' },
  });
  const referrals = (sim: Story): string[] =>
    sim.events.filter((one) => /^(Referral|Review)/.test(one.type)).map((one) => `${sim.today(one.time)} ${one.type}`);

  test('is withdrawn when the only notice it rests on comes back, and asked for again once another has gone out', () => {
    const sim = aBorrower({ policy }).bill('O1', '2026-02-01');
    sim.settles('2026-02-20T05:00:00Z', 'bounced', (one) => one.channel === 'email').runUntil('2026-03-01');
    expect(referrals(sim)).toEqual([
      '2026-02-18 ReferralRequested',
      '2026-02-20 ReferralWithdrawn',
      '2026-02-20 ReferralRequested',
    ]);
    expect(sim.dunned()).toEqual(['2026-02-17 formal email', '2026-02-20 formal sms']);
  });

  test('gives way to a review where no channel is left', () => {
    const sim = aBorrower({ policy, phone: undefined }).bill('O1', '2026-02-01');
    sim.settles('2026-02-20T05:00:00Z', 'bounced', (one) => one.channel === 'email').runUntil('2026-03-01');
    expect(referrals(sim)).toEqual([
      '2026-02-18 ReferralRequested',
      '2026-02-20 ReferralWithdrawn',
      '2026-02-20 ReviewRequested',
    ]);
  });

  test('is withdrawn after the cure too', () => {
    const sim = aBorrower({ policy }).bill('O1', '2026-02-01').pays('2026-02-19T05:00:00Z', 2000);
    sim.settles('2026-02-20T05:00:00Z', 'bounced', (one) => one.channel === 'email').runUntil('2026-03-01');
    expect(referrals(sim)).toEqual(['2026-02-18 ReferralRequested', '2026-02-20 ReferralWithdrawn']);
  });
});

describe('a case that moves to a policy which asks for delivery', () => {
  test('keeps what was rightly done on acceptance', () => {
    const [reduce, ...rest] = examplePolicy.limitActions;
    const careful = aPolicy({ limitActions: [{ ...reduce, evidence: 'delivered' }, ...rest] });
    const sim = aBorrower().bill('O1', '2026-02-01').runUntil('2026-02-25');
    const snapshot = sim.snapshot();
    const [open] = snapshot.cases;
    const rules = { ...sim.rules, pinned: () => careful, current: () => careful };
    expect(open?.actions.map((one) => one.id)).toEqual(['reduce']);
    const now = instant('2026-02-25T02:00:00Z');
    expect(decide(snapshot, rules, { now, asker: 'case', caseId: open?.caseId ?? null }).act).toBe('wait');
  });

  test('asks for it from then on', () => {
    const careful = aPolicy({
      limitActions: examplePolicy.limitActions.map((one) => ({ ...one, evidence: 'delivered' })),
    });
    const sim = aBorrower({ policy: careful, deliver: () => 'delivered' }).bill('O1', '2026-02-01');
    sim.settles('2026-02-26T05:00:00Z', 'bounced', (one) => one.tier === 'formal').runUntil('2026-03-01');
    expect(sim.lineTold().at(-1)).toBe('2026-02-26 restore active 10000 NOTICE_FAILED');
  });
});
