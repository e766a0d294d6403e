import type { Json } from './json.ts';
import type { Flow, State } from './state.ts';

/** What a kind of state adds to what all states have. */
export type StateOfKind = Pick<State, 'io' | 'events' | 'run'>;

/** Notes that a state goes to another, so that loading can tell whether it exists. */
export type GoesTo = (next: string, where: string) => void;

/** Compiles states nested in a state. */
export type CompileFlow = (source: Json | undefined, where: string) => Flow;
