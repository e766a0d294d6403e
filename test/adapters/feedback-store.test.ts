import { describe, expect, test } from 'vitest';
import { consentStore } from '../../functions/adapters/consent-store.ts';
import { feedbackStore, ownersOf } from '../../functions/adapters/feedback-store.ts';
import { toItem } from '../../functions/adapters/items.ts';
import { keys } from '../../functions/adapters/keys.ts';
import { LedgerMoved } from '../../functions/contracts/errors.ts';
import { settlement } from '../../functions/domain/delivery.ts';
import type { Notice } from '../../functions/domain/ledger.ts';
import { aLedger, lanes, NOW } from './table.ts';

const sent = {
  noticeId: 'A1-2026-02-02.tier.formal.email',
  accountId: 'A1',
  customerId: 'C1',
  key: 'tier:formal',
  kind: 'notice',
  channel: 'email',
  status: 'sent',
  at: NOW,
} as Notice;
const arrived: Notice = { ...sent, status: 'delivered', deliveredAt: NOW };
const bounced: Notice = { ...sent, status: 'bounced', failedAt: NOW };
const event = { kind: 'delivered', at: NOW } as const;

test('a notice is looked for under every account that its id can be of, ids with dots in them too', () => {
  expect(ownersOf('A1-2026-02-02.tier.formal.sms')[0]).toBe('A1');
  expect(ownersOf('A.1-2026-02-02.tier.formal.sms')).toContain('A.1');
  expect(ownersOf('A1.reminder.O1.7.email')[0]).toBe('A1');
  expect(ownersOf('A-2026-02-02-2026-03-01.limit.freeze.sms')[0]).toBe('A-2026-02-02');
  expect(ownersOf('none')).toEqual([]);
});

describe.each(lanes)('through the %s lane', (_lane, install) => {
  async function aSentNotice() {
    const { table: whole, ledger } = await aLedger(install);
    const { engine, client, name } = whole;
    engine.call('PutItem', { TableName: name, Item: toItem(keys.notice('A1', sent.noticeId), sent) });
    const table = { client, name };
    return { ledger, feedback: feedbackStore(table), consents: consentStore(table) };
  }

  test('a message is settled once: who comes second with an older view is told that it moved', async () => {
    const { feedback } = await aSentNotice();
    await feedback.settle(sent, bounced, settlement(sent, bounced, { event, at: NOW }));
    await expect(feedback.settle(sent, arrived, settlement(sent, arrived, { event, at: NOW }))).rejects.toThrow(
      LedgerMoved,
    );
    expect(await feedback.notice({ noticeId: sent.noticeId })).toMatchObject({ status: 'bounced', failedAt: NOW });
  });

  test('a failure makes what was decided before stale, an arrival does not', async () => {
    const { feedback, ledger } = await aSentNotice();
    const before = (await ledger.load('A1')).account.revision;
    await feedback.settle(sent, arrived, settlement(sent, arrived, { event, at: NOW }));
    expect((await ledger.load('A1')).account.revision).toBe(before);
    await feedback.settle(arrived, bounced, settlement(arrived, bounced, { event, at: NOW }));
    expect((await ledger.load('A1')).account.revision).toBe(before + 1);
  });

  test('a block and a word are taken once, and each makes what was decided for the customer stale', async () => {
    const { consents, ledger } = await aSentNotice();
    const { customer } = await ledger.load('A1');
    const block = { channel: 'email', address: customer.email ?? '', reason: 'bounce', time: NOW } as const;
    const word = { channel: 'sms', purpose: 'all', allowed: false, time: NOW, source: 'sms-reply' } as const;
    expect(await consents.block('C1', { block, id: 'b' }, NOW)).toBe('taken');
    expect(await consents.block('C1', { block, id: 'b' }, NOW)).toBe('seen-before');
    expect(await consents.hear('C1', { word, id: 'in-1' }, NOW)).toBe('taken');
    expect(await consents.hear('C1', { word, id: 'in-1' }, NOW)).toBe('seen-before');
    const after = (await ledger.load('A1')).customer;
    expect(after.consent).toEqual({ sms: false, email: false });
    expect(after.revision).toBe(customer.revision + 2);
    expect(after.contactChangedAt).toBe(customer.contactChangedAt);
    await expect(consents.hear('C9', { word, id: 'in-2' }, NOW)).rejects.toThrow('names customer C9');
  });
});
