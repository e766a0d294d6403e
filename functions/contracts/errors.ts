/** Names that a state machine matches; who throws and who catches import them from here. */
export const errorNames = {
  /** The ledger changed between assessing and acting: assess again. */
  ledgerMoved: 'LedgerMoved',
  /** A service refused for now (throttled, timed out): the same call may be tried again. */
  tryAgain: 'TryAgain',
  /** The case, account or policy that an execution names is not there: an operator has to look. */
  notFound: 'NotFound',
} as const;

class NamedError extends Error {
  constructor(name: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = name;
  }
}

export class LedgerMoved extends NamedError {
  constructor(message: string, options?: ErrorOptions) {
    super(errorNames.ledgerMoved, message, options);
  }
}

export class TryAgain extends NamedError {
  constructor(message: string, options?: ErrorOptions) {
    super(errorNames.tryAgain, message, options);
  }
}

export class NotFound extends NamedError {
  constructor(message: string, options?: ErrorOptions) {
    super(errorNames.notFound, message, options);
  }
}
