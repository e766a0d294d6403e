/** The one place where dice are thrown: from 0 up to, not including, 1. On one machine they come from the seed. */
export const chance = (): number => Math.random();
