/** Put, update, delete and check of one item: prepared against the table as it is, carried out by the caller. */
import { checkIndexKeys, checkItem, checkKey, checkNested, keysOf, wrongIndexType } from './definition.ts';
import { type Expressions, type Prepared, prepare } from './expressions.ts';
import { conditionFailed, ItemFault, invalid } from './fault.ts';
import { project } from './paths.ts';
import type { Change, Table } from './table.ts';
import { applyUpdate, type Update } from './updates.ts';
import { copyOut, emptyItem, type Item, readItem } from './values.ts';

export type Action = 'Put' | 'Update' | 'Delete' | 'ConditionCheck';

export interface WriteInput extends Expressions {
  TableName: string;
  Item?: object;
  Key?: object;
  ReturnValues?: string;
  ReturnValuesOnConditionCheckFailure?: string;
  ReturnConsumedCapacity?: string;
}

/** A write whose expressions and values are checked and copied, but not yet held against a table. */
export interface PreparedWrite {
  action: Action;
  input: WriteInput;
  given: Item;
  prepared: Prepared;
}

const CONDITION = ['ConditionExpression'] as const;
const UPDATE = ['UpdateExpression', 'ConditionExpression'] as const;
const LARGEST = 400 * 1024;
const NO_ITEM: Item = emptyItem();

export function prepareWrite(action: Action, input: WriteInput): PreparedWrite {
  const { ReturnValues: returned } = input;
  const given = readItem(action === 'Put' ? input.Item : input.Key);
  if (action !== 'Update' && returned !== undefined && returned !== 'ALL_OLD' && returned !== 'NONE') {
    throw invalid('ReturnValues can only be ALL_OLD or NONE');
  }
  return { action, input, given, prepared: prepare(input, action === 'Update' ? UPDATE : CONDITION) };
}

/** What the write would change; throws if a condition does not hold or the table does not take it. */
export function plan(write: PreparedWrite, table: Table): Change {
  const { action, input, given, prepared } = write;
  const { definition } = table;
  if (action === 'Put') checkItem(given, definition);
  else checkKey(given, definition);
  checkNested(prepared.plan.nested, definition);
  if (prepared.plan.update !== undefined) checkTouched(prepared.plan.update, table);
  const key = table.keyOf(given);
  const before = table.find(key);
  if (prepared.plan.condition?.(before?.item ?? NO_ITEM, prepared.values) === false) {
    const wanted = input.ReturnValuesOnConditionCheckFailure === 'ALL_OLD' && before !== undefined;
    throw conditionFailed(wanted ? copyOut(before.item) : undefined);
  }
  const after = action === 'ConditionCheck' ? before?.item : afterwards(write, before?.item);
  const change = table.change(key, before, after);
  if (change.afterSize > LARGEST) {
    throw new ItemFault(
      action === 'Put'
        ? 'Item size has exceeded the maximum allowed size'
        : 'Item size to update has exceeded the maximum allowed size',
    );
  }
  if (action === 'Update' && after !== undefined) checkIndexKeys(after, definition);
  return change;
}

function afterwards({ action, given, prepared }: PreparedWrite, before: Item | undefined): Item | undefined {
  if (action === 'Delete') return undefined;
  if (action === 'Put') return given;
  const item = before ?? given;
  return prepared.plan.update === undefined ? item : applyUpdate(prepared.plan.update, item, prepared.values);
}

function checkTouched(update: Update, table: Table): void {
  const { definition } = table;
  for (const { name } of keysOf(definition)) {
    if (update.touches.some((touched) => touched.name === name)) {
      throw new ItemFault(
        `One or more parameter values were invalid: Cannot update attribute ${name}. This attribute is part of the key`,
      );
    }
  }
  for (const index of definition.indexes) {
    for (const attribute of keysOf(index)) {
      for (const { name, type, whole } of update.touches) {
        if (whole && name === attribute.name && type != null && type !== attribute.type) {
          throw wrongIndexType(index, attribute, type);
        }
      }
    }
  }
}

/** The attributes that ReturnValues asks for. */
export function returned(write: PreparedWrite, before: Item | undefined, after: Item | undefined): Item | undefined {
  const paths = write.prepared.plan.update?.paths ?? [];
  switch (write.input.ReturnValues) {
    case 'ALL_OLD':
      return before && copyOut(before);
    case 'ALL_NEW':
      return after && copyOut(after);
    case 'UPDATED_OLD':
      return before && nonEmpty(project(paths, before));
    case 'UPDATED_NEW':
      return after && nonEmpty(project(paths, after));
    default:
      return undefined;
  }
}

function nonEmpty(item: Item): Item | undefined {
  const copy = copyOut(item);
  return Object.keys(copy).length > 0 ? copy : undefined;
}
