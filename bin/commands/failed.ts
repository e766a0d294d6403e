/** Something outside refused: a sentence for standard error, and the command exits with 1. */
export class Failed extends Error {}
