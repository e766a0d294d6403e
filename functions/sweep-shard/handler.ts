import { ledgerDependencies, messagingDependencies, workflowDependencies } from '../adapters/dependencies.ts';
import { lambda, logger } from '../adapters/lambda.ts';
import { sweepShardInput, sweepShardOutput } from '../contracts/workflow.ts';
import { deliverLetter } from '../send-notice/send-notice.ts';
import { sweepAccount } from './sweep-account.ts';
import { sweepShard } from './sweep-shard.ts';

const dependencies = { ...ledgerDependencies(), ...messagingDependencies(), ...workflowDependencies() };
const account = sweepAccount({ ...dependencies, deliver: deliverLetter(dependencies) });
const failed = (accountId: string, error: unknown): void =>
  logger.error('an account could not be swept', { accountId, error: error instanceof Error ? error.name : 'unknown' });

export const handler = lambda(
  { input: sweepShardInput, output: sweepShardOutput },
  sweepShard({ ...dependencies, sweepAccount: account, failed }),
);
