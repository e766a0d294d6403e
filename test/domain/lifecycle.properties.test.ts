import fc from 'fast-check';
import { expect, test } from 'vitest';
import { type Day, normalInstant } from '../../functions/contracts/time.ts';
import { addDays, dayIn, epochMs, instantAt } from '../../functions/domain/calendar.ts';
import { decide } from '../../functions/domain/decide.ts';
import { type Facts, isAccepted, type Line } from '../../functions/domain/ledger.ts';
import { viewAt } from '../../functions/domain/view.ts';
import type { Act, Simulation } from '../../lib/preview/simulation.ts';
import { instant } from './builders.ts';
import { oracleOutstanding, oraclePosition } from './oracle.ts';
import { DAYS, fateOf, type Portfolio, play, portfolios, START } from './portfolios.ts';

const RUNS = Number(process.env.CUREFLOW_RUNS ?? 45);
const SEED = Number(process.env.CUREFLOW_SEED ?? 20_260_301);

/** The properties look at the same random runs: each is played once. */
const runs = fc
  .sample(portfolios, { numRuns: RUNS, seed: SEED })
  .map((portfolio) => ({ portfolio, sim: play(portfolio) }));

function overAll(check: (sim: Simulation, portfolio: Portfolio) => void, every = 1): void {
  for (const [index, { sim, portfolio }] of runs.entries()) {
    if (index % every !== 0) continue;
    try {
      check(sim, portfolio);
    } catch (error) {
      throw new Error(`run ${index} of seed ${SEED}: ${error instanceof Error ? error.message : error}`, {
        cause: error,
      });
    }
  }
}

const viewOf = (sim: Simulation, act: Act) => viewAt(act.before, sim.rules, { now: act.time, asker: act.asker });
const accountHeld = (facts: Facts, on: Day): boolean =>
  facts.holds.some(
    (hold) => hold.obligationId === undefined && hold.from <= on && (hold.until === undefined || on < hold.until),
  );
const promised = (facts: Facts, on: Day): boolean => facts.promises.some((one) => one.madeOn <= on && on <= one.payBy);
const messageActs = (sim: Simulation) =>
  sim.acts
    .filter((act) => act.kind === 'notice')
    .map((act, at) => {
      const message = sim.messages[at];
      if (message === undefined) throw new Error(`act ${act.act} left no message`);
      return { act, message };
    });

test('every wake comes to rest, and nobody waits longer than seven days', () => {
  overAll((_sim, portfolio) => {
    play(portfolio, {
      observe: (_snapshot, { now, decision }) => {
        if (decision.kind !== 'wait') return;
        const wait = Date.parse(decision.until) - Date.parse(now);
        expect(wait).toBeGreaterThan(0);
        expect(wait).toBeLessThanOrEqual(7 * 86_400_000);
      },
    });
  }, 4);
});

test('the same input gives the same output', () => {
  overAll((sim, portfolio) => {
    const again = play(portfolio);
    expect(again.messages).toEqual(sim.messages);
    expect(again.audit).toEqual(sim.audit);
  }, 4);
});

test('the index of the next look misses nothing that a look at every account would find', () => {
  overAll((sim, portfolio) => {
    const everyAccount = play(portfolio, { everyAccount: true });
    expect(sim.messages).toEqual(everyAccount.messages);
    expect(sim.limits).toEqual(everyAccount.limits);
  }, 2);
});

test('messages go out inside the borrower’s window and under both caps', () => {
  overAll((sim, { policy }) => {
    const { from, to, perDay, perSevenDays } = policy.contact;
    const byCustomer = Map.groupBy(messageActs(sim), ({ message }) => message.customerId);
    for (const list of byCustomer.values()) {
      const zone = list[0]?.act.before.customer.timeZone ?? '';
      const days = list.map(({ message }) => dayIn(zone, message.time));
      for (const { message } of list) {
        const clock = new Date(message.time).toLocaleTimeString('en-GB', { timeZone: zone, hour12: false }).slice(0, 5);
        expect(clock >= from && clock < to, `${message.time} is ${clock} in ${zone}`).toBe(true);
      }
      for (const on of new Set(days)) {
        expect(days.filter((one) => one === on).length).toBeLessThanOrEqual(perDay);
        expect(days.filter((one) => one <= on && one >= addDays(on, -6)).length).toBeLessThanOrEqual(perSevenDays);
      }
    }
  });
});

test('nothing goes out under a hold, and no tier or limit notice under a promise', () => {
  overAll((sim) => {
    for (const { act, message } of messageActs(sim)) {
      const { today, snapshot } = viewOf(sim, act);
      expect(accountHeld(snapshot.facts, today), `${act.act} on ${today}`).toBe(false);
      if (message.kind === 'notice' || message.kind === 'limit') expect(promised(snapshot.facts, today)).toBe(false);
    }
  });
});

