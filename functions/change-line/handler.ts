import { ledgerDependencies } from '../adapters/dependencies.ts';
import { lambda } from '../adapters/lambda.ts';
import { actInput, actOutput } from '../contracts/workflow.ts';
import { perform } from '../workflow/perform.ts';

/** Reduces, freezes, closes or restores the line, and leaves the message that says so. */
export const handler = lambda({ input: actInput, output: actOutput }, perform('line', ledgerDependencies()));
