// Open cases that move to a new version of their policy, shown before they are moved.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { describe, expect, test } from 'vitest';
import { type MigrateOptions, migrateCases, migrationText } from '../../bin/commands/migrate.ts';
import { policyPublisher } from '../../functions/adapters/policy-publisher.ts';
import { readLedger } from '../../lib/local/reports.ts';
import { aPolicy, examplePolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const old = aPolicy({ reminders: [] });
const [courtesy, first, formal, final] = examplePolicy.tiers;
const newer = aPolicy({
  version: '2026-02-05',
  reminders: [],
  tiers: [courtesy, first, { ...formal, day: 11 }, final],
  limitActions: examplePolicy.limitActions.filter((one) => one.id !== 'close'),
});
const overdue = { bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 }] };

async function published() {
  const world = await World.start({ now: '2026-01-01', policy: old });
  world.given(overdue).given({ accountId: 'A2', customerId: 'C2', ...overdue });
  await world.runUntil('2026-02-10');
  const table = { client: new DynamoDBClient({ region: 'us-east-1' }), name: world.local.tableName };
  expect(await policyPublisher(table)(newer)).toBe(true);
  const moving = (apply: boolean, more: Partial<MigrateOptions> = {}) =>
    migrateCases(table, {
      products: new Set(['pay-later']),
      who: 'li',
      why: 'formal notice sooner',
      apply,
      now: () => world.now(),
      ...more,
    });
  return { world, moving };
}

const versions = (world: World) => world.cases().map((one) => one.policyVersion);

describe('open cases', () => {
  test('keep their version when a new one is published', async () => {
    const { world } = await published();
    await world.runUntil('2026-02-20');
    expect(versions(world)).toEqual(['2025-01-01', '2025-01-01']);
    expect(world.told().at(-1)).toBe('2026-02-16 tier.formal sms');
  });

  test('are shown what would change, and for how many, and stay as they are', async () => {
    const { world, moving } = await published();
    const text = migrationText(await moving(false), { apply: false });
    expect(text).toBe(
      [
        'pay-later 2025-01-01 → 2026-02-05: 2 open cases',
        '  2 open cases: tier formal: day 15, email+sms, mandatory → day 11, email+sms, mandatory',
        '  2 open cases: limit action close: gone (was close on day 90, 30 days after final)',
        'Nothing was moved: run it again with --yes and a --reason.',
        '',
      ].join('\n'),
    );
    expect(versions(world)).toEqual(['2025-01-01', '2025-01-01']);
  });

  test('that move go on by the new version where they stood, with who and why in the audit', async () => {
    const { world, moving } = await published();
    const moved = await moving(true);
    expect(moved.map((one) => [one.cases, one.moved])).toEqual([[2, 2]]);
    expect(await moving(true)).toEqual([]);
    await world.runUntil('2026-02-14');
    expect(world.told()).toEqual([
      '2026-02-03 tier.courtesy sms',
      '2026-02-08 tier.first sms',
      '2026-02-12 tier.formal email',
      '2026-02-12 tier.formal sms',
    ]);
    const audit = readLedger(world.local).audits.filter((one) => one.act === 'migrate');
    expect(audit).toHaveLength(2);
    expect(audit[0]).toMatchObject({
      by: 'li',
      why: { from: '2025-01-01', to: '2026-02-05', reason: 'formal notice sooner' },
    });
  });

  test('of other products are left alone, and closed ones too', async () => {
    const { world, moving } = await published();
    world.pays({ amount: 20_000 });
    await world.runUntil('2026-02-11');
    expect(await moving(true, { products: new Set(['cash-loan']) })).toEqual([]);
    expect((await moving(true)).map((one) => one.cases)).toEqual([1]);
  });
});
