import * as z from 'zod/mini';
import type { EventOf } from '../contracts/events.ts';

type Detail = EventOf<'CustomerUpserted'>['detail'];

export interface ContactData {
  /** The customer, with addresses that can be used only; phone in E.164. */
  customer: Detail;
  /** Addresses that are none, without the address itself. */
  reservations: readonly string[];
}

const phoneNumber = z.e164();
const emailAddress = z.email();
/** What people put between the digits of a number. */
const PUNCTUATION = /[\s().\u2010-\u2015-]/g;

/**
 * The customer is taken without an address that is no address. A number without a country code can't be told apart from
 * one of another country: it is none.
 */
export function readContact(detail: Detail): ContactData {
  const { phone, email, ...customer } = detail;
  const reservations: string[] = [];
  const number = phone?.replace(PUNCTUATION, '');
  const phoned = number !== undefined && z.safeParse(phoneNumber, number).success;
  if (phone !== undefined && !phoned) reservations.push('phone is no number with a country code');
  const mailed = email !== undefined && z.safeParse(emailAddress, email).success;
  if (email !== undefined && !mailed) reservations.push('email is no address');
  return {
    customer: { ...customer, ...(phoned ? { phone: number } : {}), ...(mailed ? { email } : {}) },
    reservations,
  };
}
