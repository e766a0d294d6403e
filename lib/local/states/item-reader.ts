import { StatesError } from './errors.ts';
import { Fields } from './fields.ts';
import type { Json } from './json.ts';
import { templateIn } from './templates.ts';
import type { Visit } from './visit.ts';

export type ItemReader = (visit: Visit, data: Json) => Promise<Json[]>;

/**
 * Where a distributed map's items come from, if not from its input. The invoker reads them: it is called with the
 * reader's Resource and an input of `{ ...Parameters, ReaderConfig }`, and answers with the list of items.
 */
export function itemReaderOf(fields: Fields): ItemReader | undefined {
  const source = fields.take('ItemReader');
  if (source === undefined) return undefined;
  const reader = new Fields(source, `${fields.where}.ItemReader`, fields.loading);
  const resource = reader.needed('Resource');
  if (!fields.loading.supports(resource)) reader.refuse('Resource', `${resource} cannot run here`);
  const parameters = templateIn(reader, 'Parameters');
  const config = reader.take('ReaderConfig');
  reader.close();
  return async (visit, data) => {
    const input = parameters === undefined ? {} : parameters(data, visit);
    const call = { ...(input as { [key: string]: Json }), ...(config === undefined ? {} : { ReaderConfig: config }) };
    const items = await visit.engine.tasks.invoke({ resource, input: call });
    if (Array.isArray(items)) return items;
    throw new StatesError('States.ItemReaderFailed', `${resource} did not answer with a list`);
  };
}
