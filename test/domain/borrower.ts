// One borrower with one line of 100.00, and the events of a story in few words.
import type { EventOf } from '../../functions/contracts/events.ts';
import type { Policy } from '../../functions/contracts/policy.ts';
import { Simulation, type SimulationOptions } from '../../lib/preview/simulation.ts';
import { aPolicy, day } from './builders.ts';

type Hold = Omit<EventOf<'HoldPlaced'>['detail'], 'from' | 'until' | 'holdId'>;

export class Story extends Simulation {
  #serial = 0;

  bill(obligationId: string, dueOn: string, amountDue = 2000, known = '2026-01-01', accountId = 'A1'): this {
    return this.given(known, 'ObligationScheduled', { obligationId, accountId, dueOn: day(dueOn), amountDue });
  }

  /** Monthly bills that are paid on the day. */
  paysOnTime(months: readonly string[], amountDue = 500): this {
    for (const month of months) {
      this.bill(`O-${month}`, `${month}-01`, amountDue);
      this.pays(`${month}-01T04:00:00Z`, amountDue, { obligationId: `O-${month}` });
    }
    return this;
  }

  pays(
    time: string,
    amount: number,
    more: { paidOn?: string; paymentId?: string; obligationId?: string; accountId?: string } = {},
  ): this {
    this.#serial += 1;
    return this.given(time, 'PaymentPosted', {
      paymentId: more.paymentId ?? `P${this.#serial}`,
      accountId: more.accountId ?? 'A1',
      amount,
      paidOn: day(more.paidOn ?? time.slice(0, 10)),
      ...(more.obligationId === undefined ? {} : { obligationId: more.obligationId }),
    });
  }

  reverses(time: string, paymentId: string): this {
    return this.given(time, 'PaymentReversed', { paymentId, accountId: 'A1', reason: 'bounced' });
  }

  cancels(time: string, obligationId: string): this {
    return this.given(time, 'ObligationCancelled', { obligationId, accountId: 'A1' });
  }

  holds(time: string, from: string, until: string | undefined, hold: Partial<Hold> & { holdId?: string } = {}): this {
    this.#serial += 1;
    const { holdId = `H${this.#serial}`, kind = 'hardship', ...whom } = hold;
    const target = whom.customerId === undefined ? { accountId: 'A1', ...whom } : whom;
    const end = until === undefined ? {} : { until: day(until) };
    return this.given(time, 'HoldPlaced', { holdId, kind, from: day(from), ...end, ...target });
  }

  releases(time: string, holdId: string, on?: string): this {
    return this.given(time, 'HoldReleased', { holdId, ...(on === undefined ? {} : { on: day(on) }) });
  }

  promises(time: string, amount: number, payBy: string): this {
    this.#serial += 1;
    return this.given(time, 'PromiseMade', {
      promiseId: `M${this.#serial}`,
      accountId: 'A1',
      amount,
      payBy: day(payBy),
    });
  }

  consents(time: string, channel: 'sms' | 'email', allowed: boolean): this {
    return this.given(time, 'ConsentChanged', { customerId: 'C1', channel, allowed });
  }

  limit(time: string, creditLimit: number): this {
    return this.given(time, 'AccountUpserted', { ...lineOf('A1'), creditLimit });
  }

  account(accountId: string, time = '2026-01-01'): this {
    return this.given(time, 'AccountUpserted', lineOf(accountId));
  }

  /** What was told without the reminders. */
  dunned(accountId = 'A1'): string[] {
    return this.told(accountId).filter((one) => !one.includes(' reminder'));
  }

  acted(act: string | RegExp): string[] {
    return this.acts
      .filter((one) => (typeof act === 'string' ? one.act === act : act.test(one.act)))
      .map((one) => `${this.today(one.time)} ${one.act}`);
  }
}

const lineOf = (accountId: string): EventOf<'AccountUpserted'>['detail'] => ({
  accountId,
  customerId: 'C1',
  product: 'pay-later',
  currency: 'CNY',
  creditLimit: 10_000,
  openedOn: day('2025-01-01'),
});

export interface Borrower extends Partial<SimulationOptions> {
  policy?: Policy;
  timeZone?: string;
  autopay?: boolean;
  phone?: string | undefined;
  email?: string | undefined;
  arrivesOn?: string;
}

export function aBorrower({ policy = aPolicy(), ...some }: Borrower = {}): Story {
  const { timeZone = 'Asia/Shanghai', autopay = false, arrivesOn = '2026-01-01', ...options } = some;
  const phone = 'phone' in some ? some.phone : '+8613800138000';
  const email = 'email' in some ? some.email : 'li.wei@example.com';
  return new Story({ policies: [policy], from: '2026-01-01', ...options })
    .given('2026-01-01', 'CustomerUpserted', {
      customerId: 'C1',
      name: 'Li Wei',
      locale: 'zh-CN',
      timeZone,
      ...(phone === undefined ? {} : { phone }),
      ...(email === undefined ? {} : { email }),
      consent: { sms: true, email: true },
    })
    .given(arrivesOn, 'AccountUpserted', { ...lineOf('A1'), autopay });
}
