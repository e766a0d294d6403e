// What messages are told, through whole lifecycles: the facts, not the words.
import { describe, expect, test } from 'vitest';
import { factsOf } from '../../functions/domain/explain.ts';
import { viewAt } from '../../functions/domain/view.ts';
import type { MessageFacts } from '../../functions/messages/facts.ts';
import { aBorrower, type Borrower, type Story } from './borrower.ts';
import { aPolicy, examplePolicy, rulesOf } from './builders.ts';

/** The facts of every message, by `<day> <key> <channel>`. */
function told(some: Borrower, story: (sim: Story) => Story, until: string): Map<string, MessageFacts> {
  const policy = some.policy ?? aPolicy();
  const rules = rulesOf(policy);
  const facts = new Map<string, MessageFacts>();
  const sim = aBorrower({
    ...some,
    policy,
    observe: (snapshot, { now, asker, decision }) => {
      if (decision.kind !== 'notice') return;
      const view = viewAt(snapshot, rules, { now, asker });
      facts.set(`${view.today} ${decision.act}`, factsOf(view, decision.letter));
    },
  });
  story(sim).runUntil(until);
  return facts;
}

function of(facts: Map<string, MessageFacts>, name: string): MessageFacts {
  const found = facts.get(name);
  if (found === undefined) throw new Error(`no message ${name} among ${[...facts.keys()].join(', ')}`);
  return found;
}

const overdue = (sim: Story) => sim.bill('O1', '2026-02-01');
/** Reduced on 21 February, cured on the 25th: the first step leaves the line as it is. */
const curedWhileReduced = (sim: Story) => overdue(sim).pays('2026-02-25T02:00:00Z', 2000);
/** Frozen since 3 March, cured on the 10th: the first step lifts the freeze. */
const curedWhileFrozen = (sim: Story) => overdue(sim).pays('2026-03-10T02:00:00Z', 2000);

describe('before a payment the way back is told relative to it', () => {
  const facts = told({}, overdue, '2026-03-30');

  test('on an active line with the least that each step leads to, whichever action came first', () => {
    const { repair, lineNow } = of(facts, '2026-02-16 tier:formal:email');
    expect(repair?.steps).toEqual([
      { afterDays: 0, toLimit: 3000, atLeast: true, lifts: true, onTimePayments: 0 },
      { afterDays: 60, toLimit: 6000, onTimePayments: 2 },
      { afterDays: 180, toLimit: 10_000, onTimePayments: 6 },
    ]);
    expect(repair?.ifChanged).toBe(true);
    expect(lineNow).toBeUndefined();
  });

  test('on a reduced line without the step that would change nothing', () => {
    const { repair, lineNow } = of(facts, '2026-02-21 limit:reduce:sms');
    expect(repair?.steps.map((step) => step.toLimit)).toEqual([6000, 10_000]);
    expect(lineNow).toEqual({ status: 'reduced', limit: 5000 });
  });

  test('on a frozen line from the end of the freeze on', () => {
    const { repair } = of(facts, '2026-03-18 tier:final:email');
    expect(repair?.steps[0]).toEqual({ afterDays: 0, toLimit: 3000, lifts: true, onTimePayments: 0 });
  });

  test('not at all where nothing is limited or announced', () => {
    expect(of(facts, '2026-02-08 tier:first:sms').repair).toBeUndefined();
  });

  test('with calendar days in no notice but those of a cure and of a step', () => {
    const all = told({}, curedWhileFrozen, '2026-12-01');
    for (const one of all.values())
      for (const step of one.repair?.steps ?? []) expect(step.on !== undefined).toBe(/cure|repair/.test(one.kind));
    expect(of(all, '2026-03-10 cure:sms').repair?.steps.map((step) => step.on)).toEqual(['2026-05-09', '2026-09-06']);
  });
});

