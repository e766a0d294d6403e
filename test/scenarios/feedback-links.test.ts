import { describe, expect, test } from 'vitest';
import { signatureHeaders } from '../../functions/adapters/signature.ts';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const bills = [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 }];
const byEmail = aPolicy({
  reminders: [
    { daysBefore: 7, channels: ['email'] },
    { daysBefore: 3, channels: ['email'] },
    { daysBefore: 1, channels: ['email'] },
  ],
});
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' };

async function reminded(): Promise<{ world: World; link: string }> {
  const world = await World.start({ now: '2026-01-01', policy: byEmail });
  world.given({ bills, phone: undefined });
  await world.runUntil('2026-01-26');
  return { world, link: linkIn(world) };
}

const linkIn = (world: World): string => {
  const header = world.local.outbox.messages[0]?.headers?.['List-Unsubscribe'] ?? '';
  return /^<(https:[^>]+)>/.exec(header)?.[1] ?? '';
};

describe('the link of an email', () => {
  test('by one click of a mailbox provider ends emails that the borrower can do without, and no formal notice', async () => {
    const { world, link } = await reminded();
    const body = 'List-Unsubscribe=One-Click';
    expect(await world.opens(link, { method: 'POST', headers: FORM, body })).toMatchObject({ statusCode: 200 });
    await world.runUntil('2026-02-18');
    expect(world.told()).toEqual(['2026-01-25 reminder.O1.7 email', '2026-02-16 tier.formal email']);
    const formal = world.local.outbox.messages.at(-1);
    expect(formal?.headers).not.toHaveProperty('List-Unsubscribe');
    expect(world.consentAudit('C1')).toEqual(['borrower consent:email:closed email-link courtesy']);
  });

  test('looked at, by whomever, changes nothing', async () => {
    const { world, link } = await reminded();
    for (const method of ['GET', 'HEAD', 'GET'] as const)
      expect((await world.opens(link, { method })).statusCode).toBe(200);
    await world.runUntil('2026-02-01');
    expect(world.told()).toHaveLength(3);
  });

  test('shows a page in the language of the borrower that holds nothing of them and asks nothing of other hosts', async () => {
    const world = await World.start({ now: '2026-01-01', policy: byEmail });
    world.given({ bills, phone: undefined });
    world.event(
      'CustomerUpserted',
      {
        customerId: 'C1',
        name: 'Li Wei',
        locale: 'zh-TW',
        timeZone: 'Asia/Taipei',
        email: 'li.wei@example.com',
        consent: { sms: true, email: true },
      },
      { id: 'zz' },
    );
    await world.runUntil('2026-01-26');
    const { headers, body } = await world.opens(linkIn(world));
    expect(headers).toMatchObject({ 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' });
    expect(body).toContain('<html lang="zh-TW">');
    expect(body).toContain('您要停止接收還款提醒');
    expect(body).not.toMatch(/Li Wei|li\.wei|C1|A1|https?:/);
  });

  test('offers the way back, which only the borrower takes', async () => {
    const { world, link } = await reminded();
    const press = (action: string) => world.opens(link, { method: 'POST', headers: FORM, body: `action=${action}` });
    expect((await press('stop')).body).toContain('value="start"');
    await world.runUntil('2026-01-27');
    world.given({ phone: undefined, consent: { sms: true, email: true } });
    await world.runUntil('2026-01-30');
    expect(world.told()).toHaveLength(1);
    expect((await press('start')).body).toContain('value="stop"');
    await world.runUntil('2026-02-01');
    expect(world.told().slice(1)).toEqual(['2026-01-31 reminder.O1.1 email']);
  });

  test('says nothing of who it is for, is the same every time, and cannot be made up', async () => {
    const { world, link } = await reminded();
    await world.runUntil('2026-01-30');
    const links = world.local.outbox.messages.map((one) => one.headers?.['List-Unsubscribe']);
    expect(new Set(links).size).toBe(1);
    const token = new URL(link).pathname.slice(1);
    expect(Buffer.from(token, 'base64url').toString('latin1')).not.toMatch(/C1|email|en/);
    const broken = link.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A'));
    const { origin } = new URL(link);
    for (const url of [broken, `${origin}/`, `${origin}/${'A'.repeat(80)}`, `${origin}/${'A'.repeat(5000)}`]) {
      const { statusCode, body } = await world.opens(url, { method: 'POST', headers: FORM, body: 'action=stop' });
      expect(statusCode).toBe(404);
      expect(body).toContain('This link is not complete');
    }
  });

  test('takes no other word than its own', async () => {
    const { world, link } = await reminded();
    const posted = await world.opens(link, { method: 'POST', headers: FORM, body: 'action=delete' });
    expect(posted.statusCode).toBe(400);
    expect((await world.opens(link, { method: 'PUT' })).statusCode).toBe(405);
    await world.runUntil('2026-02-01');
    expect(world.told()).toHaveLength(3);
  });
});

describe('the SMS gateway', () => {
  const policy = aPolicy({
    reminders: [],
    sms: { default: { via: 'gateway' }, countries: {} },
  });

  test('tells by a signed callback what became of a text', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ bills }).fates(({ noticeId }) => (noticeId.includes('courtesy') ? {} : { sms: 'FAILURE' }));
    await world.runUntil('2026-02-10');
    expect(world.local.outbox.messages.map((one) => one.via)).toEqual(['gateway', 'gateway', undefined]);
    expect(world.became()).toEqual([
      '2026-02-03 tier.courtesy sms delivered',
      '2026-02-08 tier.first sms failed',
      '2026-02-08 tier.first email delivered',
    ]);
  });

  test('of which nobody knew settles the claim that was never recorded', async () => {
    const world = await World.start({
      now: '2026-01-01',
      policy,
      faults: (service) => (service === 'Gateway' ? 'timeout-after-effect' : undefined),
    });
    world.given({ bills });
    await world.runUntil('2026-02-04');
    expect(world.became()).toEqual(['2026-02-03 tier.courtesy sms delivered']);
  });

  test('passes replies on as SNS does', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ bills });
    await world.runUntil('2026-02-04');
    const reply = { kind: 'reply', id: 'r-1', from: '+8613800138000', text: '退订', at: '2026-02-04T00:00:00Z' };
    expect(await world.local.feedback.gatewayCallback(reply)).toBe(202);
    await world.runUntil('2026-02-10');
    expect(world.told().slice(1)).toEqual(['2026-02-08 tier.first email']);
  });

  test('is believed by its signature alone, and told clearly what is wrong', async () => {
    const world = await World.start({ now: '2026-01-01', policy });
    world.given({ bills });
    await world.runUntil('2026-02-04');
    const url = world.local.urls.of('FeedbackGatewayCallback') ?? '';
    const body = JSON.stringify({
      kind: 'reply',
      id: 'r-1',
      from: '+8613800138000',
      text: 'T',
      at: '2026-02-04T00:00:00Z',
    });
    const timestamp = String(world.local.clock.now() / 1000);
    const forged = signatureHeaders('another secret', { direction: 'callback', body, timestamp });
    for (const headers of [{}, forged])
      expect(await world.opens(url, { method: 'POST', headers, body })).toMatchObject({ statusCode: 401 });
    expect(await world.opens(url)).toMatchObject({ statusCode: 405 });
    expect(await world.local.feedback.gatewayCallback({ kind: 'delivery', id: 'x' }, 9)).toBe(400);
    await world.runUntil('2026-02-10');
    expect(world.told().slice(1)).toEqual(['2026-02-08 tier.first sms']);
  });
});
