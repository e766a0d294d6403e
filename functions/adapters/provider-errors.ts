// What the errors of SES and SNS mean for a message, by their names in the SDK.
import type { SendResult } from './sender.ts';

const REFUSED = new Set([
  'MessageRejected',
  'BadRequestException',
  'NotFoundException',
  'InvalidParameterException',
  'InvalidParameterValueException',
  'InvalidParameter',
  'ParameterValueInvalid',
  'OptedOutException',
]);
const THROTTLED = new Set([
  'TooManyRequestsException',
  'LimitExceededException',
  'ThrottledException',
  'Throttled',
  'ThrottlingException',
  'KMSThrottlingException',
  'KMSThrottling',
]);
const LATER = new Set([
  ...THROTTLED,
  'SendingPausedException',
  'AccountSuspendedException',
  'MailFromDomainNotVerifiedException',
  'AuthorizationErrorException',
  'AuthorizationError',
]);

/** An error that is not known leaves the message `unknown`: the call may have taken effect. */
export function classify(error: unknown): SendResult {
  const reason = error instanceof Error ? error.name : 'unknown';
  if (REFUSED.has(reason)) return { kind: 'refused', reason };
  if (LATER.has(reason)) return { kind: 'later', reason, throttled: THROTTLED.has(reason) };
  return { kind: 'unknown', reason };
}
