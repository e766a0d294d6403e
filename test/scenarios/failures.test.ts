import { describe, expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({ reminders: [] });
const overdue = { bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 }] };
const names = (world: World) => world.executions('collections-case').map(({ name, status }) => `${name} ${status}`);

describe('an execution', () => {
  test('that was stopped is replaced by the sweep, and no message is lost or sent twice', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue);
    await world.runUntil('2026-02-10');
    const [running] = world.executions('collections-case');
    world.local.machines.stopExecution({ executionArn: running?.executionArn ?? '' });
    await world.runUntil('2026-03-01');
    expect(names(world)).toEqual(['A1-2026-02-02 ABORTED', expect.stringMatching(/^A1-2026-02-02-healed-.* RUNNING$/)]);
    const tiers = world.messages().map((one) => `${one.tier ?? one.kind} ${one.channel}`);
    expect(tiers).toEqual(['courtesy sms', 'first sms', 'formal email', 'formal sms', 'limit sms']);
  });

  test('that was stopped before it ever waited is replaced too', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue);
    let stopped = false;
    await world.before('assess-case', () => {
      if (stopped) return;
      stopped = true;
      const [running] = world.executions('collections-case');
      world.local.machines.stopExecution({ executionArn: running?.executionArn ?? '' });
    });
    await world.runUntil('2026-02-17');
    expect(names(world)).toEqual(['A1-2026-02-02 ABORTED', 'A1-2026-02-02-healed-2026-02-03 RUNNING']);
    expect(world.told()).toContain('2026-02-16 tier.formal email');
  });

  test('that was not woken looks by itself when its time is up', async () => {
    const world = await World.start({
      now: '2026-01-01',
      policy,
      faults: (service, operation) => (service === 'SFN' && operation === 'SendTaskSuccess' ? 'fail' : undefined),
    });
    world.given(overdue).pays({ amount: 20_000, at: '2026-02-10T02:00:00Z' });
    await world.runUntil('2026-02-20');
    expect(world.told().slice(2)).toEqual(['2026-02-15 cure sms']);
    expect(world.outcomes()).toEqual(['2026-02-02 cured']);
  });

  test('that grew old continues as a new one, and misses nothing', async () => {
    const long = aPolicy({
      reminders: [],
      tiers: [
        { id: 'courtesy', day: 1, channels: ['sms'] },
        { id: 'late', day: 200, channels: ['sms'] },
      ],
      limitActions: [],
      terminal: undefined,
    });
    const world = await World.start({ now: '2026-02-01', policy: long });
    world.given(overdue);
    await world.runUntil('2026-08-22');
    expect(names(world)).toEqual(['A1-2026-02-02 SUCCEEDED', 'A1-2026-02-02--2 RUNNING']);
    expect(world.told()).toEqual(['2026-02-03 tier.courtesy sms', '2026-08-20 tier.late sms']);
  });

  test('reads like the life of a case', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).pays({ amount: 20_000, at: '2026-02-10T02:00:00Z' });
    await world.runUntil('2026-02-11');
    const [execution] = world.executions('collections-case');
    expect(execution?.states.filter((state) => !/\?$/.test(state))).toEqual([
      'Assess the case',
      'Await the next event',
      'Assess the case',
      'Send the notice',
      'Assess the case',
      'Await the next event',
      'Assess the case',
      'Send the notice',
      'Assess the case',
      'Await the next event',
      'Assess the case',
      'Advance the case',
      'Assess the case',
      'Send the notice',
      'Assess the case',
      'Case closed',
    ]);
  });
});

