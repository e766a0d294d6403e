// Events as they should not be. All but the repeated one are set aside in rejected.jsonl, each with its reason.
import type { Day } from '../../functions/contracts/time.ts';
import { instantAt } from '../../functions/domain/calendar.ts';
import type { PortfolioLine } from './portfolio.ts';

export interface Subject {
  accountId: string;
  /** One of the account's events, to be sent again with other content. */
  first: { id: string };
}

const at = (day: string) => instantAt(day as Day, '14:00', 'Asia/Shanghai');

export function mistakes({ accountId, first }: Subject): PortfolioLine[] {
  const payment = (paymentId: string, more: object) => ({
    paymentId,
    accountId,
    amount: 100_00,
    paidOn: '2026-03-02',
    ...more,
  });
  const bad = (number: number, day: string, event: { type: string; detail: object }): PortfolioLine => ({
    time: at(day),
    text: JSON.stringify({ id: `sample-bad-${number}`, time: at(day), ...event }),
  });
  return [
    bad(1, '2026-02-03', { type: 'PaymentPosted', detail: payment('BAD-1', { accountId: 'PL-0000' }) }),
    bad(2, '2026-03-02', { type: 'PaymentPosted', detail: payment('BAD-2', { amount: -50_00 }) }),
    bad(3, '2026-03-02', { type: 'PaymentPosted', detail: payment('BAD-3', { paidOn: '2026-02-30' }) }),
    bad(4, '2026-04-07', {
      type: 'PaymentReversed',
      detail: { paymentId: 'NEVER-SEEN', accountId, reason: 'returned' },
    }),
    bad(5, '2026-04-20', { type: 'PaymentReceived', detail: payment('BAD-5', {}) }),
    bad(6, '2026-05-06', {
      type: 'AccountUpserted',
      detail: {
        accountId: 'US-0001',
        customerId: 'C-0001',
        product: 'pay-later',
        currency: 'USD',
        creditLimit: 1000_00,
        openedOn: '2026-05-06',
      },
    }),
    { time: at('2026-05-19'), text: '{"id":"sample-bad-7","type":"PaymentPosted","time":"2026-05-19T06:0' },
    // The same id again: nothing changes, and nothing is wrong.
    {
      time: at('2026-06-02'),
      text: JSON.stringify({
        id: first.id,
        type: 'PaymentPosted',
        time: at('2026-06-02'),
        detail: payment('AGAIN', {}),
      }),
    },
  ];
}
