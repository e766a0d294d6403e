import { GetSecretValueCommand, type SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import type { Instant } from '../contracts/time.ts';

/** A secret of Secrets Manager, fetched once and kept for some minutes. */
export interface Secret {
  /** `fresh`: fetched now, because the kept one was not accepted. Rejects where there is none to be had. */
  current(options?: { fresh?: boolean }): Promise<string>;
  /** The current one and, while it takes over, the one before it. */
  all(options?: { fresh?: boolean }): Promise<readonly string[]>;
}

/** Short enough for a rotation to come through by itself, long enough to be no cost. */
const KEPT_MS = 5 * 60_000;

type Stage = 'AWSCURRENT' | 'AWSPREVIOUS';

export function secret(client: SecretsManagerClient, { id, now }: { id: string; now: () => Instant }): Secret {
  const kept = new Map<Stage, { until: number; value: string | undefined }>();

  async function read(stage: Stage, fresh: boolean): Promise<string | undefined> {
    const known = kept.get(stage);
    const at = Date.parse(now());
    if (!fresh && known !== undefined && at < known.until) return known.value;
    try {
      const value = await fetched(stage);
      kept.set(stage, { until: at + KEPT_MS, value });
      return value;
    } catch (error) {
      // An old secret is better than none: Secrets Manager may be away for longer than it is kept.
      if (known === undefined) throw error;
      return known.value;
    }
  }

  async function fetched(stage: Stage): Promise<string | undefined> {
    try {
      const { SecretString } = await client.send(new GetSecretValueCommand({ SecretId: id, VersionStage: stage }));
      return SecretString;
    } catch (error) {
      const missing = error instanceof Error && error.name === 'ResourceNotFoundException';
      if (missing && stage === 'AWSPREVIOUS') return undefined;
      throw error;
    }
  }

  async function current({ fresh = false } = {}): Promise<string> {
    const value = await read('AWSCURRENT', fresh);
    if (value === undefined || value === '') throw new Error('the secret holds no text');
    return value;
  }

  return {
    current,
    all: async ({ fresh = false } = {}) => {
      const [newest, before] = await Promise.all([current({ fresh }), read('AWSPREVIOUS', fresh)]);
      return before === undefined || before === '' || before === newest ? [newest] : [newest, before];
    },
  };
}