describe('an error that nobody planned for', () => {
  test('parks the case under its name, starts nothing anew, and leaves the other accounts alone', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue);
    world.given({
      accountId: 'A2',
      customerId: 'C2',
      bills: [{ obligationId: 'O2', dueOn: '2026-02-01', amountDue: 5 }],
    });
    world.bills({ obligationId: 'O3', dueOn: '2026-02-01', amountDue: 20_000 }, { accountId: 'A2' });
    await world.runUntil('2026-02-07');
    await world.before('assess-case', (payload) => {
      if ((payload as { accountId?: string }).accountId === 'A1') throw new TypeError('nobody thought of this');
    });
    await world.runUntil('2026-02-20');
    expect(names(world).sort()).toEqual(['A1-2026-02-02 FAILED', 'A2-2026-02-02 RUNNING']);
    expect(world.executions('collections-case').map((one) => one.error)).toContain('TypeError');
    expect(world.told('A1')).toEqual(['2026-02-03 tier.courtesy sms']);
    expect(world.told('A2')).toContain('2026-02-16 tier.formal email');
    expect(world.executions('daily-sweep').every((one) => one.status === 'SUCCEEDED')).toBe(true);
  });

  test('in one account of a sweep leaves the others of the shard alone', async () => {
    const world = await World.start({ now: '2026-01-01', policy: aPolicy() });
    world.given(overdue);
    world.given({
      accountId: 'A2',
      customerId: 'C2',
      bills: [{ obligationId: 'O2', dueOn: '2026-02-01', amountDue: 500 }],
    });
    let broken = true;
    world.provider('email', 'TypeError', () => broken);
    await world.runUntil('2026-01-26');
    expect(world.messages()).toEqual([]);
    broken = false;
    await world.runUntil('2026-02-01');
    // Unknown to be sent or not, the first reminder is not sent again; the next one goes its way.
    expect(world.told('A1')).toEqual(['2026-01-31 reminder.O1.1 sms']);
    expect(world.told('A2')).toEqual(['2026-01-31 reminder.O2.1 sms']);
  });
});

describe('a crash between sending and recording', () => {
  /** Fails every write from the first message on, until the tries of the step are used up or the world goes on. */
  const crashing = (times: number) => {
    let sent = false;
    let failures = 0;
    return (service: string, operation: string): 'fail' | undefined => {
      if (service === 'SNS') sent = true;
      if (!sent || operation !== 'TransactWriteItems' || failures >= times) return undefined;
      failures += 1;
      return 'fail';
    };
  };

  test('leaves the notice unknown, and it is never sent again', async () => {
    const world = await World.start({ now: '2026-01-01', policy, faults: crashing(1) });
    world.given(overdue).fates(() => ({ silent: true }));
    await world.runUntil('2026-02-09');
    expect(world.told()).toEqual(['2026-02-03 tier.courtesy sms', '2026-02-08 tier.first sms']);
    expect(world.messages().map((one) => one.status)).toEqual(['unknown', 'sent']);
    expect(world.outcomes()).toEqual(['2026-02-02 collecting']);
  });

  test('of which the answer alone was lost is the same, until the provider tells', async () => {
    let lost = false;
    const world = await World.start({
      now: '2026-01-01',
      policy,
      faults: (service) => {
        if (service !== 'SNS' || lost) return undefined;
        lost = true;
        return 'timeout-after-effect';
      },
    });
    world.given(overdue);
    await world.runUntil('2026-02-03T01:00:04Z');
    expect(world.messages().map((one) => one.status)).toEqual(['unknown']);
    await world.runUntil('2026-02-09');
    expect(world.told()).toEqual(['2026-02-03 tier.courtesy sms', '2026-02-08 tier.first sms']);
    expect(world.messages().map((one) => one.status)).toEqual(['delivered', 'delivered']);
  });

  test('takes no limit action on a notice of which nobody knows whether it arrived', async () => {
    const one = aPolicy({
      reminders: [],
      tiers: [
        { id: 'courtesy', day: 1, channels: ['sms'] },
        { id: 'formal', day: 15, channels: ['email'], mandatory: true },
      ],
      limitActions: [{ id: 'reduce', day: 20, kind: 'reduce', toShare: 0.5, announcedBy: 'formal', noticeDays: 5 }],
      terminal: undefined,
    });
    const world = await World.start({
      now: '2026-01-01',
      policy: one,
      faults: (service) => (service === 'SESv2' ? 'timeout-after-effect' : undefined),
    });
    world.given(overdue).fates(() => ({ silent: true }));
    await world.runUntil('2026-04-01');
    expect(world.told()).toEqual(['2026-02-03 tier.courtesy sms', '2026-02-16 tier.formal email']);
    expect(world.limits()).toEqual([]);
  });
});

