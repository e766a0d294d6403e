import { ledgerDependencies } from '../adapters/dependencies.ts';
import { lambda } from '../adapters/lambda.ts';
import { assessInput, assessment } from '../contracts/workflow.ts';
import { assessCase } from './assess-case.ts';

export const handler = lambda({ input: assessInput, output: assessment }, assessCase(ledgerDependencies()));
