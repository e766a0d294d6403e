import { StatesError } from './errors.ts';
import { Fields } from './fields.ts';
import { ioOf, required } from './io.ts';
import { itemReaderOf } from './item-reader.ts';
import { isObject, type Json } from './json.ts';
import type { CompileFlow, StateOfKind } from './kinds.ts';
import { inlineRun } from './map-inline.ts';
import { distributedRun } from './map-run.ts';
import { compilePath, compileReference } from './paths.ts';
import type { Flow } from './state.ts';
import { type Template, templateIn } from './templates.ts';
import type { Visit } from './visit.ts';

/** An iteration to come: its item, and what its flow starts with. */
export interface Job {
  item: { index: number; value: Json };
  input: Json;
}

/** Runs the iterations of one visit; it ends the visit, or throws. */
export type MapRun = (visit: Visit, jobs: Job[], data: Json) => void;

export function compileMap(fields: Fields, flow: CompileFlow): StateOfKind {
  const io = ioOf(fields, { resultSelector: true, resultPath: true });
  const { processor, distributed, legacy } = processorOf(fields, flow);
  // What is ItemSelector today was Parameters when ItemProcessor was Iterator.
  const selector = templateIn(fields, legacy && fields.has('Parameters') ? 'Parameters' : 'ItemSelector');
  const limit = wholeNumber(fields, 'MaxConcurrency') ?? (() => 0);
  const itemsPath = fields.compiled('ItemsPath', compilePath);
  for (const name of ['ItemBatcher', 'ResultWriter']) if (fields.has(name)) fields.refuse(name, 'cannot run here');
  for (const name of ['ItemBatcher', 'ResultWriter']) fields.take(name);

  const run: MapRun = distributed ? distributedRun(fields, processor, limit) : inlineRun(processor, limit);
  const reader = distributed ? itemReaderOf(fields) : undefined;
  const start = (visit: Visit, items: Json, data: Json) => {
    if (!Array.isArray(items)) {
      throw new StatesError('States.Runtime', `Reference path "${itemsPath?.text ?? '$'}" must point to array.`);
    }
    run(
      visit,
      items.map((value, index) => jobOf({ index, value }, selector, { visit, data })),
      data,
    );
  };
  return {
    io,
    events: { entered: 'MapStateEntered', exited: 'MapStateExited', aborted: 'MapStateAborted' },
    run: (visit, data) => {
      if (reader === undefined) {
        start(visit, itemsPath === undefined ? data : required(itemsPath.read, data, visit, itemsPath.text), data);
        return;
      }
      let wanted = true;
      visit.onAbort = () => {
        wanted = false;
      };
      visit.engine.clock.track(reader(visit, data)).then(
        (items) => wanted && visit.attempt(() => start(visit, items, data)),
        (error: unknown) => wanted && visit.fail({ error: 'States.ItemReaderFailed', cause: String(error) }),
      );
    },
  };
}

function jobOf(item: Job['item'], selector: Template | undefined, { visit, data }: { visit: Visit; data: Json }): Job {
  if (selector === undefined) return { item, input: item.value };
  const iteration = { Item: { Index: item.index, Value: item.value } };
  const around = { context: () => ({ ...visit.context(), Map: iteration }), random: () => visit.random() };
  return { item, input: selector(data, around) };
}

function processorOf(fields: Fields, flow: CompileFlow): { processor: Flow; distributed: boolean; legacy: boolean } {
  const name = fields.oneOf('ItemProcessor', 'Iterator') ?? 'ItemProcessor';
  const source = fields.take(name);
  const where = `${fields.where}.${name}`;
  const processor = flow(source, where);
  const config = isObject(source) ? source.ProcessorConfig : undefined;
  if (config === undefined) return { processor, distributed: false, legacy: name === 'Iterator' };
  const settings = new Fields(config, `${where}.ProcessorConfig`, fields.loading);
  const mode = settings.string('Mode') ?? 'INLINE';
  if (mode !== 'INLINE' && mode !== 'DISTRIBUTED') settings.refuse('Mode', `${mode} is not known here`);
  const type = settings.string('ExecutionType');
  if (type !== undefined && type !== 'STANDARD' && type !== 'EXPRESS')
    settings.refuse('ExecutionType', 'is not known here');
  settings.close();
  return { processor, distributed: mode === 'DISTRIBUTED', legacy: name === 'Iterator' };
}

/** A field that gives a whole number, itself or by a path. */
export function wholeNumber(fields: Fields, name: string, max?: number) {
  fields.oneOf(name, `${name}Path`);
  const fixed = fields.number(name, { min: 0, ...(max === undefined ? {} : { max }) });
  const path = fields.compiled(`${name}Path`, compileReference);
  if (path !== undefined) {
    return (visit: Visit, data: Json): number => {
      const value = required(path.read, data, visit, path.text);
      if (typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= (max ?? value)) return value;
      throw new StatesError('States.Runtime', `${name}Path does not lead to a whole number: ${JSON.stringify(value)}`);
    };
  }
  return fixed === undefined ? undefined : () => fixed;
}