test('who has paid is never dunned, and no tier comes before its day', () => {
  overAll((sim, { policy }) => {
    for (const { act, message } of messageActs(sim)) {
      if (message.kind !== 'notice') continue;
      const { today, stepDay, terms, snapshot } = viewOf(sim, act);
      expect(oraclePosition(snapshot.facts, terms, today).arrears).toBeGreaterThan(policy.arrears.tolerance);
      if (policy.takeover === 'restart') continue;
      const tier = policy.tiers.find((one) => one.id === message.tier);
      const { delinquentDays } = oraclePosition(snapshot.facts, terms, today);
      expect(delinquentDays, `${act.act} ${stepDay}`).toBeGreaterThanOrEqual(tier?.day ?? 0);
    }
  });
});

test('the ladder goes up: at most one tier a day, none twice on one channel', () => {
  overAll((sim, { policy, failing }) => {
    const tiers = sim.messages.filter((one) => one.kind === 'notice' && one.key === `tier:${one.tier}`);
    for (const list of Map.groupBy(tiers, (one) => one.caseId ?? '').values()) {
      for (const daily of Map.groupBy(list, (one) => sim.today(one.time, one.accountId)).values())
        expect(new Set(daily.map((one) => one.tier)).size).toBe(1);
      if (failing > 0) continue;
      const rungs = list.map((one) => policy.tiers.findIndex((tier) => tier.id === one.tier));
      expect(rungs).toEqual(rungs.toSorted((a, b) => a - b));
      const channels = list.map((one) => `${one.tier} ${one.channel}`);
      expect(channels).toEqual([...new Set(channels)]);
    }
  });
});

test('no mandatory tier is jumped over', () => {
  overAll((sim, { policy }) => {
    for (const accountId of sim.accountIds) {
      for (const record of sim.cases(accountId)) {
        const skipped = policy.tiers.filter((tier) => tier.mandatory && record.tiers[tier.id]?.status === 'skipped');
        expect(skipped).toEqual([]);
      }
    }
  });
});

test('after a cure comes no tier and no limit notice, until the case reopens or another opens', () => {
  overAll((sim) => {
    for (const accountId of sim.accountIds) {
      let cured = false;
      for (const act of sim.acts.filter((one) => one.accountId === accountId)) {
        if (act.act === 'cure' || act.act === 'withdraw') cured = true;
        if (['open', 'reopen', 'relapse'].includes(act.act)) cured = false;
        if (cured && act.kind === 'notice') expect(act.act).not.toMatch(/^(tier:[a-z]+:(sms|email)|limit:)/);
      }
    }
  });
});

test('no limit action without its accepted notice and its days', () => {
  overAll((sim, { policy }) => {
    for (const act of sim.acts) {
      const id = act.kind === 'line' && act.act.startsWith('limit:') ? act.act.slice('limit:'.length) : undefined;
      if (id === undefined) continue;
      const action = policy.limitActions.find((one) => one.id === id);
      const { stepDay, today, record, snapshot, terms } = viewOf(sim, act);
      const told = snapshot.notices.filter(
        (one) =>
          one.caseId === record?.caseId &&
          (one.status === 'sent' || one.status === 'delivered') &&
          (one.kind === 'reversal' || one.tier === action?.announcedBy),
      );
      const first = told.map((one) => one.on).sort()[0];
      expect(first, `${id} without a notice`).toBeDefined();
      let served = 0;
      for (let on = first ?? stepDay; on < stepDay; on = addDays(on, 1))
        if (!accountHeld(snapshot.facts, on) && !promised(snapshot.facts, on)) served += 1;
      expect(served).toBeGreaterThanOrEqual(action?.noticeDays ?? 0);
      expect(accountHeld(snapshot.facts, today) || promised(snapshot.facts, today)).toBe(false);
      const here = oraclePosition(snapshot.facts, terms, today);
      expect(here.arrears).toBeGreaterThan(policy.arrears.tolerance);
      const on = record?.announced[id]?.on;
      if (on !== undefined) expect(stepDay >= on, `${id} on ${stepDay}, told for ${on}`).toBe(true);
    }
  });
});

test('nothing stands on a notice that came back', () => {
  overAll((sim) => {
    for (const accountId of sim.accountIds) {
      const { cases, notices } = sim.snapshot(accountId);
      const [before, last] = cases.slice(-2);
      for (const record of [before, last]) {
        if (record === undefined || record.outcome === 'withdrawn') continue;
        const lost = record.actions.filter(({ noticeId }) => {
          const { key } = notices.find((one) => one.noticeId === noticeId) ?? {};
          return !notices.some((one) => one.caseId === record.caseId && one.key === key && isAccepted(one));
        });
        expect(lost.map((one) => one.id)).toEqual([]);
      }
    }
  });
});

test('one open case for each account, and no case id twice', () => {
  overAll((sim) => {
    for (const accountId of sim.accountIds) {
      const cases = sim.cases(accountId);
      expect(cases.filter((one) => one.state !== 'closed').length).toBeLessThanOrEqual(1);
      expect(new Set(cases.map((one) => one.caseId)).size).toBe(cases.length);
      const referrals = sim.events.filter((one) => one.accountId === accountId && one.type === 'ReferralRequested');
      const withdrawn = sim.events.filter((one) => one.accountId === accountId && one.type === 'ReferralWithdrawn');
      const count = (list: typeof referrals, caseId: string): number =>
        list.filter((one) => one.detail.caseId === caseId).length;
      for (const { caseId } of cases)
        expect(count(referrals, caseId)).toBeLessThanOrEqual(1 + count(withdrawn, caseId));
    }
  });
});

