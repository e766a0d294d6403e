import type { Command } from 'commander';
import { Failed } from '../failed.ts';

/** Which AWS is meant: by default the one of the environment's credentials. */
export interface Where {
  region?: string;
  profile?: string;
  endpoint?: string;
}

export const withWhere = (command: Command): Command =>
  command
    .option('--region <region>', "where the stack is; by default the credentials' own")
    .option('--profile <name>', 'a profile of the AWS configuration files')
    .option('--endpoint <url>', 'another service than AWS, such as `cureflow serve`');

export const clientConfig = ({ region, profile, endpoint }: Where) => ({
  ...(region === undefined ? {} : { region }),
  ...(profile === undefined ? {} : { profile }),
  ...(endpoint === undefined ? {} : { endpoint }),
});

/** What AWS or the way to it refuses is told in a sentence, not as a stack. */
export async function orFail<T>(what: string, call: Promise<T>): Promise<T> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Failed) throw error;
    throw new Failed(`${what}. ${error instanceof Error ? `${error.name}: ${error.message}` : String(error)}`);
  }
}
