// What can go wrong between the console and AWS, as a code that the page has a sentence for.

export type ProblemCode =
  | 'unknown'
  | 'expired'
  | 'denied'
  | 'unreachable'
  | 'throttled'
  | 'refused'
  | 'bad-input'
  | 'locked'
  | 'failed';

/** As the page gets it: `message` is what the service said, for who wants to know more. */
export interface ProblemAnswer {
  code: ProblemCode;
  message: string;
}

const STATUS = {
  unknown: 404,
  expired: 403,
  denied: 403,
  unreachable: 502,
  throttled: 503,
  refused: 409,
  'bad-input': 400,
  locked: 401,
  failed: 500,
} as const satisfies Record<ProblemCode, number>;

export class Problem extends Error {
  readonly code: ProblemCode;

  constructor(code: ProblemCode, message: string) {
    super(message);
    this.code = code;
  }
}

const NAMES: Record<string, ProblemCode> = {
  NotFound: 'unknown',
  ExecutionDoesNotExist: 'unknown',
  StateMachineDoesNotExist: 'unknown',
  ResourceNotFound: 'unknown',
  ResourceNotFoundException: 'unknown',
  InvalidArn: 'unknown',
  ExpiredToken: 'expired',
  ExpiredTokenException: 'expired',
  TokenRefreshRequired: 'expired',
  CredentialsProviderError: 'expired',
  InvalidClientTokenId: 'expired',
  UnrecognizedClientException: 'expired',
  InvalidSignatureException: 'expired',
  AccessDenied: 'denied',
  AccessDeniedException: 'denied',
  KMSAccessDeniedException: 'denied',
  TimeoutError: 'unreachable',
  NetworkingError: 'unreachable',
  ThrottlingException: 'throttled',
  ProvisionedThroughputExceededException: 'throttled',
  ExecutionNotRedrivable: 'refused',
  ExecutionLimitExceeded: 'refused',
  ValidationException: 'bad-input',
};

const UNREACHABLE = new Set(['ECONNREFUSED', 'ENOTFOUND', 'ETIMEDOUT', 'ECONNRESET', 'EHOSTUNREACH', 'EAI_AGAIN']);

/** Errors of an adapter carry the service's own as their cause. */
export function problemOf(error: unknown): Problem {
  if (error instanceof Problem) return error;
  if (!(error instanceof Error)) return new Problem('failed', String(error));
  for (let one: unknown = error; one instanceof Error; one = one.cause) {
    const { code } = one as { code?: unknown };
    const known = NAMES[one.name] ?? (UNREACHABLE.has(String(code)) ? 'unreachable' : undefined);
    if (known !== undefined) return new Problem(known, one.message || String(code));
  }
  return new Problem('failed', `${error.name}: ${error.message}`);
}

export const statusOf = ({ code }: Problem) => STATUS[code];
