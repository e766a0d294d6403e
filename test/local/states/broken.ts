// A workflow whose one task fails until it is mended.
import { expect } from 'vitest';
import { named, type Tasks, world } from './world.ts';

export const lambda = 'arn:aws:lambda:eu-west-1:123456789012:function:f';

export const raises = (name: string, message: RegExp = /./) =>
  expect.objectContaining({ name, message: expect.stringMatching(message) });

export const task = { Type: 'Task', Resource: lambda };

/** Loads a definition; an input of `fine` never fails. */
export function broken(definition: object, more: Tasks = {}) {
  let mended = false;
  const made = world({
    ...more,
    [lambda]: (input) => {
      if (mended || input === 'fine') return { done: input };
      throw named('Broken', 'no light');
    },
  });
  made.define(definition);
  const { machines } = made;
  const redrive = (executionArn: string, clientToken?: string) =>
    machines.redriveExecution({ executionArn, clientToken }).redriveDate as Date;
  const types = (executionArn: string) =>
    (machines.getExecutionHistory({ executionArn, maxResults: 1000 }).events ?? []).map(({ type }) => type ?? '');
  return {
    ...made,
    redrive,
    types,
    mend: () => {
      mended = true;
    },
    describe: (executionArn: string) => machines.describeExecution({ executionArn }),
  };
}
