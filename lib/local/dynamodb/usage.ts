/** On-demand request units, as the service bills them, and calls by operation. */
export class Usage {
  readUnits = 0;
  writeUnits = 0;
  readonly calls: Record<string, number> = {};

  called(operation: string): void {
    this.calls[operation] = (this.calls[operation] ?? 0) + 1;
  }
}

/** A strongly consistent read costs 1 for each 4 KB, an eventually consistent one half, a transactional one double. */
export function readUnits(bytes: number, kind: 'strong' | 'eventual' | 'transactional'): number {
  const units = Math.max(1, Math.ceil(bytes / 4096));
  return kind === 'strong' ? units : kind === 'eventual' ? units / 2 : units * 2;
}

/** A write costs 1 for each KB of the larger of the item before and after it. */
export function writeUnits(before: number, after: number): number {
  return Math.max(1, Math.ceil(Math.max(before, after) / 1024));
}

/** The answer to ReturnConsumedCapacity. */
export function consumed(
  input: { ReturnConsumedCapacity?: string },
  tableName: string,
  units: number,
): object | undefined {
  if (input.ReturnConsumedCapacity === undefined || input.ReturnConsumedCapacity === 'NONE') return undefined;
  const table = input.ReturnConsumedCapacity === 'INDEXES' ? { Table: { CapacityUnits: units } } : {};
  return { TableName: tableName, CapacityUnits: units, ...table };
}
