import { Duration } from 'aws-cdk-lib';
import { Errors, JitterType, type RetryProps } from 'aws-cdk-lib/aws-stepfunctions';
import { errorNames } from '../../functions/contracts/errors.ts';

/** Errors of Lambda itself, not of the use case; a function that ran out of time has left nothing half-done. */
export const lambdaErrors = [
  'Lambda.ServiceException',
  'Lambda.AWSLambdaException',
  'Lambda.SdkClientException',
  'Lambda.ClientExecutionTimeoutException',
  'Lambda.TooManyRequestsException',
  'Lambda.Unknown',
  'Sandbox.Timedout',
];

/** What the service answers when an execution of that name, closed or with another input, exists. */
export const executionExists = 'StepFunctions.ExecutionAlreadyExistsException';

const patiently = {
  interval: Duration.seconds(2),
  backoffRate: 2,
  maxAttempts: 9,
  maxDelay: Duration.minutes(5),
  jitterStrategy: JitterType.FULL,
} as const;

/**
 * 2, 4, 8, … 256, 300 seconds: at most 13½ minutes, half of it on average. Longer than a throttled burst or a failing
 * zone lasts as a rule; short enough that a service that stays down shows as parked cases within a quarter of an hour,
 * well before the contact window of the day has gone.
 */
export const whenServiceRefuses: RetryProps = { errors: [errorNames.tryAgain, ...lambdaErrors], ...patiently };

/** The same for a started execution; one that exists is no error at all, so it is left to the catch at once. */
export const whenStartRefused: RetryProps[] = [
  { errors: [executionExists], maxAttempts: 0 },
  { errors: [Errors.TASKS_FAILED], ...patiently },
];
