// The app as CDK synthesizes it, kept until something that it is made of changes: a synthesis takes two seconds.
import { createHash } from 'node:crypto';
import { globSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { projectRoot, synthesize, Template } from '../../lib/local/template.ts';

const SOURCES = [
  'bin/app.ts',
  'lib/infra/**/*.ts',
  'functions/**/*.ts',
  'lib/local/template.ts',
  'policies/*.yaml',
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
function keep(file: string, { resources }: Template): void {
  const Resources = Object.fromEntries(
    resources.map(({ id, type, properties, metadata }) => [
      id,
      { Type: type, Properties: properties, Metadata: metadata },
    ]),
  );
  mkdirSync(join(file, '..'), { recursive: true });
  const partial = `${file}.${process.pid}`;
  writeFileSync(partial, JSON.stringify({ Resources }));
  renameSync(partial, file);
}
