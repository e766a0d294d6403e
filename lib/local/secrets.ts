// Secrets Manager as it is on one machine: every secret of the template has a value that is always the same.
import { createHash } from 'node:crypto';
import { ServiceFault } from './sdk.ts';

interface Versions {
  AWSCURRENT: string;
  AWSPREVIOUS?: string;
}

export class Secrets {
  readonly #byArn = new Map<string, Versions>();

  /** With a value of 64 hexadecimals that is made from its name, and secret from nobody. */
  create(arn: string): void {
    this.#byArn.set(arn, { AWSCURRENT: createHash('sha256').update(arn).digest('hex') });
  }

  /** What the current value was is the previous one then. */
  put(arn: string, value: string): void {
    this.#byArn.set(arn, { AWSCURRENT: value, AWSPREVIOUS: this.#versions(arn).AWSCURRENT });
  }

  /** The current value, and the one before it. */
  values(arn: string): readonly string[] {
    const { AWSCURRENT, AWSPREVIOUS } = this.#versions(arn);
    return AWSPREVIOUS === undefined ? [AWSCURRENT] : [AWSCURRENT, AWSPREVIOUS];
  }

  getSecretValue(input: { SecretId?: string; VersionStage?: string }): object {
    const { SecretId: arn = '', VersionStage: stage = 'AWSCURRENT' } = input;
    const value = this.#versions(arn)[stage as keyof Versions];
    if (value === undefined)
      throw missing(`Secrets Manager can't find the specified secret value for staging label: ${stage}`);
    return { ARN: arn, Name: arn.split(':').at(-1) ?? arn, SecretString: value, VersionStages: [stage] };
  }

  #versions(arn: string): Versions {
    const versions = this.#byArn.get(arn);
    if (versions === undefined) throw missing("Secrets Manager can't find the specified secret.");
    return versions;
  }
}

const missing = (message: string): ServiceFault => new ServiceFault('ResourceNotFoundException', message);
