import { type Instant, normalInstant } from '../contracts/time.ts';

/** The one place where the hour is asked for. To the second: nothing here is decided by less. */
export const now = (): Instant => normalInstant(Math.floor(Date.now() / 1000) * 1000);
