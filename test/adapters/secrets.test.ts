import { SecretsManagerClient } from '@aws-sdk/client-secrets-manager';
import { describe, expect, onTestFinished, test } from 'vitest';
import { secret } from '../../functions/adapters/secrets.ts';
import { normalInstant } from '../../functions/contracts/time.ts';
import { type FaultHook, ServiceFault } from '../../lib/local/sdk.ts';
import { Secrets } from '../../lib/local/secrets.ts';
import { type Install, lanes } from './table.ts';

const ARN = 'arn:aws:secretsmanager:us-east-1:000000000000:secret:gateway';
const MINUTE = 60_000;

function aSecret(install: Install, { id = ARN, faults }: { id?: string; faults?: FaultHook } = {}) {
  const secrets = new Secrets();
  secrets.create(ARN);
  const calls: string[] = [];
  const world = { at: Date.parse('2026-03-01T00:00:00Z') };
  const services = {
    call(service: string, operation: string, input: object) {
      calls.push(`${service}.${operation} ${(input as { VersionStage?: string }).VersionStage}`);
      return secrets.getSecretValue(input);
    },
  };
  onTestFinished(install(services, faults === undefined ? {} : { faults }));
  const client = new SecretsManagerClient({ region: 'us-east-1', maxAttempts: 1 });
  return { secrets, calls, world, read: secret(client, { id, now: () => normalInstant(world.at) }) };
}

describe.each(lanes)('through the %s lane a secret', (_lane, install) => {
  test('is fetched once and kept for five minutes', async () => {
    const { secrets, calls, world, read } = aSecret(install);
    const [first] = secrets.values(ARN);
    expect(await read.current()).toBe(first);
    secrets.put(ARN, 'the next');
    world.at += 4 * MINUTE;
    expect(await read.current()).toBe(first);
    world.at += MINUTE;
    expect(await read.current()).toBe('the next');
    expect(calls).toEqual(Array(2).fill('SecretsManager.GetSecretValue AWSCURRENT'));
  });

  test('is fetched at once when the kept one was not accepted', async () => {
    const { secrets, read } = aSecret(install);
    await read.current();
    secrets.put(ARN, 'the next');
    expect(await read.current({ fresh: true })).toBe('the next');
    expect(await read.current()).toBe('the next');
  });

  test('is two while one takes over from the other', async () => {
    const { secrets, read } = aSecret(install);
    const [first] = secrets.values(ARN);
    expect(await read.all()).toEqual([first]);
    secrets.put(ARN, 'the next');
    expect(await read.all({ fresh: true })).toEqual(['the next', first]);
  });

  test('that was read before stands in while Secrets Manager is away', async () => {
    let away = false;
    const { secrets, world, read } = aSecret(install, { faults: () => (away ? 'fail' : undefined) });
    const kept = await read.current();
    away = true;
    world.at += 60 * MINUTE;
    expect(await read.current()).toBe(kept);
    expect(await read.current({ fresh: true })).toBe(kept);
    expect(secrets.values(ARN)).toEqual([kept]);
  });

  test('that was never read is missed with the error of the service', async () => {
    const { read } = aSecret(install, { faults: () => 'fail' });
    await expect(read.current()).rejects.toThrow(expect.objectContaining({ name: 'InternalServerError' }));
    const gone = aSecret(install, { id: `${ARN}-gone` });
    await expect(gone.read.current()).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
    await expect(gone.read.all()).rejects.toThrow(expect.objectContaining({ name: 'ResourceNotFoundException' }));
  });

  test('that is empty is none', async () => {
    const { secrets, read } = aSecret(install);
    secrets.put(ARN, '');
    await expect(read.current()).rejects.toThrow('the secret holds no text');
  });
});

test('the local Secrets Manager knows only secrets of the template', () => {
  expect(() => new Secrets().getSecretValue({ SecretId: ARN })).toThrow(ServiceFault);
});
