// The synthesized app as the local world reads it: resources by type, and references resolved to names and ARNs.
import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

export const projectRoot = fileURLToPath(new URL('../..', import.meta.url));
export const REGION = 'us-east-1';
export const ACCOUNT = '000000000000';

export interface Resource {
  id: string;
  type: string;
  properties: Record<string, unknown>;
  metadata: Record<string, unknown>;
}

export interface SynthesisOptions {
  /** A policy file or a folder of them, from the working directory: a schedule for each product. */
  policies: string;
  /** Fewer than on AWS: here they are swept one after the other. */
  shards: number;
}

/** Synthesizes the app in a process of its own, without bundling and checks, and reads its template. */
export async function synthesize({ policies, shards }: SynthesisOptions): Promise<Template> {
  const out = await mkdtemp(join(tmpdir(), 'cureflow-synth-'));
  try {
    const context = {
      'aws:cdk:bundling-stacks': [],
      // The app would look for a relative path from the project root.
      'cureflow:policies': resolve(policies),
      'cureflow:shards': shards,
      'cureflow:region': REGION,
      // Whatever a deployment has: here the gateway is captured, and a policy may route through it.
      'cureflow:smsGatewayUrl': 'https://sms-gateway.test/messages',
      // Nothing leaves this machine: what it takes in a second is not limited.
      'cureflow:smsPerSecond': 1_000_000,
    };
    await promisify(execFile)(process.execPath, [join(projectRoot, 'bin/app.ts')], {
      cwd: projectRoot,
      env: { ...process.env, CDK_OUTDIR: out, CDK_VALIDATION: 'false', CDK_CONTEXT_JSON: JSON.stringify(context) },
    });
    return new Template(JSON.parse(await readFile(join(out, 'Cureflow.template.json'), 'utf8')));
  } finally {
    await rm(out, { recursive: true, force: true });
  }
}

/** What `Ref` names by its ARN; most other things by their name. */
const REFERRED_BY_ARN = new Set(['AWS::StepFunctions::StateMachine', 'AWS::SNS::Topic', 'AWS::SecretsManager::Secret']);

interface RawResource {
  Type: string;
  Properties?: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
}

export class Template {
  readonly resources: readonly Resource[];
  readonly #byId: ReadonlyMap<string, Resource>;

  constructor(raw: { Resources: Record<string, RawResource> }) {
    this.resources = Object.entries(raw.Resources).map(([id, { Type, Properties, Metadata }]) => ({
      id,
      type: Type,
      properties: Properties ?? {},
      metadata: Metadata ?? {},
    }));
    this.#byId = new Map(this.resources.map((one) => [one.id, one]));
  }

  ofType(type: string): Resource[] {
    return this.resources.filter((one) => one.type === type);
  }

  /** Replaces every reference in a value; what it does not know it refuses by name. */
  resolve(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.resolve(one));
    if (typeof value !== 'object' || value === null) return value;
    const [[key, argument] = ['', undefined], ...more] = Object.entries(value);
    if (more.length === 0 && key === 'Ref') return this.#ref(String(argument));
    if (more.length === 0 && key === 'Fn::GetAtt') return this.#attribute(argument as [string, string]);
    if (more.length === 0 && key === 'Fn::Join') {
      const [separator, parts] = argument as [string, unknown[]];
      return parts.map((part) => String(this.resolve(part))).join(separator);
    }
    if (key.startsWith('Fn::')) throw new Error(`the template uses ${key}, which the local world does not know`);
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.resolve(one)]));
  }

  /** Of a function: AWS makes up the name. */
  urlOf(id: string): string {
    return `https://${id.toLowerCase()}.lambda-url.${REGION}.on.aws/`;
  }

  #ref(id: string): string {
    const pseudo: Record<string, string> = {
      'AWS::Partition': 'aws',
      'AWS::Region': REGION,
      'AWS::AccountId': ACCOUNT,
      'AWS::URLSuffix': 'amazonaws.com',
    };
    const known = pseudo[id];
    if (known !== undefined) return known;
    const resource = this.#resource(id);
    const { type } = resource;
    if (type === 'AWS::SQS::Queue') return `https://sqs.${REGION}.amazonaws.com/${ACCOUNT}/${nameOf(resource)}`;
    if (REFERRED_BY_ARN.has(type)) return arnOf(resource);
    return nameOf(resource);
  }

  #attribute([id, attribute]: [string, string]): string {
    const resource = this.#resource(id);
    if (attribute === 'Arn') return arnOf(resource);
    if (attribute === 'FunctionUrl') return this.urlOf(id);
    if (attribute === 'StreamArn') return `${arnOf(resource)}/stream/local`;
    throw new Error(`the template reads ${id}.${attribute}, which the local world does not know`);
  }

  #resource(id: string): Resource {
    const resource = this.#byId.get(id);
    if (resource === undefined) throw new Error(`the template refers to ${id}, which is not in it`);
    return resource;
  }
}

/** The physical name: the template's own where it has one, the logical id otherwise. */
export function nameOf({ id, properties }: Resource): string {
  const named = properties.StateMachineName ?? properties.Name ?? properties.TableName ?? properties.QueueName;
  return typeof named === 'string' ? named : id;
}

export function arnOf(resource: Resource): string {
  const name = nameOf(resource);
  switch (resource.type) {
    case 'AWS::Lambda::Function':
      return `arn:aws:lambda:${REGION}:${ACCOUNT}:function:${name}`;
    case 'AWS::StepFunctions::StateMachine':
      return `arn:aws:states:${REGION}:${ACCOUNT}:stateMachine:${name}`;
    case 'AWS::SQS::Queue':
      return `arn:aws:sqs:${REGION}:${ACCOUNT}:${name}`;
    case 'AWS::DynamoDB::GlobalTable':
      return `arn:aws:dynamodb:${REGION}:${ACCOUNT}:table/${name}`;
    case 'AWS::SNS::Topic':
      return `arn:aws:sns:${REGION}:${ACCOUNT}:${name}`;
    case 'AWS::SecretsManager::Secret':
      return `arn:aws:secretsmanager:${REGION}:${ACCOUNT}:secret:${name}`;
    case 'AWS::Events::EventBus':
      return `arn:aws:events:${REGION}:${ACCOUNT}:event-bus/${name}`;
    default:
      return `arn:aws:local:${REGION}:${ACCOUNT}:${name}`;
  }
}
