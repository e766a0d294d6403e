import { ledgerDependencies } from '../adapters/dependencies.ts';
import { lambda } from '../adapters/lambda.ts';
import { nothing, parkInput } from '../contracts/workflow.ts';
import { parkCase } from './park-case.ts';

export const handler = lambda({ input: parkInput, output: nothing }, parkCase(ledgerDependencies()));
