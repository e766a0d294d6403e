import { marshall } from '@aws-sdk/util-dynamodb';
import { expect, test } from 'vitest';
import type { OutboundEvent } from '../../functions/adapters/bus.ts';
import { publishEvents } from '../../functions/publish-events/publish-events.ts';

const event = (id: string): OutboundEvent => ({
  id,
  type: 'NoticeSent',
  time: '2026-03-01T01:00:00Z',
  detail: { accountId: 'A1' },
});
const record = (image: object) => ({ dynamodb: { NewImage: marshall(image) } });

test('the events of audit entries are published in their order, and those without events are passed over', async () => {
  const published: string[] = [];
  const counted: number[] = [];
  const publish = publishEvents({
    publish: async (events) => void published.push(...events.map((one) => one.id)),
    count: (events) => void counted.push(events.length),
  });
  await publish({
    Records: [
      record({ pk: 'AUDIT#A1', event: [event('1'), event('2')] }),
      record({ pk: 'AUDIT#A1' }),
      { dynamodb: {} },
    ],
  });
  expect(published).toEqual(['1', '2']);
  expect(counted).toEqual([2]);
});

test('events that the bus did not take are not counted, and the batch fails as a whole', async () => {
  const counted: number[] = [];
  const publish = publishEvents({
    publish: () => Promise.reject(new Error('the bus is away')),
    count: (events) => void counted.push(events.length),
  });
  await expect(publish({ Records: [record({ event: [event('1')] })] })).rejects.toThrow('the bus is away');
  expect(counted).toEqual([]);
});
