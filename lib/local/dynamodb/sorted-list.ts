/**
 * A sorted list in blocks, so that an insertion moves a few hundred references and not the whole list.
 * Small lists, the common partition, are one array.
 */
const FULL = 512;

export class SortedList<Entry> {
  readonly #compare: (a: Entry, b: Entry) => number;
  #blocks: Entry[][] = [[]];
  #length = 0;

  constructor(compare: (a: Entry, b: Entry) => number) {
    this.#compare = compare;
  }

  get length(): number {
    return this.#length;
  }

  insert(entry: Entry): void {
    const precedes = (other: Entry): boolean => this.#compare(other, entry) < 0;
    const at = Math.min(this.#blockOf(precedes), this.#blocks.length - 1);
    const block = this.#blocks[at] as Entry[];
    block.splice(positionIn(block, precedes), 0, entry);
    this.#length += 1;
    if (block.length > FULL) this.#blocks.splice(at + 1, 0, block.splice(FULL / 2));
  }

  remove(entry: Entry): void {
    const precedes = (other: Entry): boolean => this.#compare(other, entry) < 0;
    const at = this.#blockOf(precedes);
    const block = this.#blocks[at];
    const position = block === undefined ? -1 : positionIn(block, precedes);
    const found = block?.[position];
    if (block === undefined || found === undefined || this.#compare(found, entry) !== 0) return;
    block.splice(position, 1);
    this.#length -= 1;
    if (block.length === 0 && this.#blocks.length > 1) this.#blocks.splice(at, 1);
  }

  /** The first entry of which `precedes` does not hold; it must hold of a beginning of the list and nothing else. */
  first(precedes: (entry: Entry) => boolean): Entry | undefined {
    const block = this.#blocks[this.#blockOf(precedes)];
    return block?.[positionIn(block, precedes)];
  }

  /** Visits, in order, the entries of which `precedes` does not hold, until the visitor returns false. */
  forward(precedes: (entry: Entry) => boolean, visit: (entry: Entry) => boolean): void {
    let at = this.#blockOf(precedes);
    let block = this.#blocks[at];
    let i = block === undefined ? 0 : positionIn(block, precedes);
    while (block !== undefined) {
      for (; i < block.length; i += 1) if (!visit(block[i] as Entry)) return;
      at += 1;
      block = this.#blocks[at];
      i = 0;
    }
  }

  /** Visits, from the last to the first, the entries of which `precedes` holds, until the visitor returns false. */
  backward(precedes: (entry: Entry) => boolean, visit: (entry: Entry) => boolean): void {
    let at = Math.min(this.#blockOf(precedes), this.#blocks.length - 1);
    let block = this.#blocks[at];
    let i = block === undefined ? -1 : positionIn(block, precedes) - 1;
    while (block !== undefined) {
      for (; i >= 0; i -= 1) if (!visit(block[i] as Entry)) return;
      at -= 1;
      block = this.#blocks[at];
      i = (block?.length ?? 0) - 1;
    }
  }

  /** The block that holds the first entry of which `precedes` does not hold; the number of blocks if none does. */
  #blockOf(precedes: (entry: Entry) => boolean): number {
    let low = 0;
    let high = this.#blocks.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      const last = this.#blocks[middle]?.at(-1);
      if (last !== undefined && precedes(last)) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

function positionIn<Entry>(block: Entry[], precedes: (entry: Entry) => boolean): number {
  let low = 0;
  let high = block.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (precedes(block[middle] as Entry)) low = middle + 1;
    else high = middle;
  }
  return low;
}
