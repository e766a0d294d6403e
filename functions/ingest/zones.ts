import { offsetsOf } from './offsets.ts';
import type { Phone } from './phone.ts';
import { places } from './places-data.ts';

export interface Whereabouts {
  /** As the customer's record says. */
  stated: string;
  address?: { country: string; timeZone?: string | undefined } | undefined;
  phone?: Phone | undefined;
  /** The day from which clocks are compared. */
  since: string;
}

/**
 * The zones besides the stated one that a borrower may be in: by the address, and by the number. US-1: contact only
 * inside the window of every plausible zone. A source that names several, as a country does, adds nothing when one of
 * them is plausible already, for then it agrees; zones whose clocks show the same are one.
 */
export function otherZones({ stated, address, phone, since }: Whereabouts): string[] {
  const plausible = [stated];
  const isPlausible = (zone: string): boolean =>
    plausible.some((one) => one === zone || offsetsOf(one, since) === offsetsOf(zone, since));
  const add = (named: readonly string[]): void => {
    if (named.some(isPlausible)) return;
    for (const zone of named) if (!isPlausible(zone)) plausible.push(zone);
  };
  if (address?.timeZone !== undefined) add([address.timeZone]);
  if (phone !== undefined) add(zonesOfNumber(phone));
  if (address !== undefined && address.timeZone === undefined) add(zonesOf(places.countries[address.country]));
  return plausible.slice(1);
}

const zonesOf = (listed: readonly number[] = []): string[] => listed.map((place) => places.zones[place] ?? 'UTC');

/** Of the area, where a mobile number has one, else of the country. */
function zonesOfNumber({ number, country }: Phone): string[] {
  for (const [code, sets] of Object.entries(places.areas)) {
    const national = number.startsWith(`+${code}`) ? number.slice(code.length + 1) : '';
    const set = sets.find(([areas]) => national !== '' && areas.split(' ').some((area) => national.startsWith(area)));
    if (set !== undefined) return zonesOf(set[1]);
  }
  return zonesOf(places.countries[country]);
}
