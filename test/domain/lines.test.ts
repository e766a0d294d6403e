// Limit actions, cure, repair, relapse, reversals and payments that come late, through whole lifecycles.
import { describe, expect, test } from 'vitest';
import type { Line } from '../../functions/domain/ledger.ts';
import { limited, restored, shareOf, withContractualLimit } from '../../functions/domain/limits.ts';
import { aBorrower } from './borrower.ts';
import { aPolicy } from './builders.ts';

const active = (limit: number): Line => ({ status: 'active', limit });
const reduced = (limit: number): Line => ({ status: 'reduced', limit });
const frozen = (limit: number): Line => ({ status: 'frozen', limit });
const closed = (limit: number): Line => ({ status: 'closed', limit });

test.each([
  [100, 0.29, 29],
  [10_000, 0.57, 5700],
  [999, 0.5, 499],
  [1, 0.99, 0],
  [10_000, 0.3, 3000],
  [100, 1 / 3, 33],
  [7_000_000_000, 0.07, 490_000_000],
])('a share of %i at %f is %i, rounded down', (amount, share, part) => {
  expect(shareOf(amount, share)).toBe(part);
});

describe('a limit action', () => {
  test.each([
    ['reduces to a share of the contractual limit', active(10_000), { kind: 'reduce', toShare: 0.5 }, reduced(5000)],
    ['never raises a limit', reduced(3000), { kind: 'reduce', toShare: 0.5 }, reduced(3000)],
    ['reduces beneath a freeze', frozen(10_000), { kind: 'reduce', toShare: 0.5 }, frozen(5000)],
    ['freezes and leaves the limit', reduced(5000), { kind: 'freeze' }, frozen(5000)],
    ['closes for good', frozen(5000), { kind: 'close' }, closed(5000)],
    ['changes nothing on a closed line', closed(5000), { kind: 'reduce', toShare: 0.1 }, closed(5000)],
  ] as const)('%s', (_what, from, action, to) => {
    expect(limited(from, action, 10_000)).toEqual(to);
  });
});

test.each([
  ['lifts a freeze', frozen(5000), 0.3, reduced(3000)],
  ['never leaves less to draw on', reduced(5000), 0.3, reduced(5000)],
  ['raises a reduced line', reduced(5000), 0.6, reduced(6000)],
  ['restores the whole', reduced(5000), 1, active(10_000)],
  ['leaves a closed line', closed(5000), 1, closed(5000)],
  ['leaves an active line', active(10_000), 0.3, active(10_000)],
])('a repair step %s', (_what, from, share, to) => {
  expect(restored(from, share, 10_000)).toEqual(to);
});

test.each([
  ['moves an active line', active(10_000), 15_000, active(15_000)],
  ['caps a reduced one', reduced(5000), 4000, reduced(4000)],
  ['raises no reduced one', reduced(5000), 20_000, reduced(5000)],
  ['leaves a closed one', closed(5000), 4000, closed(5000)],
])('a changed contractual limit %s', (_what, from, contractual, to) => {
  expect(withContractualLimit(from, contractual)).toEqual(to);
});

