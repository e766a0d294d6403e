import {
  ExecutionAlreadyExists,
  InvalidToken,
  SendTaskSuccessCommand,
  type SFNClient,
  StartExecutionCommand,
  TaskDoesNotExist,
  TaskTimedOut,
} from '@aws-sdk/client-sfn';
import { encoded } from '../domain/changes.ts';

export interface Machines {
  caseArn: string;
  errandArn: string;
}

/** Execution names have at most 80 characters. */
const named = (name: string): string => name.slice(-80);

export function workflows(client: SFNClient, { caseArn, errandArn }: Machines) {
  /** False when an execution of that name ran before and has ended; one that is running is left alone. */
  async function start(stateMachineArn: string, name: string, input: object): Promise<boolean> {
    try {
      await client.send(
        new StartExecutionCommand({ stateMachineArn, name: named(name), input: JSON.stringify(input) }),
      );
      return true;
    } catch (error) {
      if (error instanceof ExecutionAlreadyExists) return false;
      throw error;
    }
  }

  return {
    /** Starts the execution of a case; the same name twice starts it once. */
    startCase: (accountId: string, caseId: string, name: string): Promise<boolean> =>
      start(caseArn, name, { accountId, caseId }),

    startErrand: (accountId: string, revision: number): Promise<boolean> =>
      start(errandArn, encoded(`${accountId}-${revision}`), { accountId, caseId: null }),

    /** False when nobody waits for the token any more. */
    async wake(token: string): Promise<boolean> {
      try {
        await client.send(new SendTaskSuccessCommand({ taskToken: token, output: '{}' }));
        return true;
      } catch (error) {
        if (error instanceof TaskTimedOut || error instanceof TaskDoesNotExist || error instanceof InvalidToken)
          return false;
        throw error;
      }
    },
  };
}

export type Workflows = ReturnType<typeof workflows>;
