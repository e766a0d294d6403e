import metadata from 'libphonenumber-js/metadata.max.json';

/** Places in the library's own form of a country; see its `source/metadata.js`. */
const [CODE, IDD, NATIONAL_PREFIX, PREFIX_FOR_PARSING, PREFIX_TRANSFORM, TYPES] = [0, 1, 5, 7, 8, 11];
const [FIXED_LINE, MOBILE] = [0, 1];

/** Country; numbers that can be a mobile's; what is dialled before them inside, what it becomes, and to abroad. */
export type NumberPlan = [country: string, mobile: string, prefix: string, transform: string, abroad: string];

type Pattern = [pattern?: string, lengths?: number[]] | 0;
type Country = (string | 0 | undefined | Pattern[])[];

/**
 * By calling code, the country first that the code is called after: what libphonenumber knows of mobile numbers. Where
 * it can't tell them from fixed lines, as in North America, all of them.
 */
export function numberPlans(): Record<string, NumberPlan[]> {
  const countries = metadata.countries as unknown as Record<string, Country>;
  return Object.fromEntries(
    Object.entries(metadata.country_calling_codes as Record<string, string[]>).map(([code, members]) => [
      code,
      members.flatMap((country): NumberPlan[] => {
        const plan = countries[country];
        if (plan?.[CODE] !== code) throw new Error(`${country} is not of ${code}`);
        const types = (plan[TYPES] || []) as Pattern[];
        const [own, fixed] = [types[MOBILE] || [], types[FIXED_LINE] || []];
        // Where mobiles have no pattern or an empty one, the fixed lines' is that of both.
        const mobile = own[0] || fixed[0];
        if (mobile === undefined) return [];
        const text = (place: number) => (plan[place] || '') as string;
        return [
          [country, mobile, text(PREFIX_FOR_PARSING) || text(NATIONAL_PREFIX), text(PREFIX_TRANSFORM), text(IDD)],
        ];
      }),
    ]),
  );
}
