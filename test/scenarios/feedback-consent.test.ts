import { describe, expect, test } from 'vitest';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({ reminders: [] });
const bill = { obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 };
const overdue = { bills: [bill] };
const channelsOf = (world: World) => world.messages().map((one) => `${one.tier ?? one.kind} ${one.channel}`);

describe('a borrower who writes back', () => {
  test.each(['STOP', '退订', '退訂', 'ＴＤ', ' t ', '“R.”', 'Opt-Out', 'unsubscribe'])(
    '%s gets no text any more, but emails',
    async (text) => {
      const world = await World.start({ now: '2026-01-01', policy });
      world.given(overdue).receivesSms({ text, at: '2026-02-05T04:00:00Z' });
      await world.runUntil('2026-02-20');
      expect(channelsOf(world)).toEqual(['courtesy sms', 'first email', 'formal email']);
    },
  );

  test('STOP keeps it when the lender sends its customer record again, and START takes it back', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).receivesSms({ text: 'STOP', at: '2026-02-05T04:00:00Z' });
    await world.runUntil('2026-02-06');
    world.given({ consent: { sms: true, email: true } });
    await world.runUntil('2026-02-10');
    expect(channelsOf(world)).toEqual(['courtesy sms', 'first email']);
    world.receivesSms({ text: 'start' });
    await world.runUntil('2026-02-17');
    expect(channelsOf(world).slice(2)).toEqual(['formal email', 'formal sms']);
  });

  test('STOP is taken back by what the lender reports of the borrower, not by an older report', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).receivesSms({ text: 'STOP', at: '2026-02-05T04:00:00Z' });
    await world.runUntil('2026-02-06');
    const yes = { customerId: 'C1', channel: 'sms', allowed: true } as const;
    world.arrives({ id: 'older', type: 'ConsentChanged', time: '2026-02-04T00:00:00Z', detail: yes });
    await world.runUntil('2026-02-10');
    expect(channelsOf(world)).toEqual(['courtesy sms', 'first email']);
    world.event('ConsentChanged', yes);
    await world.runUntil('2026-02-17');
    expect(channelsOf(world).slice(2)).toEqual(['formal email', 'formal sms']);
  });

  test('speaks for everybody who has the number, and for nobody who had it before', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue);
    world.given({ accountId: 'A2', customerId: 'C2', bills: [{ ...bill, obligationId: 'O2' }] });
    world.given({ accountId: 'A3', customerId: 'C3', bills: [{ ...bill, obligationId: 'O3' }] });
    await world.runUntil('2026-01-01T12:00:00Z');
    world.given({ accountId: 'A3', customerId: 'C3', phone: '+85257048426' });
    world.receivesSms({ text: 'STOP', at: '2026-01-02' });
    await world.runUntil('2026-02-10');
    const first = world.messages().filter((one) => one.tier === 'first');
    expect(first.map((one) => `${one.accountId} ${one.channel}`).sort()).toEqual(['A1 email', 'A2 email', 'A3 sms']);
  });

  test('something else is passed on for each account with an open case, once, without the words', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).given({ accountId: 'A2' });
    await world.runUntil('2026-02-10');
    world.receivesSms({ text: 'I paid last week, call me at 555', id: 'in-7' });
    world.receivesSms({ text: 'I paid last week, call me at 555', id: 'in-7' });
    await world.runUntil('2026-02-11');
    expect(world.events('ReviewRequested').map((one) => one.detail)).toEqual([
      { accountId: 'A1', caseId: 'A1-2026-02-02', reason: 'reply', channel: 'sms', replyId: 'in-7' },
    ]);
    expect(channelsOf(world)).toEqual(['courtesy sms', 'first sms']);
  });

  test('from a number of nobody is set aside, and the reason does not name the number', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).receivesSms({ from: '+85257048426', text: 'STOP', id: 'in-8' });
    await world.runUntil('2026-01-02');
    expect(world.rejected()).toMatchObject([{ id: 'in-8', reason: 'comes from a number of no customer' }]);
  });

  test('twice the same word changes nothing the second time, even after it was taken back', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given(overdue).receivesSms({ text: 'STOP', id: 'in-1', at: '2026-02-04T04:00:00Z' });
    world.receivesSms({ text: 'START', id: 'in-2', at: '2026-02-05T04:00:00Z' });
    world.receivesSms({ text: 'STOP', id: 'in-1', at: '2026-02-06T04:00:00Z' });
    await world.runUntil('2026-02-10');
    expect(channelsOf(world)).toEqual(['courtesy sms', 'first sms']);
  });
});

describe('a borrower who complains of an email', () => {
  test('gets none any more on any address, until they say so themselves', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ ...overdue, phone: undefined, email: 'complaint@simulator.amazonses.com' });
    await world.runUntil('2026-02-18');
    expect(world.became()).toEqual(['2026-02-08 tier.first email delivered']);
    world.given({ phone: undefined, email: 'li.wei@example.com' });
    await world.runUntil('2026-02-20');
    expect(world.became()).toHaveLength(1);
    world.event('ConsentChanged', { customerId: 'C1', channel: 'email', allowed: true });
    await world.runUntil('2026-02-21');
    expect(world.became().slice(1)).toEqual(['2026-02-20 tier.formal email delivered']);
  });
});

describe('every change of consent', () => {
  test('leaves an entry in the audit with its source, which is no event for others', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ ...overdue, email: 'bounce@simulator.amazonses.com' });
    await world.runUntil('2026-02-17');
    world.receivesSms({ text: '退订', id: 'in-1' });
    await world.runUntil('2026-02-17T00:00:10Z');
    world.event('ConsentChanged', { customerId: 'C1', channel: 'email', allowed: false, purpose: 'courtesy' });
    world.given({ consent: { sms: false, email: true }, email: 'bounce@simulator.amazonses.com' });
    await world.runUntil('2026-02-18');
    expect(world.consentAudit('C1')).toEqual([
      'provider consent:email:closed bounce all',
      'borrower consent:sms:closed sms-reply all',
      'lender consent:email:closed lender courtesy',
      'lender consent:sms:closed lender all',
    ]);
    expect(JSON.stringify(world.events())).not.toContain('consent');
  });
});
