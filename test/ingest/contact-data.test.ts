import { describe, expect, test } from 'vitest';
import { readContact } from '../../functions/ingest/contact-data.ts';

const borrower = {
  customerId: 'C1',
  name: 'Li Wei',
  locale: 'zh-CN',
  timeZone: 'Asia/Shanghai',
  phone: '+86 138 0013 8000',
  email: 'li@example.test',
  consent: { sms: true, email: true },
};
const read = (some: object = {}) => readContact({ ...borrower, ...some }, '2026-03-01');

describe('addresses', () => {
  test('are kept as they can be used, the number with its country', () => {
    expect(read()).toEqual({
      customer: { ...borrower, phone: '+8613800138000', phoneCountry: 'CN' },
      reservations: [],
    });
  });

  test('that are none are left out and told without themselves', () => {
    const { customer, reservations } = read({ phone: '13800138000', email: 'li.example.test' });
    expect(customer).not.toHaveProperty('phone');
    expect(customer).not.toHaveProperty('phoneCountry');
    expect(customer).not.toHaveProperty('email');
    expect(reservations).toEqual(['phone is no number with a country code', 'email is no address']);
  });

  test('a number without a country code is one of the country where the borrower lives', () => {
    const { customer } = read({ phone: '13800138000', address: { country: 'CN' } });
    expect(customer).toMatchObject({ phone: '+8613800138000', phoneCountry: 'CN' });
    expect(customer).not.toHaveProperty('address');
    expect(read({ phone: '12345', address: { country: 'CN' } }).reservations).toEqual([
      'phone is no number with a country code, nor one of the country of the address',
    ]);
  });
});

describe('where the borrower may be', () => {
  const york = { timeZone: 'America/New_York', phone: '+1 212 555 1234' };
  test.each<[string, object, string[] | undefined]>([
    ['all agree', {}, undefined],
    ['a zone by another name is the same', { timeZone: 'Asia/Chongqing' }, undefined],
    ['a zone with the same clocks is the same', { timeZone: 'Asia/Singapore' }, undefined],
    ['a number of an area that is there', york, undefined],
    ['a number of an area elsewhere', { ...york, phone: '+1 415 555 1234' }, ['America/Tijuana']],
    ['a number of another country', { ...york, phone: borrower.phone }, ['Asia/Taipei']],
    [
      'an address in a zone of its own',
      { ...york, address: { country: 'US', timeZone: 'America/Chicago' } },
      ['America/Chicago'],
    ],
    ['a country in whose zones the stated one is', { ...york, address: { country: 'US' } }, undefined],
    ['no number and no address', { phone: undefined }, undefined],
    ['a number that is none', { phone: '123' }, undefined],
  ])('%s', (_, some, zones) => {
    const { customer } = read(some);
    const offset = (zone: string) =>
      ['2026-01-01', '2026-07-01'].map((day) => new Date(`${day}T00:00:00Z`).toLocaleString('sv', { timeZone: zone }));
    expect(customer.otherZones?.map(offset)).toEqual(zones?.map(offset));
  });

  test('an address in a country of several zones, with a stated zone elsewhere, makes all of them plausible', () => {
    const { customer } = read({ address: { country: 'BR' } });
    expect(customer.otherZones?.length).toBeGreaterThanOrEqual(4);
  });
});
