import * as z from 'zod/mini';
import type { EventOf } from '../contracts/events.ts';
import { readPhone } from './phone.ts';
import { otherZones } from './zones.ts';

type Detail = EventOf<'CustomerUpserted'>['detail'];

export interface ContactData {
  /** The customer, with addresses that can be used only; phone in E.164, with its country. */
  customer: Omit<Detail, 'address'> & { phoneCountry?: string; otherZones?: readonly string[] };
  /** Addresses that are none, without the address itself. */
  reservations: readonly string[];
}

const emailAddress = z.email();

/**
 * The customer is taken without an address that is no address. Of where they live only what it says of the time there
 * is kept.
 */
export function readContact(detail: Detail, since: string): ContactData {
  const { phone, email, address, ...customer } = detail;
  const reservations: string[] = [];
  const read = phone === undefined ? undefined : readPhone(phone, address?.country);
  if (phone !== undefined && read === undefined)
    reservations.push(
      address === undefined
        ? 'phone is no number with a country code'
        : 'phone is no number with a country code, nor one of the country of the address',
    );
  const mailed = email !== undefined && z.safeParse(emailAddress, email).success;
  if (email !== undefined && !mailed) reservations.push('email is no address');
  const others = otherZones({ stated: customer.timeZone, address, phone: read, since });
  return {
    customer: {
      ...customer,
      ...(read === undefined ? {} : { phone: read.number, phoneCountry: read.country }),
      ...(mailed ? { email } : {}),
      ...(others.length === 0 ? {} : { otherZones: others }),
    },
    reservations,
  };
}
