import { ledgerDependencies, messagingDependencies } from '../adapters/dependencies.ts';
import { lambda } from '../adapters/lambda.ts';
import { actInput, actOutput } from '../contracts/workflow.ts';
import { sendNotice } from './send-notice.ts';

const dependencies = { ...ledgerDependencies(), ...messagingDependencies() };

export const handler = lambda({ input: actInput, output: actOutput }, sendNotice(dependencies));