describe('a limit action is applied', () => {
  test('only when its notice was accepted', () => {
    const lost = aBorrower({ deliver: ({ tier }) => (tier === 'formal' ? 'failed' : 'sent') });
    expect(lost.bill('O1', '2026-02-01').runUntil('2026-03-10').lineTold()).toEqual([]);
  });

  test('not while what became of the notice is unknown, and by its date once it is settled', () => {
    const sim = aBorrower({ deliver: ({ tier }) => (tier === 'formal' ? 'unknown' : 'sent') }).bill('O1', '2026-02-01');
    sim.settles('2026-02-25T05:00:00Z', 'delivered', (one) => one.tier === 'formal');
    expect(sim.runUntil('2026-02-28').lineTold()).toEqual(['2026-02-26 reduce reduced 5000 ARREARS']);
  });

  test('not when the notice has bounced on every channel', () => {
    const sim = aBorrower().bill('O1', '2026-02-01');
    sim.settles('2026-02-18T05:00:00Z', 'bounced', (one) => one.tier === 'formal');
    expect(sim.runUntil('2026-03-15').lineTold()).toEqual([]);
  });

  test('while it stands on one channel, whatever the other did', () => {
    const sim = aBorrower().bill('O1', '2026-02-01');
    sim.settles('2026-02-18T05:00:00Z', 'bounced', (one) => one.tier === 'formal' && one.channel === 'email');
    expect(sim.runUntil('2026-02-23').lineTold()).toEqual(['2026-02-21 reduce reduced 5000 ARREARS']);
  });

  test.each([
    [
      'a hold',
      (sim: ReturnType<typeof aBorrower>) => sim.holds('2026-02-17T03:00:00Z', '2026-02-17', '2026-02-20'),
      '2026-02-24',
    ],
    [
      'a promise',
      (sim: ReturnType<typeof aBorrower>) => sim.promises('2026-02-17T03:00:00Z', 900, '2026-02-19'),
      '2026-02-24',
    ],
  ])('after its days of notice, those under %s not counted', (_what, stop, on) => {
    const sim = stop(aBorrower().bill('O1', '2026-02-01')).runUntil('2026-03-01');
    expect(sim.lineTold()).toEqual([`${on} reduce reduced 5000 ARREARS`]);
  });

  test('by the days of a notice that came again after the first one had bounced', () => {
    const policy = aPolicy({
      tiers: [{ id: 'formal', day: 10, channels: ['sms'], mandatory: true }],
      limitActions: [{ id: 'freeze', day: 15, kind: 'freeze', announcedBy: 'formal', noticeDays: 5 }],
    });
    const sim = aBorrower({ policy }).bill('O1', '2026-02-01');
    sim.settles('2026-02-14T05:00:00Z', 'bounced', (one) => one.tier === 'formal' && one.on < '2026-02-14');
    sim.consents('2026-02-18T05:00:00Z', 'sms', true).runUntil('2026-02-19');
    expect(sim.dunned()).toEqual(['2026-02-12 formal sms', '2026-02-18 formal sms']);
    expect(sim.cases()[0]?.announced.freeze?.on).toBe('2026-02-23');
    expect(sim.runUntil('2026-02-24').lineTold()).toEqual(['2026-02-23 freeze frozen 10000 ARREARS']);
  });

  test('with a notice that says it, after its day is told, at the hour of the steps', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').runUntil('2026-02-17');
    expect(sim.cases()[0]?.announced).toMatchObject({
      reduce: { on: '2026-02-21', by: 'tier:formal' },
      freeze: { on: '2026-03-03', by: 'tier:formal' },
    });
    sim.runUntil('2026-02-22');
    expect(sim.limits[0]).toMatchObject({ time: '2026-02-21T01:00:00Z', noticeId: 'A1-2026-02-02.tier.formal.email' });
  });

  test('silently where it changes nothing: done, in the audit alone', () => {
    const policy = aPolicy({
      limitActions: [
        { id: 'reduce', day: 20, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: 5 },
        { id: 'again', day: 22, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: 5 },
      ],
    });
    const sim = aBorrower({ policy }).bill('O1', '2026-02-01').runUntil('2026-03-01');
    expect(sim.lineTold()).toHaveLength(1);
    expect(sim.acted(/^limit:/).map((one) => one.slice(11))).toEqual([
      'limit:reduce',
      'limit:reduce:sms',
      'limit:again',
    ]);
    expect(sim.cases()[0]?.actions.map((one) => one.id)).toEqual(['reduce', 'again']);
  });

  test('not on a limit raised since, of which the notice could not tell', () => {
    const policy = aPolicy({
      tiers: [{ id: 'formal', day: 5, channels: ['sms'], mandatory: true }],
      limitActions: [
        { id: 'freeze', day: 8, kind: 'freeze', announcedBy: 'formal', noticeDays: 2 },
        { id: 'nothing', day: 10, kind: 'reduce', toShare: 1, announcedBy: 'formal', noticeDays: 2 },
      ],
    });
    const sim = aBorrower({ policy })
      .bill('O1', '2026-02-01')
      .limit('2026-02-09T12:00:00Z', 8000)
      .runUntil('2026-03-01');
    expect(sim.lineTold()).toEqual(['2026-02-09 freeze frozen 10000 ARREARS']);
    expect(sim.line()).toEqual(frozen(8000));
  });

  test('goes on after a referral, while no more tiers go out', () => {
    const policy = aPolicy({
      terminal: { day: 45, kind: 'refer' },
      limitActions: [{ id: 'close', day: 50, kind: 'close', announcedBy: 'final', noticeDays: 10 }],
    });
    const sim = aBorrower({ policy }).bill('O1', '2026-02-01').runUntil('2026-05-01');
    expect(sim.acted('refer')).toEqual(['2026-03-18 refer']);
    expect(sim.lineTold()).toEqual(['2026-03-28 close closed 10000 ARREARS']);
    expect(sim.told().at(-1)).toBe('2026-03-28 limit:close sms');
  });
});

