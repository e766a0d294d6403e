/** Equality and order of attribute values. */
import { compareNumbers, numberOrder } from './numbers.ts';
import { base64, type Item, type Value } from './values.ts';

export function equal(a: Value, b: Value): boolean {
  if (a === b) return true;
  if (a.S !== undefined) return a.S === b.S;
  if (a.N !== undefined) return a.N === b.N;
  if (a.BOOL !== undefined) return a.BOOL === b.BOOL;
  if (a.NULL !== undefined) return b.NULL !== undefined;
  if (a.B !== undefined) return b.B !== undefined && base64(a.B) === base64(b.B);
  if (a.SS !== undefined) return b.SS !== undefined && sameMembers(a.SS, b.SS);
  if (a.NS !== undefined) return b.NS !== undefined && sameMembers(a.NS, b.NS);
  if (a.BS !== undefined) return b.BS !== undefined && sameMembers(a.BS.map(base64), b.BS.map(base64));
  if (a.L !== undefined) {
    const other = b.L;
    return other?.length === a.L.length && a.L.every((member, i) => equal(member, other[i] as Value));
  }
  return a.M !== undefined && b.M !== undefined && equalItems(a.M, b.M);
}

export function equalItems(a: Item, b: Item): boolean {
  for (const name in b) if (a[name] === undefined) return false;
  for (const name in a) {
    const other = b[name];
    if (other === undefined || !equal(a[name] as Value, other)) return false;
  }
  return true;
}

function sameMembers(a: string[], b: string[]): boolean {
  if (a.length !== b.length) return false;
  const members = new Set(a);
  return b.every((member) => members.has(member));
}

/** Negative, zero or positive; undefined where the service orders nothing: other types, or two different ones. */
export function compare(a: Value, b: Value): number | undefined {
  if (a.S !== undefined && b.S !== undefined) return compareText(stringOrder(a.S), stringOrder(b.S));
  if (a.N !== undefined && b.N !== undefined) return compareNumbers(a.N, b.N);
  if (a.B !== undefined && b.B !== undefined) return compareText(binaryOrder(a.B), binaryOrder(b.B));
  return undefined;
}

export function compareText(a: string, b: string): number {
  return a === b ? 0 : a < b ? -1 : 1;
}

const MAY_SORT_OTHERWISE = /[\ud800-\uffff]/;

/**
 * DynamoDB sorts strings by their UTF-8 bytes, JavaScript by UTF-16 units. They differ only in that surrogates sort
 * before U+E000 to U+FFFF; this moves the two ranges past each other.
 */
function stringOrder(text: string): string {
  if (!MAY_SORT_OTHERWISE.test(text)) return text;
  let moved = '';
  for (let i = 0; i < text.length; i += 1) {
    const unit = text.charCodeAt(i);
    moved += String.fromCharCode(unit < 0xd800 ? unit : unit < 0xe000 ? unit + 0x2000 : unit - 0x800);
  }
  return moved;
}

export function binaryOrder(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('latin1');
}

/** A text that sorts where a key of this type sorts; equal texts are equal keys. */
export function keyOrder(value: Value): string {
  if (value.S !== undefined) return stringOrder(value.S);
  if (value.N !== undefined) return numberOrder(value.N);
  return binaryOrder(value.B ?? new Uint8Array());
}
