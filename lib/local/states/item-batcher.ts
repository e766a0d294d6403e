import { StatesError } from './errors.ts';
import { Fields } from './fields.ts';
import type { Json, JsonObject } from './json.ts';
import { type Template, templateIn } from './templates.ts';
import type { Visit } from './visit.ts';

/** The inputs of the children: `{ BatchInput?, Items }` each. */
export type Batcher = (items: readonly Json[], at: { visit: Visit; data: Json }) => Json[];

/** The service's own: a child's input holds no more. */
const MOST_BYTES = 262_144;

/** As many items to a child as both limits allow, one at least. */
export function itemBatcherOf(fields: Fields): Batcher | undefined {
  const source = fields.take('ItemBatcher');
  if (source === undefined) return undefined;
  const batcher = new Fields(source, `${fields.where}.ItemBatcher`, fields.loading);
  const count = batcher.number('MaxItemsPerBatch', { min: 1 });
  const bytes = batcher.number('MaxInputBytesPerBatch', { min: 1, max: MOST_BYTES });
  const batchInput: Template | undefined = templateIn(batcher, 'BatchInput');
  batcher.close();
  if (count === undefined && bytes === undefined)
    fields.refuse('ItemBatcher', 'needs MaxItemsPerBatch or MaxInputBytesPerBatch');
  return (items, { visit, data }) => {
    const shared: JsonObject = batchInput === undefined ? {} : { BatchInput: batchInput(data, visit) };
    const batches: Json[][] = [];
    let size = 0;
    for (const item of items) {
      const own = Buffer.byteLength(JSON.stringify(item)) + 1;
      if (own > (bytes ?? MOST_BYTES))
        throw new StatesError('States.ItemReaderFailed', 'An item is too large for a batch');
      const last = batches.at(-1);
      if (last === undefined || last.length === count || size + own > (bytes ?? MOST_BYTES)) {
        batches.push([item]);
        size = own + Buffer.byteLength(JSON.stringify(shared)) + 16;
      } else {
        last.push(item);
        size += own;
      }
    }
    return batches.map((Items) => ({ ...shared, Items }));
  };
}
