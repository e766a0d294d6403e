import { SESv2Client } from '@aws-sdk/client-sesv2';
import { describe, expect, onTestFinished, test } from 'vitest';
import { quotas } from '../../functions/adapters/quota.ts';
import { Outbox } from '../../lib/local/outbox.ts';
import type { FaultHook } from '../../lib/local/sdk.ts';
import { type Install, lanes } from './table.ts';

function anAccount(install: Install, { answer, faults }: { answer?: object; faults?: FaultHook } = {}) {
  const world = { at: Date.parse('2026-03-01T00:00:00Z'), calls: 0 };
  const outbox = new Outbox(() => world.at);
  const services = {
    call(service: string, operation: string) {
      world.calls += 1;
      expect(`${service}.${operation}`).toBe('SESv2.GetAccount');
      return answer ?? outbox.getAccount();
    },
  };
  onTestFinished(install(services, faults === undefined ? {} : { faults }));
  const ses = new SESv2Client({ region: 'us-east-1', maxAttempts: 1 });
  return { world, outbox, read: quotas(ses, { smsPerSecond: 20, now: () => world.at }) };
}

const mail = { Destination: { ToAddresses: ['a@example.com'] }, Content: { Simple: {} } };

describe.each(lanes)('through the %s lane the quota', (_lane, install) => {
  test('is what SES grants less what went out in the last day, and the rate of text messages as configured', async () => {
    const { world, outbox, read } = anAccount(install);
    outbox.quota = { Max24HourSend: 200, MaxSendRate: 1 };
    outbox.sendEmail(mail);
    world.at += 23 * 3_600_000;
    outbox.sendEmail(mail);
    outbox.publish({ PhoneNumber: '+15550100' });
    expect(await read()).toEqual({ emailPerSecond: 1, emailsLeftToday: 198, smsPerSecond: 20 });
    world.at += 3_600_000;
    expect(await read()).toMatchObject({ emailsLeftToday: 199 });
  });

  test.each([
    [{ SendingEnabled: false, SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 0 } }, 0, 0],
    [{ SendingEnabled: true, SendQuota: { Max24HourSend: -1, MaxSendRate: 90, SentLast24Hours: 9 } }, 90, Infinity],
    [{ SendingEnabled: true, SendQuota: { Max24HourSend: 200, MaxSendRate: 1, SentLast24Hours: 201 } }, 1, 0],
    [{ SendingEnabled: true }, 0, 0],
  ])('of %o', async (answer, emailPerSecond, emailsLeftToday) => {
    const { read } = anAccount(install, { answer });
    expect(await read()).toMatchObject({ emailPerSecond, emailsLeftToday });
  });

  test('is asked for once a minute at most', async () => {
    const { world, read } = anAccount(install);
    await read();
    world.at += 59_999;
    await read();
    expect(world.calls).toBe(1);
    world.at += 1;
    await read();
    expect(world.calls).toBe(2);
  });

  test('that is not answered is the last one, and an error where there was none', async () => {
    let away = true;
    const { world, read } = anAccount(install, { faults: () => (away ? 'fail' : undefined) });
    await expect(read()).rejects.toThrow(expect.objectContaining({ name: 'InternalServerError' }));
    away = false;
    const known = await read();
    away = true;
    world.at += 3_600_000;
    expect(await read()).toEqual(known);
  });
});
