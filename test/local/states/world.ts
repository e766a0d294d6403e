import { VirtualClock } from '../../../lib/local/clock.ts';
import { type Json, StateMachines } from '../../../lib/local/states/machines.ts';

const START = Date.parse('2026-03-01T00:00:00Z');
const ARN = 'arn:aws:states:eu-west-1:123456789012:stateMachine:test';

/** A task by its resource; `token` is there for `.waitForTaskToken`. */
export type Tasks = Record<string, (input: Json, token?: string) => Json | Promise<Json>>;

/** An error as a task raises it. */
export function named(name: string, message = ''): Error {
  return Object.assign(new Error(message), { name });
}

/** A generator with a fixed seed. */
export function seeded(seed = 1): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return state / 2 ** 32;
  };
}

/** State machines on a clock, with tasks that are plain functions. */
export function world(tasks: Tasks = {}, options: { keepHistory?: boolean; random?: () => number } = {}) {
  const clock = new VirtualClock(START);
  const calls: { resource: string; input: Json; at: number }[] = [];
  const machines = new StateMachines({
    clock,
    tasks: {
      supports: (resource) => Object.hasOwn(tasks, resource),
      invoke: async ({ resource, input, token }) => {
        calls.push({ resource, input, at: (clock.now() - START) / 1000 });
        return (await tasks[resource]?.(structuredClone(input), token)) ?? null;
      },
    },
    random: options.random ?? seeded(),
    account: '123456789012',
    region: 'eu-west-1',
    keepHistory: options.keepHistory ?? true,
  });
  return {
    clock,
    machines,
    calls,
    /** Loads a definition. */
    define: (definition: object) => machines.create({ arn: ARN, name: 'test', definition, type: 'STANDARD' }),
    start: (input: Json = {}, name?: string) =>
      machines.startExecution({
        stateMachineArn: ARN,
        input: JSON.stringify(input),
        ...(name === undefined ? {} : { name }),
      }).executionArn,
    /** Lets so many seconds pass. */
    pass: (seconds: number) => clock.runUntil(clock.now() + seconds * 1000),
    /** How an execution stands. */
    result: (executionArn: string) => {
      const { status, output, error, cause } = machines.describeExecution({ executionArn });
      return {
        status,
        ...(output === undefined ? {} : { output: JSON.parse(output) as Json }),
        ...(error === undefined ? {} : { error }),
        ...(cause === undefined ? {} : { cause }),
      };
    },
    arn: ARN,
  };
}

/** Runs a definition to its end, or for so many virtual days. */
export async function run(definition: object, input: Json = {}, tasks: Tasks = {}, days = 1) {
  const there = world(tasks);
  there.define(definition);
  const arn = there.start(input);
  await there.pass(days * 24 * 60 * 60);
  const [trail] = there.machines.executions();
  return { ...there.result(arn), states: trail?.states, calls: there.calls };
}

/** A machine of one state that ends. */
export function only(state: object): object {
  return { StartAt: 'Only', States: { Only: { ...state, ...('Next' in state ? {} : ended(state)) } } };
}

function ended(state: object): object {
  return 'Type' in state && ['Succeed', 'Fail', 'Choice'].includes(String(state.Type)) ? {} : { End: true };
}
