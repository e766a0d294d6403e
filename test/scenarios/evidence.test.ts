// What is kept of every message: its exact text, of which template and policy, where it went and when.
import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
import { expect, test } from 'vitest';
import { evidenceOf } from '../../functions/adapters/evidence.ts';
import { aPolicy } from '../domain/builders.ts';
import { World } from './world.ts';

const overdue = { bills: [{ obligationId: 'O1', dueOn: '2026-02-01', amountDue: 20_000 }] };

const kept = (world: World) =>
  evidenceOf({ client: new DynamoDBClient({ region: 'us-east-1' }), name: world.local.tableName }, 'A1');

test('every message is kept as it was sent, with template, policy and address', async () => {
  const world = await World.start({ now: '2026-01-01', policy: aPolicy() });
  world.given(overdue).pays({ amount: 20_000, at: '2026-03-20T02:00:00Z' });
  await world.runUntil('2026-04-10');
  const texts = new Map((await kept(world)).map((one) => [one.noticeId, one]));
  const sent = world.local.outbox.messages;
  expect(texts.size).toBe(sent.length);
  for (const { noticeId, channel, to, subject, text, html } of sent)
    expect(texts.get(noticeId)).toMatchObject({
      channel,
      to,
      text,
      ...(channel === 'email' ? { subject, html } : {}),
      policyVersion: '2025-01-01',
      templateVersion: expect.stringMatching(/^[0-9a-f]{8,}$/),
    });
  const notices = world.notices().filter((one) => one.channel !== 'none');
  for (const { at, sentAt, providerId } of notices) {
    expect(sentAt === undefined ? '' : sentAt >= at).toBe(true);
    expect(providerId).toMatch(/^local-/);
  }
});

test('it is kept as long as the policy says', async () => {
  const world = await World.start({ now: '2026-01-01', policy: aPolicy({ records: { keepYears: 5 } }) });
  world.given(overdue);
  await world.runUntil('2026-01-26');
  const { Items = [] } = world.local.table.call('Query', {
    TableName: world.local.tableName,
    KeyConditionExpression: 'pk = :pk',
    ExpressionAttributeValues: { ':pk': { S: 'TEXT#A1' } },
  }) as { Items?: { expiresAt: { N: string } }[] };
  const until = new Date(Number(Items[0]?.expiresAt.N) * 1000).toISOString();
  expect(until > '2031-01-25' && until < '2031-02-05').toBe(true);
});

test('nothing is kept of a message that did not go out', async () => {
  const world = await World.start({ now: '2026-01-01', policy: aPolicy() });
  world.provider('email', 'TooManyRequestsException', () => true).given(overdue);
  await world.runUntil('2026-01-25T02:00:00Z');
  expect(world.messages()).toEqual([]);
  expect(await kept(world)).toEqual([]);
});
