import { describe, expect, test, vi } from 'vitest';
import { policyPublisher } from '../../functions/adapters/policy-publisher.ts';
import { policyStore } from '../../functions/adapters/policy-store.ts';
import { aPolicy } from '../domain/builders.ts';
import { aTable, lanes } from './table.ts';

const MINUTE = 60_000;

describe.each(lanes)('through the %s lane policies', (_lane, install) => {
  test('come back as they were published, by product and version', async () => {
    const table = await aTable(install);
    const publish = policyPublisher(table);
    const old = aPolicy({ version: '2025-01-01' });
    const newer = aPolicy({ version: '2026-01-01', tiers: [{ id: 'only', day: 3, channels: ['sms'] }] });
    expect(await publish(old)).toBe(true);
    expect(await publish(newer)).toBe(true);
    const rules = await policyStore(table).rules();
    expect(rules.products).toEqual(['pay-later']);
    expect(rules.current('pay-later', '2025-06-01' as never, undefined)).toEqual(old);
    expect(rules.current('pay-later', '2026-06-01' as never, undefined)).toEqual(newer);
    expect(rules.pinned('pay-later', old.version, undefined)).toEqual(old);
  });

  test('that an older cureflow published get the defaults of the sections that came later', async () => {
    const table = await aTable(install);
    const { trial: _t, locales: _l, riskSignals: _r, sms: _s, records: _k, ...older } = aPolicy();
    await policyPublisher(table)(older as never);
    const rules = await policyStore(table).rules();
    expect(rules.current('pay-later', '2026-06-01' as never, undefined)).toEqual(aPolicy());
  });

  test('of one version are published once: the same again is fine, another is not', async () => {
    const table = await aTable(install);
    const publish = policyPublisher(table);
    await publish(aPolicy());
    expect(await publish(aPolicy())).toBe(true);
    expect(await publish(aPolicy({ reminders: [] }))).toBe(false);
    const rules = await policyStore(table).rules();
    expect(rules.current('pay-later', '2026-06-01' as never, undefined)).toEqual(aPolicy());
  });

  test('published while a function is warm are seen within minutes', async () => {
    const table = await aTable(install);
    const publish = policyPublisher(table);
    await publish(aPolicy());
    vi.useFakeTimers({ toFake: ['Date'], now: 0 });
    try {
      const store = policyStore(table);
      const newest = async () => (await store.rules()).current('pay-later', '2026-06-01' as never, undefined).version;
      expect(await newest()).toBe('2025-01-01');
      await publish(aPolicy({ version: '2026-01-01' }));
      vi.setSystemTime(4 * MINUTE);
      expect(await newest()).toBe('2025-01-01');
      vi.setSystemTime(5 * MINUTE);
      expect(await newest()).toBe('2026-01-01');
    } finally {
      vi.useRealTimers();
    }
  });
});