const drawable = (line: Line): number => (line.status === 'frozen' || line.status === 'closed' ? 0 : line.limit);

test('a step of repair never leaves less to draw on, a limit action never more', () => {
  overAll((sim) => {
    for (const change of sim.limits) {
      if (change.reason === 'REPAIR_STEP' || change.reason === 'CURED')
        expect(drawable(change.to)).toBeGreaterThanOrEqual(drawable(change.from));
      if (change.reason === 'ARREARS' || change.reason === 'RELAPSE')
        expect(drawable(change.to)).toBeLessThanOrEqual(drawable(change.from));
    }
  });
});

test('between two looks of a case nothing becomes due, hour by hour', () => {
  overAll((sim, portfolio) => {
    let looked = 0;
    play(portfolio, {
      observe: (snapshot, { now, asker, decision }) => {
        looked += 1;
        if (decision.kind !== 'wait' || asker !== 'case' || looked % 20 !== 0) return;
        const { rules } = sim;
        // A payment or a fraud hold dated ahead counts from midnight on, and is found by the look at the hour of the steps.
        const ahead = (on: Day): boolean => on > viewAt(snapshot, rules, { now, asker }).today;
        const { payments, holds } = snapshot.facts;
        if (
          payments.some((one) => ahead(one.paidOn)) ||
          holds.some((one) => one.kind === 'fraud' && ahead(one.until ?? one.from))
        )
          return;
        const caseId = viewAt(snapshot, rules, { now, asker }).record?.caseId ?? null;
        const end = Date.parse(decision.until);
        for (let at = Date.parse(now) + 1_800_000; at < end; at += 3_600_000) {
          const then = instant(new Date(at).toISOString().replace('.000Z', 'Z'));
          const due = decide(snapshot, rules, { now: then, asker, caseId });
          if (due.kind !== 'wait' && due.kind !== 'done')
            throw new Error(`${due.act} is due at ${then}, asleep from ${now} to ${decision.until}`);
        }
      },
    });
  }, 4);
});

test('steps happen at the hour of the steps or at an event', () => {
  overAll((sim, portfolio) => {
    const { policy, events } = portfolio;
    const cameBack = sim.messages.flatMap(({ noticeId, time }) => {
      const fate = fateOf(noticeId, portfolio);
      return typeof fate === 'string' ? [] : [normalInstant(epochMs(time) + fate.bouncesAfterHours * 3_600_000)];
    });
    const eventTimes = new Set<string>([...events.map((one) => one.time), ...cameBack]);
    for (const act of sim.acts) {
      if (!/^(open|refer|review|relapse|open-window|limit:\w+|restore:[1-9])$/.test(act.act)) continue;
      const today = dayIn(policy.timeZone, act.time);
      const onStep = act.time === instantAt(today, policy.sweepAt, policy.timeZone);
      const afterMessage = sim.messages.some((one) => one.time === act.time);
      expect(onStep || eventTimes.has(act.time) || afterMessage, `${act.act} at ${act.time}`).toBe(true);
    }
  });
});

test('whatever has happened, a line that is not closed ends whole once everything is paid, and on time from then on', () => {
  overAll((_sim, portfolio) => {
    const sim = play(portfolio);
    const end = addDays(START, DAYS);
    const whole = sim.accountIds.filter((accountId) => {
      const { account, facts } = sim.snapshot(accountId);
      const open = [...oracleOutstanding(facts, addDays(end, 400)).values()].reduce((sum, one) => sum + one, 0);
      // Enough that a reversal still to come takes nothing away.
      const payment = { paymentId: 'all', accountId, amount: open + 100_000, paidOn: end };
      sim.given(`${end}T00:00:00Z`, 'PaymentPosted', payment);
      for (let month = 1; month <= 6; month += 1) {
        const dueOn = addDays(end, month * 25);
        const bill = { obligationId: `L${month}`, accountId, dueOn, amountDue: 300 };
        sim.given(`${end}T00:00:00Z`, 'ObligationScheduled', bill);
        const paid = { paymentId: `L${month}`, accountId, obligationId: `L${month}`, amount: 300, paidOn: dueOn };
        sim.given(`${dueOn}T00:00:00Z`, 'PaymentPosted', paid);
      }
      return account.lockoutUntil === undefined || account.lockoutUntil <= addDays(end, 60);
    });
    sim.runUntil(addDays(end, 190));
    for (const accountId of whole) {
      const { status, limit } = sim.line(accountId);
      if (status === 'closed') continue;
      expect([status, limit]).toEqual(['active', sim.snapshot(accountId).account.creditLimit]);
      expect(sim.cases(accountId).every((one) => one.state === 'closed')).toBe(true);
    }
  }, 3);
});