describe('the end of the ladder', () => {
  test('asks for a review where no mandatory notice was delivered, once', () => {
    const sim = aBorrower({ deliver: ({ tier }) => (tier === 'formal' || tier === 'final' ? 'failed' : 'sent') });
    sim.bill('O1', '2026-02-01').runUntil('2026-08-01');
    const ends = sim.eventTypes().filter((type) => type.startsWith('Re') && type.endsWith('Requested'));
    expect(ends).toEqual(['ReviewRequested']);
  });

  test('waits for a tier that is still due', () => {
    const policy = aPolicy({ terminal: { day: 45, kind: 'refer' }, contact: { perDay: 1, perSevenDays: 1 } });
    const sim = aBorrower({ policy }).bill('O1', '2026-02-01').runUntil('2026-06-01');
    const finals = sim.told().filter((one) => one.includes('final'));
    expect(sim.acted('refer')[0]?.slice(0, 10)).toBe(finals[0]?.slice(0, 10));
  });
});

describe('a cure', () => {
  test('is told only when the case had sent anything', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-02T05:00:00Z', 2000).runUntil('2026-02-10');
    expect(sim.dunned()).toEqual([]);
    expect(sim.outcomes()).toEqual(['2026-02-02 cured']);
  });

  test('needs the arrears back at the tolerance, not at nothing', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-05T05:00:00Z', 1899).pays('2026-02-06T05:00:00Z', 1);
    expect(sim.runUntil('2026-02-06').outcomes()).toEqual(['2026-02-02 collecting']);
    expect(sim.runUntil('2026-02-07').outcomes()).toEqual(['2026-02-02 cured']);
  });

  test('comes of no dispute alone, but of money that clears the rest', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').bill('O2', '2026-02-04');
    sim.holds('2026-02-08T05:00:00Z', '2026-02-08', undefined, { kind: 'dispute', obligationId: 'O1' });
    expect(sim.runUntil('2026-02-12').outcomes()).toEqual(['2026-02-02 collecting']);
    sim.holds('2026-02-12T05:00:00Z', '2026-02-12', '2026-02-15', { kind: 'dispute', obligationId: 'O2' });
    expect(sim.runUntil('2026-02-16').outcomes()).toEqual(['2026-02-02 collecting']);
    sim.pays('2026-02-16T05:00:00Z', 2000, { obligationId: 'O2' });
    expect(sim.runUntil('2026-02-17').outcomes()).toEqual(['2026-02-02 cured']);
  });

  test('of a closed line closes the case and leaves the line', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-05-10T05:00:00Z', 2000).runUntil('2026-06-01');
    expect(sim.line()).toEqual(closed(5000));
    expect(sim.outcomes()).toEqual(['2026-02-02 cured']);
  });

  test('right after a limit action, before its notice could go out, drops the notice and tells itself', () => {
    const policy = aPolicy({ contact: { from: '17:00', to: '18:00', perDay: 3, perSevenDays: 9 } });
    const sim = aBorrower({ policy }).bill('O1', '2026-02-01').pays('2026-02-21T05:00:00Z', 2000);
    sim.runUntil('2026-02-22');
    expect(sim.lineTold()).toEqual(['2026-02-21 reduce reduced 5000 ARREARS']);
    expect(sim.told().at(-1)).toBe('2026-02-21 cure sms');
    expect(sim.told().some((one) => one.includes('limit'))).toBe(false);
  });

  test('by a payment known late is not told while something else is past due by then', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').bill('O2', '2026-02-20');
    sim.pays('2026-02-22T05:00:00Z', 2000, { paidOn: '2026-02-10' }).runUntil('2026-02-24');
    expect(sim.outcomes()).toEqual(['2026-02-02 cured', '2026-02-22 collecting']);
    expect(sim.told().some((one) => one.includes('cure'))).toBe(false);
  });
});

