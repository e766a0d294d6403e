import parsePhoneNumber from 'libphonenumber-js/min';
import type { EventOf } from '../contracts/events.ts';

type Detail = EventOf<'CustomerUpserted'>['detail'];

export interface ContactData {
  /** The customer, with addresses that can be used only; phone in E.164. */
  customer: Detail;
  /** Addresses that are none, without the address itself. */
  reservations: readonly string[];
}

/** One @, something on both sides, a dot in the domain: what a provider would refuse anyway is refused here. */
const EMAIL = /^[^\s@<>()",;:]+@[^\s@<>()",;:.]+(\.[^\s@<>()",;:.]+)+$/;

/**
 * The customer is taken without an address that is no address. A number without a country code can't be told apart from
 * another country’s: it is none.
 */
export function readContact(detail: Detail): ContactData {
  const { phone, email, ...customer } = detail;
  const reservations: string[] = [];
  const number = phone === undefined ? undefined : parsePhoneNumber(phone);
  const usable = number?.isPossible() === true ? number.number : undefined;
  if (phone !== undefined && usable === undefined) reservations.push('phone is no number with a country code');
  const address = email !== undefined && EMAIL.test(email) ? email : undefined;
  if (email !== undefined && address === undefined) reservations.push('email is no address');
  return {
    customer: {
      ...customer,
      ...(usable === undefined ? {} : { phone: usable }),
      ...(address === undefined ? {} : { email: address }),
    },
    reservations,
  };
}
