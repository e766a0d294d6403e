import { deployedText, resourcesOf } from './synthesized.ts';

interface Catcher {
  ErrorEquals: string[];
  Next: string;
  ResultPath?: string | null;
}

export interface State {
  Type: string;
  Next?: string;
  Default?: string;
  Resource?: string;
  Parameters?: Record<string, unknown>;
  ItemSelector?: Record<string, unknown>;
  ResultPath?: string | null;
  Retry?: { ErrorEquals: string[]; MaxAttempts?: number; IntervalSeconds?: number; JitterStrategy?: string }[];
  Catch?: Catcher[];
  TimeoutSecondsPath?: string;
  SecondsPath?: string;
  ItemProcessor?: Definition & { ProcessorConfig: Record<string, string> };
  [field: string]: unknown;
}

export interface Definition {
  StartAt: string;
  States: Record<string, State>;
}

/** The state machines by name, as Step Functions gets to see them. */
export const definitions = new Map<string, Definition>(
  resourcesOf('AWS::StepFunctions::StateMachine').map(([, { Properties }]) => [
    String(Properties.StateMachineName),
    JSON.parse(deployedText(Properties.DefinitionString)),
  ]),
);

export function definition(name: string): Definition {
  const found = definitions.get(name);
  if (found === undefined) throw new Error(`there is no state machine ${name}`);
  return found;
}

/** The states of a definition and of the maps in it, as pairs of name and state. */
function statesOf({ States }: Definition): [string, State][] {
  return Object.entries(States).flatMap(([name, state]) => [
    [name, state] as [string, State],
    ...(state.ItemProcessor ? statesOf(state.ItemProcessor) : []),
  ]);
}

/** Every state of every machine; the first of a triple is the machine. */
export const allStates: [string, string, State][] = [...definitions].flatMap(([machine, each]) =>
  statesOf(each).map(([name, state]) => [machine, name, state] as [string, string, State]),
);

export const allTasks = allStates.filter(([, , state]) => state.Type === 'Task');