/** Frozen since 3 March, cured on 10 March: 30 % back, 60 % after 60 days and two bills, all after 180 days and six. */
const cured = () => aBorrower().bill('O1', '2026-02-01').pays('2026-03-10T02:00:00Z', 2000);
const steps = (sim: ReturnType<typeof aBorrower>) => sim.lineTold().filter((one) => one.includes('restore'));

describe('a repair window', () => {
  test('takes its steps by days alone where nothing falls due', () => {
    expect(steps(cured().runUntil('2026-12-01'))).toEqual([
      '2026-03-10 restore reduced 3000 CURED',
      '2026-05-09 restore reduced 6000 REPAIR_STEP',
      '2026-09-06 restore active 10000 REPAIR_STEP',
    ]);
  });

  test('waits with a step until enough bills were paid on time', () => {
    const sim = cured().bill('O2', '2026-04-01', 500).pays('2026-04-02T02:00:00Z', 500);
    sim.paysOnTime(['2026-05', '2026-06', '2026-07', '2026-08', '2026-09', '2026-10']);
    expect(steps(sim.runUntil('2027-01-01'))).toEqual([
      '2026-03-10 restore reduced 3000 CURED',
      '2026-06-01 restore reduced 6000 REPAIR_STEP',
      '2026-10-01 restore active 10000 REPAIR_STEP',
    ]);
  });

  test('goes on for who was late once and has no bill left: the days count from the day it was settled', () => {
    const sim = cured().bill('O2', '2026-04-20', 900).pays('2026-06-01T02:00:00Z', 900);
    expect(steps(sim.runUntil('2027-02-01'))).toEqual([
      '2026-03-10 restore reduced 3000 CURED',
      '2026-07-31 restore reduced 6000 REPAIR_STEP',
      '2026-11-28 restore active 10000 REPAIR_STEP',
    ]);
  });

  test('asks for punctual bills from who was late as long as there are any to come', () => {
    const sim = cured().bill('O2', '2026-04-20', 900).pays('2026-06-01T02:00:00Z', 900).bill('O3', '2026-12-01', 900);
    expect(steps(sim.runUntil('2026-11-30')).length).toBe(1);
  });

  test('keeps what a reduced line may still draw until a step exceeds it', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-25T02:00:00Z', 2000).runUntil('2026-12-01');
    expect(steps(sim)).toEqual([
      '2026-04-26 restore reduced 6000 REPAIR_STEP',
      '2026-08-24 restore active 10000 REPAIR_STEP',
    ]);
    expect(sim.told().filter((one) => one.includes('repair')).length).toBe(2);
  });

  test('answers small arrears with the first tier and nothing else, and no step meanwhile', () => {
    const sim = cured().bill('O2', '2026-04-20', 900).pays('2026-06-01T02:00:00Z', 900).runUntil('2026-06-10');
    expect(sim.told().filter((one) => one > '2026-04-20' && !one.includes('reminder'))).toEqual(
      ['2026-04-22 courtesy sms', '2026-06-05 repair:1 sms'].slice(0, steps(sim).length),
    );
    expect(sim.outcomes()).toEqual(['2026-02-02 repairing']);
  });

  test('is lost by a relapse: the line as at the cure, a new case, no window before the lockout is over', () => {
    const sim = cured().bill('O2', '2026-04-01').pays('2026-04-20T02:00:00Z', 2000).runUntil('2027-10-31');
    expect(sim.lineTold().slice(2)).toEqual([
      '2026-03-10 restore reduced 3000 CURED',
      '2026-04-05 freeze frozen 5000 RELAPSE',
      '2027-04-05 restore reduced 3000 CURED',
      '2027-06-04 restore reduced 6000 REPAIR_STEP',
      '2027-10-02 restore active 10000 REPAIR_STEP',
    ]);
    expect(sim.outcomes()).toEqual(['2026-02-02 relapsed', '2026-04-05 repaired']);
    expect(sim.told().filter((one) => one > '2026-04-03')).toEqual([
      '2026-04-03 courtesy sms',
      '2026-04-05 limit:relapse sms',
      '2026-04-05 courtesy sms',
      '2026-04-08 first sms',
      '2026-04-16 formal email',
      '2026-04-16 formal sms',
      '2026-04-20 cure sms',
      '2027-04-05 repair:0 sms',
      '2027-06-04 repair:1 sms',
      '2027-10-02 repair:2 sms',
    ]);
  });

  test.each([
    [
      'a promise',
      (sim: ReturnType<typeof aBorrower>) => sim.promises('2026-04-03T02:00:00Z', 2000, '2026-04-10'),
      '2026-04-11',
    ],
    [
      'a hold',
      (sim: ReturnType<typeof aBorrower>) => sim.holds('2026-04-05T00:30:00Z', '2026-04-05', '2026-04-12'),
      '2026-04-12',
    ],
  ])('relapses no sooner than %s is over', (_what, stop, on) => {
    const sim = stop(cured().bill('O2', '2026-04-01')).runUntil('2026-04-20');
    expect(sim.acted('relapse')).toEqual([`${on} relapse`]);
  });

  test('takes no relapse for less than the least arrears', () => {
    const sim = cured().bill('O2', '2026-04-01', 999).runUntil('2026-06-01');
    expect(sim.acted('relapse')).toEqual([]);
  });
});

