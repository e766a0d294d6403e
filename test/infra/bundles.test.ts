import { globSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join, relative } from 'node:path';
import { pathToFileURL } from 'node:url';
import { build } from 'esbuild';
import { afterAll, describe, expect, test } from 'vitest';
import { render } from '../../functions/messages/render.ts';
import { bundling } from '../../lib/infra/bundling.ts';
import { projectRoot } from '../../lib/infra/config.ts';
import { channels, example, examples, textLocales } from '../messages/examples.ts';

const LIMIT = 200 * 1024;

/** As NodejsFunction does it with the stack's options, but for the source maps and a process for each function. */
async function bundle(entryPoints: string[]) {
  const { format, target, mainFields, minify, externalModules, esbuildArgs } = bundling;
  const { '--charset': charset, ...aliases } = esbuildArgs;
  const { outputFiles, metafile } = await build({
    absWorkingDir: projectRoot,
    entryPoints,
    outdir: 'cdk.out',
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format,
    target,
    mainFields,
    charset,
    minify,
    external: externalModules,
    alias: Object.fromEntries(Object.entries(aliases).map(([flag, to]) => [flag.replace('--alias:', ''), to])),
  });
  return outputFiles.map(({ path, contents }) => {
    const inputs = Object.entries(metafile.outputs[relative(projectRoot, path)]?.inputs ?? {});
    return {
      useCase: basename(dirname(path)),
      contents,
      size: contents.byteLength,
      inputs: inputs.filter(([, { bytesInOutput }]) => bytesInOutput > 0).map(([input]) => input),
    };
  });
}

const handlers = globSync('functions/*/handler.ts', { cwd: projectRoot });
const bundles = await bundle(handlers);

describe('without the AWS SDK, a Lambda function', () => {
  test('is bundled for every use case', () => {
    expect(bundles.map(({ useCase }) => `functions/${useCase}/handler.ts`).sort()).toEqual(handlers.sort());
  });

  test.each(bundles)('is under 200 KiB: $useCase, $size bytes', ({ size }) => {
    expect(size).toBeLessThan(LIMIT);
  });

  test.each(bundles)('holds no parser of texts, and of zod the small API in one language: $useCase', ({ inputs }) => {
    const unwanted = /icu-skeleton-parser|zod\/v4\/(classic|locales\/(?!en\.js))/;
    expect(inputs.filter((path) => unwanted.test(path))).toEqual([]);
  });

  test('holds the texts where it writes to borrowers, and nowhere else', () => {
    const writing = bundles.filter(({ inputs }) => inputs.includes('functions/messages/compiled-texts.ts'));
    expect(writing.map(({ useCase }) => useCase).sort()).toEqual(['send-notice', 'sweep-shard']);
  });
});

describe('bundled, without the parser', () => {
  const folder = mkdtempSync(join(tmpdir(), 'cureflow-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  test('every message is the same text', async () => {
    const [bundled] = await bundle(['functions/messages/render.ts']);
    const file = join(folder, 'render.mjs');
    writeFileSync(file, bundled?.contents ?? '');
    const without: { render: typeof render } = await import(/* @vite-ignore */ pathToFileURL(file).href);
    for (const locale of textLocales)
      for (const channel of channels)
        for (const name of Object.keys(examples)) {
          const facts = example(name, { locale, channel });
          expect(without.render(facts)).toEqual(render(facts));
        }
  });
});
