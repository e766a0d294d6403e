/** Why a state, and perhaps its execution, failed; in the States Language's terms. */
export interface Failure {
  /** The error name that Retry and Catch match; a Fail state may leave it out. */
  error?: string;
  cause?: string;
  /** A missed heartbeat is reported as States.Timeout, and matched under its own name too. */
  heartbeat?: true;
}

/** Thrown where a state's data cannot be worked out. */
export class StatesError extends Error {
  constructor(error: string, cause: string) {
    super(cause);
    this.name = error;
  }
}

/** What an exception means: its name is the error name, its message the cause. */
export function failureOf(thrown: unknown): Failure {
  if (thrown instanceof Error) return { error: thrown.name, cause: thrown.message };
  return { error: 'States.TaskFailed', cause: `a task threw what is no Error: ${String(thrown)}` };
}

/**
 * Whether an ErrorEquals list takes a failure. States.Runtime always ends the execution. States.DataLimitExceeded has
 * to be named: neither wildcard takes it. States.TaskFailed is a wildcard for everything but timeouts.
 */
export function takes(names: readonly string[], failure: Failure): boolean {
  const error = failure.error ?? '';
  if (error === 'States.Runtime') return false;
  if (names.includes(error)) return true;
  const late = error === 'States.Timeout' || error === 'States.HeartbeatTimeout';
  if (late && names.includes('States.Timeout')) return true;
  if (failure.heartbeat && names.includes('States.HeartbeatTimeout')) return true;
  if (error === 'States.DataLimitExceeded') return false;
  return names.includes('States.ALL') || (!late && names.includes('States.TaskFailed'));
}

/** A definition this interpreter will not run: everything it does not know, all at once. */
export class DefinitionRefused extends Error {
  readonly problems: readonly string[];

  constructor(machine: string, problems: readonly string[]) {
    super(`${machine} cannot run here:\n${problems.map((problem) => `- ${problem}`).join('\n')}`);
    this.name = 'DefinitionRefused';
    this.problems = problems;
  }
}

/** An answer of the service's API that is an error; the name is the service's own. */
export class ServiceError extends Error {
  constructor(name: string, message: string) {
    super(message);
    this.name = name;
  }
}
