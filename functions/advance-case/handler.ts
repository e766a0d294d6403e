import { ledgerDependencies } from '../adapters/dependencies.ts';
import { lambda } from '../adapters/lambda.ts';
import { actInput, actOutput } from '../contracts/workflow.ts';
import { perform } from '../workflow/perform.ts';

/** Moves the case on: cure, window, relapse, withdrawal, reopening, the end of the ladder. */
export const handler = lambda({ input: actInput, output: actOutput }, perform('case', ledgerDependencies()));
