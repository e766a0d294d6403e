import { lambda } from '../adapters/lambda.ts';
import { ingestLinesInput, ingestLinesOutput } from '../contracts/lines.ts';
import { intake } from '../ingest/intake.ts';
import { ingestLines } from './ingest-lines.ts';

export const handler = lambda({ input: ingestLinesInput, output: ingestLinesOutput }, ingestLines(intake()));