describe('a reversal', () => {
  test('takes restored limits back and announces pending actions anew', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-25T02:00:00Z', 2000, { paymentId: 'PX' });
    sim.reverses('2026-05-01T02:00:00Z', 'PX').runUntil('2026-05-20');
    expect(sim.lineTold()).toEqual([
      '2026-02-21 reduce reduced 5000 ARREARS',
      '2026-04-26 restore reduced 6000 REPAIR_STEP',
      '2026-05-01 reduce reduced 5000 REVERSED_PAYMENT',
      '2026-05-12 freeze frozen 5000 ARREARS',
    ]);
    // The final notice, due at once, filled the day: the reversal notice and the days that count from it came a day later.
    const told = sim.told();
    expect(told.slice(told.indexOf('2026-05-01 final email'))).toEqual([
      '2026-05-01 final email',
      '2026-05-01 final sms',
      '2026-05-02 reversal:1 sms',
      '2026-05-12 limit:freeze:1 sms',
    ]);
    expect(sim.cases()[0]?.announced).toEqual({
      freeze: { on: '2026-05-12', by: 'reversal:1' },
      close: { on: '2026-05-31', by: 'tier:final' },
    });
  });

  test('repeats no tier and goes on with the next', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-10T02:00:00Z', 2000, { paymentId: 'PX' });
    sim.reverses('2026-02-12T02:00:00Z', 'PX').runUntil('2026-02-17');
    expect(sim.dunned()).toEqual([
      '2026-02-03 courtesy sms',
      '2026-02-08 first sms',
      '2026-02-10 cure sms',
      '2026-02-12 reversal:1 sms',
      '2026-02-16 formal email',
      '2026-02-16 formal sms',
    ]);
  });

  test('of money that was replaced before reopens nothing, at once or later', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-10T02:00:00Z', 2000, { paymentId: 'PX' });
    sim.pays('2026-02-12T02:00:00Z', 2000).reverses('2026-02-14T02:00:00Z', 'PX').bill('O2', '2026-03-01');
    sim.runUntil('2026-03-03');
    expect(sim.acted('reopen')).toEqual([]);
    expect(sim.outcomes()).toEqual(['2026-02-02 cured', '2026-03-02 collecting']);
  });

  test('that money meant for the next bill covers still reopens the case while that bill is past due', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-05T02:00:00Z', 2000, { paymentId: 'PX' });
    sim.bill('O2', '2026-02-15').pays('2026-02-10T02:00:00Z', 2000).reverses('2026-03-01T02:00:00Z', 'PX');
    sim.runUntil('2026-03-01T03:00:00Z');
    expect(sim.outcomes()).toEqual(['2026-02-02 collecting']);
    expect(sim.told()).toContain('2026-03-01 reversal:1 sms');
    sim.pays('2026-03-05T02:00:00Z', 2000).runUntil('2026-03-06');
    expect(sim.cases()[0]?.cure?.on).toBe('2026-03-05');
  });

  test('reopens a case closed long ago, once, however often its event comes', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-02-05T02:00:00Z', 2000, { paymentId: 'PX' });
    sim.reverses('2026-06-01T02:00:00Z', 'PX').runUntil('2026-06-10');
    expect(sim.acted('reopen')).toEqual(['2026-06-01 reopen']);
    expect(sim.outcomes()).toEqual(['2026-02-02 collecting']);
  });
});

