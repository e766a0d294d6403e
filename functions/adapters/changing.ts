import type { AttributeValue } from '@aws-sdk/client-dynamodb';
import { marshall } from '@aws-sdk/util-dynamodb';

export interface Changing {
  /** `SET #s0 = :s0, … REMOVE #r0, …`; an undefined value removes its attribute. */
  expression: string;
  names: Record<string, string>;
  values: Record<string, AttributeValue>;
}

/** The update that gives an item these attributes. */
export function changing(attributes: Readonly<Record<string, unknown>>): Changing {
  const names: Record<string, string> = {};
  const values: Record<string, AttributeValue> = {};
  const set: string[] = [];
  const remove: string[] = [];
  for (const [at, [attribute, value]] of Object.entries(attributes).entries()) {
    names[`#c${at}`] = attribute;
    if (value === undefined) {
      remove.push(`#c${at}`);
      continue;
    }
    Object.assign(values, marshall({ [`:c${at}`]: value }, { removeUndefinedValues: true }));
    set.push(`#c${at} = :c${at}`);
  }
  const clauses = [
    set.length > 0 ? `SET ${set.join(', ')}` : '',
    remove.length > 0 ? `REMOVE ${remove.join(', ')}` : '',
  ];
  return { expression: clauses.filter((clause) => clause !== '').join(' '), names, values };
}
