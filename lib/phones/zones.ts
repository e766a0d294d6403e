import { getAllCountries } from 'countries-and-timezones';
import { timezones } from 'libphonenumber-geo-carrier';
import type { CountryCode } from 'libphonenumber-js/core';
import metadata from 'libphonenumber-js/metadata.max.json';
import { offsetsOf } from '../../functions/ingest/offsets.ts';

/** Calling codes in which the first digits of a mobile number tell the place, and how many of them do. */
const AREAS: Record<string, number> = { '1': 3, '52': 3, '55': 2 };
/** Zones are one when their clocks show the same from here on, for two years. */
const SINCE = '2026-01-01';

export interface ZoneTable {
  zones: string[];
  /** Places in `zones`, by country. */
  countries: Record<string, number[]>;
  /** Places in `zones`, by calling code and area; the areas of one set of zones in one text. */
  areas: Record<string, [areas: string, zones: number[]][]>;
}

/** What the country of an address or a number and the area of a number say of the time there. */
export async function zoneTable(): Promise<ZoneTable> {
  const zones: string[] = [];
  const places = new Map<string, number>();
  const placeOf = (zone: string): number => {
    const offsets = offsetsOf(zone, SINCE);
    const known = places.get(offsets);
    if (known !== undefined) return known;
    places.set(offsets, zones.length);
    return zones.push(zone) - 1;
  };
  const placesOf = (names: readonly string[]) => [...new Set(names.map(placeOf))].sort((a, b) => a - b);

  const all = Object.values(getAllCountries()).sort((a, b) => (a.id < b.id ? -1 : 1));
  const countries: ZoneTable['countries'] = {};
  for (const { id, timezones: own } of all) {
    const listed = placesOf(own);
    // Also zones that no official clock shows, such as that of Ürümqi, are listed by country; numbers do without them.
    const official = new Set(placesOf((await zonesOf(callingCodeOf(id), '')) ?? []));
    const both = listed.filter((place) => official.has(place));
    if (listed.length > 0) countries[id] = both.length > 0 ? both : listed;
  }
  const areas: ZoneTable['areas'] = {};
  for (const [code, digits] of Object.entries(AREAS)) areas[code] = await areasOf(code, digits, placesOf);
  return { zones, countries, areas };
}

const callingCodeOf = (country: string): string => metadata.countries[country as CountryCode]?.[0] ?? '';

/** Areas of which the library knows less than the whole calling code's zones. */
async function areasOf(code: string, digits: number, placesOf: (names: readonly string[]) => number[]) {
  const whole = (await zonesOf(code, ''))?.length ?? 0;
  const bySet = new Map<string, string[]>();
  for (let area = 10 ** (digits - 1); area < 10 ** digits; area += 1) {
    const found = await zonesOf(code, String(area));
    // No area: what the whole calling code has is answered.
    if (found === undefined || found.length >= whole) continue;
    const set = placesOf(found).join(' ');
    bySet.set(set, [...(bySet.get(set) ?? []), String(area)]);
  }
  return [...bySet].map(([set, own]): [string, number[]] => [own.join(' '), set.split(' ').map(Number)]);
}

async function zonesOf(code: string, area: string): Promise<string[] | undefined> {
  // The library reads this and nothing else of a number.
  const number = { number: `+${code}${area}` } as Parameters<typeof timezones>[0];
  return (await timezones(number)) ?? undefined;
}
