import { ledgerDependencies } from '../adapters/dependencies.ts';
import { environment } from '../adapters/environment.ts';
import { lambda } from '../adapters/lambda.ts';
import { awaitInput, nothing } from '../contracts/workflow.ts';
import { awaitEvent } from './await-event.ts';

const { SHARDS: shards } = environment('SHARDS');

export const handler = lambda({ input: awaitInput, output: nothing }, awaitEvent({ ...ledgerDependencies(), shards }));
