import { brotliCompressSync } from 'node:zlib';
import { numberPlans } from './numbers.ts';
import { zoneTable } from './zones.ts';

/** What the functions take from it, packed: 38 kB of patterns and areas in 15. */
export async function placesFile(): Promise<string> {
  const packed = brotliCompressSync(JSON.stringify({ plans: numberPlans(), ...(await zoneTable()) })).toString(
    'base64',
  );
  return `// Written by \`npm run phones\`; not to be edited.
import { brotliDecompressSync } from 'node:zlib';

type NumberPlan = [country: string, mobile: string, prefix: string, transform: string, abroad: string];
interface Places {
  /** By calling code: country, pattern of mobile numbers, what is dialled before one inside, what it becomes, to abroad. */
  plans: Record<string, NumberPlan[]>;
  zones: string[];
  /** Places in the zones, by country. */
  countries: Record<string, number[]>;
  /** Places in the zones, by calling code and area of a number. */
  areas: Record<string, [areas: string, zones: number[]][]>;
}

const packed =
  '${packed}';

export const places: Places = JSON.parse(brotliDecompressSync(Buffer.from(packed, 'base64')).toString());
`;
}
