// Objects of S3, as far as a distributed map reads them.
import { csvRows } from './csv.ts';
import type { Json } from './states/machines.ts';

export const GET_OBJECT = 'arn:aws:states:::s3:getObject';

interface Reading {
  Bucket?: string;
  Key?: string;
  ReaderConfig?: { InputType?: string };
}

export class Buckets {
  readonly #objects = new Map<string, string>();

  put(bucket: string, key: string, text: string): void {
    this.#objects.set(`${bucket}/${key}`, text);
  }

  /** The items of a file. One line that is no JSON and none of them can be read, as on AWS. */
  read({ Bucket, Key, ReaderConfig }: Reading): Json[] {
    const text = this.#objects.get(`${Bucket}/${Key}`);
    if (text === undefined) throw new Error(`NoSuchKey: there is no object ${Key} in ${Bucket}`);
    if (ReaderConfig?.InputType === 'CSV') return csvRows(text).map(({ row }) => row);
    const lines = text.split('\n').filter((line) => line.trim() !== '');
    return lines.map((line) => JSON.parse(line) as Json);
  }
}