describe('a relapse', () => {
  const relapsing = (sim: Story) => curedWhileFrozen(sim).bill('O2', '2026-04-01');
  const facts = told({}, relapsing, '2026-06-30');

  test('is told of beforehand, with the day, the last day to pay and what the line goes back to', () => {
    const warned = of(facts, '2026-04-03 tier:courtesy:O2:sms');
    expect(warned.relapseWarning).toEqual({
      on: '2026-04-05',
      lastDayToPay: '2026-04-04',
      lockoutDays: 365,
      backTo: { status: 'frozen', limit: 5000 },
    });
    expect(warned).not.toHaveProperty('repair');
    expect([...facts.keys()]).toContain('2026-04-05 limit:relapse:sms');
  });

  test('never comes to who pays by the last day told', () => {
    const paid = told({}, (sim) => relapsing(sim).pays('2026-04-04T15:00:00Z', 2000), '2026-06-30');
    expect([...paid.keys()].filter((key) => key.includes('relapse'))).toEqual([]);
  });

  test('is not threatened where the arrears are too small for one', () => {
    const small = told({}, (sim) => curedWhileFrozen(sim).bill('O2', '2026-04-01', 900), '2026-04-30');
    const facts = of(small, '2026-04-03 tier:courtesy:O2:sms');
    expect(facts).not.toHaveProperty('relapseWarning');
    expect(facts.restoringWaits).toBe(true);
  });

  test('tells the line and the lockout, and until it is over every notice does', () => {
    const until = { lockoutUntil: '2027-04-05' };
    expect(of(facts, '2026-04-05 limit:relapse:sms')).toMatchObject({
      ...until,
      relapsed: true,
      lineNow: { status: 'frozen', limit: 5000 },
    });
    expect(of(facts, '2026-04-08 tier:first:sms')).toMatchObject({ ...until, again: true });
    expect(of(facts, '2026-05-16 tier:final:email')).toMatchObject(until);
  });

  test('is told once also where the line stays as it is', () => {
    const same = told({}, (sim) => curedWhileReduced(sim).bill('O2', '2026-04-01'), '2026-04-10');
    const notice = of(same, '2026-04-05 limit:relapse:sms');
    expect(notice).toMatchObject({
      relapsed: true,
      lockoutUntil: '2027-04-05',
      lineNow: { status: 'reduced', limit: 5000 },
    });
    expect(notice).not.toHaveProperty('line');
    expect([...same.keys()].filter((key) => key.includes('limit:relapse'))).toHaveLength(1);
    expect(of(same, '2026-04-03 tier:courtesy:O2:sms').relapseWarning).not.toHaveProperty('backTo');
  });

  test('without a lockout names none', () => {
    const repair = { ...examplePolicy.repair, relapse: { day: 3, minArrears: 1000, lockoutDays: 0 } };
    const none = told({ policy: aPolicy({ repair }) }, relapsing, '2026-04-10');
    expect(of(none, '2026-04-05 limit:relapse:sms')).not.toHaveProperty('lockoutUntil');
  });

  test('is counted in days past due, grace and posting days with it', () => {
    const policy = aPolicy({ arrears: { graceDays: 3, tolerance: 100, postingDays: 1 } });
    const graced = told({ policy }, curedWhileFrozen, '2026-03-20');
    expect(of(graced, '2026-03-10 cure:sms').repair?.relapse.day).toBe(7);
  });
});

describe('a cure', () => {
  test('says how a limited line stands where no step was taken with it', () => {
    const cure = of(told({}, curedWhileReduced, '2026-03-01'), '2026-02-25 cure:sms');
    expect(cure.lineNow).toEqual({ status: 'reduced', limit: 5000 });
    expect(cure).not.toHaveProperty('line');
  });

  test('of a closed line says that it is closed', () => {
    const facts = told({}, (sim) => overdue(sim).pays('2026-05-10T05:00:00Z', 2000), '2026-05-11');
    expect(of(facts, '2026-05-10 cure:sms').lineNow).toEqual({ status: 'closed', limit: 5000 });
  });

  test('beside a dispute tells what is set aside', () => {
    const facts = told(
      {},
      (sim) =>
        overdue(sim)
          .bill('O2', '2026-02-04', 700)
          .holds('2026-02-09T05:00:00Z', '2026-02-09', undefined, { kind: 'dispute', obligationId: 'O2' })
          .pays('2026-02-12T05:00:00Z', 2000, { obligationId: 'O1' }),
      '2026-02-13',
    );
    expect(of(facts, '2026-02-12 cure:sms')).toMatchObject({ arrears: 0, disputed: 700 });
  });

  test('within a lockout says until when', () => {
    const story = (sim: Story) => curedWhileFrozen(sim).bill('O2', '2026-04-01').pays('2026-04-20T02:00:00Z', 2000);
    expect(of(told({}, story, '2026-04-21'), '2026-04-20 cure:sms')).toMatchObject({
      lockoutUntil: '2027-04-05',
      lineNow: { status: 'frozen', limit: 5000 },
    });
  });
});

test('the last mandatory notice alone names the day of the referral, on which it comes', () => {
  const facts = told({}, overdue, '2026-07-01');
  const named = [...facts].filter(([, one]) => one.referralFrom !== undefined);
  expect(named.map(([key, one]) => [key, one.referralFrom])).toEqual([
    ['2026-03-18 tier:final:email', '2026-06-01'],
    ['2026-03-18 tier:final:sms', '2026-06-01'],
  ]);
  const sim = overdue(aBorrower()).runUntil('2026-07-01');
  expect(sim.acted('refer')).toEqual(['2026-06-01 refer']);
});

test('the day of the borrower is the one of their own time zone', () => {
  const facts = told({ timeZone: 'America/Los_Angeles' }, overdue, '2026-02-02');
  const all = [...facts.values()].filter((one) => one.kind === 'reminder');
  expect(all.map((one) => [one.today, one.borrowerToday])).toContainEqual(['2026-01-31', '2026-01-30']);
});
