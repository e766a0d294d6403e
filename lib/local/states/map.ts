import { StatesError } from './errors.ts';
import { Fields } from './fields.ts';
import { ioOf, required } from './io.ts';
import { type Batcher, itemBatcherOf } from './item-batcher.ts';
import { itemReaderOf } from './item-reader.ts';
import { isObject, type Json } from './json.ts';
import type { CompileFlow, StateOfKind } from './kinds.ts';
import { inlineRun } from './map-inline.ts';
import { distributedRun } from './map-run.ts';
import { wholeNumber } from './numbers.ts';
import { compilePath } from './paths.ts';
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
  const { processor, distributed, legacy, express } = processorOf(fields, flow);
  // What is ItemSelector today was Parameters when ItemProcessor was Iterator.
  const selector = templateIn(fields, legacy && fields.has('Parameters') ? 'Parameters' : 'ItemSelector');
  const limit = wholeNumber(fields, 'MaxConcurrency', { min: 0, max: Number.MAX_SAFE_INTEGER }) ?? (() => 0);
  const itemsPath = fields.compiled('ItemsPath', compilePath);
  if (fields.has('ResultWriter')) fields.refuse('ResultWriter', 'cannot run here');
  fields.take('ResultWriter');

  const run: MapRun = distributed
    ? distributedRun(fields, { flow: processor, express }, limit)
    : inlineRun(processor, limit);
  const reader = distributed ? itemReaderOf(fields) : undefined;
  const batches = distributed ? itemBatcherOf(fields) : undefined;
  const start = (visit: Visit, items: Json, data: Json) => {
    if (!Array.isArray(items)) {
      throw new StatesError('States.Runtime', `Reference path "${itemsPath?.text ?? '$'}" must point to array.`);
    }
    const jobs = items.map((value, index) => jobOf({ index, value }, selector, { visit, data }));
    run(visit, batches === undefined ? jobs : inBatches(jobs, batches, { visit, data }), data);
  };
  return {
    io,
    events: { entered: 'MapStateEntered', exited: 'MapStateExited', aborted: 'MapStateAborted' },
    run: (visit, data) => {
      if (distributed && visit.before() !== undefined) {
        // A run that is redriven has its items.
        run(visit, [], data);
        return;
      }
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

/** A child has a batch for its item. */
function inBatches(jobs: readonly Job[], batches: Batcher, at: { visit: Visit; data: Json }): Job[] {
  const inputs = jobs.map((job) => job.input);
  return batches(inputs, at).map((input, index) => ({ item: { index, value: input }, input }));
}

interface Processor {
  processor: Flow;
  distributed: boolean;
  legacy: boolean;
  express: boolean;
}

function processorOf(fields: Fields, flow: CompileFlow): Processor {
  const name = fields.oneOf('ItemProcessor', 'Iterator') ?? 'ItemProcessor';
  const source = fields.take(name);
  const where = `${fields.where}.${name}`;
  const processor = flow(source, where);
  const legacy = name === 'Iterator';
  const config = isObject(source) ? source.ProcessorConfig : undefined;
  if (config === undefined) return { processor, distributed: false, legacy, express: false };
  const settings = new Fields(config, `${where}.ProcessorConfig`, fields.loading);
  const mode = settings.string('Mode') ?? 'INLINE';
  const distributed = mode === 'DISTRIBUTED';
  if (mode !== 'INLINE' && !distributed) settings.refuse('Mode', `${mode} is not known here`);
  const type = distributed ? settings.needed('ExecutionType') : 'STANDARD';
  if (type !== '' && type !== 'STANDARD' && type !== 'EXPRESS')
    settings.refuse('ExecutionType', `${type} is not known here`);
  settings.close();
  return { processor, distributed, legacy, express: type === 'EXPRESS' };
}
