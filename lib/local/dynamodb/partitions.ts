/**
 * Sorted lists by partition key, and the order in which a scan goes through the partitions: by a hash of the key, as
 * the service does, so that nobody comes to rely on an order it does not promise.
 */
import { compareText } from './compare.ts';
import { SortedList } from './sorted-list.ts';

interface Partition<Entry> {
  hash: string;
  bucket: number;
  entries: SortedList<Entry>;
}

/** Half-open range of buckets, for a segment of a parallel scan. */
export interface BucketRange {
  from: number;
  until: number;
}
export const ALL_BUCKETS: BucketRange = { from: 0, until: 2 ** 32 };

export class Partitions<Entry> {
  readonly #compare: (a: Entry, b: Entry) => number;
  readonly #byHash = new Map<string, Partition<Entry>>();
  readonly #inScanOrder = new SortedList<Partition<Entry>>(
    (a, b) => a.bucket - b.bucket || compareText(a.hash, b.hash),
  );

  constructor(compare: (a: Entry, b: Entry) => number) {
    this.#compare = compare;
  }

  of(hash: string): SortedList<Entry> | undefined {
    return this.#byHash.get(hash)?.entries;
  }

  insert(hash: string, entry: Entry): void {
    let partition = this.#byHash.get(hash);
    if (partition === undefined) {
      partition = { hash, bucket: bucketOf(hash), entries: new SortedList(this.#compare) };
      this.#byHash.set(hash, partition);
      this.#inScanOrder.insert(partition);
    }
    partition.entries.insert(entry);
  }

  remove(hash: string, entry: Entry): void {
    const partition = this.#byHash.get(hash);
    if (partition === undefined) return;
    partition.entries.remove(entry);
    if (partition.entries.length > 0) return;
    this.#byHash.delete(hash);
    this.#inScanOrder.remove(partition);
  }

  /** Visits partitions in scan order, from the one called `start` if given, until the visitor returns false. */
  eachPartition(
    from: number,
    start: string | undefined,
    visit: (hash: string, entries: SortedList<Entry>, bucket: number) => boolean,
  ): void {
    const bucket = start === undefined ? from : bucketOf(start);
    this.#inScanOrder.forward(
      (partition) => partition.bucket < bucket || (partition.bucket === bucket && partition.hash < (start ?? '')),
      (partition) => visit(partition.hash, partition.entries, partition.bucket),
    );
  }
}

/** FNV-1a, its bits mixed once more so that keys which differ at the end spread as well. */
export function bucketOf(hash: string): number {
  let bucket = 0x811c9dc5;
  for (let i = 0; i < hash.length; i += 1) bucket = Math.imul(bucket ^ hash.charCodeAt(i), 0x01000193);
  bucket = Math.imul(bucket ^ (bucket >>> 16), 0x7feb352d);
  return (bucket ^ (bucket >>> 15)) >>> 0;
}
