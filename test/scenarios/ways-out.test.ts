import { describe, expect, test } from 'vitest';
import type { FaultHook } from '../../lib/local/sdk.ts';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const policy = aPolicy({
  reminders: [],
  sms: { default: { via: 'sns' }, countries: { CN: { via: 'gateway', profile: 'china' } } },
});
const bill = (obligationId: string) => [{ obligationId, dueOn: '2026-02-01', amountDue: 20_000 }];

/** A borrower of each country, known a day before anything falls due. */
async function aWorld(options: { faults?: FaultHook; fullSdk?: boolean } = {}): Promise<World> {
  const world = await World.start({ now: '2026-01-01', policy, ...options });
  world.given({ phone: '+8613800138000', bills: bill('O1') });
  world.given({
    accountId: 'A2',
    customerId: 'C2',
    phone: '+12025550123',
    timeZone: 'America/New_York',
    bills: bill('O2'),
  });
  await world.runUntil('2026-01-02');
  return world;
}

const waysOf = ({ local }: World) => local.outbox.messages.map(({ to, via }) => [to, via]);

describe('a text message', () => {
  test.each([{ fullSdk: false }, { fullSdk: true }])(
    'to China goes by the gateway, to the United States by SNS: %o',
    async (options) => {
      const world = await aWorld(options);
      await world.runUntil('2026-02-04');
      expect(waysOf(world).sort()).toEqual([
        ['+12025550123', 'sns'],
        ['+8613800138000', 'gateway'],
      ]);
      expect(world.told('A1')).toEqual(['2026-02-03 tier.courtesy sms']);
      expect(world.notices().map(({ status }) => status)).toEqual(['delivered', 'delivered']);
    },
  );

  test('whose gateway stops answering after it took it goes out once', async () => {
    let asked = 0;
    const world = await aWorld({
      faults: (service) => (service === 'Gateway' && ++asked === 1 ? 'timeout-after-effect' : undefined),
    });
    await world.runUntil('2026-02-04');
    expect(asked).toBe(2);
    expect(waysOf(world).filter(([, via]) => via === 'gateway')).toHaveLength(1);
    expect(world.notices().map(({ status }) => status)).toEqual(['delivered', 'delivered']);
  });

  test('whose gateway never answers is unknown, and not sent again', async () => {
    const world = await aWorld({
      faults: (service) => (service === 'Gateway' ? 'timeout-after-effect' : undefined),
    });
    world.fates(() => ({ silent: true }));
    await world.runUntil('2026-02-06');
    expect(waysOf(world).filter(([, via]) => via === 'gateway')).toHaveLength(1);
    expect(world.messages().find(({ accountId }) => accountId === 'A1')).toMatchObject({ status: 'unknown' });
  });

  test('whose gateway fails before it takes it leaves nothing known either, and SNS is not asked in its stead', async () => {
    const world = await aWorld({ faults: (service) => (service === 'Gateway' ? 'fail' : undefined) });
    await world.runUntil('2026-02-06');
    expect(waysOf(world)).toEqual([['+12025550123', 'sns']]);
    expect(
      world
        .notices()
        .map(({ accountId, status }) => [accountId, status])
        .sort(),
    ).toEqual([
      ['A1', 'claimed'],
      ['A2', 'delivered'],
    ]);
  });

  test('waits while Secrets Manager is away, and goes out when it is back', async () => {
    let away = true;
    const world = await aWorld({ faults: (service) => (service === 'SecretsManager' && away ? 'fail' : undefined) });
    await world.runUntil('2026-02-03T01:05:00Z');
    expect(waysOf(world)).toEqual([]);
    away = false;
    await world.runUntil('2026-02-03T04:00:00Z');
    expect(waysOf(world)).toEqual([['+8613800138000', 'gateway']]);
  });
});