describe('a payment that comes late', () => {
  test('takes back what was done after its value date, a closing too, with one notice', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-05-10T02:00:00Z', 2000, { paidOn: '2026-02-25' });
    sim.runUntil('2026-05-11');
    expect(sim.lineTold().slice(3)).toEqual([
      '2026-05-10 restore reduced 5000 LATE_PAYMENT_POSTED',
      // The days of the window count from the cure: those of the second step have passed.
      '2026-05-10 restore reduced 6000 REPAIR_STEP',
    ]);
    expect(sim.cases()[0]?.actions.map((one) => one.id)).toEqual(['reduce']);
    expect(sim.told().filter((one) => one.startsWith('2026-05-10'))).toEqual([
      '2026-05-10 cure sms',
      '2026-05-10 withdrawal:2026-02-25 sms',
    ]);
  });

  test('takes back a referral', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-06-20T02:00:00Z', 2000, { paidOn: '2026-05-20' });
    const types = sim.runUntil('2026-06-21').eventTypes();
    expect(types.filter((type) => type.startsWith('Referral'))).toEqual(['ReferralRequested', 'ReferralWithdrawn']);
  });

  test('after a cure moves the cure back and undoes what was done in between', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-03-10T02:00:00Z', 2000);
    sim.pays('2026-03-20T02:00:00Z', 2000, { paidOn: '2026-02-23' }).runUntil('2026-03-21');
    expect(sim.cases()[0]?.cure?.on).toBe('2026-02-23');
    expect(sim.cases()[0]?.actions.map((one) => one.id)).toEqual(['reduce']);
    expect(sim.line()).toEqual(reduced(5000));
  });

  test('after a cure, showing that there was never a delinquency, withdraws the case for good', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-03-10T02:00:00Z', 2000);
    sim.pays('2026-03-20T02:00:00Z', 2000, { paidOn: '2026-02-01' }).runUntil('2026-05-01');
    expect(sim.acted('withdraw')).toEqual(['2026-03-20 withdraw']);
    expect(sim.outcomes()).toEqual(['2026-02-02 withdrawn']);
    expect(sim.line()).toEqual(active(10_000));
  });

  test('undoes a relapse with its lockout: the window goes on', () => {
    const sim = cured().bill('O2', '2026-04-01').pays('2026-04-10T02:00:00Z', 2000, { paidOn: '2026-04-01' });
    sim.runUntil('2026-12-01');
    expect(sim.outcomes()).toEqual(['2026-02-02 repaired', '2026-04-05 withdrawn']);
    expect(sim.line()).toEqual(active(10_000));
    expect(sim.snapshot().account.lockoutUntil).toBeUndefined();
    expect(sim.told().filter((one) => one > '2026-04-10')).toEqual([
      '2026-04-10 withdrawal:A1-2026-04-05 sms',
      '2026-05-09 repair:1 sms',
      '2026-09-06 repair:2 sms',
    ]);
  });

  test('a cancelled obligation withdraws its case as well', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').cancels('2026-02-20T02:00:00Z', 'O1').runUntil('2026-03-01');
    expect(sim.outcomes()).toEqual(['2026-02-02 withdrawn']);
    expect(sim.told().at(-1)).toBe('2026-02-20 withdrawal:A1-2026-02-02 sms');
  });
});