describe('a provider that throttles', () => {
  test('is asked again a little later, and the notice goes out once', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    let refusals = 4;
    world.given(overdue).provider('sms', 'ThrottledException', () => refusals-- > 0);
    await world.runUntil('2026-02-09');
    expect(world.told()).toEqual(['2026-02-03 tier.courtesy sms', '2026-02-08 tier.first sms']);
    expect(world.messages().map((one) => one.status)).toEqual(['delivered', 'delivered']);
    expect(Date.parse(world.messages()[0]?.time ?? '')).toBeGreaterThan(Date.parse('2026-02-03T01:00:00Z'));
    // What did not go out counts towards no cap.
    expect(world.notices()).toHaveLength(2);
  });

  test('loses no reminder, not even one of the due day itself', async () => {
    const today = aPolicy({ reminders: [{ daysBefore: 0, channels: ['email'] }] });
    const world = await World.start({ now: '2026-01-01', policy: today });
    let refusals = 1;
    world.given(overdue).provider('email', 'TooManyRequestsException', () => refusals-- > 0);
    await world.runUntil('2026-02-02');
    expect(world.told()).toEqual(['2026-02-01 reminder.O1.0 email']);
  });

  test('and who has paid before it takes the message is not dunned', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).pays({ amount: 20_000, at: '2026-02-03T01:00:03Z' });
    world.provider('sms', 'ThrottledException', () => world.now() < '2026-02-03T01:00:04Z');
    await world.runUntil('2026-02-09');
    expect(world.messages()).toEqual([]);
    expect(world.outcomes()).toEqual(['2026-02-02 cured']);
  });
});

describe('a table that refuses for a while', () => {
  test.each(['Query', 'GetItem', 'TransactWriteItems', 'UpdateItem'])(
    'when asked to %s parks no case',
    async (call) => {
      let from = Number.POSITIVE_INFINITY;
      let refusals = 0;
      const world = await World.start({
        now: '2026-01-01',
        policy,
        faults: (service, operation) => {
          if (service !== 'DynamoDB' || operation !== call || Date.now() < from || refusals >= 4) return undefined;
          refusals += 1;
          return 'fail';
        },
      });
      world.given(overdue);
      // While nothing but the case itself is at work.
      from = Date.parse('2026-02-08T01:00:00Z');
      await world.runUntil('2026-02-12');
      expect(refusals).toBe(4);
      expect(names(world)).toEqual(['A1-2026-02-02 RUNNING']);
      expect(world.told()).toEqual(['2026-02-03 tier.courtesy sms', '2026-02-08 tier.first sms']);
    },
  );
});

describe('a ledger that moves between assessing and acting', () => {
  const payment = {
    id: 'just-in-time',
    type: 'PaymentPosted',
    time: '2026-02-08T01:00:00Z',
    detail: { paymentId: 'P1', accountId: 'A1', amount: 20_000, paidOn: '2026-02-08' },
  };

  test('sends nothing to someone who has just paid', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue);
    await world.runUntil('2026-02-08');
    await world.before('send-notice', async () => {
      await world.invoke('ingest', { Records: [{ messageId: 'm1', body: JSON.stringify(payment) }] });
    });
    await world.runUntil('2026-02-09');
    expect(world.told()).toEqual(['2026-02-03 tier.courtesy sms', '2026-02-08 cure sms']);
  });

  test('changes no limit of someone who has just paid', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue);
    await world.runUntil('2026-02-20');
    await world.before('change-line', async () => {
      const late = { ...payment, time: '2026-02-21T01:00:00Z', detail: { ...payment.detail, paidOn: '2026-02-21' } };
      await world.invoke('ingest', { Records: [{ messageId: 'm1', body: JSON.stringify(late) }] });
    });
    await world.runUntil('2026-02-25');
    expect(world.limits()).toEqual([]);
    expect(world.outcomes()).toEqual(['2026-02-02 cured']);
  });

  test('does not fall asleep over an event that came after it had looked', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue);
    await world.runUntil('2026-02-08');
    let once = true;
    await world.before('await-event', async () => {
      if (!once) return;
      once = false;
      await world.invoke('ingest', { Records: [{ messageId: 'm1', body: JSON.stringify(payment) }] });
    });
    await world.runUntil('2026-02-08T02:00:00Z');
    expect(world.told().slice(1)).toEqual(['2026-02-08 tier.first sms', '2026-02-08 cure sms']);
  });
});

test('through the whole SDK everything comes out as through the short cut past it', async () => {
  const outcome = async (fullSdk: boolean) => {
    const world = await World.start({ now: '2026-01-15', policy: aPolicy(), fullSdk });
    world.given(overdue).pays({ amount: 20_000, at: '2026-02-24T02:00:00Z' });
    await world.runUntil('2026-02-26');
    const result = { messages: world.messages(), limits: world.limits(), cases: world.cases(), events: world.events() };
    world.local.stop();
    return result;
  };
  const lean = await outcome(false);
  expect(lean.messages).toHaveLength(8);
  expect(await outcome(true)).toEqual(lean);
});
