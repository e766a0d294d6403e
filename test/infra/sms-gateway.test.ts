import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { describe, expect, onTestFinished, test } from 'vitest';
import { readConfig } from '../../lib/infra/config.ts';
import { CureflowStack } from '../../lib/infra/stack.ts';
import { deployedText, resourcesOf } from './synthesized.ts';

const fixtures = 'test/infra/fixtures/policies';

// Without the feature flags of cdk.json it would be another template; the gateway that it names is taken away.
const { context: flags } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
const plain = { ...flags, 'cureflow:region': 'eu-west-1', 'cureflow:smsGatewayUrl': '', 'aws:cdk:bundling-stacks': [] };

function configured(context: Record<string, unknown>) {
  const app = new App({ context: { ...plain, ...context } });
  return { app, config: readConfig(app.node) };
}

function aPolicyFile(sms: string): string {
  const folder = mkdtempSync(join(tmpdir(), 'cureflow-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const file = join(folder, 'loan.yaml');
  const head = 'product: loan\nversion: 2026-01-01\ncurrency: CNY\ntimeZone: Asia/Shanghai\n';
  writeFileSync(file, `${head}sms: ${sms}\n`);
  return file;
}

describe('a deployment with an SMS gateway', () => {
  interface Statement {
    Action: string | string[];
    Resource: unknown;
    Condition?: unknown;
  }
  const statements = resourcesOf('AWS::IAM::Policy').flatMap(
    ([, { Properties }]) => (Properties.PolicyDocument as { Statement: Statement[] }).Statement,
  );
  const allowing = (action: string) => statements.filter(({ Action }) => [Action].flat().includes(action));
  const secrets = resourcesOf('AWS::SecretsManager::Secret');
  // The other one seals the links by which borrowers stop emails.
  const [[secretId, secret] = []] = secrets.filter(([id]) => id.includes('Gateway'));

  test('has one secret, long, of its own key, and kept when the stack goes', () => {
    expect(secrets).toHaveLength(2);
    expect(secret).toMatchObject({
      Properties: { GenerateSecretString: { PasswordLength: 64, ExcludePunctuation: true } },
      DeletionPolicy: 'Retain',
    });
    expect(deployedText(secret?.Properties.KmsKeyId)).toMatch(/^arn:aws:kms:/);
  });

  test('lets secrets be read one by one, and nothing else be decrypted for them', () => {
    const reading = statements.filter(({ Action }) =>
      [Action].flat().some((each) => each.startsWith('secretsmanager:')),
    );
    expect(reading.length).toBeGreaterThan(0);
    for (const { Action, Resource } of reading) {
      expect(Action).toBe('secretsmanager:GetSecretValue');
      for (const each of [Resource].flat())
        expect(secrets.map(([id]) => `arn:aws:secretsmanager:eu-west-1:111122223333:${id}`)).toContain(
          deployedText(each),
        );
    }
    const through = { StringEquals: { 'kms:ViaService': 'secretsmanager.eu-west-1.amazonaws.com' } };
    const decrypting = allowing('kms:Decrypt').filter(({ Condition }) => Condition !== undefined);
    expect(decrypting.length).toBe(reading.length);
    for (const { Condition } of decrypting) expect(Condition).toEqual(through);
  });

  test('tells those that send where it is, and of the secret only which one', () => {
    const told = resourcesOf('AWS::Lambda::Function')
      .map(([, { Properties }]) => (Properties.Environment as { Variables: Record<string, unknown> }).Variables)
      .filter((variables) => 'SMS_GATEWAY_URL' in variables);
    expect(told.map(({ POWERTOOLS_SERVICE_NAME }) => POWERTOOLS_SERVICE_NAME).sort()).toEqual([
      'send-notice',
      'sweep-shard',
    ]);
    for (const { SMS_GATEWAY_SECRET_ARN: arn } of told) expect(arn).toEqual({ Ref: secretId });
  });
});

describe('a deployment without an SMS gateway', () => {
  test('has no secret for one, and tells nobody of a gateway', () => {
    const { app, config } = configured({ 'cureflow:policies': fixtures });
    const template = Template.fromStack(new CureflowStack(app, 'Cureflow', config));
    template.resourceCountIs('AWS::SecretsManager::Secret', 1);
    expect(JSON.stringify(template.toJSON())).not.toMatch(/SMS_GATEWAY|SmsGateway|GatewaySecret/i);
  });

  test.each([
    ['{ countries: { CN: { via: gateway, profile: china } } }', 'sms.countries.CN'],
    ['{ default: { via: gateway } }', 'sms.default'],
  ])('refuses a policy that sends by one: sms: %s', (sms, route) => {
    const file = aPolicyFile(sms);
    expect(() => configured({ 'cureflow:policies': file })).toThrow(
      `${file}: ${route} goes out by the gateway\nNo gateway is configured: set cureflow:smsGatewayUrl in cdk.json`,
    );
    const url = 'https://sms.example.com/messages';
    const { config } = configured({ 'cureflow:policies': file, 'cureflow:smsGatewayUrl': url });
    expect(config.smsGatewayUrl).toBe(url);
  });

  test('takes a policy that sends by SNS alone', () => {
    const file = aPolicyFile('{ countries: { US: { via: sns } } }');
    expect(configured({ 'cureflow:policies': file }).config).not.toHaveProperty('smsGatewayUrl');
  });
});

test.each(['http://sms.example.com/messages', 'sms.example.com', 'ftp://sms.example.com'])(
  'the address %s is none for borrowers’ numbers',
  (url) => {
    const context = { 'cureflow:policies': fixtures, 'cureflow:smsGatewayUrl': url };
    expect(() => configured(context)).toThrow('cureflow:smsGatewayUrl must be an https address');
  },
);