describe('holds by kind', () => {
  test.each(['bankruptcy', 'deceased'] as const)('%s stops every message and action until it is released', (kind) => {
    const sim = aBorrower().bill('O1', '2026-02-01').bill('O2', '2026-03-01');
    sim.holds('2026-02-05T02:00:00Z', '2026-02-05', undefined, { kind, customerId: 'C1', holdId: 'HX' });
    sim.runUntil('2026-05-01');
    expect(sim.told().slice(3)).toEqual([]);
    expect(sim.lineTold()).toEqual([]);
    sim.releases('2026-05-02T05:00:00Z', 'HX').runUntil('2026-05-10');
    expect(sim.told()[3]).toBe('2026-05-05 first sms');
  });

  test('fraud freezes over what collections did and is lifted with its hold', () => {
    const sim = aBorrower()
      .bill('O1', '2026-02-01')
      .holds('2026-02-25T02:00:00Z', '2026-02-25', '2026-02-28', { kind: 'fraud' });
    sim.runUntil('2026-03-01');
    expect(sim.lineTold()).toEqual([
      '2026-02-21 reduce reduced 5000 ARREARS',
      '2026-02-25 freeze frozen 5000 FRAUD_HOLD',
      '2026-02-28 restore reduced 5000 HOLD_RELEASED',
    ]);
  });

  test('a cure under a fraud hold lifts nothing until the hold ends', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').pays('2026-03-10T02:00:00Z', 2000);
    sim.holds('2026-03-05T02:00:00Z', '2026-03-05', '2026-03-20', { kind: 'fraud' }).runUntil('2026-03-21');
    expect(steps(sim)).toEqual(['2026-03-20 restore reduced 3000 CURED']);
  });

  test('a hold that ends lets the ladder go on at the hour of the steps, not at midnight', () => {
    const sim = aBorrower().bill('O1', '2026-02-01').holds('2026-02-03T00:30:00Z', '2026-02-03', '2026-02-10');
    sim.pays('2026-02-10T00:30:00Z', 1).runUntil('2026-02-12');
    expect(sim.messages.filter((one) => one.kind === 'notice').map((one) => one.time)).toEqual([
      '2026-02-10T01:00:00Z',
    ]);
  });
});

test('a wait is seven days at most, where summer time ends in them too', () => {
  const policy = aPolicy({ timeZone: 'Europe/London' });
  const sim = aBorrower({ policy, timeZone: 'Europe/London' })
    .bill('O1', '2026-02-01')
    .runUntil('2026-10-19T12:00:00Z');
  const waits: number[] = [];
  for (let hour = 0; hour < 240; hour += 1) {
    const at = new Date(Date.parse('2026-10-19T12:00:00Z') + hour * 3_600_000).toISOString();
    sim.runUntil(at.replace('.000Z', 'Z'));
    waits.push(Date.parse(sim.wakesAt() ?? '') - Date.parse(sim.now));
  }
  expect(Math.max(...waits)).toBeLessThanOrEqual(7 * 86_400_000);
});
