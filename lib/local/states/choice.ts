import { compileCondition } from './conditions.ts';
import { StatesError } from './errors.ts';
import { Fields } from './fields.ts';
import { ioOf } from './io.ts';
import type { GoesTo, StateOfKind } from './kinds.ts';

export function compileChoice(fields: Fields, goesTo: GoesTo): StateOfKind {
  const io = ioOf(fields, {});
  const rules = fields.list('Choices').map((source, index) => {
    const rule = new Fields(source, `${fields.where}.Choices[${index}]`, fields.loading);
    const next = rule.needed('Next');
    goesTo(next, `${rule.where}.Next`);
    return { next, holds: compileCondition(rule) };
  });
  if (!fields.has('Choices')) fields.refuse('Choices', 'is missing');
  const fallback = fields.string('Default');
  if (fallback !== undefined) goesTo(fallback, `${fields.where}.Default`);
  return {
    io,
    events: { entered: 'ChoiceStateEntered', exited: 'ChoiceStateExited' },
    run: (visit, data) => {
      const next = rules.find((rule) => rule.holds(data, visit))?.next ?? fallback;
      if (next === undefined) {
        throw new StatesError(
          'States.NoChoiceMatched',
          'Failed to transition out of the state. No choice rule matched.',
        );
      }
      visit.leave(next, io.output(data, data, visit));
    },
  };
}
