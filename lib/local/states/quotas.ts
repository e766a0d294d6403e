/** Limits of the service that a workflow can run into, so that it does here too. */

/** A state's input or output, in bytes of JSON. */
export const MAX_PAYLOAD = 256 * 1024;

/** Events of one execution; the one after that would be too many. */
export const MAX_EVENTS = 25_000;

/** An execution of type STANDARD may take a year. */
export const MAX_AGE_SECONDS = 365 * 24 * 60 * 60;

/** A child of type EXPRESS may take five minutes. */
export const EXPRESS_SECONDS = 5 * 60;

/** Longest timeout, heartbeat and wait that a definition may name: about three years. */
export const MAX_SECONDS = 99_999_999;

/** A closed execution's name can be used again after 90 days. */
export const NAME_KEPT_MS = 90 * 24 * 60 * 60 * 1000;

/** Iterations at once where a map does not say, or says more. */
export const INLINE_CONCURRENCY = 40;
export const DISTRIBUTED_CONCURRENCY = 10_000;

/** How long after its end an execution can be redriven. */
export const REDRIVABLE_MS = 14 * 24 * 60 * 60 * 1000;

/** A client token of a redrive is remembered for fifteen minutes, and the last ten of an execution. */
export const TOKEN_KEPT_MS = 15 * 60 * 1000;
export const TOKENS_KEPT = 10;
