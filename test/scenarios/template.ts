// The app as CDK synthesizes it, kept until something that it is made of changes: a synthesis takes two seconds.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Policy } from '../../functions/contracts/policy.ts';
import { projectRoot, synthesize, Template } from '../../lib/local/template.ts';

const SOURCES = [
  'bin/app.ts',
  'lib/infra/**/*.ts',
  'functions/**/*.ts',
  'lib/local/template.ts',
  'policies/*.yaml',
  'mappings/*.yaml',
  'lib/mappings/*.ts',
  'rules/*.yaml',
  'cdk.json',
  'package-lock.json',
];
/** One product, so that a virtual day has one sweep; two shards, so that it has more than one. */
const OPTIONS = { policies: join(projectRoot, 'policies/pay-later.yaml'), shards: 2 };

let template: Promise<Template> | undefined;

export function theTemplate(): Promise<Template> {
  template ??= readOrSynthesize();
  return template;
}

/** The same app, its sweep at the hour and in the zone of this policy. */
export function sweptBy(whole: Template, { sweepAt, timeZone }: Pick<Policy, 'sweepAt' | 'timeZone'>): Template {
  const [hour, minute] = sweepAt.split(':').map(Number);
  const { Resources } = rawOf(whole);
  for (const resource of Object.values(Resources)) {
    if (resource.Type !== 'AWS::Scheduler::Schedule') continue;
    if (!String(resource.Properties?.Name).startsWith('sweep-')) continue;
    const when = { ScheduleExpression: `cron(${minute} ${hour} * * ? *)`, ScheduleExpressionTimezone: timeZone };
    resource.Properties = { ...resource.Properties, ...when };
  }
  return new Template({ Resources });
}

/** The same app, told another rate of text messages. */
export function sendingAt(whole: Template, smsPerSecond: number | undefined): Template {
  if (smsPerSecond === undefined) return whole;
  const { Resources } = rawOf(whole);
  for (const resource of Object.values(Resources)) {
    const { Environment } = (resource.Properties ?? {}) as { Environment?: { Variables: Record<string, unknown> } };
    if (Environment?.Variables.SMS_PER_SECOND === undefined) continue;
    const Variables = { ...Environment.Variables, SMS_PER_SECOND: String(smsPerSecond) };
    resource.Properties = { ...resource.Properties, Environment: { Variables } };
  }
  return new Template({ Resources });
}

function rawOf({ resources }: Template): Raw {
  return {
    Resources: Object.fromEntries(
      resources.map(({ id, type, properties, metadata }) => [
        id,
        { Type: type, Properties: properties, Metadata: metadata },
      ]),
    ),
  };
}

async function readOrSynthesize(): Promise<Template> {
  const file = join(projectRoot, 'node_modules/.cache/cureflow', `template-${digest()}.json`);
  const kept = readKept(file);
  if (kept !== undefined) return new Template(kept);
  const made = await synthesize(OPTIONS);
  keep(file, made);
  return made;
}

function digest(): string {
  const hash = createHash('sha256').update(JSON.stringify(OPTIONS));
  for (const path of globSync(SOURCES, { cwd: projectRoot }).sort()) {
    hash.update(`\0${path}\0`).update(readFileSync(join(projectRoot, path)));
  }
  return hash.digest('hex').slice(0, 24);
}

type Raw = ConstructorParameters<typeof Template>[0];

function readKept(file: string): Raw | undefined {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

/** Whole or not at all: several test files may do it at the same time. */
function keep(file: string, whole: Template): void {
  mkdirSync(join(file, '..'), { recursive: true });
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, JSON.stringify(rawOf(whole)));
  renameSync(partial, file);
}
