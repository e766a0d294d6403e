import { lambda } from '../adapters/lambda.ts';
import { tryWaitingInput, tryWaitingOutput } from '../contracts/workflow.ts';
import { intake } from '../ingest/intake.ts';
import { tryWaiting } from './try-waiting.ts';

export const handler = lambda({ input: tryWaitingInput, output: tryWaitingOutput }, tryWaiting(intake()));
