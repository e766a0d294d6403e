import type { IFunction } from 'aws-cdk-lib/aws-lambda';
import type { IBucket } from 'aws-cdk-lib/aws-s3';
import {
  Choice,
  Condition,
  DistributedMap,
  Errors,
  Fail,
  type IChainable,
  type IItemReader,
  ItemBatcher,
  JsonPath,
  Pass,
  Result,
  S3CsvItemReader,
  S3JsonLItemReader,
  StateMachineType,
  Succeed,
  TaskInput,
} from 'aws-cdk-lib/aws-stepfunctions';
import { LambdaInvoke } from 'aws-cdk-lib/aws-stepfunctions-tasks';
import type { Construct } from 'constructs';
import type { Mapping } from '../../functions/contracts/mapping.ts';
import { whenServiceRefuses } from './retries.ts';

export interface DropParts {
  readonly ingestLines: IFunction;
  readonly bucket: IBucket;
  /** By the name that a file's key asks for: `mapping=<name>/…`. */
  readonly mappings: ReadonlyMap<string, Mapping>;
}

const labels = { csv: 'TakeRows', json: 'TakeLines' } as const;
export const dropLabels: readonly string[] = Object.values(labels);

const key = '$.detail.object.key';
/** Some 40 ms a line: ten seconds a batch, far from the function's five minutes, and its input far below 256 KiB. */
const LINES_A_BATCH = 200;
const BYTES_A_BATCH = 131_072;
/** Some 2,500 lines a second, and as many functions as an account's first quota leaves to the rest. */
const BATCHES_AT_ONCE = 100;

/** `event-drop`, started with the event by which S3 tells of a new object. */
export function dropDefinition(scope: Construct, parts: DropParts): IChainable {
  const taken = new Choice(scope, 'Was every batch taken?')
    .when(
      Condition.booleanEquals('$.drop.failed', true),
      new Fail(scope, 'Drop failed', { error: 'BatchFailed', cause: 'Runbook: A dropped file was not taken' }),
    )
    .otherwise(new Succeed(scope, 'File taken'));
  const aside = setAside(scope, parts.ingestLines);
  const because = (id: string, problem: string) =>
    new Pass(scope, id, { result: Result.fromString(problem), resultPath: '$.problem' }).next(aside);
  const unreadable = because('It cannot be read', 'cannot be read as what its name says: one line at least is broken');

  const bucket = { bucket: parts.bucket, key: JsonPath.stringAt(key) };
  const map = (id: string, more: Pick<Lines, 'label' | 'first' | 'reader'>) =>
    takeLines(scope, parts.ingestLines, { id, ...more })
      .addCatch(unreadable, { errors: ['States.ItemReaderFailed'], resultPath: JsonPath.DISCARD })
      .next(taken);
  const kind = new Choice(scope, 'What kind of file is it?')
    .when(
      Condition.and(Condition.stringMatches(key, '*.csv'), Condition.isPresent('$.named.mapping')),
      map('Take the rows', { label: labels.csv, first: 2, reader: new S3CsvItemReader(bucket) }),
    )
    .when(
      Condition.stringMatches(key, '*.csv'),
      because('It names no mapping', 'is CSV, but its key names no mapping that is deployed, as in mapping=payments/'),
    )
    .when(
      Condition.stringMatches(key, '*.jsonl'),
      map('Take the lines', { label: labels.json, first: 1, reader: new S3JsonLItemReader(bucket) }),
    )
    .otherwise(because('It is of no known kind', 'is neither .jsonl nor .csv'));
  return whichMapping(scope, parts.mappings, kind);
}

/** The mappings are part of the machine: a file is read by those that were deployed with it. */
function whichMapping(scope: Construct, mappings: DropParts['mappings'], next: Choice): IChainable {
  const choice = new Choice(scope, 'Which mapping does it name?');
  const named = (id: string, value: object) =>
    new Pass(scope, id, { result: Result.fromObject(value), resultPath: '$.named' }).next(next);
  for (const [name, mapping] of mappings) {
    const asked = Condition.or(
      Condition.stringMatches(key, `mapping=${name}/*`),
      Condition.stringMatches(key, `*/mapping=${name}/*`),
    );
    choice.when(asked, named(`Mapping ${name}`, { mapping }));
  }
  // A choice has one rule at least.
  if (mappings.size === 0) return named('No mapping', {});
  return choice.otherwise(named('No mapping', {}));
}

interface Lines {
  readonly id: string;
  readonly label: string;
  /** The line of the first item. */
  readonly first: number;
  readonly reader: IItemReader;
}

function takeLines(scope: Construct, ingestLines: IFunction, { id, label, first, reader }: Lines): DistributedMap {
  const map = new DistributedMap(scope, id, {
    label,
    itemReader: reader,
    itemSelector: {
      line: JsonPath.mathAdd(JsonPath.numberAt('$$.Map.Item.Index'), first),
      value: JsonPath.objectAt('$$.Map.Item.Value'),
    },
    itemBatcher: new ItemBatcher({
      maxItemsPerBatch: LINES_A_BATCH,
      maxInputBytesPerBatch: BYTES_A_BATCH,
      // As the service wants paths: CDK passes on what stands here as it is.
      batchInput: { 'key.$': key, 'named.$': '$.named' },
    }),
    maxConcurrency: BATCHES_AT_ONCE,
    toleratedFailurePercentage: 0,
    mapExecutionType: StateMachineType.STANDARD,
    resultSelector: { failed: JsonPath.arrayContains(JsonPath.entirePayload, 1) },
    resultPath: '$.drop',
  });
  map.itemProcessor(oneBatch(scope, ingestLines, id));
  return map;
}

/** A batch that fails says so, as short as can be: the answers of all must fit into 256 KiB. */
function oneBatch(scope: Construct, lambdaFunction: IFunction, id: string): IChainable {
  const batch = new LambdaInvoke(scope, `${id} of a batch`, {
    lambdaFunction,
    payload: TaskInput.fromObject({
      key: JsonPath.stringAt('$.BatchInput.key'),
      named: JsonPath.objectAt('$.BatchInput.named'),
      lines: JsonPath.objectAt('$.Items'),
    }),
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: JsonPath.DISCARD,
  });
  const outcome = (name: string, result: number) =>
    new Pass(scope, `${id}: ${name}`, { result: Result.fromNumber(result) });
  batch
    .addRetry(whenServiceRefuses)
    .addCatch(outcome('batch failed', 1), { errors: [Errors.ALL], resultPath: JsonPath.DISCARD });
  return batch.next(outcome('batch taken', 0));
}

function setAside(scope: Construct, lambdaFunction: IFunction): IChainable {
  const aside = new LambdaInvoke(scope, 'Set the file aside', {
    lambdaFunction,
    payload: TaskInput.fromObject({
      key: JsonPath.stringAt(key),
      named: JsonPath.objectAt('$.named'),
      lines: [],
      problem: JsonPath.stringAt('$.problem'),
    }),
    payloadResponseOnly: true,
    retryOnServiceExceptions: false,
    resultPath: JsonPath.DISCARD,
  });
  return aside.addRetry(whenServiceRefuses).next(new Succeed(scope, 'File set aside'));
}
