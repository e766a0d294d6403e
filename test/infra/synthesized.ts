import { readFileSync } from 'node:fs';
import { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import { readConfig } from '../../lib/infra/config.ts';
import { CureflowStack } from '../../lib/infra/stack.ts';

export interface Resource {
  Type: string;
  // A template holds anything; a test reads it through `expect`, or parses it.
  Properties: Record<string, unknown>;
  Metadata?: Record<string, unknown>;
  DeletionPolicy?: string;
}

// A bare App ignores cdk.json, and makes another template without its feature flags.
const { context } = JSON.parse(readFileSync(new URL('../../cdk.json', import.meta.url), 'utf8'));
const app = new App({
  context: {
    ...context,
    'cureflow:policies': 'test/infra/fixtures/policies',
    'cureflow:region': 'eu-west-1',
    'aws:cdk:bundling-stacks': [],
  },
});
export const stack = new CureflowStack(app, 'Cureflow', readConfig(app.node));
export const template = Template.fromStack(stack);

const all: Record<string, Resource> = template.toJSON().Resources;

/** Every resource of a kind as pairs of logical id and resource, so that a table of tests can name it. */
export function resourcesOf(type: string): [string, Resource][] {
  const found = Object.entries(all).filter(([, resource]) => resource.Type === type);
  if (found.length === 0) throw new Error(`the stack has no ${type}`);
  return found;
}

/** The text of a property once deployed: references become ARN-shaped placeholders, other functions are refused. */
export function deployedText(value: unknown): string {
  if (typeof value === 'string') return value;
  const [[name, argument] = ['', undefined], ...more] = Object.entries(value ?? {});
  if (more.length > 0) throw new Error(`no function of CloudFormation: ${JSON.stringify(value)}`);
  if (name === 'Ref') return reference(String(argument));
  if (name === 'Fn::GetAtt') return reference(argument.join('.'));
  if (name === 'Fn::Join') return argument[1].map(deployedText).join(argument[0]);
  if (name === 'Fn::Sub') return argument.replaceAll(/\$\{([^!}][^}]*)\}/g, (_: string, id: string) => reference(id));
  throw new Error(`the tests cannot tell what ${name} becomes`);
}

const pseudo: Record<string, string> = {
  'AWS::Partition': 'aws',
  'AWS::Region': 'eu-west-1',
  'AWS::AccountId': '111122223333',
};

function reference(id: string): string {
  const known = pseudo[id];
  if (known !== undefined) return known;
  const [logicalId = ''] = id.split('.');
  const service = all[logicalId]?.Type.split('::')[1]?.toLowerCase();
  if (service === undefined) throw new Error(`nothing in the template is called ${id}`);
  return `arn:aws:${service}:eu-west-1:111122223333:${id}`;
}
