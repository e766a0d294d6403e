import type { Item } from './values.ts';

export interface CancellationReason {
  Code: string;
  Message?: string;
  Item?: Item;
}

interface Details {
  statusCode?: number;
  CancellationReasons?: CancellationReason[];
  Item?: Item;
}

/** An error as the service answers it: `name` is the exception's short name, as the SDK shows it. */
export class DynamoDbFault extends Error {
  readonly statusCode: number;
  readonly CancellationReasons?: CancellationReason[];
  readonly Item?: Item;

  constructor(name: string, message: string, details: Details = {}) {
    super(message);
    this.name = name;
    this.statusCode = details.statusCode ?? 400;
    if (details.CancellationReasons !== undefined) this.CancellationReasons = details.CancellationReasons;
    if (details.Item !== undefined) this.Item = details.Item;
  }

  /** What the service sends beside name and message. */
  get fields(): object {
    return {
      ...(this.CancellationReasons && { CancellationReasons: this.CancellationReasons }),
      ...(this.Item && { Item: this.Item }),
    };
  }
}

/** The request is wrong whatever the table holds. */
export function invalid(message: string): DynamoDbFault {
  return new DynamoDbFault('ValidationException', message);
}

/** The request is wrong for this table or this item: a transaction reports it as the reason of one of its actions. */
export class ItemFault extends DynamoDbFault {
  constructor(message: string) {
    super('ValidationException', message);
  }
}

export function conditionFailed(item?: Item): DynamoDbFault {
  return new DynamoDbFault('ConditionalCheckFailedException', 'The conditional request failed', item && { Item: item });
}

/** `named` as the operations on tables have it; those on items do not say which table. */
export function noSuchTable(named?: string): DynamoDbFault {
  const which = named === undefined ? '' : `: Table: ${named} not found`;
  return new DynamoDbFault('ResourceNotFoundException', `Requested resource not found${which}`);
}
