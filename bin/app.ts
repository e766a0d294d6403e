#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { App, Validations } from 'aws-cdk-lib';
import { readConfig } from '../lib/infra/config.ts';
import { CureflowStack } from '../lib/infra/stack.ts';

// The CDK command line passes the context of cdk.json itself; the local world runs this file without it.
const { context } = JSON.parse(readFileSync(new URL('../cdk.json', import.meta.url), 'utf8'));

const app = new App({ context });
new CureflowStack(app, 'Cureflow', readConfig(app.node));
// CDK's own switch, which the local world sets: it only reads the template, and the checks take longer than the rest.
if (process.env.CDK_VALIDATION !== 'false') {
  const { AwsSolutionsChecks } = await import('cdk-nag');
  Validations.of(app).addPlugins(new AwsSolutionsChecks(app));
}
app.synth();
